"""Attached PDFs that are damaged, locked, or made to do harm: refused by name, or made harmless."""

import random
import re
import time
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf, String

from generator.packet import attached
from generator.packet.join import Imprint, Insertion, join
from generator.packet.read_back import read_pdf
from generator.packet.render import Laid, render
from generator.problems import ExitCode, Stopped

IMPRINT = Imprint("T", "A", "en", "AZ")


@pytest.fixture(scope="module")
def laid() -> Laid:
    """A letter and a slip sheet."""
    return render("<p>Letter<h1 style='break-before: page'>slip</h1>", {})


def small(pages: int = 2) -> Pdf:
    """A sound PDF to be spoilt."""
    pdf = Pdf.new()
    for number in range(pages):
        page = pdf.add_blank_page(page_size=(200, 200)).obj
        page.Contents = pdf.make_stream(b"0 0 1 rg %d 20 30 30 re f" % (10 * number))
    return pdf


def written(pdf: Pdf, **save: object) -> bytes:
    """The bytes of a PDF, readable as text unless told otherwise."""
    target = BytesIO()
    pdf.save(target, **{"compress_streams": False, **save})
    return target.getvalue()


def packet(laid: Laid, folder: Path, data: bytes, count: int = 2) -> tuple[Path, tuple[str, ...]]:
    """Join one file behind the slip sheet; the packet is sound and numbered, whatever it was."""
    source, target = folder / "x.pdf", folder / "packet.pdf"
    source.write_bytes(data)
    changes = join(laid, [Insertion(1, source, "x.pdf", count)], target, IMPRINT)
    pages = read_pdf(target).pages
    assert len(pages) == 2 + count
    for number, page in enumerate(pages, start=1):
        assert (page.label, f"AZ-{number:06}" in page.text) == (str(number), True)
    return target, changes


def test_all_files_that_cannot_be_used_are_told_at_once(laid: Laid, tmp_path: Path):
    """
    Each by the name that the user gave it, with what to do.
    """
    locked = pikepdf.Encryption(user="secret", owner="secret")
    files = {
        "locked.pdf": written(small(), encryption=locked),
        "text.pdf": b"This is not a PDF.",
        "empty.pdf": b"",
        "picture.pdf": b"\x89PNG\r\n\x1a\n" + bytes(100),
        "shorter.pdf": written(small(1)),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    insertions = [Insertion(1, tmp_path / name, f"evidence/{name}", 2) for name in files]
    insertions.append(Insertion(1, tmp_path / "gone.pdf", "evidence/gone.pdf", 2))

    with pytest.raises(Stopped) as stopped:
        join(laid, insertions, tmp_path / "packet.pdf", IMPRINT)

    assert stopped.value.exit_code == ExitCode.PROBLEMS
    assert [(problem.code, str(problem.where)) for problem in stopped.value.problems] == [
        ("E324", "evidence/locked.pdf"),
        ("E323", "evidence/text.pdf"),
        ("E323", "evidence/empty.pdf"),
        ("E323", "evidence/picture.pdf"),
        ("E325", "evidence/shorter.pdf"),
        ("E323", "evidence/gone.pdf"),
    ]
    assert not (tmp_path / "packet.pdf").exists()


@pytest.mark.parametrize("pages", [(0, 1), (2, 3), (1,), (-1, 1)])
def test_pages_that_the_file_has_not_are_refused(laid: Laid, tmp_path: Path, pages):
    """
    The layout has numbered the packet by what was counted; a wrong count would move every page.
    """
    (tmp_path / "x.pdf").write_bytes(written(small()))
    with pytest.raises(Stopped) as stopped:
        join(laid, [Insertion(1, tmp_path / "x.pdf", "x.pdf", 2, pages)], tmp_path / "p", IMPRINT)

    assert [problem.code for problem in stopped.value.problems] == ["E325"]


def test_a_file_with_a_damaged_index_is_repaired_in_the_copy(laid: Laid, tmp_path: Path):
    """
    Viewers show such files, so the packet does too, and says so.
    """
    data = re.sub(rb"startxref\s+\d+", b"startxref\n7", written(small()))
    _, changes = packet(laid, tmp_path, data)

    assert changes == (f"x.pdf: {attached.REPAIRED}",)


def test_bookmarks_in_a_loop(laid: Laid, tmp_path: Path):
    """
    An item that follows itself, and one that is its own child.
    """
    pdf = small()
    with pdf.open_outline() as outline:
        outline.root += [OutlineItem("one", 0), OutlineItem("two", 1)]
    first = pdf.Root.Outlines.First
    first.Next.Next = first
    first.First = first
    target, _ = packet(laid, tmp_path, written(pdf))

    assert [title for title, _ in read_pdf(target).bookmarks] == ["slip", "one", "two"]


def test_bookmarks_that_cannot_be_read_are_left_out(laid: Laid, tmp_path: Path):
    """
    The pages are what counts.
    """
    pdf = small()
    with pdf.open_outline() as outline:
        outline.root.append(OutlineItem("one", 0))
    pdf.Root.Outlines.First.Dest = Dictionary()
    target, changes = packet(laid, tmp_path, written(pdf))

    assert changes == (f"x.pdf: {attached.LOST_BOOKMARKS}",)
    assert [title for title, _ in read_pdf(target).bookmarks] == ["slip"]


def test_actions_in_a_loop(laid: Laid, tmp_path: Path):
    """
    A chain of actions need not end.
    """
    pdf = small()
    action = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=String("x")))
    action.Next = Array([action, action])
    pdf.Root.OpenAction = action
    _, changes = packet(laid, tmp_path, written(pdf))

    assert changes == (f"x.pdf: {attached.SCRIPTS}",)


