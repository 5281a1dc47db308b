"""Dates, times, money and countries in words of a language, by Babel's data."""

from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency
from babel.units import format_unit

from generator.case.moments import Moment
from generator.reasoning.values import Money, Value

_DAY = "d MMMM y"  # unambiguous for readers on both sides of the Atlantic
_LONG = "long"  # the form of the other languages, as their own data have it


@lru_cache
def locale(language: str) -> Locale:
    """Babel's data of a language; raises babel.UnknownLocaleError if it has none."""
    return Locale.parse(language, sep="-")


def in_words(value: Value, kind: str, language: str) -> str:
    """A fact's value as a letter writes it; `kind` is its type in the registry."""
    match value:
        case Moment():
            return moment(value, language)
        case Money():
            return money(value, language)
        case str() if kind == "country":
            return country(value, language)
        case _:
            return str(value)


def moment(value: Moment, language: str) -> str:
    """`8 March 2026, 10:02 (UTC-08:00)`; a day, and the end of a day, is `8 March 2026`."""
    if value.names_a_day:
        return day(date.fromisoformat(value.written), language)
    if not value.zone_known:
        written = datetime.fromisoformat(value.written)
        return _clock(written, language) + " (no time zone given)"
    return f"{_clock(value.first, language)} ({offset(value.first)})"


def day(value: date, language: str) -> str:
    """`8 March 2026`; in other languages than English the long form of their own."""
    form = _DAY if locale(language).language == "en" else _LONG
    return str(format_date(value, form, locale=locale(language)))


def _clock(value: datetime, language: str) -> str:
    return f"{day(value.date(), language)}, {value:%H:%M}"


def offset(value: datetime) -> str:
    """`UTC-08:00`, or `UTC` for the zone without an offset."""
    text = value.isoformat()[-6:]
    return "UTC" if text in ("+00:00", "-00:00") else f"UTC{text}"


def money(value: Money, language: str) -> str:
    """`$52.80`, or with the currency's code where its sign would be unclear."""
    return str(format_currency(value.amount, value.currency, locale=locale(language)))


def country(code: str, language: str) -> str:
    """The name of a country, or its code if the language has no name for it."""
    return str(locale(language).territories.get(code.upper(), code))


def span(length: timedelta, language: str) -> str:
    """`1 hour 38 minutes`, `2 days 3 hours`: two units at most, rounded down."""
    minutes = int(length.total_seconds()) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [("day", days), ("hour", hours)] if days else [("hour", hours), ("minute", rest)]
    named = [_unit(unit, number, language) for unit, number in parts if number]
    return " ".join(named) or _unit("minute", 0, language)


def rule_number(text: str, language: str) -> str:
    """A rule's `48 hours` in words of the language; what is no duration stays as it is."""
    number, _, unit = text.partition(" ")
    singular = unit.removesuffix("s")
    if not number.isdigit() or singular not in ("minute", "hour", "day"):
        return text
    return _unit(singular, int(number), language)


def _unit(unit: str, number: int, language: str) -> str:
    return str(format_unit(number, f"duration-{unit}", length="long", locale=locale(language)))


def zone_name(zone: tzinfo) -> str:
    """What a zone is called in a report."""
    return zone.key if isinstance(zone, ZoneInfo) else str(zone)
