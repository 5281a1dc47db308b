"""Stamps: the right number, in the right corner, upright, of one size, and readable."""

import ctypes
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Page, Pdf
from pypdfium2 import raw

from generator.packet.stamps import MARGIN, SIZE, Stamper, is_sound, stamp_text, visible_box
from generator.problems import ExitCode, Stopped

A4 = (0, 0, 595, 842)
OPAQUE = b"0.8 1 1 rg -20000 -20000 40000 40000 re f "


def one_page(content: bytes = b"", media: tuple[float, ...] = A4, **keys: object) -> Pdf:
    """A PDF of one page."""
    pdf = Pdf.new()
    page = pdf.add_blank_page().obj
    page.MediaBox = Array(media)
    page.Contents = pdf.make_stream(content)
    for key, value in keys.items():
        page[f"/{key}"] = Array(value) if isinstance(value, tuple) else value
    return pdf


def stamped(pdf: Pdf, prefix: str = "AZ-1", number: int = 12) -> pypdfium2.PdfDocument:
    """The PDF with a stamp on its first page, opened by another library."""
    Stamper(pdf, prefix).stamp(pdf.pages[0], number, content_is_sound=False)
    written = BytesIO()
    pdf.save(written)
    return pypdfium2.PdfDocument(written.getvalue())


