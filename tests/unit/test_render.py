"""Laying out HTML: what is known of the pages, what may be read, what counts as a problem."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from generator.packet.render import Laid, LaidPage, render, uncovered
from generator.problems import ExitCode, Stopped

NO_FONT_HAS = "\ue000"  # a private character; fonts for text have none


def problems(html: str, files: dict[str, Path]) -> list[tuple[str, str]]:
    """The codes and messages with which a layout is refused."""
    with pytest.raises(Stopped) as stopped:
        render(html, files)
    assert stopped.value.exit_code == ExitCode.CHECK
    return [(problem.code, problem.message) for problem in stopped.value.problems]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A small picture in a folder of its own."""
    path = tmp_path / "pack" / "logo.png"
    path.parent.mkdir()
    Image.new("RGB", (4, 4), "red").save(path)
    return path


def test_a_page_tells_its_name_its_anchors_and_its_lines():
    """
    The cells of a table row that stand beside each other are one line; margins are none.
    """
    laid = render(
        "<style>@page { @bottom-center { content: 'margin' } }"
        " .letter { page: letter } .index { page: index } td { vertical-align: top }</style>"
        "<section class=letter id=top><p id=first>One<br>two"
        "<table><tr><td>left<br>left<td>right</table></section>"
        "<section class=index>Three</section>",
        {},
    )

    assert laid.pages == (
        LaidPage("letter", ("top", "first"), 4),
        LaidPage("index", (), 1),
    )
    assert laid.pdf.startswith(b"%PDF-")


def test_a_page_without_a_page_type_has_no_name():
    """
    Such as a document whose style sheet names no page types.
    """
    assert render("<p>One", {}).pages == (LaidPage("", (), 1),)


def test_places_gives_the_first_page_of_an_anchor():
    """
    An element that is broken over two pages is found where it starts.
    """
    laid = Laid(b"", (LaidPage("", (), 0), LaidPage("", ("A", "B"), 0), LaidPage("", ("A",), 0)))

    assert laid.places() == {"A": 1, "B": 1}


def test_a_picture_is_read_by_its_name_from_a_file_or_a_folder(picture: Path):
    """
    A name of `files` is a file itself, or the first part of the names in a folder.
    """
    by_file = render("<img src='pictures/A%201.png'>", {"pictures/A 1.png": picture})
    by_folder = render("<img src='letter/logo.png'>", {"letter": picture.parent})

    assert b"/Subtype /Image" in by_file.pdf
    assert b"/Subtype /Image" in by_folder.pdf


def test_a_style_sheet_is_read_with_the_pictures_that_it_names(picture: Path):
    """
    What a style sheet names is relative to it.
    """
    (picture.parent / "letter.css").write_text("body { background: url(logo.png) } @page x {}")

    laid = render("<link rel=stylesheet href='letter/letter.css'>x", {"letter": picture.parent})

    assert b"/Subtype /Image" in laid.pdf


def test_equal_input_gives_equal_bytes_wherever_the_files_lie(picture: Path, tmp_path: Path):
    """
    The name of a temporary folder leaves no trace in the PDF.
    """
    other = tmp_path / "elsewhere.png"
    other.write_bytes(picture.read_bytes())
    html = "<meta name=dcterms.created content=2026-03-16><img src=logo.png>x"

    assert render(html, {"logo.png": picture}).pdf == render(html, {"logo.png": other}).pdf


def test_equal_input_gives_equal_bytes_at_another_time(monkeypatch: pytest.MonkeyPatch):
    """
    An emoji's font is written anew each time, with a date; what the caller set stays set.
    """
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    first = render("<p>😀", {}).pdf
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "172800")
    second = render("<p>😀", {}).pdf

    assert first == second
    assert os.environ["SOURCE_DATE_EPOCH"] == "172800"
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert render("<p>😀", {}).pdf == first
    assert "SOURCE_DATE_EPOCH" not in os.environ


