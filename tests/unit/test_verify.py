"""Verifying: a sound output folder passes, and whatever is spoilt in it is found by its check."""

import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from generator.packet.join import Imprint, Insertion, join, letter_alone
from generator.packet.read_back import UnreadableError, compared, read_docx
from generator.packet.render import render
from generator.packet.verify import verify
from generator.problems import ExitCode, Stopped

LONG = (
    "The parcel was delivered and signed for at the office of the buyer's own neighbour, as the "
    "carrier's record of the sixteenth of March shows (Exhibit A, p. 3; Exhibit B, p. 7)."
)
LINES = [
    "Appeal of claim ATZ-1 & order 113-1234567",
    "Jürgen “Joe” O'Neil <b> wrote: 我的灯在哪里？ שלום 😀 and no more",
    LONG,
]
HTML = f"""
<html lang=en><style>@page {{size: 300pt 400pt; margin: 30pt}} section {{break-before: page}}
h1, h2 {{font-size: 12pt}} p {{font: 10pt "Noto Sans"; hyphens: auto; text-align: justify}}
h1 {{bookmark-level: 1}} h2 {{bookmark-level: 2}}</style>
<section><h1>Letter</h1><p>{LINES[0].replace("&", "&amp;")}<p>{LINES[1].replace("<", "&lt;")}
<p>{LINES[2].split(" (")[0]} (<a href="#A">Exhibit A, p. 3</a>; <a href="#B">Exhibit B, p. 7</a>).
<section><h1>Index</h1><p><a href="#A">Exhibit A Chat</a><p><a href="#B">Exhibit B Tracking</a>
<section><h1 id=A>Exhibit A Chat</h1>
<section><h2 id=A-file-1>chat.pdf</h2>
<section><h1 id=B>Exhibit B Tracking</h1>
"""
MANIFEST: dict[str, Any] = {
    "pages": 7,
    "stamp_prefix": "AZ-113",
    "letter": {"text": "\n".join(["Letter", *LINES])},
    "statement": {"text": "We ask you to deny the claim.\n"},
    "cites": [
        {"text": "Exhibit A, p. 3", "exhibit": "A", "anchor": "A", "page": 3},
        {"text": "Exhibit B, p. 7", "exhibit": "B", "anchor": "B", "page": 7},
    ],
    "links": [
        {"page": 1, "text": "Exhibit A, p. 3", "target": 3},
        {"page": 2, "text": "Exhibit A Chat", "target": 3},
        {"page": 2, "text": "Exhibit B Tracking", "target": 7},
    ],
    "exhibits": [
        {
            "label": "A",
            "title": "Chat",
            "first_page": 3,
            "last_page": 6,
            "attachments": [
                {"name": "chat.pdf", "slip_page": 4, "first_page": 5, "last_page": 6},
            ],
        },
        {
            "label": "B",
            "title": "Tracking",
            "first_page": 7,
            "last_page": 7,
            "attachments": [],
        },
    ],
    "bookmarks": [
        {"title": "Letter", "page": 1},
        {"title": "Exhibit A Chat", "page": 3},
        {"title": "chat.pdf", "page": 4},
        {"title": "Exhibit B Tracking", "page": 7},
    ],
}
CHECKS = (
    *("files", "page count", "stamps", "page labels", "letter", "cites", "links", "exhibits"),
    *("bookmarks", "letter.pdf", "letter.docx", "statement.txt"),
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a sound output folder."""
    folder = tmp_path_factory.mktemp("built")
    with Pdf.new() as pdf:
        for _ in range(2):
            pdf.add_blank_page(page_size=(200, 200))
        pdf.save(folder / "chat.pdf")
    laid = render(HTML, {})
    insertion = Insertion(laid.places()["A-file-1"], folder / "chat.pdf", "chat.pdf", 2)
    join(laid, [insertion], folder / "packet.pdf", Imprint("T", "A", "en", "AZ-113"))
    (folder / "letter.pdf").write_bytes(letter_alone(folder / "packet.pdf", "Letter"))
    word = docx.Document()
    for line in MANIFEST["letter"]["text"].splitlines():
        word.add_paragraph(line)
    word.save(folder / "letter.docx")
    (folder / "statement.txt").write_bytes(MANIFEST["statement"]["text"].encode())
    names = ("packet.pdf", "letter.pdf", "letter.docx", "statement.txt")
    return {name: (folder / name).read_bytes() for name in names}


@pytest.fixture
def folder(built: dict[str, bytes], tmp_path: Path) -> Path:
    """A sound output folder of one's own."""
    for name, data in built.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def sealed(folder: Path, **changes: Any) -> Path:
    """Write the manifest, so that it fits the files as they are now."""
    outputs = [
        {"name": path.name, "digest": hashlib.sha256(path.read_bytes()).hexdigest()}
        for path in sorted(folder.iterdir())
    ]
    manifest = json.loads(json.dumps({"outputs": outputs, **MANIFEST, **changes}))
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def failures(folder: Path) -> dict[str, str]:
    """The checks that failed and what they say."""
    report = verify(folder)
    assert report.ok is not any(not check.ok for check in report.checks)
    return {check.name: check.detail for check in report.checks if not check.ok}


def test_a_sound_folder_passes_every_check(folder: Path):
    """
    With `&`, quotes, hyphens at line ends, Chinese, Hebrew and emoji in the letter.
    """
    report = verify(sealed(folder))

    assert failures(folder) == {}
    assert tuple(check.name for check in report.checks) == CHECKS
    assert json.loads(json.dumps(report.as_json())) == {
        "ok": True,
        "checks": [{"name": name, "ok": True, "detail": ""} for name in CHECKS],
    }


def test_a_folder_without_a_letter_has_only_its_files_checked(tmp_path: Path):
    """
    As after a build that gave advice instead.
    """
    (tmp_path / "advice.txt").write_text("No appeal.")
    sealed(tmp_path)

    assert [check.name for check in verify(tmp_path).checks] == ["files"]


@pytest.mark.parametrize("content", [None, b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_without_a_manifest_nothing_can_be_verified(tmp_path: Path, content: bytes | None):
    """
    It is the user's choice of folder that is wrong.
    """
    if content is not None:
        (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(Stopped) as stopped:
        verify(tmp_path)

    assert stopped.value.exit_code == ExitCode.PROBLEMS
    assert [problem.code for problem in stopped.value.problems] == ["E620"]


@pytest.mark.parametrize("content", ["[]", "7", "{}", '{"outputs": 5}', '{"outputs": [{}, 7]}'])
def test_a_manifest_of_another_form_fails(tmp_path: Path, content: str):
    """
    It fails as a check does, not as a program does.
    """
    (tmp_path / "manifest.json").write_text(content)

    assert list(failures(tmp_path)) == ["files"]


def test_a_file_that_was_changed_or_taken_away_is_found(folder: Path):
    """
    By its digest.
    """
    sealed(folder)
    (folder / "statement.txt").write_text("Something else.")
    (folder / "letter.docx").unlink()

    assert failures(folder) == {
        "files": "letter.docx is missing. statement.txt was changed after it was written.",
        "letter.docx": "letter.docx cannot be read as a Word file.",
        "statement.txt": "statement.txt does not say what the manifest says.",
    }


@pytest.mark.parametrize("name", ["../packet.pdf", "/etc/hostname", "sub/packet.pdf", ""])
def test_a_manifest_leads_to_no_file_elsewhere(folder: Path, name: str):
    """
    It may come from somebody else.
    """
    sealed(folder, outputs=[{"name": name, "digest": "0" * 64}])

    assert failures(folder) == {"files": f"{name} is missing."}


def changed(folder: Path, change: Callable[[Pdf], None]) -> Path:
    """Change the packet, and seal the folder again as if it had been written so."""
    with Pdf.open(folder / "packet.pdf", allow_overwriting_input=True) as pdf:
        change(pdf)
        pdf.save()
    return sealed(folder)


def _lose_a_page(pdf: Pdf) -> None:
    del pdf.pages[4]


def _lose_a_stamp(pdf: Pdf) -> None:
    del pdf.pages[4].obj.Resources.XObject.AppealStamp


def _labels_from_two(pdf: Pdf) -> None:
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D, St=2)]))


