"""Files that a case names: inside its folder, whole, and what their names say.

Nothing is changed or followed here. Pillow, pi_heif and pypdfium2 are imported
only when a file needs them, since most checks of a case need none of them.
"""

import hashlib
import struct
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from generator.case.model import Attachment
from generator.problems import Problems, Where

LARGEST = 512 * 1024 * 1024  # bytes
LARGEST_PICTURE = 100_000_000  # pixels
MOST_FRAMES = 200  # pictures in one TIFF

_SUFFIXES = {
    ".gif": "gif",
    ".heic": "heic",
    ".heif": "heic",
    ".jpeg": "jpeg",
    ".jpg": "jpeg",
    ".pdf": "pdf",
    ".png": "png",
    ".tif": "tiff",
    ".tiff": "tiff",
    ".webp": "webp",
}
ATTACHABLE = frozenset(_SUFFIXES)
_MARKS = (  # what a file is, where its mark stands, and the mark
    ("jpeg", 0, b"\xff\xd8\xff"),
    ("png", 0, b"\x89PNG\r\n\x1a\n"),
    ("gif", 0, (b"GIF87a", b"GIF89a")),
    ("tiff", 0, (b"II*\0", b"MM\0*")),
    ("webp", 8, b"WEBP"),
)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_GET_ANEW = "Get the file anew from where it came; do not only rename it."
# What decoders raise on broken files; Pillow's are many, and promise nothing.
_BROKEN = (
    ArithmeticError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)


class _Refused(Exception):
    """Why a file cannot be taken: code, message, remedy."""


def attachment(folder: Path, name: str, where: Where, problems: Problems) -> Attachment | None:
    """The PDF or picture of that name in the case's folder, checked; None if it has a problem."""
    path = existing(folder, name, where, problems)
    if path is None:
        return None
    try:
        media = _media(path)
        pages = _pages(path, media)
        return Attachment(path, name, digest(path), path.stat().st_size, media, pages)
    except _Refused as refused:
        code, message, remedy = refused.args
        problems.error(code, where, f"'{name}' {message}", remedy)
    except OSError as error:
        _unreadable(name, error, where, problems)
    return None


def existing(folder: Path, name: str, where: Where, problems: Problems) -> Path | None:
    """The path of a file that is in the case's folder and holds something, or None."""
    try:
        path = _inside(folder, name)
        size = path.stat().st_size
    except _Refused as refused:
        code, message, remedy = refused.args
        problems.error(code, where, f"'{name}' {message}", remedy)
        return None
    except OSError as error:
        _unreadable(name, error, where, problems)
        return None
    if size == 0:
        problems.error("E303", where, f"'{name}' is empty (0 bytes)", _GET_ANEW)
        return None
    if size > LARGEST:
        message = f"'{name}' is larger than {LARGEST // 1024**2} MiB"
        problems.error("E304", where, message, "Keep only the pages that belong to this case.")
        return None
    return path


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits; raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unreadable(name: str, error: OSError, where: Where, problems: Problems) -> None:
    message = f"'{name}' cannot be read ({error.strerror or 'it is broken'})"
    problems.error("E302", where, message, "Allow yourself to read it, or copy it anew.")


def _inside(folder: Path, name: str) -> Path:
    """The path of an existing file, if it is in the folder by its name and in truth."""
    parts = PurePosixPath(name)
    if "\\" in name:
        remedy = "Write it as seen from the case's folder, with '/': evidence/chat.pdf."
        raise _Refused("E301", "has a backslash in its name", remedy)
    if parts.is_absolute() or ".." in parts.parts:
        remedy = "Copy the file into the case's folder and name it as seen from there."
        raise _Refused("E301", "is outside the case's folder", remedy)
    spellings = (name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name))
    path = next((folder / each for each in spellings if (folder / each).exists()), folder / name)
    try:
        real = path.resolve()
    except RuntimeError:  # links that lead in a circle
        raise _Refused("E301", "is a link that leads nowhere", "Put the file there.") from None
    if not real.is_relative_to(folder.resolve()):
        remedy = "Copy the file itself into the case's folder instead of a link to it."
        raise _Refused("E301", "is outside the case's folder, through a link", remedy)
    if path.is_dir():
        raise _Refused("E302", "is a folder, not a file", "Name the file in it.")
    if not path.exists():
        raise _Refused("E302", "does not exist", _nearby(path))
    if not path.is_file():
        raise _Refused("E302", "is not an ordinary file", _GET_ANEW)
    return path


