"""Which items of evidence become exhibits, under which label, and what each one shows."""

from collections.abc import Iterator
from itertools import count, product
from string import ascii_uppercase

from generator.case.model import Case, Evidence
from generator.packet.model import Exhibit, anchor
from generator.reasoning.facts import Fact, Registry, Source, State
from generator.writing import formats
from generator.writing.cites import every_sentence, with_cites
from generator.writing.letter import Composed
from generator.writing.model import Cite, Letter
from generator.writing.words import Words


def labels() -> Iterator[str]:
    """Yield A, B, … Z, AA, AB and so on."""
    for length in count(1):
        yield from map("".join, product(ascii_uppercase, repeat=length))


def select(
    case: Case, composed: Composed, words: Words, known: Registry
) -> tuple[Letter, tuple[Exhibit, ...]]:
    """The letter with its cites led to exhibits, and the exhibits.

    Items are lettered in the order in which the letter cites them; those that the
    case wants included follow in its own order.
    """
    cited = [cite.exhibit for said in every_sentence(composed.letter) for cite in said.cites]
    wanted = [item.id for item in case.evidence if item.include]
    lettered = dict(zip(dict.fromkeys([*cited, *wanted]), labels(), strict=False))
    letter = with_cites(
        composed.letter,
        lambda cite: Cite(lettered[cite.exhibit], anchor(lettered[cite.exhibit], cite.anchor)),
    )
    exhibits = tuple(
        _exhibit(label, case.item(identity), composed, words, known)
        for identity, label in lettered.items()
    )
    return letter, exhibits


def _exhibit(
    label: str, item: Evidence, composed: Composed, words: Words, known: Registry
) -> Exhibit:
    used = list(dict.fromkeys(composed.used))
    here = [(fact, source) for fact in used for source in fact.sources if source.item == item.id]
    pointers = {source.pointer for _, source in here if source.number}
    cites = {
        cite.anchor
        for said in every_sentence(composed.letter)
        for cite in said.cites
        if cite.exhibit == item.id and cite.anchor
    }
    shows = dict.fromkeys(_shown(fact, source, words, known) for fact, source in here)
    return Exhibit(
        label,
        item,
        words.get("kinds", item.kind),
        item.caption,
        tuple(shows),
        frozenset(pointers | cites),
    )


def _shown(fact: Fact, source: Source, words: Words, known: Registry) -> str:
    """A line under "what this shows": the fact's label and value."""
    label = words.get("facts", fact.name)
    if fact.state is State.ABSENT or source.value is None:
        return f"{label}: {words.get('packet', 'none')}"
    return f"{label}: {formats.in_words(source.value, known[fact.name].type, words.language)}"
