"""Time that is exact, or honest about how far it is not.

A `Moment` is the closed interval in which something happened. A full time stamp
is an interval of one instant; a time without seconds is a minute; a day is 24
hours (23 or 25 when the clocks change) in its zone; a time whose zone nobody
gave lies anywhere between UTC+14 and UTC-12. A comparison that the precision
cannot decide is `None`, and nothing is ever rounded towards an answer.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

_STAMP = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})"
    r"(?:[T ](?P<clock>\d{2}:\d{2})(?P<seconds>:\d{2}(?:\.\d+)?)?"
    r"\s?(?P<zone>Z|[+-]\d{2}:?[0-5]\d)?)?",
    re.ASCII,
)
_DURATION = re.compile(r"(\d{1,5}) (minute|hour|day)s?", re.ASCII)
_ZONE = re.compile(r"(?!posix|right|localtime)[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*")
_YEARS = range(1900, 2200)  # far from what Python's calendar cannot hold
_TICK = timedelta(microseconds=1)
_EASTERNMOST = timezone(timedelta(hours=14))
_WESTERNMOST = timezone(timedelta(hours=-12))


@dataclass(frozen=True, slots=True)
class Duration:
    """A span of a rule: days are days of the calendar, hours and minutes are elapsed time."""

    days: int = 0
    elapsed: timedelta = timedelta()

    @classmethod
    def parse(cls, text: str) -> "Duration":
        """Read `48 hours`, `3 days` or `30 minutes`; raises ValueError on anything else."""
        match = _DURATION.fullmatch(text)
        if not match:
            raise ValueError(f"{text!r} is not a duration such as '48 hours' or '3 days'")
        number, unit = int(match[1]), match[2]
        if unit == "day":
            return cls(days=number)
        return cls(elapsed=timedelta(**{unit + "s": number}))


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened: between `first` and `last`, both included."""

    first: datetime
    last: datetime
    written: str
    is_day: bool = False
    zone_known: bool = True

    @property
    def is_exact(self) -> bool:
        """Whether the interval is at most a minute long."""
        return _instant(self.last) - _instant(self.first) < timedelta(minutes=1)

    @property
    def names_a_day(self) -> bool:
        """Whether the source gave a day and no time, of which this is the whole or the end."""
        return ":" not in self.written

    def __add__(self, duration: Duration) -> "Moment":
        """The moment so much later; days move the local calendar, hours the clock."""
        first, last = (_later(bound, duration) for bound in (self.first, self.last))
        return Moment(first, last, self.written, False, self.zone_known)

    def before(self, other: "Moment") -> bool | None:
        """Whether this came strictly earlier; None if the precision cannot tell."""
        if _instant(self.last) < _instant(other.first):
            return True
        return False if _instant(self.first) >= _instant(other.last) else None

    def overlaps(self, other: "Moment") -> bool:
        """Whether the two can be the same moment."""
        return _instant(self.first) <= _instant(other.last) and _instant(other.first) <= _instant(
            self.last
        )


@lru_cache
def zone(name: str) -> ZoneInfo:
    """The named zone; raises KeyError or ValueError if there is none of that name."""
    # `localtime` and the like are other things on another machine, and a folder is no zone.
    if not _ZONE.fullmatch(name):
        raise ValueError(f"{name!r} is not the name of a time zone")
    try:
        return ZoneInfo(name)
    except OSError:
        raise KeyError(name) from None


def parse(text: str, zones: Sequence[tzinfo] = (), *, guess_zone: bool = False) -> Moment:
    """Read a day or a time stamp.

    `zones` are those in which a text without an offset may have been meant,
    normally one. Without any, and without an offset in the text, it raises
    LookupError, unless `guess_zone` allows for every zone on earth. Raises
    ValueError if the text is no time, or one that the clocks left out in all zones.
    """
    match = _STAMP.fullmatch(text.strip())
    if not match or int(match["date"][:4]) not in _YEARS:
        raise ValueError(f"{text!r} is neither a day nor a time")
    if not match["zone"] and not zones and not guess_zone:
        raise LookupError(f"{text!r} has no time zone")
    known = bool(match["zone"] or zones)
    if match["zone"]:
        zones = [_offset(match["zone"])]
    elif not zones:
        zones = [_EASTERNMOST, _WESTERNMOST]
    if match["clock"]:
        bounds = [bound for each in zones if (bound := _clock(match, each))]
        if not bounds:
            raise ValueError(f"{text!r} does not exist: the clocks were put forward over it")
    else:
        bounds = [_day(date.fromisoformat(match["date"]), each) for each in zones]
    first = min((bound[0] for bound in bounds), key=_instant)
    last = max((bound[1] for bound in bounds), key=_instant)
    return Moment(first, last, text.strip(), not match["clock"], known)


def end_of(day: Moment) -> Moment:
    """The instant at which a day is over; across several zones, from the first to the last.

    The zones of a day's two bounds are the outermost ones, so both its ends can be told.
    """
    if not day.is_day:
        return Moment(day.last, day.last, day.written, False, day.zone_known)
    first_end = datetime.combine(day.first.date() + timedelta(days=1), time(), day.first.tzinfo)
    return Moment(first_end, day.last + _TICK, day.written, False, day.zone_known)


def _instant(moment: datetime) -> datetime:
    # Python compares two times of one zone by the clock on the wall, which repeats in autumn.
    return moment.astimezone(UTC)


def _later(bound: datetime, duration: Duration) -> datetime:
    if duration.days:
        bound += timedelta(days=duration.days)
    return (bound.astimezone(UTC) + duration.elapsed).astimezone(bound.tzinfo)


def _offset(text: str) -> tzinfo:
    if text == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "")
    offset = sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if not timedelta(hours=-12) <= offset <= timedelta(hours=14):
        raise ValueError(f"no place on earth has the offset {text}")
    return timezone(offset)


def _day(day: date, where: tzinfo) -> tuple[datetime, datetime]:
    midnight = datetime.combine(day, time(), where)
    last = datetime.combine(day + timedelta(days=1), time(), where) - _TICK
    return midnight, last.replace(fold=1)  # should the clocks be put back over the last hour


def _clock(match: re.Match[str], where: tzinfo) -> tuple[datetime, datetime] | None:
    """The bounds of a time of the day; None if the clocks of this zone were put forward over it."""
    written = datetime.fromisoformat(f"{match['date']}T{match['clock']}{match['seconds'] or ':00'}")
    first = written.replace(tzinfo=where, fold=0)
    again = written.replace(tzinfo=where, fold=1)
    if first.astimezone(UTC).astimezone(where).replace(tzinfo=None) != written:
        return None
    last = again if again.astimezone(UTC) > first.astimezone(UTC) else first
    if match["seconds"]:
        return first, last
    return first, (last + timedelta(minutes=1) - _TICK).replace(fold=last.fold)
