"""Put a number on a page: the stamp that every page of a packet carries.

A stamp stands in the bottom right corner of what a viewer shows, upright and of one size, on
rotated and cropped pages too. Its letters come from an embedded font with a Unicode map, so it
can be searched and copied.
"""

import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from functools import cache
from html import escape
from io import BytesIO
from itertools import groupby
from typing import cast

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

from generator.packet.render import render
from generator.problems import ExitCode, Where, stop

SIZE = 7.0  # of the letters, in points of 1/72 inch
MARGIN = 12.0  # from the stamp to the edges of the page, in points
_HALO = 2.0  # white around the letters
_HEIGHT = SIZE + 2 * _HALO
_BASELINE = _HALO + 0.18 * SIZE  # digits and capitals then stand in the middle
_LETTER_PAPER = (0.0, 0.0, 612.0, 792.0)  # what viewers take when a page does not say its size

Box = tuple[float, float, float, float]


def stamp_text(prefix: str, number: int) -> str:
    """What the stamp of a page says, such as `AZ-113-000012`."""
    return f"{prefix}-{number:06}" if prefix else f"{number:06}"


@dataclass(frozen=True, slots=True)
class _Glyph:
    font: str
    code: str  # in hexadecimal digits, as a content stream has it
    width: float  # in thousandths of the font size


@dataclass(frozen=True, slots=True)
class _Lettering:
    """Embedded fonts that have the letters of a stamp, and each letter's place in them."""

    pdf: Pdf  # owns the fonts, so it must live as long as they do
    fonts: Mapping[str, Object]
    glyphs: Mapping[str, _Glyph]


class Stamper:
    """Stamps the pages of one PDF, in any order, each once."""

    def __init__(self, pdf: Pdf, prefix: str) -> None:
        self._pdf = pdf
        self._prefix = prefix
        letters = _lettering("".join(sorted(set(prefix + "-0123456789"))))
        if strange := set(prefix) - letters.glyphs.keys():
            raise stop(
                ExitCode.CHECK,
                "E611",
                Where("packet"),
                f"The stamp cannot show {''.join(sorted(strange))!r} from {prefix!r}.",
                "Use letters, digits and hyphens in the name of the case.",
            )
        self._glyphs = letters.glyphs
        fonts = {name: pdf.copy_foreign(font) for name, font in letters.fonts.items()}
        self._resources = pdf.make_indirect(Dictionary(Font=Dictionary(fonts)))
        self._before = pdf.make_indirect(pdf.make_stream(b"q\n"))
        self._after: dict[Name, Object] = {}

    def stamp(self, page: Page, number: int, content_is_sound: bool) -> None:
        """Put a number on a page.

        `content_is_sound` says that the page's own content leaves the graphics state as it was;
        when it is not known to, the content is looked at, and shut off if it does not.
        """
        form = self._form(stamp_text(self._prefix, number), page)
        resources = _own_resources(page)
        xobjects = cast(Dictionary, resources.XObject)
        name = _free_name(xobjects)
        if not content_is_sound and (content := _unsound_content(page)) is not None:
            inner = _free_name(xobjects, "AppealPage")
            xobjects[inner] = self._shut_off(page, content)
            page.obj.Contents = self._pdf.make_stream(b"%s Do\n" % bytes(inner))
        xobjects[name] = form
        page.obj.Resources = resources
        page.obj.Contents = Array([self._before, *_streams(page), self._closing(name)])

    def _form(self, text: str, page: Page) -> Stream:
        width = sum(self._glyphs[letter].width for letter in text) * SIZE / 1000 + 2 * _HALO
        shown = [
            f"/{font} {SIZE:g} Tf <{''.join(glyph.code for glyph in glyphs)}> Tj"
            for font, glyphs in groupby((self._glyphs[letter] for letter in text), _font_of)
        ]
        content = (
            f"/Artifact BMC q 1 g 0 0 {width:.2f} {_HEIGHT:g} re f "
            f"0 g BT {_HALO:g} {_BASELINE:g} Td {' '.join(shown)} ET Q EMC"
        )
        return self._pdf.make_stream(
            content.encode("ascii"),
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=[0, 0, round(width, 2), _HEIGHT],
            Matrix=Array([round(value, 4) for value in _corner(page, width)]),
            Resources=self._resources,
        )

    def _shut_off(self, page: Page, content: bytes) -> Stream:
        """The page's content as a form, which cannot disturb what is drawn after it."""
        return self._pdf.make_stream(
            content,
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array(_box(page, Name.MediaBox) or _LETTER_PAPER),
            Resources=page.obj.get(Name.Resources, Dictionary()),
        )

    def _closing(self, name: Name) -> Object:
        if name not in self._after:
            content = b"\nQ\nq %s Do Q\n" % bytes(name)
            self._after[name] = self._pdf.make_indirect(self._pdf.make_stream(content))
        return self._after[name]


