"""From items of evidence to facts, by the readings that each kind's `shows.yaml` names.

Readings are a closed set: `value` and `end_of` look at one place of an item;
`first`, `next`, `last` and `count` look through its entries (messages, scans).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from typing import Any

from generator.case import moments
from generator.case.model import Case, Evidence, at, tracking_number
from generator.case.moments import Moment
from generator.pack_files import read
from generator.packs import Packs
from generator.reasoning.facts import (
    THE_CASE,
    Fact,
    FactKind,
    Facts,
    Registry,
    Source,
    State,
    combine,
    registry,
)
from generator.reasoning.values import read as value_of

_BOUNDS = frozenset({"after", "since", "until", "by"})
_RESERVED = _BOUNDS | {"give"}
_OF_ENTRIES = frozenset({"first", "next", "last", "count"})


@dataclass(frozen=True, slots=True)
class _Entry:
    """A message or a scan, in its place."""

    item: Evidence
    number: int
    pointer: str
    at: Moment
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Shows:
    """A kind's `shows.yaml`."""

    facts: Mapping[str, Mapping[str, Any]]
    entries: Mapping[str, Any] = field(default_factory=dict)
    parcel: str | None = None


def derive(case: Case, packs: Packs) -> Facts:
    """All facts that the case's evidence shows, or that the case states."""
    known = registry(packs)
    shows = {
        kind: _shows(read(packs, f"evidence_schemas/kinds/{kind}/shows.yaml", "shows"))
        for kind in sorted({item.kind for item in case.evidence})
    }
    of_case = _shows(read(packs, "evidence_schemas/case.shows.yaml", "shows"))
    parcels = _disputed(case)
    deriver = _Deriver(case, known, shows, of_case)
    for name, kind in known.items():
        for parcel in parcels if kind.per_parcel else (None,):
            deriver.fact(name, parcel)
    return Facts(known, deriver.found, parcels)


def _shows(data: Mapping[str, Any]) -> _Shows:
    return _Shows(data.get("facts") or {}, data.get("entries", {}), data.get("parcel"))


def _disputed(case: Case) -> tuple[str | None, ...]:
    """The parcels that hold disputed goods; None stands for goods in no parcel of the case."""
    held = [parcel for parcel in case.parcels if parcel.items & case.disputed]
    covered: frozenset[str] = frozenset().union(*(parcel.items for parcel in held))
    numbers: tuple[str | None, ...] = tuple(parcel.number for parcel in held)
    return numbers if numbers and case.disputed <= covered else (*numbers, None)


