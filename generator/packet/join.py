"""Join the laid-out pages and the attached PDFs into one packet, and number its pages.

A page has one number: its stamp, its label in a viewer, the number in the index and in the letter
are all `final_number`. Equal input gives equal bytes.
"""

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

from pikepdf import (
    Array,
    Dictionary,
    Name,
    Object,
    ObjectStreamMode,
    OutlineItem,
    Page,
    Pdf,
    PikepdfError,
)

from generator.packet import attached
from generator.packet.render import Laid
from generator.packet.stamps import Stamper
from generator.problems import ExitCode, Problems, Stopped, Where, stop

_DEPTH = 20  # levels of bookmarks: those of attached files come below the packet's own


@dataclass(frozen=True, slots=True)
class Insertion:
    """An attached PDF, which stands behind its slip sheet."""

    after: int  # index of the laid page that it follows, from 0
    path: Path
    name: str  # as the user knows the file
    count: int  # of its pages in the packet
    pages: tuple[int, ...] | None = None  # numbers of these pages in the file, from 1; None is all


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a packet says about itself; `language` is a tag such as "en"."""

    title: str
    author: str
    language: str
    stamp_prefix: str


def final_number(index: int, insertions: Sequence[Insertion]) -> int:
    """The page number in the packet, from 1, of the laid page with this index, from 0."""
    return 1 + index + sum(inserted.count for inserted in insertions if inserted.after < index)


def span(which: int, insertions: Sequence[Insertion]) -> tuple[int, int]:
    """The first and the last page number in the packet of the attached PDF at this place."""
    insertion = insertions[which]
    first = final_number(insertion.after, insertions) + 1
    first += sum(other.count for other in insertions[:which] if other.after == insertion.after)
    return first, first + insertion.count - 1


def join(
    laid: Laid, insertions: Sequence[Insertion], target: Path, imprint: Imprint
) -> tuple[str, ...]:
    """Write the packet; returns what was changed in attached files, in plain sentences.

    Raises `Stopped` with every attached file that cannot be used. No attached file is changed.
    """
    with ExitStack() as stack:
        # The packet borrows from its sources until it is saved, so all stay open until then.
        sources = _opened(insertions, stack)
        packet = stack.enter_context(Pdf.open(BytesIO(laid.pdf)))
        own = [page.obj for page in packet.pages]
        index_of = {page.objgen: index for index, page in enumerate(own)}
        joined = [_joined(*pair, packet) for pair in zip(insertions, sources, strict=True)]
        _hang_bookmarks(packet, index_of, joined)
        pages = _in_order(own, joined)
        stamper = Stamper(packet, imprint.stamp_prefix)
        for number, page in enumerate(pages, start=1):
            stamper.stamp(page, number, content_is_sound=page.obj.objgen in index_of)
        tree = cast(Dictionary, packet.Root.Pages)
        tree.Kids, tree.Count = Array([page.obj for page in pages]), len(pages)
        _entitle(packet, imprint.title, imprint.author, imprint.language)
        packet.Root.PageMode = Name.UseOutlines
        packet.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D, St=1)]))
        _save(packet, target)
    return tuple(f"{part.name}: {change}" for part in joined for change in part.changes)


def letter_alone(packet: Path, title: str) -> bytes:
    """The first page of a packet as a PDF of its own, without links into the rest."""
    with Pdf.open(packet) as whole, Pdf.new() as letter:
        letter.pages.append(whole.pages[0])
        page = letter.pages[0].obj
        notes = cast(Array, page.get(Name.Annots, Array()))
        page.Annots = Array([note for note in notes if Name.A in note])  # those to the web
        for key, value in whole.docinfo.items():
            letter.docinfo[key] = str(value)
        author, language = whole.docinfo.get(Name.Author, ""), whole.Root.get(Name.Lang, "")
        _entitle(letter, title, str(author), str(language))
        letter.remove_unreferenced_resources()  # the pages of a packet share their resources
        written = BytesIO()
        _save(letter, written)
        return written.getvalue()


def _opened(insertions: Sequence[Insertion], stack: ExitStack) -> list[Pdf]:
    problems = Problems()
    sources = []
    for insertion in insertions:
        try:
            source = stack.enter_context(attached.opened(insertion.path, insertion.name))
            _check_count(source, insertion)
            sources.append(source)
        except Stopped as stopped:
            problems += stopped.problems
    problems.stop_on_error(ExitCode.PROBLEMS)
    return sources


def _check_count(source: Pdf, insertion: Insertion) -> None:
    """Refuse a file that has not the pages by which the layout numbered the packet."""
    there = len(source.pages)
    wanted = insertion.pages or range(1, there + 1)
    if len(wanted) != insertion.count or not all(1 <= number <= there for number in wanted):
        raise stop(
            ExitCode.PROBLEMS,
            "E325",
            Where(insertion.name),
            f"The file has {there} pages now, which are not those that were found before.",
            "Leave it alone while the packet is built. If it is damaged, print it to a new PDF.",
        )


class _Joined:
    """An attached PDF whose pages have been copied into the packet, but have no place yet."""

    def __init__(self, insertion: Insertion, source: Pdf, packet: Pdf) -> None:
        self.after = insertion.after
        self.name = insertion.name
        chosen = [number - 1 for number in insertion.pages or range(1, insertion.count + 1)]
        self.changes = list(attached.cleaned(source, chosen))
        start = len(packet.pages)
        packet.add_pages_from(source, chosen, forms="strip", outlines="ignore")
        self.pages = [page.obj for page in packet.pages[start:]]
        # The longer qpdf's list of pages is, the longer it takes to add one to it.
        del packet.pages[start:]
        copies: dict[tuple[int, int], Object] = {}
        for index, page in zip(chosen, self.pages, strict=True):
            copies.setdefault(source.pages[index].obj.objgen, page)
        self.bookmarks = attached.bookmarks(source, copies)
        if self.bookmarks is None:
            self.changes.append(attached.LOST_BOOKMARKS)


def _joined(insertion: Insertion, source: Pdf, packet: Pdf) -> _Joined:
    try:
        return _Joined(insertion, source, packet)
    except PikepdfError as error:
        raise attached.damaged(insertion.name) from error


def _hang_bookmarks(
    packet: Pdf, index_of: Mapping[tuple[int, int], int], joined: Sequence[_Joined]
) -> None:
    """Put the bookmarks of attached PDFs below the bookmark of their slip sheet.

    `index_of` gives the index of a laid page for its object number.
    """
    with packet.open_outline(max_depth=_DEPTH) as outline:
        items = list(_in_reading_order(outline.root))
        places = [index_of[cast(Array, item.destination)[0].objgen] for item in items]
        for part in joined:
            found = part.bookmarks or []
            if found and (position := bisect(places, part.after)):
                slip = items[position - 1]
                slip.is_closed = slip.is_closed or not slip.children
                slip.children.extend(found)
            else:
                outline.root.extend(found)


def _in_reading_order(items: list[OutlineItem]) -> Iterator[OutlineItem]:
    for item in items:
        yield item
        yield from _in_reading_order(item.children)


def _in_order(own: Sequence[Object], joined: Sequence[_Joined]) -> list[Page]:
    """All pages as they follow each other in the packet."""
    followers: dict[int, list[Object]] = {}
    for part in joined:
        followers.setdefault(part.after, []).extend(part.pages)
    return [
        Page(page) for index, laid in enumerate(own) for page in (laid, *followers.get(index, ()))
    ]


def _entitle(pdf: Pdf, title: str, author: str, language: str) -> None:
    pdf.docinfo[Name.Title] = title
    pdf.docinfo[Name.Author] = author
    pdf.Root.Lang = language
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata.load_from_docinfo(pdf.docinfo)
        metadata["dc:language"] = [language]


def _save(pdf: Pdf, target: Path | BinaryIO) -> None:
    pdf.save(target, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
