"""Read a finished PDF and Word file back, with libraries that had no part in writing them."""

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

import pypdfium2
from pypdfium2 import raw

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MOST_XML = 50 * 2**20  # bytes of text that a Word file may unfold to
_LINES_OF_A_LINK = 4  # a link that is broken over lines is one link a line


class UnreadableError(Exception):
    """A file that cannot be read back; the message is a plain sentence."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside the file: what stands under it, and the number of the page it leads to."""

    text: str
    page: int | None  # from 1; None if it leads nowhere


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page as a reader sees it."""

    label: str
    text: str
    links: tuple[Link, ...]

    def leads(self) -> Iterator[tuple[str, int | None]]:
        """What stands under each link, compared form, and its page; lines of one link joined."""
        for start, link in enumerate(self.links):
            run = []
            for other in self.links[start : start + _LINES_OF_A_LINK]:
                if other.page != link.page:
                    break
                run.append(compared(other.text))
            for text in accumulate(run):
                yield text, link.page


@dataclass(frozen=True, slots=True)
class ReadPdf:
    """A whole PDF; bookmarks are titles and page numbers from 1."""

    pages: tuple[ReadPage, ...]
    bookmarks: tuple[tuple[str, int | None], ...]


def read_pdf(path: Path) -> ReadPdf:
    """Read text, links, labels and bookmarks. Raises `UnreadableError`."""
    try:
        with pypdfium2.PdfDocument(path) as pdf:
            pages = tuple(_page(pdf, index) for index in range(len(pdf)))
            bookmarks = []
            for item in pdf.get_toc():
                place = item.get_dest()
                bookmarks.append(
                    (item.get_title(), _from_one(place.get_index() if place else None))
                )
            return ReadPdf(pages, tuple(bookmarks))
    except (OSError, pypdfium2.PdfiumError) as error:
        raise UnreadableError(f"{path.name} cannot be read as a PDF.") from error


def read_docx(path: Path) -> str:
    """The text of a Word file, one paragraph a line. Raises `UnreadableError`."""
    try:
        with ZipFile(path) as archive:
            part = archive.getinfo("word/document.xml")
            if part.file_size > _MOST_XML:
                raise UnreadableError(f"{path.name} is too large to be a letter.")
            return _word_text(archive.read(part))
    except (OSError, KeyError, BadZipFile, expat.ExpatError) as error:
        raise UnreadableError(f"{path.name} cannot be read as a Word file.") from error


def compared(text: str) -> str:
    """The form in which texts are compared.

    A PDF does not keep all of a text: white space, hyphens at line ends, marks of direction,
    soft hyphens, zero-width characters and emoji come back changed or not at all. They are left
    out; the rest is in Unicode's form NFC.
    """
    return "".join(filter(_is_compared, unicodedata.normalize("NFC", text)))


_LEFT_OUT = re.compile(
    "[-\u2010\u2011\x02\ufffe\ufeff\ufe00-\ufe0f\u20e3\U0001f000-\U0001ffff\U000e0000-\U000e0fff]"
)
_UNSEEN = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "So", "Zl", "Zp", "Zs"))


@lru_cache(maxsize=4096)  # a long packet has few different characters
def _is_compared(character: str) -> bool:
    return not _LEFT_OUT.match(character) and unicodedata.category(character) not in _UNSEEN


def _page(pdf: pypdfium2.PdfDocument, index: int) -> ReadPage:
    page = pdf[index]
    text = page.get_textpage()
    links = tuple(_links(pdf, page, text))
    return ReadPage(pdf.get_page_label(index), text.get_text_range(), links)


def _links(
    pdf: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage
) -> Iterator[Link]:
    """The links of a page into the file, in the order in which the file has them."""
    position, link, box = ctypes.c_int(0), raw.FPDF_LINK(), raw.FS_RECTF()
    while raw.FPDFLink_Enumerate(page, position, link):
        action = raw.FPDFLink_GetAction(link)
        if action and raw.FPDFAction_GetType(action) == raw.PDFACTION_URI:
            continue
        place = raw.FPDFLink_GetDest(pdf, link)
        index = raw.FPDFDest_GetDestPageIndex(pdf, place) if place else None
        raw.FPDFLink_GetAnnotRect(link, box)
        covered = text.get_text_bounded(box.left, box.bottom, box.right, box.top)
        yield Link(covered, _from_one(index))


def _from_one(index: int | None) -> int | None:
    return None if index is None or index < 0 else index + 1


def _word_text(xml: bytes) -> str:
    parts: list[str] = []
    inside_text = False

    def started(name: str, _: dict[str, str]) -> None:
        nonlocal inside_text
        inside_text = name == f"{_WORD} t"
        if name in (f"{_WORD} br", f"{_WORD} tab"):
            parts.append(" ")

    def ended(name: str) -> None:
        nonlocal inside_text
        inside_text = False
        if name == f"{_WORD} p":
            parts.append("\n")

    def characters(data: str) -> None:
        if inside_text:
            parts.append(data)

    def declared(*_: object) -> None:
        raise expat.ExpatError("a document type, which no Word file has")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = declared
    parser.Parse(xml, True)
    return "".join(parts)
