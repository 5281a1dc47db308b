"""Check data against a schema, and say what is wrong in the user's words."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jsonschema_rs

from generator.case import moments
from generator.case.compose import compose, parts
from generator.case.limits import step
from generator.case.load import Document
from generator.case.model import at
from generator.case.wording import Context, word
from generator.packs import Packs
from generator.problems import Problems, Where

MOST = 200  # problems of one file that are listed
UNLISTED = "E209"  # stands for the others

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WHOLE = re.compile(r"-?(0|[1-9]\d{0,17})", re.ASCII)
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,17})(\.\d{1,18})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Schema:
    composed: Mapping[str, Any]
    validator: jsonschema_rs.Draft202012Validator


def check(
    document: Document, schema_name: str, packs: Packs, base: str = ""
) -> tuple[Any, Problems]:
    """Check what stands in a document at the pointer `base`; see `check_data`."""
    return check_data(
        at(document.data, base), schema_name, packs, lambda pointer: document.where(base + pointer)
    )


def check_data(
    data: Any, schema_name: str, packs: Packs, where: Callable[[str], Where]
) -> tuple[Any, Problems]:
    """The data with numbers and flags as such, and everything that the schema does not allow.

    `where` tells the place of a pointer. The data come back changed even if there are problems.
    """
    schema = _schema(packs, schema_name)
    read = typed(data, schema.composed)
    problems = Problems()
    context = Context(schema.composed, read, where, problems)
    for error in schema.validator.iter_errors(read):
        if len(problems) >= MOST:
            message = f"there are more than {MOST} problems in this file"
            problems.error(
                UNLISTED, where(""), message, "Mend these first; the rest is not listed."
            )
            break
        word(error, context)
    problems.sort(key=lambda problem: (problem.where.line or 0, problem.code))
    return read, problems


def typed(data: Any, schema: Mapping[str, Any]) -> Any:
    """A copy in which text is a number or a flag where the composed schema wants one.

    What does not look like one stays text, for the validator to complain of; blanks alone are "".
    Under `anyOf` a number is preferred to a text of digits.
    """
    return _typed(data, schema, schema)


def moments_in(data: Any, schema_name: str, packs: Packs) -> Iterator[tuple[str, str]]:
    """Pointer and text of each value that is a moment; a mere date (`day`) needs no zone."""
    root = _schema(packs, schema_name).composed
    return _moments(data, root, root, "")


@lru_cache(maxsize=64)
def _schema(packs: Packs, name: str) -> _Schema:
    composed = compose(packs, name, kinds=False)
    validator = jsonschema_rs.Draft202012Validator(
        composed, formats=_FORMATS, validate_formats=True, ignore_unknown_formats=False
    )
    return _Schema(composed, validator)


def _typed(value: Any, schema: Any, root: Mapping[str, Any]) -> Any:
    for part in parts(schema, root):
        if isinstance(value, str):
            value = value if part.get("x-blanks") else _scalar(value, part.get("type"))
        elif isinstance(value, dict):
            value = {key: _typed(each, _under(part, key), root) for key, each in value.items()}
        elif isinstance(value, list) and (items := part.get("items")):
            value = [_typed(each, items, root) for each in value]
    return value


def _scalar(text: str, wanted: Any) -> Any:
    if wanted == "string" or wanted is None:
        return text if text.strip() else ""  # blanks alone say nothing
    kinds = {wanted} if isinstance(wanted, str) else set(wanted)
    if "boolean" in kinds and text in ("true", "false"):
        return text == "true"
    if kinds & {"integer", "number"} and _WHOLE.fullmatch(text):
        return int(text)
    if "number" in kinds and _NUMBER.fullmatch(text):
        return float(text)
    return text


def _moments(
    value: Any, schema: Any, root: Mapping[str, Any], pointer: str
) -> Iterator[tuple[str, str]]:
    for part in parts(schema, root):
        if isinstance(value, str):
            if part.get("format") in ("moment", "stamp"):
                yield pointer, value
        elif isinstance(value, dict):
            for key, each in value.items():
                yield from _moments(each, _under(part, key), root, pointer + step(key))
        elif isinstance(value, list) and (items := part.get("items")):
            for number, each in enumerate(value):
                yield from _moments(each, items, root, f"{pointer}/{number}")


def _under(schema: Mapping[str, Any], key: str) -> Any:
    """What a schema says of the value of a key."""
    known = schema.get("properties", {})
    return known[key] if key in known else schema.get("additionalProperties")


# Formats ------------------------------------------------------------------------------------


def _accepts(read: Callable[[str], object]) -> Callable[[str], bool]:
    def accepted(text: str) -> bool:
        try:
            read(text)
        except (ValueError, KeyError):
            return False
        return True

    return accepted


def _moment(text: str) -> moments.Moment:
    return moments.parse(text, guess_zone=True)


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda text: compiled.fullmatch(text) is not None


_FORMATS: dict[str, Callable[[str], bool]] = {
    "country": _matches(r"[A-Z]{2}"),
    "day": lambda text: bool(_DAY.fullmatch(text)) and _accepts(_moment)(text),
    "decimal": _matches(r"(0|[1-9]\d*)(\.\d+)?"),
    "duration": _accepts(moments.Duration.parse),
    "moment": _accepts(_moment),
    "stamp": lambda text: not _DAY.fullmatch(text.strip()) and _accepts(_moment)(text),
    "timezone": _accepts(moments.zone),
}