def shown(pdf: pypdfium2.PdfDocument) -> list[tuple[str, float, float, float, float]]:
    """Every letter of page 1 with its box as a viewer shows it.

    The box is in points from the upper left corner: left, top, right, bottom.
    """
    page, text = pdf[0], pdf[0].get_textpage()
    width, height = round(page.get_width() * 100), round(page.get_height() * 100)
    found = []
    for index in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(index)
        corners = []
        for x, y in ((left, bottom), (right, top)):
            across, down = ctypes.c_int(), ctypes.c_int()
            raw.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, across, down)
            corners.append((across.value / 100, down.value / 100))
        (x0, y0), (x1, y1) = corners
        letter = text.get_text_range(index, 1)
        found.append((letter, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    return found


def picture(pdf: pypdfium2.PdfDocument) -> bytes:
    """The upper half of page 1 as pixels: what a stamp does not touch."""
    image = pdf[0].render(scale=0.5).to_pil()
    return image.crop((0, 0, image.width, image.height // 2)).tobytes()


@pytest.mark.parametrize(
    ("prefix", "number", "text"),
    [
        ("AZ-113", 1, "AZ-113-000001"),
        ("AZ-113", 123456, "AZ-113-123456"),
        ("AZ-113", 1234567, "AZ-113-1234567"),
        ("", 12, "000012"),
    ],
)
def test_the_text_of_a_stamp(prefix: str, number: int, text: str):
    """
    Six digits, so that stamps sort; more if there are more pages.
    """
    assert stamp_text(prefix, number) == text


@pytest.mark.parametrize(
    ("media", "crop", "box"),
    [
        ((0, 0, 100, 200), None, (0, 0, 100, 200)),
        ((100, 200, 0, 0), None, (0, 0, 100, 200)),
        ((-50, -60, 50, 60), None, (-50, -60, 50, 60)),
        ((0, 0, 100, 200), (10, 20, 90, 180), (10, 20, 90, 180)),
        ((0, 0, 100, 200), (90, 180, 10, 20), (10, 20, 90, 180)),
        ((0, 0, 100, 200), (-10, -10, 50, 500), (0, 0, 50, 200)),
        ((0, 0, 100, 200), (300, 300, 400, 400), (0, 0, 100, 200)),
        ((0, 0, 0, 0), None, (0, 0, 612, 792)),
        (("a", 0, 5, 5), None, (0, 0, 612, 792)),
        ((0, 0, 100), None, (0, 0, 612, 792)),
    ],
)
def test_what_a_viewer_shows(media, crop, box):
    """
    The crop box inside the media box; boxes upside down or of no area are read as viewers do.
    """
    page = Dictionary(Type=Name.Page, MediaBox=Array(media))
    if crop:
        page.CropBox = Array(crop)

    assert visible_box(Page(page)) == box


PAGES = {
    "plain": {},
    "letter": {"media": (0, 0, 612, 792)},
    "rotated 90": {"Rotate": 90},
    "rotated 180": {"Rotate": 180},
    "rotated 270": {"Rotate": 270},
    "rotated -90": {"Rotate": -90},
    "rotated 450": {"Rotate": 450},
    "cropped": {"CropBox": (100, 200, 400, 700)},
    "cropped and rotated": {"CropBox": (100, 200, 400, 700), "Rotate": 90},
    "cropped and turned over": {"CropBox": (100, 200, 400, 700), "Rotate": 180},
    "origin elsewhere": {"media": (-300, 1000, 295, 1842)},
    "inverted": {"media": (595, 842, 0, 0), "Rotate": 270},
    "huge": {"media": (0, 0, 14400, 14400)},
    "narrow": {"media": (0, 0, 100, 842)},
}


@pytest.mark.parametrize("keys", PAGES.values(), ids=PAGES.keys())
def test_a_stamp_stands_upright_in_the_bottom_right_corner_in_one_size(keys):
    """
    On every page, the letters follow each other from left to right at the same place.
    """
    pdf = stamped(one_page(OPAQUE, **keys))
    width, height = pdf[0].get_size()
    letters = shown(pdf)

    assert "".join(letter for letter, *_ in letters) == "AZ-1-000012"
    lefts = [left for _, left, *_ in letters]
    assert lefts == sorted(lefts)
    assert max(right for *_, right, _ in letters) == pytest.approx(width - MARGIN - 2, abs=1)
    digits = [(top, bottom) for letter, _, top, _, bottom in letters if letter.isdigit()]
    assert all(
        bottom == pytest.approx(height - MARGIN - 3.3, abs=0.5)
        and bottom - top == pytest.approx(0.72 * SIZE, abs=0.3)
        for top, bottom in digits
    )


def test_a_page_in_a_larger_unit_gets_no_larger_stamp():
    """
    With a UserUnit of 2 a stamp takes half as many units, which are twice as long.
    """
    plain = shown(stamped(one_page()))
    doubled = shown(stamped(one_page(UserUnit=2)))

    # The other library leaves the unit out of account, so it sees half the size.
    assert doubled[0][4] - doubled[0][2] == pytest.approx((plain[0][4] - plain[0][2]) / 2, abs=0.1)
    assert 595 - doubled[-1][3] == pytest.approx((595 - plain[-1][3]) / 2, abs=0.1)


def test_a_page_smaller_than_a_stamp_has_all_of_it():
    """
    Only there the stamp shrinks.
    """
    letters = shown(stamped(one_page(media=(0, 0, 40, 20))))

    assert "".join(letter for letter, *_ in letters) == "AZ-1-000012"
    assert all(
        0 <= left < right <= 40 and 0 <= top < bottom <= 20
        for _, left, top, right, bottom in letters
    )


def test_a_stamp_is_white_behind_dark_letters():
    """
    It can be read on any ground.
    """
    image = stamped(one_page(b"0 g 0 0 595 842 re f"))[0].render(scale=4).to_pil().convert("L")
    corner = image.crop(
        (image.width - 48 - 120, image.height - 48 - 44, image.width - 48, image.height - 48)
    )

    assert corner.getpixel((corner.width - 2, corner.height - 2)) == 255
    assert corner.getextrema()[0] < 64


@pytest.mark.parametrize("prefix", ["客户-1", "A & B <x>", "ZÜ 1", "a)b(c\\"])
def test_a_prefix_may_have_any_letters_that_fonts_have(prefix: str):
    """
    Also those that mean something in HTML or in a PDF.
    """
    letters = shown(stamped(one_page(), prefix))

    assert "".join(letter for letter, *_ in letters) == f"{prefix}-000012"


def test_a_prefix_that_cannot_be_shown_is_a_problem():
    """
    A tab or an accent alone is no letter of a stamp.
    """
    with pytest.raises(Stopped) as stopped:
        Stamper(one_page(), "A\t\u0301")

    assert (stopped.value.exit_code, [problem.code for problem in stopped.value.problems]) == (
        ExitCode.CHECK,
        ["E611"],
    )


def test_the_font_is_embedded_and_has_a_name_of_its_own():
    """
    The packet may hold another part of the same font, whose name would be the same.
    """
    pdf = one_page()
    Stamper(pdf, "AZ").stamp(pdf.pages[0], 1, content_is_sound=True)
    form = pdf.pages[0].obj.Resources.XObject.AppealStamp
    (font,) = form.Resources.Font.values()
    below = font.DescendantFonts[0]

    assert str(font.BaseFont).startswith("/STAMPS+")
    assert font.BaseFont == below.BaseFont == below.FontDescriptor.FontName
    assert "/FontFile2" in below.FontDescriptor or "/FontFile3" in below.FontDescriptor


def test_pages_that_share_their_resources_get_stamps_of_their_own():
    """
    WeasyPrint gives all pages one dictionary, and so do others.
    """
    pdf = one_page()
    pdf.add_blank_page()
    shared = pdf.make_indirect(Dictionary(XObject=pdf.make_indirect(Dictionary())))
    for page in pdf.pages:
        page.obj.Resources = shared
    stamper = Stamper(pdf, "AZ")
    for number, page in enumerate(pdf.pages, start=1):
        stamper.stamp(page, number, content_is_sound=False)
    written = BytesIO()
    pdf.save(written)

    assert len(shared.XObject) == 0
    assert [
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(written.getvalue())
    ] == ["AZ-000001", "AZ-000002"]


def test_a_page_from_another_packet_keeps_its_own_stamp_below_the_new_one():
    """
    The older stamp has the same name; what the page showed is not altered.
    """
    pdf = one_page()
    Stamper(pdf, "OLD").stamp(pdf.pages[0], 7, content_is_sound=True)
    text = stamped(pdf, "NEW", 8)[0].get_textpage().get_text_range()

    assert "OLD-000007" in text
    assert "NEW-000008" in text


@pytest.mark.parametrize(
    ("content", "sound"),
    [
        (b"", True),
        (b"q 1 0 0 1 5 5 cm Q", True),
        (b"q q Q", False),
        (b"Q q", False),
        (b"q Q Q", False),
        (b"q[1]0 d Q", True),
        (b"BT (it (was) q) Tj ET", True),
        (b"BT (a \\) Q) Tj <51> Tj ET", True),
        (b"BT (never ends", False),
        (b"BT (a) Tj", False),
        (b"/P <</a (b)>> BDC EMC", True),
        (b"/OC /x BDC", False),
        (b"/OC /x BDC EMC", True),
        (b"/q gs /Q gs", True),
        (b"q BI /W 1 /H 1 ID q EI Q", True),
        (b"q BI /W 1 ID q", False),
        (b"q <51", False),
        (b"q [1 2 Q", False),
    ],
)
def test_content_that_does_not_close_what_it_opens_is_noticed(content: bytes, sound: bool):
    """
    Graphics states, texts, marks, strings, arrays and pictures.
    """
    assert is_sound(content) is sound


UNSOUND = {
    "state left open": b"q 3 0 0 3 0 0 cm 0 1 0 rg",
    "state closed too often": b"1 0 0 1 200 200 cm Q 0 1 0 rg 0 0 50 300 re f",
    "text left open": b"0 1 0 rg 0 600 50 50 re f BT 1 0 0 1 400 0 Tm",
    "string left open": b"0 1 0 rg 0 600 50 50 re f BT (never ends",
    "clip left open": b"0 1 0 rg 0 600 50 50 re f q 0 600 50 50 re W n",
}


@pytest.mark.parametrize("content", UNSOUND.values(), ids=UNSOUND.keys())
def test_a_page_that_leaves_things_open_looks_the_same_and_has_its_stamp(content: bytes):
    """
    The stamp is neither moved nor swallowed, and nothing on the page moves.
    """
    before = BytesIO()
    one_page(content).save(before)
    after = stamped(one_page(content))
    letters = shown(after)[-len("AZ-1-000012") :]

    assert "".join(letter for letter, *_ in letters) == "AZ-1-000012"
    assert max(right for *_, right, _ in letters) == pytest.approx(595 - MARGIN - 2, abs=1)
    assert picture(pypdfium2.PdfDocument(before.getvalue())) == picture(after)


def test_a_layer_that_is_switched_off_and_left_open_does_not_hide_the_stamp():
    """
    The stamp would be part of the layer.
    """
    pdf = one_page(b"/OC /Layer BDC 0 1 0 rg 0 600 50 50 re f")
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Layer"))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    pdf.pages[0].obj.Resources = Dictionary(Properties=Dictionary(Layer=layer))
    image = stamped(pdf)[0].render(scale=4).to_pil().convert("L")

    assert image.crop((image.width // 2, image.height // 2, *image.size)).getextrema()[0] < 64


def test_content_that_cannot_be_read_stays_as_it_is():
    """
    A stream with damaged compression is the viewer's matter.
    """
    pdf = one_page()
    broken = pikepdf.Stream(pdf, b"not compressed", Filter=Name.FlateDecode)
    pdf.pages[0].obj.Contents = broken
    Stamper(pdf, "AZ").stamp(pdf.pages[0], 1, content_is_sound=False)

    assert [len(pdf.pages[0].obj.Contents), pdf.pages[0].obj.Contents[1].objgen] == [
        3,
        broken.objgen,
    ]
