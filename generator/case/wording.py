"""Turn what a JSON Schema validator finds into problems in the user's words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import jsonschema_rs

from generator.case.compose import parts
from generator.case.limits import step
from generator.case.model import at
from generator.problems import Problems, Where

_TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "object": "keys with values",
    "string": "text",
}
_FORMATS = {  # what a text of the format is, and how to write it
    "country": ("a country's code", "Write two capitals, such as US, GB or CN."),
    "day": ("a day", "Write it as 2026-03-31."),
    "decimal": ("a number", "Write it as 48.90, without a currency or blanks."),
    "duration": ("a span of time", "Write it as '48 hours' or '3 days'."),
    "moment": ("a day or a time", "Write it as 2026-03-31 or 2026-03-31T14:05:00+08:00."),
    "stamp": ("a full time", "Write it as 2026-03-31T14:05:00+08:00."),
    "timezone": ("a time zone", "Write a name such as Asia/Shanghai or America/Los_Angeles."),
}
_LONGEST = 60  # characters of a value in a message
_EMPTY = "Give a value, or take the key out."


@dataclass(frozen=True, slots=True)
class Context:
    """What findings are about: the composed schema, the data, and where to put the problems."""

    schema: Mapping[str, Any]
    data: Any
    where: Callable[[str], Where]
    problems: Problems


def word(error: jsonschema_rs.ValidationError, context: Context) -> None:
    """Add the problems that one finding of the validator stands for."""
    _Finding(error, context).word()


def nearest(name: str, known: Iterable[str]) -> str:
    """A remedy for a name that does not exist: the one probably meant, or all there are."""
    names = sorted(known)
    if close := get_close_matches(name, names, n=1, cutoff=0.6):
        return f"Did you mean '{close[0]}'?"
    if not names:
        return "There is none that could be named."
    return f"Known are: {', '.join(names)}."


def quoted(value: object) -> str:
    """A value as a message shows it, cut if it is long."""
    text = " ".join(str(value).split())
    return f"'{text}'" if len(text) <= _LONGEST else f"'{text[:_LONGEST]}...'"


class _Finding:
    """One finding of the validator with all that is needed to word it."""

    def __init__(self, error: jsonschema_rs.ValidationError, context: Context) -> None:
        self.error = error
        self.context = context
        self.root = context.schema
        self.pointer = "".join(map(step, error.instance_path))
        self.name = _name(error.instance_path, context.data)
        self.schema = _node(self.root, error.schema_path[:-1])  # holds the keyword that is broken
        self.keyword = error.kind.name
        self.details = error.kind.as_dict()

    def word(self) -> None:
        words = {
            "additionalProperties": self._unknown_keys,
            "unevaluatedProperties": self._unknown_keys,
            "propertyNames": self._key,
            "required": self._missing,
            "type": self._type,
            "enum": self._enum,
            "const": self._enum,
            "format": self._format,
            "pattern": self._pattern,
            "minLength": self._too_short,
            "minItems": self._too_short,
            "anyOf": self._no_branch,
            "oneOf": self._no_branch,
        }
        words.get(self.keyword, self._other)()

    def _error(self, code: str, message: str, remedy: str, pointer: str | None = None) -> None:
        place = self.context.where(self.pointer if pointer is None else pointer)
        self.context.problems.error(code, place, message, remedy)

    def _unknown_keys(self) -> None:
        known = _properties(self.schema, self.root)
        for key in self.details["unexpected"]:
            message = f"the key {quoted(key)} is not known here"
            remedy = nearest(key, known)
            whole = self.error.instance
            if isinstance(whole, dict) and whole[key] is None:  # as in {name: Smith Co., Ltd.}
                remedy += " If it belongs to the value before it, put that into quotation marks."
            self._error("E201", message, remedy, self.pointer + step(key))

    def _key(self) -> None:
        key = self.details["error"].instance
        says = self.schema.get("x-says", "Compare it with the examples.")
        message = f"the key {quoted(key)} is not written as it must be"
        self._error("E205", message, says, self.pointer + step(key))

    def _missing(self) -> None:
        key = self.details["property"]
        about = _description(_properties(self.schema, self.root).get(key, {}), self.root)
        explained = f"Add it: {about}" if about else "Add it."
        inside = f" in {self.name}" if self.error.instance_path else ""
        self._error("E202", f"the key '{key}' is missing{inside}", explained)

    def _type(self) -> None:
        if self.error.instance is None:
            self._error("E207", f"{self.name} has no value", _EMPTY)
            return
        wanted = _wanted(self.details)
        about = self.schema.get("description")
        remedy = f"Write {wanted}." + (f" It means: {about}" if about else "")
        self._error("E203", f"{self.name} must be {wanted}", remedy)

    def _enum(self) -> None:
        value = self.error.instance
        options = self.details.get("options", [self.details.get("expected_value")])
        if value is None or value == "":
            self._error("E207", f"{self.name} has no value", _EMPTY)
            return
        remedy = nearest(str(value), map(str, options))
        self._error("E204", f"{quoted(value)} is not a name that is known here", remedy)

    def _format(self) -> None:
        value = self.error.instance
        if value == "":
            self._error("E207", f"{self.name} has no value", _EMPTY)
            return
        what, remedy = _FORMATS[self.details["format"]]
        self._error("E205", f"{quoted(value)} is not {what}", remedy)

    def _pattern(self) -> None:
        says = (
            self.schema.get("x-says") or self.schema.get("description") or "Write it differently."
        )
        self._error("E205", f"{quoted(self.error.instance)} is not written as it must be", says)

    def _too_short(self) -> None:
        if self.error.instance in ("", []):
            self._error("E207", f"{self.name} is empty", _EMPTY)
        else:
            self._other()

    def _no_branch(self) -> None:
        """The rules of the branch that the value comes nearest to are those that it breaks."""
        branches = [branch for branch in self.details["context"] if branch]
        if "x-says" in self.schema or not branches:
            self._other()
            return
        simple = [error for branch in branches for error in branch if error.kind.name in _SIMPLE]
        if len(simple) == sum(map(len, branches)) and all(
            error.instance_path == self.error.instance_path for error in simple
        ):
            wanted = " or ".join(_wanted(error.kind.as_dict()) for error in simple)
            self._error("E203", f"{self.name} must be {wanted}", f"Write {wanted}.")
            return
        for error in min(branches, key=_distance):
            word(error, self.context)

    def _other(self) -> None:
        says = self.schema.get("x-says") or self.schema.get("description")
        limit = self.details.get("limit")
        bound = _BOUNDS.get(self.keyword, "{name} does not have the form that it must have")
        message = bound.format(name=self.name, limit=limit)
        self._error("E208", message, says or "Compare it with the examples.")


_SIMPLE = frozenset({"const", "enum", "type"})
_BOUNDS = {
    "minimum": "{name} must be at least {limit}",
    "maximum": "{name} must be at most {limit}",
    "minLength": "{name} must have at least {limit} characters",
    "maxLength": "{name} must have at most {limit} characters",
    "minItems": "{name} must have at least {limit} entries",
    "maxItems": "{name} must have at most {limit} entries",
    "minProperties": "{name} must have at least {limit} keys",
    "maxProperties": "{name} must have at most {limit} keys",
    "uniqueItems": "{name} has an entry twice",
}


def _wanted(details: Mapping[str, Any]) -> str:
    """What a `type`, `const` or `enum` accepts."""
    if "types" in details:
        return " or ".join(sorted(_TYPES[each] for each in details["types"] if each != "null"))
    return " or ".join(map(quoted, details.get("options") or [details.get("expected_value")]))


def _distance(branch: list[jsonschema_rs.ValidationError]) -> tuple[int, int]:
    """How far a value is from what a branch wants: its type first, then the number of faults."""
    depth = min(len(error.instance_path) for error in branch)
    wrong_type = any(
        error.kind.name in ("type", "const") and len(error.instance_path) == depth
        for error in branch
    )
    return (int(wrong_type), len(branch))


def _name(path: Sequence[str | int], data: Any) -> str:
    """What is at the end of a path, for a sentence."""
    if not path:
        return "the whole"
    *parents, last = path
    # A key that consists of digits comes as a number; only the data tell it from an entry.
    is_entry = isinstance(at(data, "".join(map(step, parents))), list)
    return f"entry {int(last) + 1}" if is_entry else f"'{last}'"


def _node(root: Any, path: Iterable[str | int]) -> Any:
    node = root
    for key in path:
        node = node[str(key) if isinstance(node, dict) else key]
    return node if isinstance(node, dict) else {}


def _description(schema: Mapping[str, Any], root: Mapping[str, Any]) -> str | None:
    said = (part["description"] for part in parts(schema, root) if "description" in part)
    return next(said, None)


def _properties(schema: Mapping[str, Any], root: Mapping[str, Any]) -> dict[str, Any]:
    """Every key that a schema knows, with what it says of it."""
    return {
        key: about
        for part in parts(schema, root)
        for key, about in part.get("properties", {}).items()
    }
