"""Read YAML as written: every scalar is text, and what nobody means is refused.

The parser's events are taken one by one, so nothing is constructed, no alias is
followed, and depth costs nothing.
"""

from dataclasses import dataclass
from typing import Any

import yaml

from generator.case.limits import DEEPEST, check_characters, step, too_deep
from generator.problems import Problems, Where


def read(name: str, text: str, problems: Problems) -> tuple[Any, dict[str, int]]:
    """The data of one YAML document, and the line of each pointer in it."""
    reader = _Reader(name, problems)
    try:
        for event in yaml.parse(text, Loader=yaml.CLoader):
            reader.take(event)
            if reader.stopped:
                break
    except yaml.MarkedYAMLError as error:
        _syntax(name, error, problems)
    return reader.root, reader.lines


_OPENED = {  # these are noticed at their end, but to be mended at their beginning
    "found unexpected end of stream": (
        "the quotation mark or bracket that is opened here is never closed",
        "Close it.",
    ),
    "did not find expected key": (
        "the mapping that begins here is broken by one of the lines below it",
        "Align its keys with blanks; put text that holds quotation marks into the other kind.",
    ),
    "did not find expected '-' indicator": (
        "the list that begins here is broken by one of the lines below it",
        "Begin every entry with '- ', and align them.",
    ),
    "did not find expected ',' or '}'": (
        "the mapping that begins here with '{' is not closed, or lacks a comma",
        "Separate its keys with commas and close it with '}'.",
    ),
    "did not find expected ',' or ']'": (
        "the list that begins here with '[' is not closed, or lacks a comma",
        "Separate its entries with commas and close it with ']'.",
    ),
}
_THERE = {
    "mapping values are not allowed in this context": (
        "a colon stands where none can be, or the line is indented wrongly",
        "Put text that holds a colon into quotation marks; align the keys of one mapping.",
    ),
    "found character that cannot start any token": (
        "a value begins with a character that means something in YAML, or a tab indents the line",
        "Put the value into quotation marks; indent with blanks, not with tabs.",
    ),
    "could not find expected ':'": (
        "a key has no colon after it",
        "Write 'key: value', with a blank after the colon.",
    ),
}


def _syntax(name: str, error: yaml.MarkedYAMLError, problems: Problems) -> None:
    said = error.problem or "unreadable"
    mark = error.problem_mark or error.context_mark
    if said in _OPENED:
        mark = error.context_mark or mark
    message, remedy = (_OPENED | _THERE).get(
        said, (f"this is not YAML: {said}", "Check quotation marks, brackets and indents.")
    )
    problems.error("E104", Where(name, mark.line + 1 if mark else None), message, remedy)


@dataclass(slots=True)
class _Open:
    """A mapping or list that the parser is inside of."""

    data: dict[str, Any] | list[Any]
    pointer: str
    key: str | None = None  # of the value that comes next, in a mapping
    line: int = 0  # of that key


class _Reader:
    """Builds data and lines from the parser's events; notes what is refused."""

    def __init__(self, name: str, problems: Problems) -> None:
        self.root: Any = None
        self.lines: dict[str, int] = {}
        self.stopped = False  # what follows cannot be understood
        self._name = name
        self._problems = problems
        self._open: list[_Open] = []
        self._begun = False

    def take(self, event: yaml.Event) -> None:
        """The next event of the parser."""
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._start(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._refuse("E106", event, f"'*{event.anchor}' is an alias", "Write the text out.")
            self._text(event, f"*{event.anchor}", plain=True)
        elif isinstance(event, yaml.DocumentStartEvent):
            if self._begun:
                self._refuse("E108", event, "a second document begins here", "Take '---' out.")
                self.stopped = True
            self._begun = True

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._check_properties(event)
        if not event.value.isprintable():
            check_characters(event.value, self._where(event), self._problems)
        self._text(event, event.value, plain=event.implicit[0])

    def _text(self, event: yaml.Event, text: str, plain: bool) -> None:
        if self._awaits_key():
            self._key(event, text, plain)
        else:
            self._put(None if plain and not text else text, event.start_mark.line + 1)

    def _key(self, event: yaml.Event, key: str, plain: bool) -> None:
        top = self._open[-1]
        top.key, top.line = key, event.start_mark.line + 1
        if not key:
            self._refuse("E112", event, "a key is empty", "Write a name before the colon.")
        elif plain and key == "<<":
            self._refuse("E106", event, "'<<' merges another mapping", "Write its keys out.")
        elif key in top.data:
            first = self.lines[top.pointer + step(key)]
            message = f"'{key}' is given twice, first in line {first}"
            self._refuse("E105", event, message, "Keep one.")

    def _start(self, event: yaml.CollectionStartEvent) -> None:
        self._check_properties(event)
        if self._awaits_key():
            remedy = "Write a name before the colon; put text with brackets into quotation marks."
            self._refuse("E112", event, "a key is not simple text", remedy)
            self.stopped = True
        elif len(self._open) >= DEEPEST:
            too_deep(self._where(event), self._problems)
            self.stopped = True
        else:
            data: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            self._open.append(_Open(data, self._put(data, event.start_mark.line + 1)))

    def _awaits_key(self) -> bool:
        return (
            bool(self._open)
            and isinstance(self._open[-1].data, dict)
            and (self._open[-1].key is None)
        )

    def _put(self, value: Any, line: int) -> str:
        """Put a value where it belongs; gives its pointer."""
        pointer = ""
        if self._open:
            top = self._open[-1]
            if isinstance(top.data, list):
                pointer = f"{top.pointer}/{len(top.data)}"
                top.data.append(value)
            elif top.key is not None:
                pointer = top.pointer + step(top.key)
                line = top.line
                top.data[top.key] = value
                top.key = None
        else:
            self.root = value
        self.lines[pointer] = line
        return pointer

    def _check_properties(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            self._refuse("E106", event, f"'&{event.anchor}' is an anchor", "Take it out.")
        if event.tag is not None:
            message = f"'{event.tag}' is a tag"
            self._refuse("E107", event, message, "Take it out, or put the text in quotation marks.")

    def _where(self, event: yaml.Event) -> Where:
        return Where(self._name, event.start_mark.line + 1)

    def _refuse(self, code: str, event: yaml.Event, message: str, remedy: str) -> None:
        self._problems.error(code, self._where(event), message, remedy)
