"""The packet as one HTML document, and the plan of its slip sheets.

Attached pages are not laid out; they are put in behind their slip sheets
afterwards. The page that follows them has a page type of its own, by which the
counters jump over their number, so that every page number comes out right from
one layout.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from jinja2 import Environment

from generator.case.model import Attachment
from generator.packet.functions import functions
from generator.packet.model import (
    Exhibit,
    PacketView,
    PlacedPicture,
    Slip,
    annex_anchor,
    file_anchor,
)
from generator.writing.text import rendered
from generator.writing.words import Words

PAPERS = ("a4", "letter")
_PACKET = "packet/packet.html.j2"
_PICTURE_MM = (170.0, 195.0)  # the space for a picture below a heading of several lines
_LEAST_DPI = 96  # a small picture is not enlarged beyond this


@dataclass(frozen=True, slots=True)
class Part:
    """Something behind the front matter that starts on a new page."""

    sort: str  # "exhibit", "slip", "picture", "annex" or "files"
    anchor: str
    exhibit: Exhibit | None = None
    attachment: Attachment | None = None
    picture: PlacedPicture | None = None
    number: int = 1  # of the picture among those of its attachment
    jump: int = 0  # attached pages that are put in before this part
    next: str = ""  # the anchor of the part that follows

    @property
    def inserted(self) -> int:
        """How many attached pages follow this part."""
        return self.attachment.pages if self.sort == "slip" and self.attachment else 0


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file on which the packet rests, and the pages that show it.

    They run from the page of `first`, or if that is a slip sheet from the page behind it, to the
    page before `end`.
    """

    labels: tuple[str, ...]
    name: str
    digest: str
    first: str
    end: str
    attachment: Attachment | None


def html(view: PacketView, environment: Environment, words: Words) -> str:
    """The whole packet. `environment` escapes, and finds templates under their names in the packs.

    Raises `Stopped` if a template is wrong or a word is missing.
    """
    if view.paper not in PAPERS:
        raise ValueError(f"{view.paper!r} is none of {', '.join(PAPERS)}")
    parts = _parts(view)
    values: dict[str, object] = {
        **functions(view, words),
        "view": view,
        "letter": view.letter,
        "logo": view.logo,
        "parts": parts,
        "jumps": sorted({part.jump for part in parts if part.jump}),
        "ends": _ends(parts),
        "places": _places(view.exhibits),
        "files": _files(view.exhibits, parts),
        "size_mm": _size_mm,
    }
    return rendered(environment, _PACKET, values)


def slips(exhibits: Iterable[Exhibit]) -> tuple[Slip, ...]:
    """The slip sheets in their order. A file that is attached twice stands in the packet once."""
    return tuple(
        Slip(place, exhibit.label, attachment)
        for exhibit, attachment, place in _first_places(exhibits)
        if attachment.media == "pdf"
    )


def _first_places(exhibits: Iterable[Exhibit]) -> Iterator[tuple[Exhibit, Attachment, str]]:
    """Each attached file once, where it comes first, with the anchor of that place."""
    known = set()
    for exhibit in exhibits:
        for number, attachment in enumerate(exhibit.item.attachments, start=1):
            if attachment.digest not in known:
                known.add(attachment.digest)
                yield exhibit, attachment, file_anchor(exhibit.label, number)


def _places(exhibits: Iterable[Exhibit]) -> dict[str, str]:
    """The anchor at which each attached file stands, by its digest."""
    return {attachment.digest: place for _, attachment, place in _first_places(exhibits)}


def _parts(view: PacketView) -> tuple[Part, ...]:
    """The parts of the packet in their order; each knows the one behind it."""
    files: dict[str, list[Part]] = {exhibit.label: [] for exhibit in view.exhibits}
    for exhibit, attachment, place in _first_places(view.exhibits):
        files[exhibit.label] += _attached(exhibit, attachment, place, view.pictures)
    alone: list[Part] = []
    for exhibit in view.exhibits:
        alone += [Part("exhibit", exhibit.label, exhibit), *files[exhibit.label]]
    alone += [
        Part("annex", annex_anchor(exhibit.label), exhibit)
        for exhibit in view.exhibits
        if exhibit.label in view.annexes
    ]
    alone.append(Part("files", "files"))
    before = [0, *(part.inserted for part in alone[:-1])]
    behind = [*(part.anchor for part in alone[1:]), ""]
    return tuple(
        replace(part, jump=jump, next=following)
        for part, jump, following in zip(alone, before, behind, strict=True)
    )


def _attached(
    exhibit: Exhibit,
    attachment: Attachment,
    place: str,
    pictures: Mapping[str, Sequence[PlacedPicture]],
) -> list[Part]:
    if attachment.media == "pdf":
        return [Part("slip", place, exhibit, attachment)]
    return [
        Part(
            "picture",
            place if number == 1 else f"{place}-{number}",
            exhibit,
            attachment,
            picture,
            number,
        )
        for number, picture in enumerate(pictures[attachment.digest], start=1)
    ]


def _size_mm(picture: PlacedPicture) -> tuple[float, float]:
    """Width and height at which a picture is printed."""
    width, height = picture.width, picture.height
    scale = min(_PICTURE_MM[0] / width, _PICTURE_MM[1] / height, 25.4 / _LEAST_DPI)
    return width * scale, height * scale


def _ends(parts: Sequence[Part]) -> dict[str, str]:
    """For each exhibit's label, the anchor of the first part that does not belong to it."""
    return {
        part.exhibit.label: part.next
        for part in parts
        if part.exhibit is not None and part.sort != "annex"
    }


def _files(exhibits: Iterable[Exhibit], parts: Sequence[Part]) -> tuple[FileRow, ...]:
    """The files behind the exhibits, each once, in the order of the packet."""
    rows: dict[str, FileRow] = {}
    for part in parts:
        if part.exhibit is None or part.sort == "annex":
            continue
        item, label = part.exhibit.item, part.exhibit.label
        if part.sort == "exhibit" and item.digest and item.digest not in rows:
            name = item.document.name
            rows[item.digest] = FileRow((label,), name, item.digest, label, part.next, None)
        elif part.attachment is not None:
            file = part.attachment
            known = rows.get(file.digest)
            first = known.first if known else part.anchor
            labels = tuple(
                exhibit.label
                for exhibit in exhibits
                if any(other.digest == file.digest for other in exhibit.item.attachments)
            )
            rows[file.digest] = FileRow(labels, file.name, file.digest, first, part.next, file)
    return tuple(rows.values())