def _nearby(path: Path) -> str:
    """What the user may have meant by a file that is not there."""
    beside = [each.name for each in path.parent.glob("*")] if path.parent.is_dir() else []
    if close := get_close_matches(path.name, beside, n=1):
        return f"Did you mean '{close[0]}'?"
    return "Check the name, its capitals and the folder."


# What is in the file ------------------------------------------------------------------------


def _media(path: Path) -> str:
    """What a file is, if its name and its first bytes say the same."""
    promised = _SUFFIXES.get(path.suffix.lower())
    if promised is None:
        accepted = " ".join(sorted(ATTACHABLE))
        raise _Refused("E305", "cannot be attached", f"Save it as PDF. Accepted are: {accepted}.")
    with path.open("rb") as file:
        found = _sniff(file.read(1024))
    if found is None:
        raise _Refused("E306", f"is named {path.suffix}, but is no such file", _GET_ANEW)
    if found != promised:
        message = f"is named {path.suffix}, but is a file of the type {found}"
        raise _Refused("E306", message, f"Give it a name that ends in .{found}.")
    return found


def _sniff(head: bytes) -> str | None:
    """What a file is by its first bytes."""
    for media, offset, marks in _MARKS:
        if head.startswith(marks, offset):
            return media
    if b"%PDF-" in head:  # it may stand a little after the beginning
        return "pdf"
    if head.startswith(b"ftyp", 4) and not head.startswith(b"avif", 8):
        end = min(int.from_bytes(head[:4]), 256)
        brands = {head[start : start + 4] for start in (8, *range(16, end, 4))}
        return "heic" if brands & _HEIC_BRANDS else None
    return None


def _pages(path: Path, media: str) -> int:
    """The number of pages of a file that can be shown to its end."""
    if media == "pdf":
        return _pdf(path)
    return _heic(path) if media == "heic" else _picture(path, media.upper())


def _pdf(path: Path) -> int:
    """The number of pages of a PDF that opens without a password, and whose pages load."""
    import pypdfium2
    from pypdfium2 import raw

    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 64 * 1024))
        if b"%%EOF" not in file.read():
            raise _Refused("E308", "is damaged: its end is missing", _GET_ANEW)
    try:
        with closing(pypdfium2.PdfDocument(path)) as document:
            pages = len(document)
            for number in range(pages):
                document[number].close()
    except pypdfium2.PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            remedy = "Save a copy without a password, or print it to a PDF."
            raise _Refused("E307", "needs a password to be opened", remedy) from None
        raise _Refused("E308", "is damaged and cannot be opened", _GET_ANEW) from None
    if not pages:
        raise _Refused("E308", "has no pages", _GET_ANEW)
    return pages


@contextmanager
def strictly() -> Iterator[None]:
    """Let Pillow refuse half a picture, which WeasyPrint tells it to accept once it is imported."""
    from PIL import ImageFile

    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Pillow finds odd, but reads
            yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _picture(path: Path, form: str) -> int:
    """The number of pictures in a file that can be decoded: more than 1 only in a TIFF."""
    from PIL import Image

    try:
        with strictly(), Image.open(path, formats=[form]) as image:
            _check_size(image.size)
            # Eight times smaller is much faster, and still reads the file to its end.
            image.draft("L", (image.width // 8 or 1, image.height // 8 or 1))
            image.load()
            frames: int = getattr(image, "n_frames", 1) if form == "TIFF" else 1
            if frames > MOST_FRAMES:
                raise _Refused("E304", f"has more than {MOST_FRAMES} pages", "Save it as PDF.")
            for number in range(1, frames):
                image.seek(number)
                _check_size(image.size)
                image.load()
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except _BROKEN:
        raise _Refused("E308", "is damaged and cannot be shown", _GET_ANEW) from None
    return frames


def _heic(path: Path) -> int:
    import pi_heif

    try:
        image = pi_heif.open_heif(path)
        _check_size(image.size)
        bytes(image.data[:1])  # decodes it
    except _BROKEN:
        raise _Refused("E308", "is damaged and cannot be shown", _GET_ANEW) from None
    return 1


def _check_size(size: tuple[int, int]) -> None:
    if size[0] * size[1] > LARGEST_PICTURE:
        raise _too_many_pixels()


def _too_many_pixels() -> _Refused:
    message = f"has more than {LARGEST_PICTURE // 1_000_000} megapixels"
    return _Refused("E309", message, "Save it smaller; the packet shows it on a page at most.")