def visible_box(page: Page) -> Box:
    """What a viewer shows of a page, in its own units: left, bottom, right, top."""
    media = _box(page, Name.MediaBox) or _LETTER_PAPER
    crop = _box(page, Name.CropBox) or media
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    return (left, bottom, right, top) if left < right and bottom < top else media


def _box(page: Page, name: Name) -> Box | None:
    """A box of a page with its corners in order, or None if it says no area."""
    try:
        a, b, c, d = (float(value) for value in cast(Array, page.obj[name]))
    except (KeyError, TypeError, ValueError):
        return None
    box = (min(a, c), min(b, d), max(a, c), max(b, d))
    return box if box[0] < box[2] and box[1] < box[3] else None


def _number(page: Page, name: Name) -> float:
    try:
        return float(page.obj.get(name, 0))
    except (TypeError, ValueError):
        return 0.0


def _corner(page: Page, width: float) -> tuple[float, float, float, float, float, float]:
    """The matrix that puts a stamp of a width upright into the visible bottom right corner."""
    left, bottom, right, top = visible_box(page)
    turned = round(_number(page, Name.Rotate) / 90) % 4  # quarters, clockwise
    unit = _number(page, Name.UserUnit)
    size = (right - left, top - bottom) if turned % 2 == 0 else (top - bottom, right - left)
    scale = min(
        1 / unit if unit > 0 else 1.0,  # one size on every page,
        size[0] / (width + 2 * MARGIN),  # but for a page that is smaller than a stamp
        size[1] / (_HEIGHT + 2 * MARGIN),
    )
    margin, length = MARGIN * scale, (MARGIN + width) * scale
    match turned:
        case 0:
            return scale, 0, 0, scale, right - length, bottom + margin
        case 1:
            return 0, scale, -scale, 0, right - margin, top - length
        case 2:
            return -scale, 0, 0, -scale, left + length, top - margin
        case _:
            return 0, -scale, scale, 0, left + margin, bottom + length


def _own_resources(page: Page) -> Dictionary:
    """A copy of a page's resources, because pages share them."""
    found = page.obj.get(Name.Resources)
    resources = copy(found) if isinstance(found, Dictionary) else Dictionary()
    xobjects = resources.get(Name.XObject)
    resources.XObject = copy(xobjects) if isinstance(xobjects, Dictionary) else Dictionary()
    return resources


def _free_name(taken: Dictionary, wanted: str = "AppealStamp") -> Name:
    """The name itself, or with a number if the page comes from a packet and has it already."""
    name, number = Name("/" + wanted), 1
    while name in taken:
        number += 1
        name = Name(f"/{wanted}{number}")
    return name


def _streams(page: Page) -> list[Object]:
    contents = page.obj.get(Name.Contents)
    parts = list(contents) if isinstance(contents, Array) else [contents]
    return [part for part in parts if isinstance(part, Stream)]


