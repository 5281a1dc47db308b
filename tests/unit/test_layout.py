"""The packet as it is laid out: pages, numbers, links, bookmarks, and text that fights back."""

from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from generator.case import schemas
from generator.case.load import Document, load
from generator.packet.join import Imprint, Insertion, final_number, join
from generator.packet.layout import html, slips
from generator.packet.model import Slip, TimelineRow, anchor
from generator.packet.read_back import compared, read_pdf
from generator.packet.render import render
from generator.packs import Packs
from generator.paths import EVIDENCE_SCHEMAS
from generator.problems import Stopped
from generator.writing.model import Cite
from generator.writing.plain import plain_text
from generator.writing.text import Texts
from tests.unit.specimen import (
    CHAT_LOG,
    CHAT_PDF,
    EXHIBITS,
    LETTER,
    PACIFIC,
    PICTURES,
    POD_PDF,
    PORCH,
    TERMS_PDF,
    VIEW,
    WORDS,
    attachment,
    exhibit,
    hostile,
    message,
)

ENVIRONMENT = Texts.of(Packs()).html
SAMPLES = sorted((EVIDENCE_SCHEMAS / "kinds").glob("*/valid/*.yaml"))
SIZES = {"letter": (612, 792), "a4": (595, 842)}  # points
SILENT = replace(LETTER, opening=(), rows=(), grounds=(), points=(), other=())  # cites nothing
FEW = replace(VIEW, exhibits=EXHIBITS[:4], timeline=VIEW.timeline[:6])  # all that the letter cites


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The pictures of the specimen under the names by which the packet calls them."""
    folder = tmp_path_factory.mktemp("pictures")
    found = {"logo.png": folder / "logo.png"}
    Image.new("RGB", (300, 100), "gray").save(found["logo.png"])
    for picture in (each for placed in PICTURES.values() for each in placed):
        found[picture.source] = folder / picture.source
        Image.new("RGB", (picture.width // 10, picture.height // 10), "gray").save(
            found[picture.source]
        )
    return found


@pytest.fixture
def lay_out(files):
    return lambda view: render(html(view, ENVIRONMENT, WORDS), files)


@pytest.fixture(scope="module")
def joined(files, tmp_path_factory):
    """Lays a packet out, puts empty attached pages in, and reads it back with its anchors."""
    folder = tmp_path_factory.mktemp("joined")

    def joining(view):
        laid = render(html(view, ENVIRONMENT, WORDS), files)
        places = laid.places()
        insertions = []
        for number, slip in enumerate(slips(view.exhibits)):
            path = folder / f"{number}.pdf"
            with pikepdf.new() as pdf:
                for _ in range(slip.attachment.pages):
                    pdf.add_blank_page()
                pdf.save(path)
            pages = slip.attachment.pages
            insertions.append(Insertion(places[slip.anchor], path, slip.attachment.name, pages))
        target = folder / "packet.pdf"
        join(laid, insertions, target, Imprint(view.title, view.author, "en", "AZ"))
        numbers = {name: final_number(index, insertions) for name, index in places.items()}
        return read_pdf(target), numbers

    return joining


@pytest.fixture(scope="module")
def packet(joined):
    """The whole specimen, with its 16 attached pages."""
    return joined(VIEW)


def text(laid, tmp_path):
    """The text of each page, in the form in which texts are compared."""
    path = tmp_path / "laid.pdf"
    path.write_bytes(laid.pdf)
    return [compared(page.text) for page in read_pdf(path).pages]


def words_on(page):
    """The text of a page on one line."""
    return " ".join(page.text.split())


def test_the_parts_follow_each_other(packet):
    """
    Each exhibit starts a page; its files stand behind it; a file attached twice stands once.
    """
    _, numbers = packet
    starts = {name: page for name, page in numbers.items() if "messages" not in name}
    starts = {name: page for name, page in starts.items() if "events" not in name}

    assert starts == {
        "letter": 1,
        "index": 2,
        **{f"index-{each.label}": 2 for each in EXHIBITS},
        "timeline": 3,
        "A": 4,
        "B": 5,
        "B-file-1": 6,  # and one page behind it
        "B-file-2": 8,
        "C": 9,
        "C-file-1": 10,  # and three
        "D": 14,
        "D-file-1": 15,
        "D-file-1-2": 16,
        "E": 17,
        "F": 18,
        "F-file-1": 19,  # and twelve
        "G": 32,
        "H": 33,
        "I": 34,
        "J": 35,
        "K": 36,
        "L": 37,
        "files": 38,
    }


def test_the_slip_sheets_are_planned():
    """
    One for each attached PDF, where it comes first; pictures need none.
    """
    assert slips(EXHIBITS) == (
        Slip("B-file-1", "B", POD_PDF),
        Slip("C-file-1", "C", CHAT_PDF),
        Slip("F-file-1", "F", TERMS_PDF),
    )


def test_the_first_page_is_the_letter_and_nothing_else(packet):
    """
    Its text is that of the Word file, to the last page number, and then the stamp.
    """
    pdf, numbers = packet

    assert compared(plain_text(LETTER, numbers, WORDS) + "AZ-000001") == compared(pdf.pages[0].text)


def test_cites_lead_where_they_say(packet):
    """
    The number that is printed is that of the page to which the link leads.
    """
    pdf, _ = packet
    links = [(link.text.strip(), link.page) for link in pdf.pages[0].links]

    assert {
        ("Exhibit A, p. 4", 4),
        ("Exhibit B, p. 5", 5),
        ("Exhibit C, p. 9", 9),
        ("Exhibit D, p. 14", 14),
        ("A, p. 4", 4),
        ("C, p. 9", 9),
        ("D, p. 14", 14),
    } == {(text, page) for text, page in links if "p." in text}
    assert [] == [(text, page) for text, page in links if not text.endswith(str(page))]


def test_a_row_of_the_index_is_a_link(packet):
    """
    With label, title, caption, what it shows, and its first and last page, attached ones included.
    """
    pdf, _ = packet
    links = [(" ".join(link.text.split()), link.page) for link in pdf.pages[1].links]

    assert links == [
        (
            (
                "A Tracking history "
                "UPS 1Z999AA10123456784, as 17TRACK gave it on 12 March 2026 "
                "Parcel delivered: 5 March 2026, 14:12 (UTC-06:00) Postcode of delivery: 01234 4 4"
            ),
            4,
        ),
        ("B Proof of delivery with signature Signed for by: J SMITH 5 8", 5),
        (
            (
                "C Messages between buyer and seller "
                "The whole thread in Seller Central, printed 12 March 2026 "
                "Buyer first raised the problem: 8 March 2026, 10:02 (UTC-07:00) "
                "Seller first replied: 8 March 2026, 11:40 (UTC-07:00) "
                "Buyer answered the seller: none found in the record 9 13"
            ),
            9,
        ),
        ("D Order record 14 16", 14),
        ("E Notice from the platform 17 17", 17),
        ("F Return address given to the buyer 18 31", 18),
        ("G Return request and authorization 32 32", 32),
        ("H Tracking history of the return 33 33", 33),
        ("I Refund 34 34", 34),
        ("J Photograph 35 35", 35),
        ("K Document 36 36", 36),
        ("L Messages between buyer and seller 37 37", 37),
    ]


def test_every_link_leads_to_a_page(packet):
    """
    Those of the timeline and of the captions by number; that of a slip sheet to the index.
    """
    pdf, _ = packet
    links = [
        [(link.text.strip(), link.page) for link in page.links if link.text.strip()]
        for page in pdf.pages
    ]

    assert {("D, p. 14", 14), ("A, p. 4", 4), ("C, p. 9", 9), ("E, p. 17", 17)} == {
        link for link in links[2] if "p." in link[0]
    }
    assert {("6", 6), ("8", 8)} == set(links[4])
    assert [("Back to the exhibit index", 2)] == links[9]
    assert {("10", 10)} == set(links[16])  # the file stands behind an earlier exhibit
    assert [] == [link for page in links for link in page if link[1] is None]


def test_the_files_are_listed_with_their_pages(packet):
    """
    Those of a PDF begin behind its slip sheet; every digest is there whole.
    """
    pdf, _ = packet
    last = words_on(pdf.pages[37])

    for row in (
        "A evidence/tracking.json record, typeset for this packet 4 4",
        "B evidence/proof of delivery.pdf pages as received 7 7",
        "B evidence/porch.heic picture, placed on a page 8 8",
        "C, E evidence/chat.pdf pages as received 11 13",
        "D evidence/scan.tiff picture, placed on a page 15 16",
    ):
        assert row in last
    digests = [file.digest for each in EXHIBITS for file in each.item.attachments]
    assert [] == [digest for digest in digests if digest not in last.replace(" ", "")]
    assert "evidence/porch.heic: The copy in the packet is a JPEG picture." in last


def test_the_bookmarks_name_parts_and_files(packet):
    """
    In the order of the pages.
    """
    pdf, _ = packet

    assert pdf.bookmarks == (
        ("Letter", 1),
        ("Exhibit index", 2),
        ("Timeline", 3),
        ("Exhibit A: Tracking history", 4),
        ("Exhibit B: Proof of delivery with signature", 5),
        ("evidence/proof of delivery.pdf", 6),
        ("evidence/porch.heic", 8),
        ("Exhibit C: Messages between buyer and seller", 9),
        ("evidence/chat.pdf", 10),
        ("Exhibit D: Order record", 14),
        ("evidence/scan.tiff", 15),
        ("evidence/scan.tiff", 16),
        ("Exhibit E: Notice from the platform", 17),
        ("Exhibit F: Return address given to the buyer", 18),
        (TERMS_PDF.name, 19),
        ("Exhibit G: Return request and authorization", 32),
        ("Exhibit H: Tracking history of the return", 33),
        ("Exhibit I: Refund", 34),
        ("Exhibit J: Photograph", 35),
        ("Exhibit K: Document", 36),
        ("Exhibit L: Messages between buyer and seller", 37),
        ("Files and digests", 38),
    )


def test_files_hang_below_their_exhibit(lay_out, tmp_path):
    """
    Bookmarks are of two levels.
    """
    path = tmp_path / "laid.pdf"
    path.write_bytes(lay_out(FEW).pdf)
    with pypdfium2.PdfDocument(path) as pdf:
        below = [item.get_title() for item in pdf.get_toc() if item.level == 1]

    assert below == [
        "evidence/proof of delivery.pdf",
        "evidence/porch.heic",
        "evidence/chat.pdf",
        "evidence/scan.tiff",
        "evidence/scan.tiff",
    ]


def test_slip_sheets_may_follow_each_other(joined):
    """
    Files of equal and of other lengths, the last of them right before the last page.
    """
    refund = {"made_at": "2026-03-10", "amount": {"amount": "1.00", "currency": "USD"}}
    exhibits = (
        exhibit("A", "refund", refund, attachment("1.pdf", 2), attachment("2.pdf", 2)),
        exhibit("B", "refund", refund, attachment("3.pdf", 2), attachment("4.pdf", 40)),
    )

    pdf, numbers = joined(
        replace(VIEW, exhibits=exhibits, letter=SILENT, timeline=(), annexes=frozenset())
    )

    assert numbers == {
        "letter": 1,
        "index": 2,
        "index-A": 2,
        "index-B": 2,
        "A": 3,
        "A-file-1": 4,
        "A-file-2": 7,
        "B": 10,
        "B-file-1": 11,
        "B-file-2": 14,
        "files": 55,
    }
    rows = [" ".join(link.text.split()) for link in pdf.pages[1].links]
    assert ["A Refund 3 9", "B Refund 10 54"] == rows
    files = words_on(pdf.pages[54])
    for row in ("1.pdf pages as received 5 6", "4.pdf pages as received 15 54"):
        assert row in files


def test_the_corner_of_the_stamp_is_free(lay_out, tmp_path):
    """
    The lowest 12 mm, right of the middle, of every page; the foot on the left says where one is.
    """
    path = tmp_path / "laid.pdf"
    path.write_bytes(lay_out(replace(FEW, case="C" * 300)).pdf)
    with pypdfium2.PdfDocument(path) as pdf:
        corners = [
            page.get_textpage().get_text_bounded(page.get_width() / 2, 0, page.get_width(), 34)
            for page in pdf
        ]
        foot = pdf[3].get_textpage().get_text_bounded(0, 0, 300, 57)

    assert {""} == {corner.strip() for corner in corners}
    assert foot.startswith("CCC")


@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_the_usual_letter_is_one_page(lay_out, tmp_path, paper):
    """
    Three rows, two grounds, two points, another claim reason, with a logo, on either paper.
    """
    laid = lay_out(replace(FEW, paper=paper, logo="logo.png"))
    path = tmp_path / "laid.pdf"
    path.write_bytes(laid.pdf)
    with pypdfium2.PdfDocument(path) as pdf:
        sizes = {tuple(map(round, page.get_size())) for page in pdf}

    assert ["letter"] == [page.name for page in laid.pages if page.name == "letter"]
    assert {SIZES[paper]} == sizes


def test_another_paper_is_refused():
    """
    The name of a paper goes into the style sheet, so it is none of the user's making.
    """
    with pytest.raises(ValueError, match="a4, letter"):
        html(replace(VIEW, paper="a4; color: red"), ENVIRONMENT, WORDS)


def test_equal_input_gives_equal_bytes(lay_out):
    """
    The PDF bears the date of the letter, not that of the clock.
    """
    view = replace(VIEW, exhibits=EXHIBITS[3:4], letter=SILENT, timeline=())
    first = lay_out(view).pdf

    assert first == lay_out(view).pdf
    with pypdfium2.PdfDocument(first) as pdf:
        assert pdf.get_metadata_value("CreationDate").startswith("D:20260316")


def test_text_that_fights_back_is_only_text(lay_out, tmp_path):
    """
    Markup, templates and marks of direction are printed as they stand, in every field.
    """
    awkward = "</p></style>&amp;<b>“x”</b>\u202e\u200f{{ 1 }}{% x %}上海東京ありがとう'\""
    read = compared(awkward.replace("\u202e", "[RLO]").replace("\u200f", "[RLM]"))
    chat = {
        "channel": awkward,
        "complete": {"to": "2026-03-14", "basis": awkward},
        "messages": [message("2026-03-08", "buyer", awkward, name=awkward, attachments=[awkward])],
    }
    view = replace(
        VIEW,
        case=awkward,
        title=awkward,
        author=awkward,
        letter=replace(hostile(SILENT), subject=awkward),
        exhibits=(exhibit("A", "chat_log", chat, shows=[awkward], caption=awkward),),
        timeline=(TimelineRow(awkward, awkward, awkward, Cite("A", "A")),),
        changes=(awkward,),
    )

    pages = text(lay_out(view), tmp_path)

    # The foot of each page but the first has one; the exhibit has caption, what it shows,
    # channel, basis, sender, text and what was sent.
    assert [1, 3, 4, 8, 2] == [page.count(read) for page in pages if read in page]


def test_endless_words_stay_on_the_page(lay_out, tmp_path):
    """
    Wherever they stand; neither a table nor a slip sheet grows beyond its page.
    """
    word = "Ω" * 2000
    scan = {"at": "2026-03-05", "description": word, "location": word}
    pdf, picture = attachment("n" * 250 + ".pdf", 2), attachment("p" * 250 + ".heic", 1, "heic")
    view = replace(
        VIEW,
        letter=SILENT,
        exhibits=(
            exhibit(
                "A",
                "tracking",
                {"tracking_number": word, "carrier": word, "events": [scan]},
                pdf,
                picture,
            ),
        ),
        timeline=(TimelineRow(word, word, word),),
        pictures={picture.digest: PICTURES[PORCH.digest]},
    )

    laid = lay_out(view)

    path = tmp_path / "laid.pdf"
    path.write_bytes(laid.pdf)
    with pypdfium2.PdfDocument(path) as document:
        right = max(
            texts.get_charbox(index)[2]
            for texts in (page.get_textpage() for page in document)
            for index in range(texts.count_chars())
        )
    assert right < SIZES["letter"][0] - 50
    places = laid.places()
    assert 1 == places["A-file-2"] - places["A-file-1"] == places["files"] - places["A-file-2"]


def test_a_cut_record_says_what_it_leaves_out(packet):
    """
    Cited messages with two around them; the senders of the others; deletion and what was sent.
    """
    pdf, _ = packet
    page = words_on(pdf.pages[8])

    for said in (
        "Complete from 16 February 2026 until 14 March 2026, on the word of the seller: whole",
        "evidence/chat.pdf (from page 10), there page 2",
        "Messages in the record 23",
        "… 10 messages not shown (Platform: 1, Seller: 9) … 11 Seller",
        "12 Buyer (J. Smith) 7 March 2026, 21:44 (UTC-08:00) Hello? <b>Where</b> is it & why so",
        "13 Buyer (J. Smith) 8 March 2026, 10:02 (UTC-07:00) Where is my lamp?",
        "Files sent with it: ups page.pdf 15 Buyer (J. Smith) 8 March 2026, 12:01 (UTC-07:00) [mes",
        "… 7 messages not shown (Platform: 1, Seller: 6) …",
    ):
        assert said in page, said
    assert "evil" in page
    assert "A claim was opened" not in page


def test_the_timeline_keeps_its_lines_in_the_excerpt(lay_out, tmp_path):
    """
    A message to which only the timeline leads is printed too, but not marked as cited.
    """
    view = replace(
        VIEW,
        letter=SILENT,
        exhibits=(
            exhibit("A", "chat_log", CHAT_LOG, CHAT_PDF, cited=["/messages/2"], zones=(PACIFIC,)),
        ),
        timeline=(TimelineRow("9 March", "", "Asked again", Cite("A", "A-messages-20")),),
    )

    laid = lay_out(view)

    assert laid.places()["A-messages-20"] == laid.places()["A"] == 3
    page = text(laid, tmp_path)[3]
    assert compared("21 Seller 9 March 2026, 14:00") in page
    assert compared("13 messages not shown") in page


def test_a_cut_record_can_follow_whole(lay_out, tmp_path):
    """
    As an annex behind the exhibits, listed in the index; the last page stays the last.
    """
    laid = lay_out(replace(FEW, annexes=frozenset({"C"})))

    places, pages = laid.places(), text(laid, tmp_path)
    assert places["D"] < places["C-annex"] < places["files"] == len(laid.pages) - 1
    assert compared("The whole record of Exhibit C") in pages[places["index"]]
    assert compared("23 Platform 11 March 2026") in "".join(pages[places["C-annex"] :])


def test_a_long_record_is_set_densely():
    """
    Each message is one block; anchors stand only where something leads.
    """
    messages = [message("2026-03-08T10:00:00Z", "buyer", f"Message {i}.") for i in range(1, 301)]
    view = replace(
        VIEW,
        letter=SILENT,
        timeline=(),
        exhibits=(exhibit("A", "chat_log", {"messages": messages}),),
    )

    written = html(view, ENVIRONMENT, WORDS)

    assert 1 == written.count("<p>300&#9;Buyer  8 March 2026, 10:00 (UTC)  Message 300.</p>")
    assert "A-messages" not in written


def test_every_valid_sample_can_be_laid_out(lay_out):
    """
    Each kind's template takes all that its schema allows, whatever is missing.
    """
    exhibits = []
    for number, path in enumerate(SAMPLES):
        kind = path.parts[-3]
        data, _ = schemas.check(load(path, path.name), f"kinds/{kind}/schema.json", Packs())
        exhibits.append(exhibit(f"X{number}", kind, data))
    view = replace(VIEW, letter=SILENT, timeline=(), exhibits=tuple(exhibits))

    places = lay_out(view).places()

    assert len(SAMPLES) >= len({path.parts[-3] for path in SAMPLES}) > 10
    assert sorted(each.label for each in exhibits) == sorted(
        {*places} & {e.label for e in exhibits}
    )


def test_a_kind_without_a_template_is_shown_as_it_is(lay_out, tmp_path):
    """
    All its data, nested; an entry of a list can be cited.
    """
    data = {
        "gross_weight": 3,
        "sealed": True,
        "boxes": [{"mark": "A<1>"}, {"mark": "B", "of": ["x"]}],
    }
    plain = exhibit("A", "document", data, cited=["/boxes/1"])
    unknown = replace(plain, item=replace(plain.item, kind="packing_slip"), title="Packing slip")
    row = TimelineRow("now", "", "Packed", Cite("A", anchor("A", "/boxes/1/mark")))

    laid = lay_out(replace(VIEW, letter=SILENT, exhibits=(unknown,), timeline=(row,)))

    assert laid.places()["A-boxes-1"] == laid.places()["A"]
    shown = text(laid, tmp_path)[laid.places()["A"]]
    for said in ("Gross weight 3", "Sealed yes", "Mark A<1>", "Mark B"):
        assert compared(said) in shown


def test_a_cite_to_nothing_stops_the_build(lay_out):
    """
    An anchor that no exhibit has is a problem, not a dead link.
    """
    row = TimelineRow("now", "", "Nothing", Cite("Z", "Z-messages-1"))

    with pytest.raises(Stopped) as stopped:
        lay_out(replace(VIEW, letter=SILENT, exhibits=(), timeline=(row,)))

    assert "Z-messages-1" in str(stopped.value)


@pytest.mark.parametrize(
    ("pointer", "name"),
    [
        ("", "B"),
        ("/signed_by", "B"),
        ("/address/city", "B"),
        ("/messages/3", "B-messages-3"),
        ("/messages/3/text", "B-messages-3"),
    ],
)
def test_an_entry_has_an_anchor_of_its_own(pointer, name):
    """
    Any other value is found at the exhibit's start.
    """
    assert name == anchor("B", pointer)


def test_what_is_typed_without_a_file_is_said_so(lay_out, tmp_path):
    """
    An exhibit names its source: an export by its file, a seller's own entry as such.
    """
    typed = exhibit("A", "photo", {"shows": "The parcel."})
    exported = exhibit("B", "photo", {"shows": "The parcel."}, export="17TRACK v2.4")
    exported = replace(
        exported,
        item=replace(exported.item, document=Document(Path("x"), "evidence/t & u.json", {})),
    )

    pages = text(
        lay_out(replace(VIEW, letter=SILENT, exhibits=(typed, exported), timeline=())), tmp_path
    )

    assert compared("Entered by the seller. No file is attached.") in pages[2]
    assert compared("Record as exported: evidence/t & u.json (17TRACK v2.4)") in pages[3]
