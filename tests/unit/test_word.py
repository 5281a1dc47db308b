"""The letter as a Word file: the same text as everywhere, and equal bytes for equal input."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from PIL import Image

from generator.packet.read_back import read_docx
from generator.packet.word import docx
from generator.packs import Packs
from generator.problems import ExitCode, Stopped
from generator.writing.plain import plain_text
from generator.writing.text import Texts
from tests.unit.specimen import LETTER, VIEW, WORDS, hostile

PAGES = {"A-events-0": 4, "B": 5, "C": 9, "C-messages-12": 9, "C-messages-13": 9, "D": 14}
ENVIRONMENT = Texts.of(Packs()).html
TEMPLATE = Packs().get("templates/letters/appeal/letter.docx")


def written(view=VIEW, template=TEMPLATE, logo=None):
    return docx(view, PAGES, WORDS, ENVIRONMENT, template, logo)


def text_of(tmp_path, content):
    path = tmp_path / "letter.docx"
    path.write_bytes(content)
    return read_docx(path).split()


BARE = replace(
    LETTER,
    sender=("Hongtu Direct",),
    recipient=(),
    identifiers=(("Order", "1"),),
    rows=(),
    grounds=(),
    points=(),
    other=(),
    relief=(),
)


@pytest.mark.parametrize("letter", [LETTER, hostile(), BARE], ids=["usual", "hostile", "bare"])
def test_the_text_is_that_of_the_letter(tmp_path, letter):
    """
    Every word in the same order, whatever a seller or a buyer wrote, and nothing else.
    """
    content = written(replace(VIEW, letter=letter))

    assert plain_text(letter, PAGES, WORDS).split() == text_of(tmp_path, content)


def test_equal_input_gives_equal_bytes():
    """
    Nothing comes from the clock: no part of the file has a date of its own.
    """
    first = written()

    assert first == written()
    assert {(1980, 1, 1, 0, 0, 0)} == {part.date_time for part in ZipFile(BytesIO(first)).filelist}


@pytest.mark.parametrize(("paper", "size"), [("letter", (216, 279)), ("a4", (210, 297))])
def test_the_page_is_that_of_the_market(paper, size):
    """
    Width and height in millimetres.
    """
    (section,) = Document(BytesIO(written(replace(VIEW, paper=paper)))).sections

    assert size == (round(section.page_width.mm), round(section.page_height.mm))


def test_the_file_says_who_wrote_it_and_when():
    """
    Title, author and date are those of the packet; a title longer than Word allows is cut.
    """
    properties = Document(BytesIO(written(replace(VIEW, title="&" * 300)))).core_properties

    assert ("&" * 255, "Hongtu Direct", "Hongtu Direct", "en") == (
        properties.title,
        properties.author,
        properties.last_modified_by,
        properties.language,
    )
    assert {"2026-03-16 00:00"} == {
        f"{moment:%Y-%m-%d %H:%M}" for moment in (properties.created, properties.modified)
    }


def test_a_logo_stands_in_the_letterhead(tmp_path):
    """
    It changes no word.
    """
    logo = tmp_path / "logo.png"
    Image.new("RGB", (300, 100), "navy").save(logo)

    content = written(logo=logo)

    assert logo.read_bytes() in [
        ZipFile(BytesIO(content)).read(name) for name in ZipFile(BytesIO(content)).namelist()
    ]
    assert text_of(tmp_path, written()) == text_of(tmp_path, content)


def template_saying(tmp_path, text):
    path = tmp_path / "own.docx"
    document = Document()
    document.add_paragraph(text)
    document.save(path)
    return path


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{{ subjekt }}", "'subjekt' is undefined"),
        ("{% if subject %}", "Unexpected end of template"),
        ("{{ sender[99] }}", "no element 99"),
        ("{{ date + 1 }}", "can only concatenate str"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
    ],
)
def test_a_template_that_is_wrong_is_refused(tmp_path, text, named):
    """
    A name that there is not leaves no hole; the sandbox lets nothing out.
    """
    with pytest.raises(Stopped) as stopped:
        written(template=template_saying(tmp_path, text))

    (problem,) = stopped.value.problems
    assert (ExitCode.PACK, "E412", "own.docx") == (
        stopped.value.exit_code,
        problem.code,
        str(problem.where),
    )
    assert named in problem.message


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_word_file_is_refused(tmp_path, content):
    """
    Also an empty file, and a ZIP file of another sort.
    """
    path = tmp_path / "own.docx"
    path.write_bytes(content)

    with pytest.raises(Stopped) as stopped:
        written(template=path)

    (problem,) = stopped.value.problems
    assert "the Word template cannot be filled in: it is no Word file (.docx)" == problem.message
