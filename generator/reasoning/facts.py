"""Facts: what the evidence says, where it says it, and whether that proves anything.

A fact is known, proved absent, or unknown. It is *shown* by an item that is a
recognised export or has an attachment; what is only typed into the case is
*stated*, is kept for the report, and never argues.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from generator.case.moments import Moment
from generator.pack_files import read
from generator.packs import Packs
from generator.reasoning.values import Value, same

THE_CASE = ""  # stands for an item's id where the case file itself is the source


class State(StrEnum):
    """What is known of a fact."""

    KNOWN = "known"
    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FactKind:
    """A fact as the registry describes it."""

    name: str
    type: str
    says: str
    several: str = "same"
    per_parcel: bool = False
    at_delivery: bool = False
    obtain: str | None = None
    answers_points: frozenset[str] = frozenset()
    is_event: bool = False  # whether it belongs in a timeline
    can_be_shown: bool = True  # false for what the case decides by itself


Registry = Mapping[str, FactKind]


@dataclass(frozen=True, slots=True)
class Source:
    """One place that says something of a fact; a value of None says that it is absent.

    `number` counts from 1 if the place is an entry of a list (message 4, scan 2).
    """

    item: str
    pointer: str
    value: Value | None
    shown: bool
    number: int | None = None
    unit: str = ""

    def __str__(self) -> str:
        place = f"{self.unit} {self.number}" if self.number else self.pointer.lstrip("/")
        return f"{self.item or 'the case file'}, {place}"


@dataclass(frozen=True, slots=True)
class Fact:
    """What all sources together come to.

    `sources` are those that carry the state; `others` are stated ones and those in conflict.
    """

    name: str
    state: State = State.UNKNOWN
    value: Value | None = None
    sources: tuple[Source, ...] = ()
    others: tuple[Source, ...] = ()
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts of a case. A fact that belongs to a parcel is kept by parcel."""

    registry: Registry
    found: Mapping[tuple[str, str | None], Fact]
    parcels: tuple[str | None, ...]  # the disputed ones; None for goods in no known parcel

    def get(self, name: str, parcel: str | None = None) -> Fact:
        """The fact; UNKNOWN if nothing speaks of it. Raises KeyError on a name not registered."""
        kind = self.registry[name]
        return self.found.get((name, parcel if kind.per_parcel else None), Fact(name))

    def each(self, name: str) -> tuple[Fact, ...]:
        """The fact, once or for every disputed parcel."""
        if not self.registry[name].per_parcel:
            return (self.get(name),)
        return tuple(self.get(name, parcel) for parcel in self.parcels)

    def admitted(self) -> "Facts":
        """The facts with what the seller only states taken as true where nothing is shown.

        A statement proves nothing for the one who makes it, but it counts against him.
        """
        found = {
            key: Fact(fact.name, State.KNOWN, stated.value, (stated,))
            if (stated := _statement(fact))
            else fact
            for key, fact in self.found.items()
        }
        return replace(self, found=found)

    def __iter__(self) -> Iterator[tuple[str | None, Fact]]:
        for (_, parcel), fact in self.found.items():
            yield parcel, fact


def _statement(fact: Fact) -> Source | None:
    """What the seller states of a fact that is otherwise unknown."""
    if fact.state is not State.UNKNOWN or fact.conflict:
        return None
    return next((s for s in fact.others if not s.shown and s.value is not None), None)


def registry(packs: Packs) -> Registry:
    """The facts that the packs know."""
    data: Mapping[str, Mapping[str, Any]] = read(packs, "evidence_schemas/facts.yaml", "facts")
    return {
        name: FactKind(
            name,
            entry["type"],
            entry["says"],
            entry.get("several", "same"),
            entry.get("per") == "parcel",
            entry.get("zone") == "delivery",
            entry.get("obtain"),
            frozenset(entry.get("answers_points", ())),
            entry.get("event", False),
            entry.get("shown", True),
        )
        for name, entry in data.items()
    }


def combine(kind: FactKind, sources: tuple[Source, ...]) -> Fact:
    """What several sources of one fact come to."""
    valued = [source for source in sources if source.shown and source.value is not None]
    absent = tuple(source for source in sources if source.shown and source.value is None)
    stated = tuple(source for source in sources if not source.shown)
    if kind.several != "same":
        return _outermost(kind, valued, absent, stated)
    told = [*valued, *(source for source in stated if source.value is not None)]
    if any(not _agree(kind, told[0], other) for other in told[1:]):
        return Fact(kind.name, others=tuple(told), conflict=True)
    if valued:
        best = sorted(valued, key=_width)
        return Fact(kind.name, State.KNOWN, best[0].value, tuple(best), stated)
    if absent and not told:
        return Fact(kind.name, State.ABSENT, None, absent, stated)
    return Fact(kind.name, others=(*stated, *absent), conflict=bool(absent and told))


def _outermost(
    kind: FactKind, valued: list[Source], absent: tuple[Source, ...], stated: tuple[Source, ...]
) -> Fact:
    """The first or last of several different events, each of which would prove the fact."""
    if valued:
        pick = min if kind.several == "earliest" else max
        best = pick(valued, key=_begins)
        return Fact(kind.name, State.KNOWN, best.value, (best,), stated)
    if absent and not stated:
        return Fact(kind.name, State.ABSENT, None, absent)
    return Fact(kind.name, others=stated)


def _agree(kind: FactKind, left: Source, right: Source) -> bool:
    return (
        left.value is not None
        and right.value is not None
        and same(kind.type, left.value, right.value)
    )


def _begins(source: Source) -> Any:
    value = source.value
    return (value.first.timestamp(), value.last.timestamp()) if isinstance(value, Moment) else value


def _width(source: Source) -> float:
    value = source.value
    return value.last.timestamp() - value.first.timestamp() if isinstance(value, Moment) else 0.0
