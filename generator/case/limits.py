"""What no file may hold, whatever its format, and how a place in a file is named."""

import re
from collections.abc import Iterator

from generator.problems import Problems, Where

LARGEST = 64 * 1024 * 1024  # bytes
DEEPEST = 50  # mappings and lists inside one another

# What neither YAML nor XML (and so no Word file) can carry.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def step(key: str | int) -> str:
    """One step of a JSON pointer, with its slash."""
    return "/" + str(key).replace("~", "~0").replace("/", "~1")


def check_characters(text: str, where: Where, problems: Problems) -> None:
    """Note an error if the text holds a character that cannot be printed."""
    if found := _UNPRINTABLE.search(text):
        message = f"the control character U+{ord(found[0]):04X} cannot be printed"
        remedy = "Take the character out; it may be hidden, so type the text around it anew."
        problems.error("E111", where, message, remedy)


def lines_with_unprintable(text: str) -> Iterator[tuple[int, str]]:
    """The lines, with their numbers from 1, that hold a character that cannot be printed."""
    if _UNPRINTABLE.search(text):
        for number, line in enumerate(text.split("\n"), start=1):
            if _UNPRINTABLE.search(line):
                yield number, line


def too_deep(where: Where, problems: Problems) -> None:
    """Note that lists and mappings stand in one another without reason."""
    message = f"more than {DEEPEST} lists or mappings stand in one another here"
    problems.error("E110", where, message, "No case needs that; simplify the file.")
