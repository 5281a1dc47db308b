"""Files that several tests need."""

import pikepdf
import pytest


@pytest.fixture
def write_pdf():
    """Writes a PDF of empty pages; `passwords` are the user's and the owner's."""

    def writing(path, pages=1, passwords=None):
        path.parent.mkdir(parents=True, exist_ok=True)
        with pikepdf.new() as pdf:
            for _ in range(pages):
                pdf.add_blank_page()
            user, owner = passwords or ("", "")
            allowed = pikepdf.Permissions(extract=False, modify_other=False)
            encryption = pikepdf.Encryption(user=user, owner=owner, allow=allowed)
            pdf.save(path, encryption=encryption if passwords else None)
        return path

    return writing
