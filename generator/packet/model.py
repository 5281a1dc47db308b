"""What the packet is laid out from: letter, exhibits, timeline, rules and pictures, all frozen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from generator.case.model import Attachment, Evidence
from generator.writing.model import Cite, Letter

LETTER_TEMPLATE = "letters/appeal/letter"  # without its endings
_ENTRY = re.compile(r"/[^/]+/\d+")


@dataclass(frozen=True, slots=True)
class Exhibit:
    """An item of evidence as it stands in the packet."""

    label: str
    item: Evidence
    title: str
    caption: str | None
    shows: tuple[str, ...]  # the lines under "what this shows"
    cited: frozenset[str]  # pointers into the item's data, such as "/messages/3"


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """An event of the timeline, in words."""

    when: str
    elapsed: str  # since the row before; "" in the first row, or if it cannot be told
    event: str
    cite: Cite | None = None
    claim: bool = False  # whether it happened to the claim itself


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule that the letter relies on, in words."""

    title: str
    says: str
    source: str
    read_on: str


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A picture for a page of its own; `source` is the name by which the renderer knows it."""

    source: str
    width: int  # pixels, as is the height
    height: int


@dataclass(frozen=True, slots=True)
class PacketView:
    """All that the packet shows. Text is as written, neither marked up nor escaped."""

    case: str  # the case's own name, for the foot of each page
    title: str
    author: str
    created: date
    paper: str  # "letter" or "a4"
    letter: Letter
    exhibits: tuple[Exhibit, ...]
    timeline: tuple[TimelineRow, ...]
    rules: tuple[RuleRow, ...]
    pictures: Mapping[str, tuple[PlacedPicture, ...]] = field(default_factory=dict)  # by digest
    changes: tuple[str, ...] = ()
    logo: str | None = None  # the name by which the renderer knows it
    annexes: frozenset[str] = frozenset()  # labels of exhibits whose record follows whole
    letter_template: str = LETTER_TEMPLATE


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip sheet of the packet, and the attached PDF whose pages follow it."""

    anchor: str
    label: str
    attachment: Attachment


def anchor(label: str, pointer: str = "") -> str:
    """The name of a place in the packet: `A-messages-3` for an entry of a list, else `A`.

    A value inside an entry belongs to the entry; any other value to the exhibit as a whole.
    """
    entry = _ENTRY.match(pointer)
    return label + entry[0].replace("/", "-") if entry else label


def file_anchor(label: str, number: int) -> str:
    """The name of the slip sheet, or of the picture's page, of the n-th attachment from 1."""
    return f"{label}-file-{number}"


def annex_anchor(label: str) -> str:
    """The name of the place at which an exhibit's whole record begins."""
    return f"{label}-annex"
