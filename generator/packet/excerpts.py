"""Which lines of a long record an exhibit prints: the cited ones, with the lines around them."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from generator.case.moments import parse

_AROUND = 2  # lines of context before and after a cited line
_SHORTEST_GAP = 3  # fewer lines than these are printed rather than counted
_WHOLE = 12  # a record of no more lines is printed whole

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of a record; `number` is its place in the record, from 1."""

    number: int
    entry: Entry
    cited: bool
    anchor: str | None  # only where something leads to it: each anchor costs time


@dataclass(frozen=True, slots=True)
class Run:
    """Lines that stand together, and how many lines before them are not shown, by their kind."""

    lines: tuple[Line, ...]
    hidden: int = 0
    kinds: tuple[tuple[str, int], ...] = ()


def runs(
    lines: Sequence[Line], kept: Collection[int], by: str, *, whole: bool = False
) -> tuple[Run, ...]:
    """The lines to print; the last run has none if lines at the end are not shown.

    `kept` are the indices, from 0, of the lines that must be there. `by` is the key of the entries
    by whose values the lines that are not shown are counted.
    """
    if whole or not kept or len(lines) <= _WHOLE:
        return (Run(tuple(lines)),)
    found: list[Run] = []
    end = 0
    for start, stop in _spans(kept, len(lines)):
        found.append(_run(lines, end, start, stop, by))
        end = stop
    if end < len(lines):
        found.append(_run(lines, end, len(lines), len(lines), by))
    return tuple(found)


def _spans(kept: Collection[int], total: int) -> list[tuple[int, int]]:
    """What is shown, as spans from a first index to one behind the last; small gaps are closed."""
    spans: list[tuple[int, int]] = []
    for index in sorted(kept):
        start, stop = max(0, index - _AROUND), min(total, index + _AROUND + 1)
        previous = spans[-1][1] if spans else 0
        if start - previous < _SHORTEST_GAP:
            start = spans.pop()[0] if spans else 0
        spans.append((start, stop if total - stop >= _SHORTEST_GAP else total))
    return spans


def _run(lines: Sequence[Line], end: int, start: int, stop: int, by: str) -> Run:
    hidden = Counter(str(line.entry.get(by)) for line in lines[end:start])
    return Run(tuple(lines[start:stop]), start - end, tuple(sorted(hidden.items())))


def oldest_first(lines: Sequence[Line], zones: Sequence[tzinfo]) -> tuple[Line, ...]:
    """The lines in the order of their times; those of one time keep the order of the record."""

    def instant(line: Line) -> datetime:
        return parse(line.entry["at"], zones, guess_zone=True).first.astimezone(UTC)

    return tuple(sorted(lines, key=instant))
