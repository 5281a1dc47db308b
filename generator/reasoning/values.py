"""The values that facts can have, read from text by the type that the registry gives."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal
from typing import Any

from generator.case import moments
from generator.case.moments import Moment


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency (ISO 4217)."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


Value = Moment | Money | str | int | bool

_ZIP_PLUS_FOUR = re.compile(r"(\d{5})-?\d{4}")


def read(kind: str, raw: Any, zones: Sequence[tzinfo] = ()) -> Value:
    """The value that a piece of checked data stands for.

    `kind` is a type of the registry; times without any zone stay as wide as the earth.
    """
    match kind:
        case "moment" | "day":
            return moments.parse(raw, zones, guess_zone=True)
        case "money":
            return Money(Decimal(raw["amount"]), raw["currency"])
        case "count":
            return int(raw)
        case "flag":
            return raw if isinstance(raw, bool) else raw == "true"
        case _:
            return str(raw)


def same(kind: str, left: Value, right: Value) -> bool:
    """Whether two sources say the same; times do if they can be the same moment."""
    if isinstance(left, Moment) and isinstance(right, Moment):
        return left.overlaps(right)
    return normal(kind, left) == normal(kind, right)


def normal(kind: str, value: Value) -> Value:
    """The form in which two values are compared.

    Case and spacing do not distinguish texts. A nine-digit US postcode is
    compared by its five digits, since carriers print either.
    """
    if not isinstance(value, str):
        return value
    if kind == "postcode":
        whole = "".join(value.upper().split())
        plus_four = _ZIP_PLUS_FOUR.fullmatch(whole)
        return plus_four[1] if plus_four else whole
    return " ".join(value.casefold().split())


def plain(value: Value | None) -> str:
    """The value in a line of a report."""
    match value:
        case None:
            return "absent"
        case bool():
            return "yes" if value else "no"
        case Moment():
            return value.written
        case _:
            return str(value)