def _letter_as_picture(pdf: Pdf) -> None:
    pdf.pages[0].obj.Contents = pdf.make_stream(pdf.pages[0].obj.Contents[2].read_bytes())


def _cite_to_another_page(pdf: Pdf) -> None:
    pdf.pages[0].obj.Annots[0].Dest = Array([pdf.pages[6].obj, Name.Fit])


def _cite_without_link(pdf: Pdf) -> None:
    del pdf.pages[0].obj.Annots[0]


def _link_to_nothing(pdf: Pdf) -> None:
    pdf.pages[1].obj.Annots[0].Dest = pikepdf.String("nowhere")


def _no_bookmarks(pdf: Pdf) -> None:
    del pdf.Root.Outlines


@pytest.mark.parametrize(
    ("change", "failing"),
    [
        (_lose_a_page, {"page count", "stamps", "cites", "links", "exhibits", "bookmarks"}),
        (_lose_a_stamp, {"stamps"}),
        (_labels_from_two, {"page labels"}),
        (_letter_as_picture, {"letter", "cites", "links"}),
        (_cite_to_another_page, {"cites", "links"}),
        (_cite_without_link, {"cites", "links"}),
        (_link_to_nothing, {"links"}),
        (_no_bookmarks, {"bookmarks"}),
    ],
)
def test_a_packet_that_is_not_as_promised_is_found(folder: Path, change, failing: set[str]):
    """
    Each check finds what it is for, and the others hold.
    """
    assert set(failures(changed(folder, change))) == failing


