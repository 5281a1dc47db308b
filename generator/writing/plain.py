"""The letter as plain text, with the page numbers filled in.

It is the one text of the letter: the Word file and the statement are made from
it, and the page of the packet is checked against it. Cites are put together
here too: places that stand beside each other in an exhibit need one page number.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from generator.writing.marks import marked
from generator.writing.model import Block, Cite, Letter, Row, Sentence
from generator.writing.words import Words

_ENTRY = re.compile(r".+-(?!file-)[^-]+-(\d+)")
_QUOTED = re.compile(r"(?s).*?([.?!。？！]?)[\"'”’»」』]")
_NEAR = 3  # entries of a list that are no further apart stand in one place of the exhibit


@dataclass(frozen=True, slots=True)
class Reference:
    """A link of the letter: `text` ends where the number of the anchor's page follows."""

    text: str
    anchor: str


def references(cites: Iterable[Cite], words: Words, *, named: bool = True) -> tuple[Reference, ...]:
    """Cites as they are read: `Exhibit B, p. ` for each place of an exhibit.

    Entries that stand together are one place, led to by its first. Only where an exhibit is
    cited in several places is the number of the entry told: `Exhibit B, no. 4, p. `.
    With `named` false the word "Exhibit" is left out, for a column of that name.
    """
    word = words.get("letter", "exhibit") + " " if named else ""
    page, number = words.get("letter", "page"), words.get("letter", "number")
    found: list[tuple[str, Reference]] = []
    ordered = sorted(set(cites), key=lambda cite: (_rank(cite.exhibit), _entry(cite) or 0))
    for exhibit, group in groupby(ordered, key=lambda cite: cite.exhibit):
        places = _places(list(group))
        for place in places:
            told = _entry(place)
            said = [] if found and found[-1][0] == exhibit else [f"{word}{exhibit}"]
            said += [f"{number}{told}"] if told and len(places) > 1 else []
            found.append((exhibit, Reference(", ".join([*said, page]), place.anchor)))
    return tuple(reference for _, reference in found)


def _rank(label: str) -> tuple[int, str]:
    return len(label), label


def _entry(cite: Cite) -> int | None:
    """The number of an entry as the exhibit prints it, from 1; None for other places."""
    match = _ENTRY.fullmatch(cite.anchor)
    return int(match[1]) + 1 if match else None


def _places(cites: Sequence[Cite]) -> list[Cite]:
    """The cites of one exhibit, without those that the one before them leads to as well.

    The exhibit as a whole needs no place of its own beside one that lies inside it.
    """
    entries = [cite for cite in cites if _entry(cite)]
    if not entries:
        return list(cites)
    apart = [
        later
        for one, later in pairwise(entries)
        if (_entry(later) or 0) - (_entry(one) or 0) > _NEAR
    ]
    files = [cite for cite in cites if not _entry(cite) and cite.anchor != cite.exhibit]
    return [entries[0], *apart, *files]


def halves(text: str) -> tuple[str, str]:
    """A sentence, and the full stop that its cites stand before; after a quotation one is made."""
    quoted = _QUOTED.fullmatch(text)
    if quoted:
        return text, "." if quoted[1].isascii() else "。"
    return (text[:-1], text[-1]) if text.endswith((".", "。")) else (text, "")


@dataclass(frozen=True, slots=True)
class _Filler:
    """Puts page numbers into cites."""

    numbers: Mapping[str, int]
    words: Words

    def sentence(self, sentence: Sentence) -> str:
        text = marked(sentence.text)
        if not sentence.cites:
            return text
        stem, stop = halves(text)
        before, between, after = (
            self.words.get("letter", f"{place}_cites") for place in ("before", "between", "after")
        )
        return stem + before + between.join(self.cites(sentence.cites)) + after + stop

    def cites(self, cites: Iterable[Cite], *, named: bool = True) -> list[str]:
        return [
            f"{reference.text}{self.numbers[reference.anchor]}"
            for reference in references(cites, self.words, named=named)
        ]

    def text(self, sentences: Iterable[Sentence]) -> str:
        return self.words.get("letter", "between_sentences").join(map(self.sentence, sentences))

    def row(self, row: Row) -> dict[str, Any]:
        bare = (Sentence(sentence.text) for sentence in row.answer)
        cites = [cite for sentence in row.answer for cite in sentence.cites]
        return {
            "requirement": marked(row.requirement),
            "answer": self.text(bare),
            "cites": self.cites(cites, named=False),
        }

    def block(self, block: Block) -> dict[str, str]:
        return {"heading": marked(block.heading), "text": self.text(block.sentences)}


def filled(letter: Letter, numbers: Mapping[str, int], words: Words) -> dict[str, Any]:
    """The parts of a letter as text. `numbers` has the page of every anchor that is cited."""
    filler = _Filler(numbers, words)
    return {
        "language": letter.language,
        "date": marked(letter.date),
        "sender": list(map(marked, letter.sender)),
        "recipient": list(map(marked, letter.recipient)),
        "subject": marked(letter.subject),
        "identifiers": [(marked(label), marked(value)) for label, value in letter.identifiers],
        "decisive": filler.text(letter.opening[:1]),
        "opening": filler.text(letter.opening[1:]),
        "rows": list(map(filler.row, letter.rows)),
        "grounds": list(map(filler.block, letter.grounds)),
        "points": list(map(filler.block, letter.points)),
        "other": filler.text(letter.other),
        "relief": filler.text(letter.relief),
        "closing": marked(letter.closing),
        "signatory": list(map(marked, letter.signatory)),
    }


def plain_text(letter: Letter, numbers: Mapping[str, int], words: Words) -> str:
    """The whole letter, one paragraph a line, in the order in which it is read."""
    return "\n".join(filter(None, _lines(filled(letter, numbers, words), words)))


def _lines(parts: Mapping[str, Any], words: Words) -> Iterator[str]:
    yield from (*parts["sender"], *parts["recipient"], parts["date"], parts["subject"])
    for label, value in parts["identifiers"]:
        yield from (label, value)
    yield f"{parts['decisive']} {parts['opening']}".strip()
    if parts["rows"]:
        yield from (words.get("letter", name) for name in ("requirement", "answer", "exhibit"))
    for row in parts["rows"]:
        yield from (row["requirement"], row["answer"], *row["cites"])
    for block in parts["grounds"]:
        yield from (block["heading"], block["text"])
    if parts["points"]:
        yield words.get("letter", "points")
    for block in parts["points"]:
        yield from (block["heading"], block["text"])
    yield parts["other"]
    yield f"{words.get('letter', 'relief')} {parts['relief']}" if parts["relief"] else ""
    yield from (parts["closing"], *parts["signatory"])