_STRING = re.compile(rb"\((?:[^()\\]|\\.)*\)", re.DOTALL)  # without brackets inside
_DEEPEST = 5  # brackets inside each other in a string; more are not looked into
_OPERATOR = re.compile(rb"(?<![^\s\x00\])>}])(q|Q|BT|ET|BMC|BDC|EMC|BI)(?![^\s\x00\[(<{/%])")
_NESTING = {
    b"q": ("state", 1),
    b"Q": ("state", -1),
    b"BT": ("text", 1),
    b"ET": ("text", -1),
    b"BMC": ("mark", 1),
    b"BDC": ("mark", 1),
    b"EMC": ("mark", -1),
}


def is_sound(content: bytes) -> bool:
    """Whether a content stream closes all that it opens.

    It is not parsed: bytes in a comment or a picture may be taken for operators. The answer may
    then be a wrong "no", which costs nothing but a form.
    """
    for _ in range(_DEEPEST):
        content, found = _STRING.subn(b" ", content)
        if not found:
            break
    if b"(" in content or b")" in content:
        return False
    pairs = ((b"<", b">"), (b"[", b"]"))
    return all(content.count(a) == content.count(b) for a, b in pairs) and _is_nested(content)


def _is_nested(content: bytes) -> bool:
    """Whether operators that belong together come in pairs; `content` has no strings."""
    depth = {"state": 0, "text": 0, "mark": 0}
    position = 0
    while operator := _OPERATOR.search(content, position):
        position = operator.end()
        if operator[1] == b"BI":  # a picture in the stream, whose bytes say nothing
            position = content.find(b"EI", position)
            if position < 0:
                return False
        else:
            kind, step = _NESTING[operator[1]]
            depth[kind] += step
            if depth[kind] < 0:
                return False
    return not any(depth.values())


def _unsound_content(page: Page) -> bytes | None:
    """The page's content if it must be shut off; None if it is sound or cannot be read."""
    try:
        content = b"\n".join(cast(Stream, part).read_bytes() for part in _streams(page))
    except pikepdf.PdfError:
        return None
    return None if is_sound(content) else content


def _font_of(glyph: _Glyph) -> str:
    return glyph.font


@cache
def _lettering(alphabet: str) -> _Lettering:
    style = "font-family: 'Noto Sans', sans-serif; font-variant-ligatures: none"
    letters = " ".join(map(escape, alphabet))
    pdf = Pdf.open(BytesIO(render(f'<p style="{style}">{letters}', {}, "stamp").pdf))
    fonts = dict(cast(Dictionary, cast(Dictionary, pdf.pages[0].obj.Resources).Font).items())
    glyphs = {}
    for name, font in fonts.items():
        _rename(font)
        widths = _widths(cast(Array, cast(Array, font.DescendantFonts)[0].W))
        unicode_map = cast(Stream, font.ToUnicode).read_bytes().decode("ascii")
        for code, letter in re.findall(r"<([0-9a-f]{4})> <([0-9a-f]+)>", unicode_map):
            width = widths.get(int(code, 16), 0.0)
            glyphs[bytes.fromhex(letter).decode("utf-16-be")] = _Glyph(name[1:], code, width)
    return _Lettering(pdf, fonts, glyphs)


def _rename(font: Object) -> None:
    """Give a font a name of its own: the packet may hold another part of the same font."""
    below = cast(Array, font.DescendantFonts)[0]
    name = Name("/STAMPS+" + str(font.BaseFont).partition("+")[2])
    font.BaseFont = below.BaseFont = below.FontDescriptor.FontName = name


def _widths(array: Array) -> dict[int, float]:
    """Glyph widths from the form `[first [width …] …]` that WeasyPrint writes."""
    pairs = zip(*[iter(array)] * 2, strict=True)
    return {
        int(first) + offset: float(width)
        for first, widths in pairs
        for offset, width in enumerate(cast(Array, widths))
    }
