"""Joining: pages, numbers, bookmarks, links and looks of attached PDFs in the packet."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf, String
from PIL import Image, ImageChops

from generator.packet import attached
from generator.packet.join import (
    Imprint,
    Insertion,
    final_number,
    join,
    letter_alone,
    span,
)
from generator.packet.read_back import read_pdf
from generator.packet.render import Laid, render

IMPRINT = Imprint("Appeal <1> & more", "Hongtu Direct", "en", "AZ-113")
HTML = """
<html lang=en><title>x</title><meta name=dcterms.created content="2026-03-16T08:00:00Z">
<style>@page {size: 300pt 400pt; margin: 40pt} section {break-before: page}
h1 {bookmark-level: 1} h2 {bookmark-level: 2}</style>
<section><h1>Letter</h1>See <a href="#B">Exhibit B</a> and <a href="https://example.com">web</a>.
<section><h1>Exhibit A</h1><h2 id=A-file-1>one.pdf</h2>
<section><h2 id=A-file-2>two.pdf</h2>
<section><h1 id=B>Exhibit B</h1>Text
"""


@pytest.fixture(scope="module")
def laid() -> Laid:
    """Four pages: the letter, two slip sheets, an exhibit."""
    return render(HTML, {})


Make = Callable[..., Path]


@pytest.fixture
def source(tmp_path: Path) -> Make:
    """Writes a PDF whose pages say their name and number, after `change` has been at it."""

    def write(name: str, pages: int = 2, change: Callable[[Pdf], None] | None = None, **save):
        with Pdf.new() as pdf:
            font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
            for number in range(1, pages + 1):
                page = pdf.add_blank_page(page_size=(200, 200)).obj
                text = f"BT /F 10 Tf 20 100 Td ({name} page {number}) Tj ET"
                page.Contents = pdf.make_stream(text.encode())
                page.Resources = Dictionary(Font=Dictionary(F=font))
            if change:
                change(pdf)
            pdf.save(tmp_path / name, **save)
        return tmp_path / name

    return write


def joined(laid: Laid, *paths: Path, pages: tuple[int, ...] | None = None):
    """The packet of the letter and up to two files behind their slips, and the changes."""
    insertions = []
    for after, path in enumerate(paths, start=1):
        with Pdf.open(path) as pdf:
            count = len(pages) if pages else len(pdf.pages)
        insertions.append(Insertion(after, path, path.name, count, pages))
    target = paths[0].with_name("packet.pdf") if paths else None
    changes = join(laid, insertions, target, IMPRINT)
    with Pdf.open(target) as pdf:
        assert pdf.check_pdf_syntax() == []
    return target, changes


def texts(path: Path) -> list[str]:
    """The text of every page in one line, without its stamp."""
    return [" ".join(page.text.split()[:-1]) for page in read_pdf(path).pages]


def picture(path: Path, index: int) -> Image.Image:
    """The upper half of a page in grey; form fields and notes as they are when printed."""
    with pypdfium2.PdfDocument(path) as pdf:
        pdf.init_forms()
        image = pdf[index].render(scale=2).to_pil().convert("L")
        return image.crop((0, 0, image.width, image.height // 2))


def alike(one: Image.Image, two: Image.Image) -> bool:
    """Whether two pictures are the same but for how the edges of letters are smoothed."""
    difference = ImageChops.difference(one.reduce(4), two.reduce(4))
    return one.size == two.size and difference.getextrema()[1] < 20


def link(target: Object | None = None, **keys: object) -> Dictionary:
    """A link annotation over the text of a page."""
    annotation = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[15, 95, 180, 115], **keys)
    if target is not None:
        annotation.Dest = target
    return annotation


THREE = [
    Insertion(1, Path("a"), "a", 3),
    Insertion(1, Path("b"), "b", 2),
    Insertion(4, Path("c"), "c", 10),
]


def test_final_number_counts_the_attached_pages_before_a_page():
    """
    The slip sheet comes before its file, so it is not moved by it.
    """
    assert [final_number(index, THREE) for index in range(7)] == [1, 2, 8, 9, 10, 21, 22]


def test_span_gives_the_pages_of_an_attached_file():
    """
    Files behind one slip sheet follow each other.
    """
    assert [span(which, THREE) for which in range(3)] == [(3, 5), (6, 7), (11, 20)]


def test_pages_stand_behind_their_slip_sheets_and_have_one_number(laid: Laid, source: Make):
    """
    Position, stamp and label of a page are the same number, as `final_number` says.
    """
    packet, changes = joined(laid, source("one.pdf", 2), source("two.pdf", 3))
    insertions = [Insertion(1, packet, "", 2), Insertion(2, packet, "", 3)]

    assert changes == ()
    assert texts(packet) == [
        "Letter See Exhibit B and web.",
        "Exhibit A one.pdf",
        "one.pdf page 1",
        "one.pdf page 2",
        "two.pdf",
        "two.pdf page 1",
        "two.pdf page 2",
        "two.pdf page 3",
        "Exhibit B Text",
    ]
    read = read_pdf(packet).pages
    assert [page.label for page in read] == [str(number) for number in range(1, 10)]
    assert [page.text.split()[-1] for page in read] == [f"AZ-113-{n:06}" for n in range(1, 10)]
    assert [final_number(index, insertions) for index in range(4)] == [1, 2, 5, 9]


def test_the_letters_links_and_bookmarks_lead_to_the_moved_pages(laid: Laid, source: Make):
    """
    Exhibit B is the last page, wherever the attached files have moved it.
    """
    packet, _ = joined(laid, source("one.pdf", 2), source("two.pdf", 3))
    read = read_pdf(packet)

    assert [(item.text.strip(), item.page) for item in read.pages[0].links] == [("Exhibit B", 9)]
    assert read.bookmarks == (
        ("Letter", 1),
        ("Exhibit A", 2),
        ("one.pdf", 2),
        ("two.pdf", 5),
        ("Exhibit B", 9),
    )


def test_chosen_pages_only(laid: Laid, source: Make):
    """
    Pages are named by their numbers in the file, in the order in which they shall stand.
    """
    packet, _ = joined(laid, source("one.pdf", 4), pages=(3, 1))

    assert texts(packet)[2:4] == ["one.pdf page 3", "one.pdf page 1"]
    assert len(read_pdf(packet).pages) == 6


def test_equal_input_gives_equal_bytes_and_leaves_the_files_alone(laid: Laid, source: Make):
    """
    Nothing in the packet is random or comes from the clock.
    """
    path = source("one.pdf", 2, _page_script)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    packet, _ = joined(laid, path)
    first = packet.read_bytes()
    packet, _ = joined(laid, path)

    assert packet.read_bytes() == first
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_the_packet_says_what_it_is(laid: Laid, source: Make):
    """
    Title, author and language stand in both forms that PDF has; it opens with its bookmarks.
    """
    packet, _ = joined(laid, source("one.pdf"))
    with Pdf.open(packet) as pdf, pdf.open_metadata() as metadata:
        assert str(pdf.docinfo[Name.Title]) == metadata["dc:title"] == "Appeal <1> & more"
        assert str(pdf.docinfo[Name.Author]) == metadata["dc:creator"][0] == "Hongtu Direct"
        assert (pdf.Root.Lang, metadata["dc:language"]) == (String("en"), {"en"})
        assert metadata["xmp:CreateDate"] == "2026-03-16T08:00:00+00:00"
        assert pdf.Root.PageMode == Name.UseOutlines
        assert pdf.Root.ViewerPreferences.DisplayDocTitle is True
        assert not pdf.is_encrypted


def test_bookmarks_of_a_file_hang_below_its_slip_sheet(laid: Laid, source: Make):
    """
    With their levels, by pages, by names of both kinds, and by actions; titles as they are.
    """

    def mark(pdf: Pdf) -> None:
        first, second, third = (page.obj for page in pdf.pages)
        pdf.Root.Names = Dictionary(
            Dests=Dictionary(Names=Array([String("n"), Array([second, Name.Fit])]))
        )
        pdf.Root.Dests = Dictionary(old=Dictionary(D=Array([third, Name.FitH, 100])))
        with pdf.open_outline() as outline:
            part = OutlineItem("A & <b> Größe 客户", Array([first, Name.XYZ, 0, 200, None]))
            part.children = [OutlineItem("named", String("n"))]
            action = Dictionary(S=Name.GoTo, D=Name("/old"))
            part.children[0].children = [OutlineItem("old", action=action)]
            web = Dictionary(S=Name.URI, URI=String("https://example.com"))
            outline.root += [part, OutlineItem("web", action=web)]

    packet, changes = joined(laid, source("one.pdf", 3, mark), source("two.pdf"))
    with Pdf.open(packet) as pdf, pdf.open_outline() as outline:
        tree = [(item.title, [below.title for below in item.children]) for item in outline.root]
        slip = outline.root[1].children[0]
        nested = [(item.title, [below.title for below in item.children]) for item in slip.children]

    assert changes == ()
    assert tree == [("Letter", []), ("Exhibit A", ["one.pdf", "two.pdf"]), ("Exhibit B", [])]
    assert nested == [("A & <b> Größe 客户", ["named"])]
    assert slip.is_closed
    assert read_pdf(packet).bookmarks[2:7] == (
        ("one.pdf", 2),
        ("A & <b> Größe 客户", 3),
        ("named", 4),
        ("old", 5),
        ("two.pdf", 6),
    )


def test_bookmarks_are_cut_in_length_and_depth_and_to_the_chosen_pages(laid: Laid, source: Make):
    """
    A title has at most 400 characters, a tree at most 10 levels; no bookmark leads elsewhere.
    """

    def mark(pdf: Pdf) -> None:
        with pdf.open_outline(max_depth=20) as outline:
            outline.root = [OutlineItem("x" * 500, 0), OutlineItem("gone", 1)]
            level = outline.root[0]
            for depth in range(2, 15):
                level.children = [OutlineItem(f"level {depth}", 0)]
                level = level.children[0]

    packet, _ = joined(laid, source("one.pdf", 2, mark), pages=(1,))
    titles = [title for title, _ in read_pdf(packet).bookmarks]

    assert titles[3:-2] == ["x" * 400, *(f"level {depth}" for depth in range(2, 11))]


def test_links_of_a_file_work(laid: Laid, source: Make):
    """
    To pages before and after, by names of both kinds, by actions, and to the web.
    """

    def connect(pdf: Pdf) -> None:
        first, second, third = (page.obj for page in pdf.pages)
        pdf.Root.Names = Dictionary(
            Dests=Dictionary(Names=Array([String("B"), Array([second, Name.Fit])]))
        )
        pdf.Root.Dests = Dictionary(old=Array([third, Name.FitH, 100]))
        first.Annots = Array([link(Array([third, Name.XYZ, 0, 50, None])), link(String("B"))])
        second.Annots = Array([link(Name("/old")), link(A=Dictionary(S=Name.GoTo, D=String("B")))])
        web = Dictionary(S=Name.URI, URI=String("https://example.com/?a=1&b=2"))
        third.Annots = Array([link(Array([first, Name.Fit])), link(A=web)])

    packet, changes = joined(laid, source("one.pdf", 3, connect))
    pages = read_pdf(packet).pages

    assert changes == ()
    assert [[item.page for item in page.links] for page in pages[2:5]] == [[5, 4], [5, 4], [3]]
    assert [item.page for item in pages[0].links] == [7]
    with Pdf.open(packet) as pdf:
        assert pdf.pages[4].obj.Annots[1].A == Dictionary(
            S=Name.URI, URI=String("https://example.com/?a=1&b=2")
        )


def test_links_that_lead_to_pages_left_out_are_told(laid: Laid, source: Make):
    """
    And links to names that are not there.
    """

    def connect(pdf: Pdf) -> None:
        pdf.pages[0].obj.Annots = Array(
            [link(Array([pdf.pages[1].obj, Name.Fit])), link(String("nowhere")), link()]
        )

    packet, changes = joined(laid, source("one.pdf", 2, connect), pages=(1,))

    assert changes == (f"one.pdf: {attached.LOST_LINKS}",)
    assert read_pdf(packet).pages[2].links == ()


def script() -> Dictionary:
    """Actions of a page that run a script."""
    return Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))


def _open_action(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _named_script(pdf: Pdf) -> None:
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([])))


def _page_script(pdf: Pdf) -> None:
    pdf.pages[0].obj.AA = script()


def _chained(pdf: Pdf) -> None:
    action = Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]))
    action.Next = Array([Dictionary(S=Name.Launch, F=String("calc.exe"))])
    pdf.pages[0].obj.Annots = Array([link(A=action)])


def _remote(pdf: Pdf) -> None:
    action = Dictionary(S=Name.GoToR, F=String("other.pdf"), D=Array([0, Name.Fit]))
    pdf.pages[0].obj.Annots = Array([link(A=action)])


def _odd_scheme(pdf: Pdf) -> None:
    action = Dictionary(S=Name.URI, URI=String("javascript:alert(1)"))
    pdf.pages[0].obj.Annots = Array([link(A=action)])


def _embedded(pdf: Pdf) -> None:
    pdf.attachments["x.exe"] = b"MZ"


def _button(pdf: Pdf) -> None:
    pdf.pages[0].obj.Annots = Array([link(A=Dictionary(S=Name.Named, N=Name.Print))])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_open_action, attached.SCRIPTS),
        (_named_script, attached.SCRIPTS),
        (_page_script, attached.SCRIPTS),
        (_chained, attached.PROGRAMS),
        (_remote, attached.OUTSIDE),
        (_odd_scheme, attached.OUTSIDE),
        (_embedded, attached.FILES),
        (_button, attached.BUTTONS),
    ],
)
def test_what_could_act_is_left_out_and_told(laid: Laid, source: Make, change, sentence: str):
    """
    Nothing of it is anywhere in the packet.
    """
    packet, changes = joined(laid, source("one.pdf", 2, change))
    with Pdf.open(packet) as pdf:
        rest = b"".join(item.unparse(resolved=True) for item in pdf.objects if item is not None)

    assert changes == (f"one.pdf: {sentence}",)
    for trace in (
        b"/JavaScript",
        b"/Launch",
        b"/GoToR",
        b"javascript",
        b"/EmbeddedFile",
        b"/AA",
        b"/OpenAction",
        b"/Named",
    ):
        assert trace not in rest


def _field(pdf: Pdf, value: str) -> None:
    look = pdf.make_stream(
        f"/Tx BMC BT /F 12 Tf 2 5 Td ({value}) Tj ET EMC".encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=[0, 0, 100, 20],
        Resources=pdf.pages[0].obj.Resources,
    )
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String("name"),
            F=4,
            V=String(value),
            Rect=[20, 150, 120, 170],
            AP=Dictionary(N=look),
            AA=Dictionary(K=Dictionary(S=Name.JavaScript, JS=String("x"))),
        )
    )
    pdf.pages[0].obj.Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))


def test_filled_forms_look_the_same_although_their_fields_have_equal_names(
    laid: Laid, source: Make
):
    """
    The values become part of the pages, and the scripts of the fields go.
    """
    one = source("one.pdf", 1, lambda pdf: _field(pdf, "Alice"))
    two = source("two.pdf", 1, lambda pdf: _field(pdf, "Bob"))
    packet, changes = joined(laid, one, two)

    assert alike(picture(packet, 2), picture(one, 0))
    assert alike(picture(packet, 4), picture(two, 0))
    assert not alike(picture(one, 0), picture(two, 0))
    assert ["Alice" in texts(packet)[2], "Bob" in texts(packet)[4]] == [True, True]
    assert changes == tuple(
        f"{name}: {sentence}"
        for name in ("one.pdf", "two.pdf")
        for sentence in sorted([attached.FLATTENED, attached.SCRIPTS])
    )
    with Pdf.open(packet) as pdf:
        assert "/AcroForm" not in pdf.Root


def test_a_field_without_a_look_gets_one(laid: Laid, source: Make):
    """
    Some programs leave it to the viewer to draw the value.
    """

    def fill(pdf: Pdf) -> None:
        _field(pdf, "Carol")
        field = pdf.pages[0].obj.Annots[0]
        del field.AP, field.AA
        field.DA = String("/F 12 Tf 0 g")
        pdf.Root.AcroForm.NeedAppearances = True
        pdf.Root.AcroForm.DR = pdf.pages[0].obj.Resources

    packet, _ = joined(laid, source("one.pdf", 1, fill))

    assert "Carol" in texts(packet)[2]


def test_notes_are_kept_as_they_look_and_hidden_ones_stay_hidden(laid: Laid, source: Make):
    """
    A stamp with a picture is drawn; a note without one, and one that is hidden, are not.
    """

    def annotate(pdf: Pdf) -> None:
        look = pdf.make_stream(
            b"1 0 0 rg 0 0 30 30 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 30, 30]
        )
        stamp = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, AP=Dictionary(N=look), F=4)
        shown, hidden = Dictionary(stamp), Dictionary(stamp)
        shown.Rect, hidden.Rect, hidden.F = [20, 150, 50, 180], [60, 150, 90, 180], 2
        note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[100, 150, 120, 170])
        pdf.pages[0].obj.Annots = Array([shown, hidden, note])

    path = source("one.pdf", 1, annotate)
    packet, changes = joined(laid, path)
    with pypdfium2.PdfDocument(packet) as pdf:
        image = pdf[2].render(scale=1).to_pil()

    assert [image.getpixel((x, 35)) for x in (35, 75, 110)] == [
        (255, 0, 0),
        (255, 255, 255),
        (255, 255, 255),
    ]
    assert changes == (f"one.pdf: {attached.FLATTENED}", f"one.pdf: {attached.NOTES}")


def test_a_signed_form_is_shown_and_told(laid: Laid, source: Make):
    """
    The signature holds for the file itself, not for its pages in a packet.
    """

    def sign(pdf: Pdf) -> None:
        _field(pdf, "Signed by Dora")
        pdf.Root.AcroForm.SigFlags = 3
        pdf.Root.AcroForm.XFA = String("<xdp/>")

    packet, changes = joined(laid, source("one.pdf", 1, sign))

    assert "Signed by Dora" in texts(packet)[2]
    assert set(changes) == {
        f"one.pdf: {sentence}"
        for sentence in (
            attached.ACTIVE_FORM,
            attached.FLATTENED,
            attached.SCRIPTS,
            attached.SIGNATURE,
        )
    }


def test_layers_that_are_switched_off_stay_off(laid: Laid, source: Make):
    """
    A packet that did not know the layer would show it.
    """

    def layer(pdf: Pdf) -> None:
        page = pdf.pages[0].obj
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("draft")))
        pdf.Root.OCProperties = Dictionary(
            OCGs=Array([group]), D=Dictionary(OFF=Array([group]), Order=Array([group]))
        )
        page.Resources.Properties = Dictionary(L=group)
        page.Contents = pdf.make_stream(b"/OC /L BDC 1 0 0 rg 0 0 200 200 re f EMC")

    packet, _ = joined(laid, source("one.pdf", 1, layer))

    assert picture(packet, 2).getextrema() == (255, 255)


def test_what_pages_inherit_comes_with_them(laid: Laid, source: Make):
    """
    Size, rotation and resources may stand at the tree above the pages.
    """

    def inherit(pdf: Pdf) -> None:
        pdf.Root.Pages.MediaBox = Array([0, 0, 300, 100])
        pdf.Root.Pages.Rotate = 90
        pdf.Root.Pages.Resources = pdf.pages[0].obj.Resources
        for page in pdf.pages:
            del page.obj.MediaBox, page.obj.Resources

    packet, _ = joined(laid, source("one.pdf", 2, inherit))
    with pypdfium2.PdfDocument(packet) as pdf:
        assert [pdf[index].get_size() for index in (2, 3)] == [(100, 300), (100, 300)]
    assert texts(packet)[2:4] == ["one.pdf page 1", "one.pdf page 2"]


def test_a_file_that_only_its_owner_may_change_is_taken(laid: Laid, source: Make):
    """
    It can be read without a password, so it can be shown.
    """
    locked = pikepdf.Encryption(user="", owner="secret", allow=pikepdf.Permissions(extract=False))
    packet, changes = joined(laid, source("one.pdf", 1, encryption=locked))

    assert (texts(packet)[2], changes) == ("one.pdf page 1", ())


def test_a_packet_can_be_attached_to_a_packet(laid: Laid, source: Make):
    """
    Names, stamps and bookmarks of the two do not meet.
    """
    packet, _ = joined(laid, source("one.pdf", 1))
    earlier = packet.rename(packet.with_name("earlier.pdf"))
    packet, changes = joined(laid, earlier)
    read = read_pdf(packet)

    assert changes == ()
    assert len(read.pages) == 4 + 5
    assert [item.page for item in read.pages[0].links] == [9]
    assert [item.page for item in read.pages[2].links] == [7]
    assert [f"AZ-113-{number:06}" in page.text for number, page in enumerate(read.pages, 1)] == [
        True
    ] * 9


def test_a_thousand_pages_in_sixty_files(laid: Laid, tmp_path: Path, source: Make):
    """
    No page is lost, and all have their numbers.
    """
    paths = [source(f"{number}.pdf", 17 if number < 40 else 16) for number in range(60)]
    insertions = [
        Insertion(1, path, path.name, 17 if number < 40 else 16)
        for number, path in enumerate(paths)
    ]
    join(laid, insertions, tmp_path / "packet.pdf", IMPRINT)
    pages = read_pdf(tmp_path / "packet.pdf").pages

    assert len(pages) == 4 + 1000
    assert all(f"AZ-113-{number:06}" in page.text for number, page in enumerate(pages, 1))
    assert [" ".join(pages[number - 1].text.split()[:3]) for number in span(59, insertions)] == [
        "59.pdf page 1",
        "59.pdf page 16",
    ]


def test_the_letter_alone(laid: Laid, source: Make):
    """
    Page 1 as it stands in the packet, with its stamp and its web links, and nothing else.
    """
    packet, _ = joined(laid, source("one.pdf"))
    letter = packet.with_name("letter.pdf")
    letter.write_bytes(letter_alone(packet, "Letter & more"))

    assert [page.text for page in read_pdf(letter).pages] == [read_pdf(packet).pages[0].text]
    assert picture(letter, 0) == picture(packet, 0)
    assert letter.read_bytes() == letter_alone(packet, "Letter & more")
    with Pdf.open(letter) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert [note.A.URI for note in pdf.pages[0].obj.Annots] == [String("https://example.com")]
        assert set(pdf.Root.keys()) == {
            "/Type",
            "/Pages",
            "/Lang",
            "/Metadata",
            "/ViewerPreferences",
        }
        assert (str(pdf.docinfo[Name.Title]), str(pdf.docinfo[Name.Author])) == (
            "Letter & more",
            "Hongtu Direct",
        )


def test_the_letter_alone_leaves_the_fonts_and_pictures_of_other_pages(tmp_path: Path):
    """
    A packet's pages share their resources; a letter of one page must not carry them all.
    """
    html = f"<p>Letter<p style='break-before: page'>{''.join(map(chr, range(0x4E00, 0x5000)))}"
    join(render(html, {}), [], tmp_path / "packet.pdf", IMPRINT)
    letter = letter_alone(tmp_path / "packet.pdf", "x")

    assert len(letter) < (tmp_path / "packet.pdf").stat().st_size / 3
