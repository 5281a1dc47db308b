"""The case as all later stages see it: checked, typed where code needs it, frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo
from pathlib import Path
from typing import Any

from generator.case.load import Document
from generator.problems import Problem, Where


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that proves an item: a PDF or a picture, found sound when the case was checked."""

    path: Path
    name: str  # as written in the case
    digest: str  # SHA-256, in hexadecimal digits
    size: int  # bytes
    media: str  # "pdf", "jpeg", "png", "heic", "webp", "tiff" or "gif"
    pages: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """One item of evidence: its data in the form of its kind, and where they come from."""

    id: str
    kind: str
    data: Mapping[str, Any]
    document: Document  # the file in which the data stand
    base: str  # pointer to the data inside that document; "" if they are the whole of it
    zones: tuple[tzinfo, ...]  # of times written without an offset; () if nobody gave one
    attachments: tuple[Attachment, ...] = ()
    export: str | None = None  # the name of the recognised source format
    pointers: Mapping[str, str] = field(default_factory=dict)  # place in data -> in the export
    digest: str | None = None  # SHA-256 of the data's own file, if they have one
    caption: str | None = None
    include: bool = False
    annex: bool | None = None  # whether a record that is cut follows whole; None: by the rule
    parcel: str | None = None  # the tracking number that the case says this is about

    @property
    def shown(self) -> bool:
        """Whether the item proves what it says: an export, or backed by an attachment."""
        return self.export is not None or bool(self.attachments)

    def where(self, pointer: str) -> Where:
        """The place of a value of the data, or of its nearest parent, in the user's own file."""
        if not self.pointers:
            return self.document.where(self.base + pointer)
        nearest = pointer
        while nearest and nearest not in self.pointers:
            nearest = nearest.rpartition("/")[0]
        return self.document.where(self.pointers.get(nearest, ""))


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel of the order; `number` is its tracking number without blanks, in capitals."""

    carrier: str
    number: str
    items: frozenset[str]


@dataclass(frozen=True, slots=True)
class Case:
    """One claim with its evidence. `data` is the case file as checked, with defaults filled in."""

    name: str
    document: Document
    data: Mapping[str, Any]
    as_of: date
    platform: str
    market: str
    channel: str
    language: str
    reason: str
    zones: tuple[tzinfo, ...]  # the case's `timezone`, or ()
    delivery_zones: tuple[
        tzinfo, ...
    ]  # of the place of delivery; several if only the country is known
    parcels: tuple[Parcel, ...]
    disputed: frozenset[str]  # item ids
    evidence: tuple[Evidence, ...]
    warnings: tuple[Problem, ...] = ()

    @property
    def folder(self) -> Path:
        """The folder of the case file; nothing outside it is read as evidence."""
        return self.document.path.parent

    @property
    def order_id(self) -> str:
        """The number of the disputed order."""
        return str(self.data["order"]["id"])

    def item(self, identity: str) -> Evidence:
        """The item of evidence with this id; raises KeyError if there is none."""
        return {item.id: item for item in self.evidence}[identity]


def tracking_number(text: str) -> str:
    """A tracking number in the form in which two of them are compared."""
    return "".join(text.split()).upper()


def at(data: Any, pointer: str) -> Any:
    """The value at a JSON pointer in plain data, or None if nothing stands there."""
    for written in pointer.split("/")[1:]:
        step = written.replace("~1", "/").replace("~0", "~")
        if isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, (list, tuple)) and step.isdigit() and int(step) < len(data):
            data = data[int(step)]
        else:
            return None
    return data
