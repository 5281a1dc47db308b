"""Sentences that cannot be said without their proof.

A pack writes one sentence a line. Whatever a line says of the case it says
through the functions below, which leave an invisible mark beside the words. A
line that asked for a fact that is not known is dropped; any other carries the
places of all facts it used, from which its cites are made.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from generator.case.model import Case, at
from generator.case.moments import Moment
from generator.reasoning.facts import Fact, Facts, State
from generator.reasoning.rules import RuleBook
from generator.writing import formats
from generator.writing.model import Cite, Sentence
from generator.writing.text import Texts, block, wrong
from generator.writing.words import Words

_USED = re.compile("\ue000(\\d+)\ue001")
_MISSING = "\ue002"
_MARKS = re.compile("[\ue000-\ue002]")
_BEFORE_STOP = re.compile(r"\s+([.,;:])")
_LONGEST_QUOTE = 220
_MOST_CITES = 2  # of one fact: the best place, and one that confirms it


@dataclass(slots=True)
class Speaker:
    """What a template may say of the case. One serves one letter."""

    case: Case
    facts: Facts
    book: RuleBook
    words: Words
    weaknesses: frozenset[str] = frozenset()
    used: list[Fact] = field(default_factory=list)

    def functions(self) -> dict[str, Callable[..., object]]:
        """The functions by the names under which templates call them."""
        return {
            "say": self.say,
            "prove": self.prove,
            "quote": self.quote,
            "elapsed": self.elapsed,
            "number": self.number,
            "known": self.known,
            "flag": self.flag,
            "weakened": self.weakened,
        }

    def say(self, name: str) -> str:
        """The values of a fact in words; of a fact that belongs to parcels, all of them."""
        facts = self._known(name)
        if not facts:
            return _MISSING
        kind = self.facts.registry[name].type
        words = [
            formats.in_words(fact.value, kind, self.words.language) for fact in facts if fact.value
        ]
        return " / ".join(dict.fromkeys(map(_clean, words))) + self._marks(facts)

    def prove(self, name: str) -> str:
        """Nothing but the proof: of a value, or of its absence."""
        facts = self.facts.each(name)
        if any(fact.state is State.UNKNOWN for fact in facts):
            return _MISSING
        return self._marks(facts)

    def quote(self, name: str) -> str:
        """The words of the message in which the fact stands, in quotation marks."""
        facts = self._known(name)
        texts = [self._text(fact) for fact in facts]
        if not facts or not all(texts):
            return _MISSING
        start, end = self.words.quotation_marks
        return f"{start}{_shortened(_clean(texts[0]))}{end}" + self._marks(facts[:1])

    def elapsed(self, start: str, end: str) -> str:
        """The time from one moment to another, if the precision can tell it to the minute."""
        first, second = self._known(start), self._known(end)
        if len(first) != 1 or len(second) != 1:
            return _MISSING
        one, other = first[0].value, second[0].value
        if not isinstance(one, Moment) or not isinstance(other, Moment):
            return _MISSING
        if not (one.is_exact and other.is_exact):
            return _MISSING
        length = formats.span(other.first - one.first, self.words.language)
        return length + self._marks((*first, *second))

    def number(self, name: str) -> str:
        """A number of a rule, as `48 hours`, if all sources agree on it."""
        rule, _, number = name.partition(".")
        found = self.book.rules[rule].number(number) if rule in self.book.rules else None
        return formats.rule_number(found, self.words.language) if found else _MISSING

    def known(self, name: str) -> bool:
        """Whether a fact has a value."""
        return bool(self._known(name))

    def flag(self, name: str) -> bool:
        """Whether a fact is known to be true."""
        facts = self._known(name)
        return bool(facts) and all(fact.value is True for fact in facts)

    def weakened(self, name: str) -> bool:
        """Whether a weakness of this ground acts."""
        return name in self.weaknesses

    def _known(self, name: str) -> tuple[Fact, ...]:
        """The fact, or that of every parcel; nothing if it is not known of all of them."""
        facts = self.facts.each(name)
        return facts if all(fact.state is State.KNOWN for fact in facts) else ()

    def _text(self, fact: Fact) -> str:
        source = fact.sources[0]
        return str(at(self.case.item(source.item).data, source.pointer + "/text") or "")

    def _marks(self, facts: tuple[Fact, ...]) -> str:
        start = len(self.used)
        self.used.extend(facts)
        return "".join(f"\ue000{start + i}\ue001" for i in range(len(facts)))


def sentences(
    speaker: Speaker,
    texts: Texts,
    name: str,
    title: str,
    *,
    proof: bool = True,
    more: Mapping[str, object] | None = None,
) -> tuple[Sentence, ...]:
    """The sentences of a block that can be said, with their cites.

    With `proof`, a line that uses no fact is an error of the pack: it would
    claim something that nothing shows. Cites name items and pointers; the letter
    turns them into exhibits.
    """
    text = block(texts.text, name, title, {**speaker.functions(), **(more or {})})
    said = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if _MISSING in line:
            continue
        facts = [speaker.used[int(index)] for index in _USED.findall(line)]
        if proof and not facts:
            raise wrong(name, None, f"block {title!r} says something without a fact: {line!r}")
        words = _BEFORE_STOP.sub(r"\1", " ".join(_MARKS.sub("", _USED.sub("", line)).split()))
        said.append(Sentence(words, _cites(facts)))
    return tuple(said)


def _cites(facts: list[Fact]) -> tuple[Cite, ...]:
    """The places of facts, each once; an item's cite is the entry, or the item as a whole."""
    places = [source for fact in facts for source in fact.sources[:_MOST_CITES]]
    return tuple(
        dict.fromkeys(Cite(place.item, place.pointer if place.number else "") for place in places)
    )


def _clean(text: str) -> str:
    return _MARKS.sub("", " ".join(text.split()))


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST_QUOTE:
        return text
    return text[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"
