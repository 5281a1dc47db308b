"""The statement: the letter's argument for a text box, without layout."""

from collections.abc import Mapping

from generator.writing.model import Letter
from generator.writing.plain import filled
from generator.writing.text import Texts, rendered
from generator.writing.words import Words

_TEMPLATE = "letters/appeal/statement.txt.j2"


def statement(letter: Letter, numbers: Mapping[str, int], texts: Texts, words: Words) -> str:
    """The text; it ends with one line break, and no line has blanks at its end."""
    parts = filled(letter, numbers, words)
    text = rendered(texts.text, _TEMPLATE, {**parts, "word": words.get})
    lines = [line.rstrip() for line in text.splitlines()]
    return "\n".join(lines).strip() + "\n"
