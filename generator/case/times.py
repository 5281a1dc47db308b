"""Times that can be read, and that do not contradict one another.

Which times cannot have come the other way round is data: `case.sequence.yaml`
for the case file, `kinds/<kind>/sequence.yaml` for a kind of evidence.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from generator.case import moments
from generator.case.model import at
from generator.case.moments import Moment
from generator.case.schemas import moments_in
from generator.pack_files import read
from generator.packs import Packs
from generator.problems import Problems, Where

_OURS = frozenset({"at", "in"})  # the keys of a place that are no filter


@dataclass(frozen=True, slots=True)
class Source:
    """Checked data, the zones of its times without an offset, and where its values stand."""

    data: Any
    zones: Sequence[tzinfo]
    where: Callable[[str], Where]

    def under(self, base: str) -> "Source":
        """What stands at a pointer, as a source of its own."""
        return Source(at(self.data, base), self.zones, lambda pointer: self.where(base + pointer))


def check_times(
    source: Source, schema_name: str, packs: Packs, problems: Problems, *, exported: bool = False
) -> None:
    """Note every time that does not exist and, outside of exports, what lacks a zone."""
    without: list[tuple[str, str]] = []
    for pointer, text in moments_in(source.data, schema_name, packs):
        try:
            moments.parse(text, source.zones, guess_zone=exported)
        except LookupError:
            without.append((pointer, text))
        except ValueError as error:
            if _read(text, ()):  # else the schema has said so
                remedy = "Look the time up again, and check the time zone that is given."
                problems.error("E211", source.where(pointer), str(error), remedy)
    if without:
        pointer, text = without[0]
        more = f", nor have {len(without) - 1} more in this file" if without[1:] else ""
        message = f"'{text}' has no time zone{more}"
        remedy = "Add an offset such as -08:00, or give 'timezone' in the case or at the item."
        problems.error("E210", source.where(pointer), message, remedy)


def check_sequence(
    name: str, sources: Mapping[str, Source], packs: Packs, problems: Problems
) -> None:
    """Note what is in the wrong order by the rules in a pack's file, if there is such a file.

    `sources` are named as the rules name them: `item`, `parcel`, `case`.
    """
    if packs.find(name) is None:
        return
    for rule in read(packs, name, "sequence")["never"]:
        earlier = list(_places(rule["first"], sources))
        for source, pointer, moment in _places(rule["then"], sources):
            # Of several earlier ones the earliest counts: a late scan proves no contradiction.
            if earlier and all(moment.before(other) for _, _, other in earlier):
                first = min((other for _, _, other in earlier), key=lambda other: other.first)
                message = f"{rule['says']} ({moment.written}, but {first.written})"
                remedy = "Check both times. If the record itself is wrong, leave the item out."
                problems.error("E212", source.where(pointer), message, remedy)


def _places(
    place: Mapping[str, Any], sources: Mapping[str, Source]
) -> Iterator[tuple[Source, str, Moment]]:
    """The moments that a rule's place names: `at` is a pointer, in which `*` is every entry."""
    source = sources.get(place.get("in", "item"))
    if source is None:
        return
    for pointer, entry in _entries(source.data, place["at"]):
        moment = _read(at(source.data, pointer), source.zones)
        if moment and _passes(entry, place):
            yield source, pointer, moment


def _read(text: Any, zones: Sequence[tzinfo]) -> Moment | None:
    """The moment, or None if there is none that can be read; that is noted elsewhere."""
    try:
        return moments.parse(text, zones, guess_zone=True) if isinstance(text, str) else None
    except ValueError:
        return None


def _entries(data: Any, pattern: str) -> Iterator[tuple[str, Any]]:
    """Pointers with numbers for the `*`, each with the entry that it leads into."""
    folder, star, rest = pattern.partition("/*")
    if not star:
        yield pattern, data
        return
    entries = at(data, folder)
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        yield f"{folder}/{number}{rest}", entry


def _passes(entry: Any, place: Mapping[str, Any]) -> bool:
    """Whether an entry has one of the values that the place wants in its other keys."""
    wanted = place.keys() - _OURS
    return not wanted or (
        isinstance(entry, Mapping) and all(entry.get(key) in place[key] for key in wanted)
    )
