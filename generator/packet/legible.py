"""Characters that no installed font can draw, made legible in what others wrote.

In evidence, and in the buyer's own words in the case, such a character is
printed as `[U+1FAE9]` and the change is told. In the seller's own text it stays,
and the renderer stops at it: nobody should send a letter with a hole in it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from generator.case.model import Case
from generator.packet.render import uncovered


def legible(case: Case) -> tuple[Case, tuple[str, ...]]:
    """The case with such characters replaced, and what was replaced, in plain sentences."""
    said = case.data["claim"].get("buyer_says", ())
    sources = [*(item.data for item in case.evidence), said]
    missing = uncovered("".join(text for source in sources for text in _texts(source)))
    if not missing:
        return case, ()
    table = {ord(character): f"[U+{ord(character):04X}]" for character in missing}
    changes = [
        f"{item.document.name}: {found} has no glyph in any installed font and is printed as "
        f"{table[ord(character)]}."
        for item in case.evidence
        for character in sorted(missing & set("".join(_texts(item.data))))
        if (found := f"the character U+{ord(character):04X}")
    ]
    claim = {**case.data["claim"], "buyer_says": _with(table, said)}
    evidence = tuple(replace(item, data=_with(table, item.data)) for item in case.evidence)
    changed = replace(case, evidence=evidence, data={**case.data, "claim": claim})
    return changed, tuple(dict.fromkeys(changes))


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, (list, tuple)):
        for value in data:
            yield from _texts(value)


def _with(table: Mapping[int, str], data: Any) -> Any:
    if isinstance(data, str):
        return data.translate(table)
    if isinstance(data, Mapping):
        return {key: _with(table, value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_with(table, value) for value in data]
    return data
