"""The scans of a parcel, as tracking services list them: in one order, and each once.

A service gives one list for each carrier that had the parcel, the newest scan
first or the oldest. Two carriers often report the same scan.
"""

import heapq
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from generator.case import moments
from generator.case.moments import Moment


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan in the form of an entry of a `tracking`."""

    data: Mapping[str, str]
    places: Mapping[str, str]  # "/city", or "" for the whole scan -> its place in the export
    moment: Moment


def moment(text: str | None) -> Moment | None:
    """The day or time that a text names, in whatever zone; None if it names none."""
    try:
        return moments.parse(text, guess_zone=True) if text else None
    except (ValueError, OverflowError):  # the latter from the first and last days of the calendar
        return None


def merge(carriers: Sequence[Sequence[Scan]], *, newest_first: bool) -> tuple[list[Scan], bool]:
    """The scans of all carriers, the oldest first, and whether that order is by the instants.

    Where a scan names no instant, every carrier's own order is kept, and the
    clock on the wall only decides between carriers. `newest_first` is the habit
    of the service, for lists that do not show it. A scan that an earlier
    carrier has too is left out.
    """
    lists = [
        [(number, scan) for scan in _oldest_first(scans, newest_first)]
        for number, scans in enumerate(carriers)
    ]
    by_instants = all(scan.moment.is_exact for _, scan in chain(*lists))
    if by_instants:
        ordered = sorted(chain(*lists), key=lambda pair: pair[1].moment.first.timestamp())
    else:
        ordered = list(heapq.merge(*lists, key=lambda pair: _wall_clock(pair[1])))
    seen: dict[Hashable, int] = {}
    kept = [scan for number, scan in ordered if seen.setdefault(_told(scan), number) == number]
    return kept, by_instants


def _oldest_first(scans: Sequence[Scan], newest_first: bool) -> Sequence[Scan]:
    """The list turned round if it begins with the newest, as its two ends show."""
    if not scans:
        return scans
    first, last = _wall_clock(scans[0]), _wall_clock(scans[-1])
    known = min(len(first), len(last))  # a day is not earlier than a time on it
    first, last = first[:known], last[:known]
    return scans[::-1] if first > last or (first == last and newest_first) else scans


def _wall_clock(scan: Scan) -> str:
    """The minute that the clock showed there, without its zone; it sorts as text."""
    return scan.data["at"][:16].replace(" ", "T")


def _told(scan: Scan) -> Hashable:
    """What two reports of one scan have in common."""
    time = scan.moment.first.timestamp() if scan.moment.is_exact else scan.data["at"]
    words = " ".join(scan.data["description"].casefold().split())
    return time, words, scan.data.get("status")