@pytest.mark.parametrize(
    ("key", "value", "failing", "detail"),
    [
        ("pages", 8, "page count", "The packet has 7 pages instead of 8."),
        (
            "stamp_prefix",
            "AZ-114",
            "stamps",
            "Page 1 does not carry the stamp AZ-114-000001.",
        ),
        (
            "cites",
            [{"text": "Exhibit A, p. 4", "page": 3}],
            "cites",
            "The letter does not say 'Exhibit A, p. 4'.",
        ),
        (
            "cites",
            [{"text": "Exhibit A, p. 3", "page": 4}],
            "cites",
            "'Exhibit A, p. 3' in the letter does not lead to page 4.",
        ),
        (
            "links",
            [{"page": 2, "text": "Exhibit A Chat", "target": 4}],
            "links",
            "There is no link 'Exhibit A Chat' on page 2 that leads to page 4.",
        ),
        ("links", [{"page": 9, "text": "x", "target": 4}], "links", "there is no page 9"),
        (
            "bookmarks",
            [{"title": "Letter", "page": 2}],
            "bookmarks",
            "There is no bookmark 'Letter' for page 2.",
        ),
        (
            "exhibits",
            [{**MANIFEST["exhibits"][0], "title": "Photo"}],
            "exhibits",
            "Page 3 does not show the title of Exhibit A.",
        ),
        (
            "exhibits",
            [{**MANIFEST["exhibits"][0], "last_page": 5}],
            "exhibits",
            "chat.pdf does not stand inside Exhibit A.",
        ),
        (
            "exhibits",
            [{**MANIFEST["exhibits"][1], "last_page": 8}],
            "exhibits",
            "Exhibit B does not stand on pages 7 to 8.",
        ),
        ("bookmarks", None, "bookmarks", "The manifest does not say what it must"),
        ("cites", [{}], "cites", "The manifest does not say what it must"),
    ],
)
def test_a_manifest_that_promises_something_else_is_found(folder, key, value, failing, detail):
    """
    And the sentence says what is there and what is not.
    """
    found = failures(sealed(folder, **{key: value}))

    assert list(found) == [failing]
    assert detail in found[failing]


