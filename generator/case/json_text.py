"""Read JSON as written: every scalar is text, and a key given twice is refused."""

import json
import re
from functools import lru_cache
from typing import Any

from generator.case.limits import DEEPEST, check_characters, step, too_deep
from generator.problems import Problems, Where

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],]|\n|[^\s{}\[\],:"]+')


def read(name: str, text: str, problems: Problems) -> Any:
    """The data of a JSON text: numbers as their text, true and false as words, null as None."""
    twice: list[str] = []

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        data = dict(pairs)
        if len(data) < len(pairs):
            twice.append(name)
        return data

    try:
        data = json.loads(
            text, object_pairs_hook=mapping, parse_int=str, parse_float=str, parse_constant=str
        )
    except json.JSONDecodeError as error:
        message = f"this is not JSON: {error.msg}"
        remedy = "Check quotation marks, commas and brackets, or export the file again."
        problems.error("E104", Where(name, error.lineno), message, remedy)
        return None
    except RecursionError:
        too_deep(Where(name), problems)
        return None
    if twice:
        for pointer, line, first in _scan(text)[1]:
            message = f"'{pointer.rpartition('/')[2]}' is given twice, first in line {first}"
            problems.error("E105", Where(name, line, pointer), message, "Keep one.")
    return _as_text(data, "", text, name, problems)


def lines(text: str) -> dict[str, int]:
    """The line of each pointer in a JSON text that was read without problems."""
    return _scan(text)[0]


def _as_text(value: Any, pointer: str, text: str, name: str, problems: Problems) -> Any:
    """The value with true and false as words, checked on the way down."""
    if isinstance(value, str):
        if not value.isprintable():
            check_characters(value, Where(name, lines(text).get(pointer), pointer), problems)
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return None
    if pointer.count("/") >= DEEPEST:
        too_deep(Where(name, lines(text).get(pointer), pointer), problems)
        return None
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    read = {key: _as_text(each, pointer + step(key), text, name, problems) for key, each in pairs}
    return read if isinstance(value, dict) else list(read.values())


@lru_cache(maxsize=16)
def _scan(text: str) -> tuple[dict[str, int], list[tuple[str, int, int]]]:
    """The line of each pointer, and the (pointer, line, first line) of each key given twice."""
    found: dict[str, int] = {}
    twice: list[tuple[str, int, int]] = []
    inside: list[tuple[str, bool]] = []  # pointer, and whether it is a mapping
    following: list[str] = []  # the step to the value that comes next; "" if its key comes first
    line = 1
    for token in _TOKEN.findall(text):
        if token == "\n":
            line += 1
        elif token in "]}":
            inside.pop()
            following.pop()
        elif token == ",":
            last = following.pop()
            following.append("" if inside[-1][1] else f"/{int(last[1:]) + 1}")
        elif following and not following[-1]:
            following[-1] = step(json.loads(token))
            pointer = inside[-1][0] + following[-1]
            if pointer in found:
                twice.append((pointer, line, found[pointer]))
            found[pointer] = line
        else:
            pointer = inside[-1][0] + following[-1] if inside else ""
            found.setdefault(pointer, line)
            if token in "[{":
                inside.append((pointer, token == "{"))
                following.append("" if token == "{" else "/0")
    return found, twice