class _Deriver:
    """Resolves facts on demand, since a reading may begin or end at another fact."""

    def __init__(
        self, case: Case, known: Registry, shows: Mapping[str, _Shows], of_case: _Shows
    ) -> None:
        self.case = case
        self.known = known
        self.shows = shows
        self.of_case = of_case
        self.found: dict[tuple[str, str | None], Fact] = {}
        self._entries: dict[tuple[str, ...], list[_Entry]] = {}

    def fact(self, name: str, parcel: str | None) -> Fact:
        kind = self.known[name]
        key = (name, parcel if kind.per_parcel else None)
        if key not in self.found:
            self.found[key] = Fact(name)  # a circle of readings ends as unknown
            self.found[key] = combine(kind, tuple(self._sources(kind, key[1])))
        return self.found[key]

    def _sources(self, kind: FactKind, parcel: str | None) -> Iterable[Source]:
        stated = self.of_case.facts.get(kind.name)
        if stated:
            yield from self._value(kind, stated, self.case.data, self.case.zones, THE_CASE, False)
        for name, shows in self.shows.items():
            reading = shows.facts.get(kind.name)
            if not reading:
                continue
            items = self._items(name, shows, kind.per_parcel, parcel)
            if reading.keys() & _OF_ENTRIES:
                for shown in (True, False):
                    group = [item for item in items if item.shown is shown]
                    yield from self._of_entries(kind, reading, shows, group, parcel, shown)
            else:
                for item in items:
                    yield from self._value(
                        kind, reading, item.data, item.zones, item.id, item.shown
                    )

    def _items(
        self, kind: str, shows: _Shows, per_parcel: bool, parcel: str | None
    ) -> list[Evidence]:
        """The items of a kind; of those about parcels, only the ones about this (or any) parcel."""
        items = [item for item in self.case.evidence if item.kind == kind]
        if not shows.parcel:
            return items
        wanted = {parcel} if per_parcel else {each.number for each in self.case.parcels}
        return [
            item for item in items if tracking_number(at(item.data, shows.parcel) or "") in wanted
        ]

    def _value(
        self,
        kind: FactKind,
        reading: Mapping[str, Any],
        data: Mapping[str, Any],
        zones: Sequence[tzinfo],
        item: str,
        shown: bool,
    ) -> Iterable[Source]:
        """A `value` or an `end_of`."""
        ((name, pointer),) = reading.items()
        raw = at(data, pointer)
        if raw is None:
            return
        if kind.at_delivery:
            zones = self.case.delivery_zones or zones
        value = value_of(kind.type, raw, zones)
        if name == "end_of" and isinstance(value, Moment):
            value = moments.end_of(value)
        yield Source(item, pointer, value, shown)

    def _of_entries(
        self,
        kind: FactKind,
        reading: Mapping[str, Any],
        shows: _Shows,
        items: list[Evidence],
        parcel: str | None,
        shown: bool,
    ) -> Iterable[Source]:
        """A `first`, `next`, `last` or `count` over the merged entries of these items."""
        ((name, terms),) = reading.items()
        bounds = {key: self.fact(terms[key], parcel) for key in terms.keys() & _BOUNDS}
        if not items or any(
            bounds[key].state is State.UNKNOWN for key in bounds.keys() & {"after", "until"}
        ):
            return
        if "after" in bounds and bounds["after"].state is State.ABSENT:
            # Nothing comes after what never happened, and the proof of one is that of the other.
            yield from (replace(source, shown=shown) for source in bounds["after"].sources[:1])
            return
        matching = [
            entry
            for entry in self._merged(items, shows)
            if all(_passes(entry.data, key, terms[key]) for key in terms.keys() - _RESERVED)
        ]
        inside = [(entry, _is_inside(entry, bounds)) for entry in matching]
        if any(within is None for _, within in inside):
            return  # the precision cannot tell whether this one counts
        hits = [entry for entry, within in inside if within]
        proof = next((item for item in items if _covers(item, shows, bounds)), None)
        until = shows.entries.get("complete", {}).get("to", "")
        complete = until.rpartition("/")[0] or until
        if name == "count":
            if proof:
                yield Source(proof.id, complete, len(hits), shown)
        elif hits:
            hit = hits[-1] if name == "last" else hits[0]
            unit = shows.entries["unit"]
            given = hit.data.get(terms["give"]) if "give" in terms else None
            if given is not None:
                value = value_of(kind.type, given, hit.item.zones)
                yield Source(hit.item.id, hit.pointer, value, shown, hit.number, unit)
            elif "give" not in terms:
                yield Source(hit.item.id, hit.pointer, hit.at, shown, hit.number, unit)
        elif proof:
            yield Source(proof.id, complete, None, shown)

    def _merged(self, items: list[Evidence], shows: _Shows) -> list[_Entry]:
        """The entries of these items; in the order of the file, or of time if there are several."""
        key = tuple(item.id for item in items)
        if key not in self._entries:
            entries = [entry for item in items for entry in _entries(item, shows)]
            if len(items) > 1:
                entries.sort(key=lambda entry: entry.at.first.timestamp())
            self._entries[key] = entries
        return self._entries[key]


def _entries(item: Evidence, shows: _Shows) -> Iterable[_Entry]:
    path = shows.entries["path"]
    for index, data in enumerate(at(item.data, path) or ()):
        time = moments.parse(data[shows.entries["at"]], item.zones, guess_zone=True)
        yield _Entry(item, index + 1, f"{path}/{index}", time, data)


def _passes(data: Mapping[str, Any], key: str, wanted: Any) -> bool:
    """Whether an entry has (or, for `not_x`, has not) one of the wanted values in `x` or `xs`."""
    field_name = key.removeprefix("not_")
    value = data.get(field_name, data.get(field_name + "s"))
    values = set(value) if isinstance(value, (list, tuple)) else {value}
    hit = bool(values & set([wanted] if isinstance(wanted, str) else wanted))
    return not hit if key.startswith("not_") else hit


def _is_inside(entry: _Entry, bounds: Mapping[str, Fact]) -> bool | None:
    """Whether an entry lies after `after` and before `until`; None if that cannot be told."""
    answers: list[bool | None] = []
    after, until = bounds.get("after"), bounds.get("until")
    if after is not None and isinstance(after.value, Moment):
        place = next((s for s in after.sources if s.item == entry.item.id and s.number), None)
        answers.append(
            entry.number > place.number if place and place.number else after.value.before(entry.at)
        )
    elif after is not None:
        answers.append(False)  # proved absent: nothing comes after it
    if until is not None and isinstance(until.value, Moment):
        answers.append(entry.at.before(until.value))
    if False in answers:
        return False
    return None if None in answers else True


def _covers(item: Evidence, shows: _Shows, bounds: Mapping[str, Fact]) -> bool:
    """Whether the item is declared complete over the whole span that a proof of absence needs."""
    declared = shows.entries.get("complete")
    start = bounds.get("after", bounds.get("since"))
    end = bounds.get("by", bounds.get("until"))
    if not declared or start is None or end is None:
        return False
    to = at(item.data, declared["to"])
    since = at(item.data, declared["from"]) if "from" in declared else None
    if to is None or ("from" in declared and since is None):
        return False
    if not isinstance(end.value, Moment) or not isinstance(start.value, Moment):
        return False
    last = moments.parse(to, item.zones, guess_zone=True)
    if end.value.last.timestamp() > last.last.timestamp():
        return False
    if since is None:
        return True
    first = moments.parse(since, item.zones, guess_zone=True)
    return first.first.timestamp() <= start.value.first.timestamp()