@pytest.mark.parametrize("number", range(len(LINES)))
def test_a_letter_that_says_something_else_is_found_in_all_its_forms(folder: Path, number: int):
    """
    One word is enough, in whatever script.
    """
    words = {0: ("ATZ-1", "ATZ-7"), 1: ("灯", "书"), 2: ("sixteenth", "seventeenth")}
    text = MANIFEST["letter"]["text"].replace(*words[number])
    found = failures(sealed(folder, letter={"text": text}))

    assert set(found) == {"letter", "letter.pdf", "letter.docx"}
    assert found["letter"].startswith("page 1 does not say ")


def test_a_word_file_that_says_more_is_found(folder: Path):
    """
    The letter must be the same in all its forms.
    """
    word = docx.Document(folder / "letter.docx")
    word.add_paragraph("We promise a gift.")
    word.save(folder / "letter.docx")

    assert list(failures(sealed(folder))) == ["letter.docx"]


def test_a_letter_alone_with_links_or_pages_of_the_packet_is_found(folder: Path):
    """
    Its links would lead nowhere.
    """
    (folder / "letter.pdf").write_bytes((folder / "packet.pdf").read_bytes())

    assert failures(sealed(folder)) == {
        "letter.pdf": "letter.pdf has 7 pages. letter.pdf has links into the packet."
    }


@pytest.mark.parametrize("name", ["packet.pdf", "letter.pdf", "letter.docx"])
def test_a_file_that_cannot_be_read_fails(folder: Path, name: str):
    """
    Although its digest is right.
    """
    (folder / name).write_bytes(b"broken")

    assert list(failures(sealed(folder))) == [name]


def test_many_failures_of_one_check_are_summed_up(folder: Path):
    """
    Of a thousand pages without a stamp, five are enough.
    """
    found = failures(sealed(folder, stamp_prefix="X"))

    assert found["stamps"].count("does not carry") == 5
    assert found["stamps"].endswith(" And 2 more.")


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("re-\r\nceived", "received"),
        ("re\u00adceived", "received"),
        ("re\ufffeceived", "re-ceived"),
        ("e\u0301", "\u00e9"),
        ("\u202ea\u202c\u200b b", "ab"),
        ("ok \U0001f468\u200d\U0001f469\ufe0f!", "ok!"),
    ],
)
def test_what_a_pdf_does_not_keep_is_not_compared(one: str, two: str):
    """
    Line ends, hyphens, invisible characters, emoji, and the forms of accents.
    """
    assert compared(one) == compared(two)


@pytest.mark.parametrize(("one", "two"), [("p. 3", "p. 4"), ("Größe", "Grösse"), ("1,0", "1.0")])
def test_all_else_is_compared(one: str, two: str):
    """
    Digits, letters and signs.
    """
    assert compared(one) != compared(two)


def test_a_word_file_may_not_declare_entities(tmp_path: Path):
    """
    A few lines of them can unfold to gigabytes.
    """
    xml = '<!DOCTYPE x [<!ENTITY a "aaaa">]><w:p xmlns:w="http://x"><w:t>&a;</w:t></w:p>'
    with zipfile.ZipFile(tmp_path / "x.docx", "w") as archive:
        archive.writestr("word/document.xml", xml)

    with pytest.raises(UnreadableError):
        read_docx(tmp_path / "x.docx")


def test_the_checks_do_not_use_what_wrote_the_files():
    """
    An error of a library must not hide itself.
    """
    code = (
        "import sys, generator.packet.verify\n"
        "sys.exit(bool({'pikepdf', 'weasyprint', 'docx', 'docxtpl'} & set(sys.modules)))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