def test_form_fields_in_a_loop(laid: Laid, tmp_path: Path):
    """
    A field that is its own parent.
    """
    pdf = small()
    field = pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=[0, 0, 9, 9]))
    field.Parent = field
    pdf.pages[0].obj.Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
    _, changes = packet(laid, tmp_path, written(pdf))

    assert f"x.pdf: {attached.FLATTENED}" in changes


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("/Annots", String("no array")),
        ("/Annots", Array([5, None, String("x"), Dictionary(), Dictionary(Subtype=Name.Link)])),
        ("/Annots", Array([Dictionary(Subtype=Name.Link, Dest=Array([]))])),
        ("/Annots", Array([Dictionary(Subtype=Name.Link, Dest=Array([0, Name.Fit]))])),
        ("/Annots", Array([Dictionary(Subtype=Name.Link, A=String("x"))])),
        ("/Annots", Array([Dictionary(Subtype=Name.Link, A=Dictionary(S=Name.URI))])),
        ("/Annots", Object.parse(b"[<</Subtype /Link /A <</S /#ff>> >>]")),
        ("/Annots", Object.parse(b"[<</Subtype /#ff /A <</S /URI /URI (\\377)>> >>]")),
        ("/AA", Array([1])),
        ("/Contents", None),
        ("/Contents", 5),
        ("/Contents", Array([None, 5])),
        ("/Resources", None),
        ("/Resources", Array([])),
        ("/MediaBox", Array([0, 0, "x", None])),
        ("/MediaBox", Array([0, 0, 0, 0])),
        ("/MediaBox", Array([0, 0, 100_000, 100_000])),
        ("/CropBox", Array([500, 500, 600, 600])),
        ("/Rotate", 45),
        ("/Rotate", String("x")),
        ("/UserUnit", 0),
        ("/UserUnit", -3),
        ("/UserUnit", String("x")),
    ],
)
def test_a_page_with_a_part_that_makes_no_sense(laid: Laid, tmp_path: Path, key: str, value):
    """
    It is numbered and joined like any other.
    """
    pdf = small()
    if value is None:
        del pdf.pages[0].obj[key]
    else:
        pdf.pages[0].obj[key] = value
    packet(laid, tmp_path, written(pdf))


@pytest.mark.parametrize(
    "content",
    [
        b"BI " * 100_000,
        b"(" * 300_000,
        b"(a" * 150_000 + b")" * 150_000,
        b"q " * 150_000,
        b"<" * 300_000,
        b"\\" * 300_000,
        b"%" + b"(" * 300_000,
    ],
    ids=["pictures", "strings", "nested strings", "states", "hexadecimal", "escapes", "comment"],
)
def test_content_made_to_take_long_is_looked_at_quickly(laid: Laid, tmp_path: Path, content: bytes):
    """
    The time grows with the length, not with its square.
    """
    pdf = small()
    pdf.pages[0].obj.Contents = pdf.make_stream(content)
    start = time.process_time()
    packet(laid, tmp_path, written(pdf))

    assert time.process_time() - start < 5


def test_a_page_that_is_in_the_tree_twice(laid: Laid, tmp_path: Path):
    """
    Each of its places gets a number of its own.
    """
    pdf = small(1)
    page = pdf.pages[0].obj
    pdf.Root.Pages.Kids = Array([page, page])
    pdf.Root.Pages.Count = 2
    packet(laid, tmp_path, written(pdf))


def rich() -> bytes:
    """A PDF with all that the joining looks at, written so that bytes can be spoilt."""
    pdf = small()
    first, second = (page.obj for page in pdf.pages)
    look = pdf.make_stream(
        b"1 0 0 rg 0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9]
    )
    note = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Stamp,
        Rect=[9, 9, 20, 20],
        F=4,
        AP=Dictionary(N=look),
        A=Dictionary(S=Name.JavaScript, JS=String("x")),
    )
    to_page = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[1, 1, 9, 9], Dest=String("n"))
    to_web = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=[1, 1, 9, 9],
        A=Dictionary(S=Name.URI, URI=String("https://example.com")),
    )
    first.Annots = Array([pdf.make_indirect(item) for item in (note, to_page, to_web)])
    first.CropBox, second.Rotate = Array([5, 5, 150, 150]), 90
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("l")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    first.Resources = Dictionary(Properties=Dictionary(L=layer))
    pdf.Root.Names = Dictionary(
        Dests=Dictionary(Names=Array([String("n"), Array([second, Name.Fit])]))
    )
    with pdf.open_outline() as outline:
        outline.root.append(OutlineItem("one", 0))
        outline.root[0].children.append(OutlineItem("two", String("n")))
    return written(pdf, object_stream_mode=pikepdf.ObjectStreamMode.disable)


PIECE = re.compile(rb"/[A-Za-z0-9]+|\d+ \d+ R|-?\d+(?:\.\d+)?|\([^)]*\)|\[|\]|<<|>>|\bq\b")
OTHER = [b"null", b"1 0 R", b"4 0 R", b"99 0 R", b"[", b"<<", b"(x)", b"-1", b"1e30", b"/\xff"]


@pytest.mark.parametrize("seed", range(150))
def test_a_file_spoilt_at_random_is_refused_or_joined(laid: Laid, tmp_path: Path, seed: int):
    """
    There is no third way: no crash, no page lost, no page without its number.
    """
    chance = random.Random(seed)
    data = rich()
    for _ in range(chance.randint(1, 4)):
        start, end = chance.choice([found.span() for found in PIECE.finditer(data)])
        other = chance.choice([*OTHER, bytes([chance.randrange(256)]), b""])
        data = data[:start] + other + data[end:]
    codes = set()
    try:
        packet(laid, tmp_path, data)
    except Stopped as stopped:
        codes = {problem.code for problem in stopped.problems}

    assert codes <= {"E323", "E324", "E325"}