@pytest.mark.parametrize(
    "reference",
    [
        "http://127.0.0.1:9/x.png",
        "https://example.com/x.png",
        "ftp://example.com/x.png",
        "data:image/png;base64,iVBORw0KGgo=",
        "/etc/hostname",
        "file:///etc/hostname",
        "file://host/packet/letter/logo.png",
        "letter/../secret.png",
        "letter/..%2Fsecret.png",
        "letter/%2e%2e/secret.png",
        "letter/link.png",
        "letter/logo.png?x",
        "letter/missing.png",
        "letter/",
        "letter",
        "other/logo.png",
        "letter/%00",
    ],
)
def test_nothing_else_is_read(picture: Path, reference: str):
    """
    No network, no file outside the given ones, not through `..` and not through a link.
    """
    secret = picture.parent.parent / "secret.png"
    secret.write_bytes(picture.read_bytes())
    (picture.parent / "link.png").symlink_to(secret)

    found = problems(f"<img src='{reference}'>x", {"letter": picture.parent})

    assert [code for code, _ in found] == ["E602"]


def test_all_that_is_wrong_is_told_at_once_and_each_thing_once():
    """
    Refused files, styles that do not exist, links to nothing, characters that no font has.
    """
    found = problems(
        "<link rel=stylesheet href=gone.css><style>p { colour: red } i { colour: red }</style>"
        f"<p>{NO_FONT_HAS * 2}<a href='#nowhere'>x</a><img src=gone.png><img src=gone.png>",
        {},
    )

    assert [code for code, _ in found] == ["E602", "E602", "E601", "E601", "E601", "E603"]
    assert found[0][1] == "The file 'gone.css' is missing or not allowed."
    assert found[-1][1] == "No installed font can draw the character U+E000."


def test_a_damaged_picture_is_a_problem(tmp_path: Path):
    """
    WeasyPrint would leave it out.
    """
    (tmp_path / "x.png").write_bytes(b"no picture")

    assert [code for code, _ in problems("<img src=x.png>", {"x.png": tmp_path / "x.png"})] == [
        "E601"
    ]


@pytest.mark.parametrize(
    "text", ["", "Plain text, 48.90 €\n\t", "Größe café", "客户没有联系", "😀"]
)
def test_ordinary_text_is_covered(text: str):
    """
    Latin, Chinese and emoji are drawn with the fonts that the set-up brings.
    """
    assert uncovered(text) == frozenset()


def test_the_characters_that_no_font_has_are_found():
    """
    Private characters, and characters that Unicode has not assigned.
    """
    assert uncovered(f"a{NO_FONT_HAS}b\u0378 客{NO_FONT_HAS}") == {NO_FONT_HAS, "\u0378"}


def test_uncovered_agrees_with_what_the_layout_draws():
    """
    The two ask in different ways; a new version of WeasyPrint or Pango must not part them.
    """
    text = "aé客\u200d\u200f\u202e\ufe0f\u0301\u2060\u00ad\ue123\u0378\U0001f600\u0915\u07c0"
    found = problems(f"<p>{' '.join(text)}", {})

    refused = {chr(int(re.search(r"U\+(\w+)", message)[1], 16)) for _, message in found}
    assert refused == uncovered(text)


def test_importing_the_module_does_not_import_weasyprint():
    """
    Commands that lay nothing out do not wait for it.
    """
    code = "import sys, generator.packet.render; sys.exit('weasyprint' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_missing_system_library_is_named_and_nothing_is_printed(tmp_path: Path):
    """
    WeasyPrint prints advice to standard output, and raises OSError.

    A module that does the same stands in its place here, since a test cannot take a library away.
    """
    (tmp_path / "weasyprint.py").write_text(
        "print('advice')\nraise OSError('cannot load library libpango: no such file')"
    )
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from generator.packet.render import render\n"
        "from generator.problems import Stopped\n"
        "try: render('x', {})\n"
        "except Stopped as stopped: print(stopped, int(stopped.exit_code))"
    )

    result = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], check=True, capture_output=True, text=True
    )

    assert result.stdout == (
        "WeasyPrint: error E604: A library that lays out text is missing: "
        "cannot load library libpango.\n"
        "    Run `appeal doctor`: it says what is missing and how to get it. 6\n"
    )
