"""Attachments are in the case's folder, whole, and what their names say."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from generator.case.files import ATTACHABLE, attachment, digest, existing
from generator.problems import Problems, Where

PICTURES = Path(__file__).parents[1] / "fixtures" / "pictures"
WHERE = Where("case.yaml", 7, "/evidence/0/attachments/0")
GET_ANEW = "Get the file anew from where it came; do not only rename it."
ACCEPTED = ".gif .heic .heif .jpeg .jpg .pdf .png .tif .tiff .webp"


@pytest.fixture
def attach(tmp_path):
    """The attachment of that name, which must be sound."""

    def attaching(name):
        problems = Problems()
        found = attachment(tmp_path, name, WHERE, problems)
        assert [] == problems
        return found

    return attaching


@pytest.fixture
def refused(tmp_path):
    """The (code, message, remedy) of the one problem of an attachment."""

    def attaching(name):
        problems = Problems()
        assert attachment(tmp_path, name, WHERE, problems) is None
        ((where, *problem),) = [
            (each.where, each.code, each.message, each.remedy) for each in problems
        ]
        assert where == WHERE
        return tuple(problem)

    return attaching


@pytest.fixture
def picture(tmp_path):
    """Writes a picture that does not compress to nothing."""

    def writing(name, size=(64, 48), **options):
        path = tmp_path / name
        noise = hashlib.shake_256(name.encode()).digest(size[0] * size[1] * 3)
        Image.frombytes("RGB", size, noise).save(path, **options)
        return path

    return writing


def test_a_pdf(tmp_path, attach, write_pdf):
    """
    Everything that the packet must know of it is found.
    """
    path = write_pdf(tmp_path / "evidence" / "chat.pdf", pages=3)
    found = attach("evidence/chat.pdf")

    assert (path, "evidence/chat.pdf", "pdf", 3) == (
        found.path,
        found.name,
        found.media,
        found.pages,
    )
    assert (path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest()) == (
        found.size,
        found.digest,
    )


@pytest.mark.parametrize(
    ("name", "media"),
    [
        ("a.jpg", "jpeg"),
        ("a.JPEG", "jpeg"),
        ("a.png", "png"),
        ("a.webp", "webp"),
        ("a.tif", "tiff"),
        ("a.tiff", "tiff"),
        ("a.gif", "gif"),
        ("截图 1.png", "png"),
    ],
)
def test_pictures(attach, picture, name, media):
    """
    Every form that Pillow reads safely is accepted; a picture is one page.
    """
    picture(name)

    assert (media, 1) == (attach(name).media, attach(name).pages)


def test_the_smallest_picture(attach, tmp_path):
    """
    A picture of one pixel is still a picture.
    """
    Image.new("RGB", (1, 1)).save(tmp_path / "a.jpg")

    assert "jpeg" == attach("a.jpg").media


def test_a_tiff_of_several_pages(attach, tmp_path):
    """
    A scanner's TIFF holds a page for each sheet; a moving GIF is still one picture.
    """
    pages = [Image.new("1", (50, 70)), Image.new("1", (50, 70)), Image.new("1", (40, 40))]
    for name in ("scan.tif", "moving.gif"):
        pages[0].save(tmp_path / name, save_all=True, append_images=pages[1:])

    assert [3, 1] == [attach(name).pages for name in ("scan.tif", "moving.gif")]


@pytest.mark.parametrize("name", ["photo.heic", "photo.heif"])
def test_a_telephone_s_picture(attach, tmp_path, name):
    """
    HEIC is what iPhones take.
    """
    shutil.copy(PICTURES / "gradient.heic", tmp_path / name)

    assert ("heic", 1) == (attach(name).media, attach(name).pages)


def test_a_pdf_that_only_its_owner_may_change(tmp_path, attach, write_pdf):
    """
    A PDF that opens without a password is accepted, whatever it forbids.
    """
    write_pdf(tmp_path / "pod.pdf", passwords=("", "owner"))

    assert 1 == attach("pod.pdf").pages


def test_a_pdf_with_a_password(tmp_path, refused, write_pdf):
    """
    What cannot be opened cannot be shown to the platform either.
    """
    write_pdf(tmp_path / "pod.pdf", passwords=("user", "owner"))

    assert (
        "E307",
        "'pod.pdf' needs a password to be opened",
        "Save a copy without a password, or print it to a PDF.",
    ) == refused("pod.pdf")


def test_something_before_a_pdf_s_beginning(tmp_path, attach, write_pdf):
    """
    Mail programs put a line before it; readers accept that.
    """
    path = write_pdf(tmp_path / "pod.pdf")
    path.write_bytes(b"\r\n" + path.read_bytes())

    assert 1 == attach("pod.pdf").pages


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_pdf_that_was_cut_off(tmp_path, refused, write_pdf, share):
    """
    A download that broke off is noticed, though readers repair it silently.
    """
    path = write_pdf(tmp_path / "pod.pdf", pages=4)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])

    assert ("E308", "'pod.pdf' is damaged: its end is missing", GET_ANEW) == refused("pod.pdf")


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\n%%EOF\n", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"]
)
def test_a_pdf_of_nothing(tmp_path, refused, content):
    """
    The right first bytes do not make a PDF.
    """
    (tmp_path / "pod.pdf").write_bytes(content)

    assert ("E308", "'pod.pdf' is damaged and cannot be opened", GET_ANEW) == refused("pod.pdf")


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tif", "a.gif"])
def test_a_picture_that_was_cut_off(refused, picture, name):
    """
    A picture is read to its end, not only measured.
    """
    path = picture(name)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 3 // 4])

    assert ("E308", f"'{name}' is damaged and cannot be shown", GET_ANEW) == refused(name)


def test_a_telephone_s_picture_that_was_cut_off(tmp_path, refused):
    """
    So is a HEIC.
    """
    content = (PICTURES / "gradient.heic").read_bytes()
    (tmp_path / "a.heic").write_bytes(content[: len(content) // 2])

    assert ("E308", "'a.heic' is damaged and cannot be shown", GET_ANEW) == refused("a.heic")


def test_a_picture_that_is_too_large(tmp_path, refused):
    """
    More than 100 megapixels are refused before they are unpacked; 100 are not.
    """
    Image.new("1", (10_000, 10_001)).save(tmp_path / "a.png")
    Image.new("1", (30_000, 16_000)).save(tmp_path / "b.png")

    message = "has more than 100 megapixels"
    remedy = "Save it smaller; the packet shows it on a page at most."
    assert [("E309", f"'{name}' {message}", remedy) for name in ("a.png", "b.png")] == [
        refused("a.png"),
        refused("b.png"),
    ]


def test_a_hundred_megapixels(tmp_path, attach):
    """
    The limit itself is allowed.
    """
    Image.new("1", (10_000, 10_000)).save(tmp_path / "a.png")

    assert "png" == attach("a.png").media


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.png", b"\xff\xd8\xff\xe0", "is named .png, but is a file of the type jpeg"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n", "is named .pdf, but is a file of the type png"),
        (
            "a.jpg",
            b"\0\0\0\x18ftypheic\0\0\0\0mif1",
            "is named .jpg, but is a file of the type heic",
        ),
        ("a.heic", b"\xff\xd8\xff\xe0", "is named .heic, but is a file of the type jpeg"),
        ("a.png", b"RIFF\x10\0\0\0WEBPVP8 ", "is named .png, but is a file of the type webp"),
    ],
)
def test_a_name_that_says_another_form(tmp_path, refused, name, content, message):
    """
    The remedy names the ending that is right.
    """
    (tmp_path / name).write_bytes(content)
    right = message.rpartition(" ")[2]

    assert ("E306", f"'{name}' {message}", f"Give it a name that ends in .{right}.") == refused(
        name
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"<!DOCTYPE html><html>Please log in</html>"),
        ("a.png", b"PK\x03\x04"),
        ("a.heic", b"\0\0\0\x18ftypmp42\0\0\0\0isom"),
        ("a.heic", b"\0\0\0\x1cftypavif\0\0\0\0mif1"),
        ("a.jpg", b"\0"),
    ],
)
def test_a_name_that_is_not_true(tmp_path, refused, name, content):
    """
    A web page saved as PDF, a film, or anything else under a picture's name.
    """
    (tmp_path / name).write_bytes(content)
    suffix = name[1:]

    assert ("E306", f"'{name}' is named {suffix}, but is no such file", GET_ANEW) == refused(name)


@pytest.mark.parametrize("name", ["a.docx", "a.mp4", "a.txt", "a.svg", "a"])
def test_what_cannot_be_attached(tmp_path, refused, name):
    """
    All else has to be saved as PDF by somebody who can look at it.
    """
    (tmp_path / name).write_bytes(b"x")

    remedy = f"Save it as PDF. Accepted are: {ACCEPTED}."
    assert ("E305", f"'{name}' cannot be attached", remedy) == refused(name)
    assert ACCEPTED.split() == sorted(ATTACHABLE)


@pytest.mark.parametrize("name", ["a.pdf", "a.png", "a.docx"])
def test_an_empty_file(tmp_path, refused, name):
    """
    Nothing is said about the form of a file without content.
    """
    (tmp_path / name).write_bytes(b"")

    assert ("E303", f"'{name}' is empty (0 bytes)", GET_ANEW) == refused(name)


def test_a_file_that_is_not_there(tmp_path, refused):
    """
    The nearest name in the same folder is offered.
    """
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "Chat.pdf").write_bytes(b"x")
    plain = "Check the name, its capitals and the folder."

    assert [
        ("E302", "'evidence/chat.pdf' does not exist", "Did you mean 'Chat.pdf'?"),
        ("E302", "'evidence/signature.png' does not exist", plain),
        ("E302", "'evidnce/chat.pdf' does not exist", plain),
        ("E302", "'evidence' is a folder, not a file", "Name the file in it."),
    ] == [
        refused("evidence/chat.pdf"),
        refused("evidence/signature.png"),
        refused("evidnce/chat.pdf"),
        refused("evidence"),
    ]


def test_a_name_in_another_spelling_of_unicode(tmp_path, attach, write_pdf):
    """
    macOS writes ü as u and two dots; the user types it as one.
    """
    write_pdf(tmp_path / "u\u0308bersicht.pdf")

    assert "\u00fcbersicht.pdf" == attach("\u00fcbersicht.pdf").name


def test_a_file_of_data_only_has_to_be_there(tmp_path):
    """
    What is in it is for those who read it.
    """
    (tmp_path / "chat.yaml").write_bytes(b"x")
    problems = Problems()

    assert tmp_path / "chat.yaml" == existing(tmp_path, "chat.yaml", WHERE, problems)
    assert existing(tmp_path, "no.yaml", WHERE, problems) is None
    assert ["E302"] == [problem.code for problem in problems]


def test_a_digest_is_of_all_bytes(tmp_path):
    """
    It is the one that `sha256sum` prints, also of a file larger than one read.
    """
    content = b"0123456789abcdef" * 100_000
    (tmp_path / "big").write_bytes(content)

    assert hashlib.sha256(content).hexdigest() == digest(tmp_path / "big")


def test_nothing_heavy_is_imported_before_it_is_needed():
    """
    A case without attachments is checked without Pillow, pi_heif and pypdfium2.
    """
    heavy = "{'PIL', 'pi_heif', 'pypdfium2', 'pikepdf', 'weasyprint', 'docxtpl', 'babel'}"
    program = (
        "import sys, generator.case.validate, generator.case.defaults;"
        f"print(sorted({heavy} & set(sys.modules)))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert "[]\n" == done.stdout
