"""The letter's cites: read in order, and changed from one form to another."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from generator.writing.model import Block, Cite, Letter, Sentence


def every_sentence(letter: Letter) -> Iterator[Sentence]:
    """The sentences of a letter in the order in which they are read."""
    yield from letter.opening
    for row in letter.rows:
        yield from row.answer
    for block in (*letter.grounds, *letter.points):
        yield from block.sentences
    yield from letter.other
    yield from letter.relief


def with_cites(letter: Letter, change: Callable[[Cite], Cite]) -> Letter:
    """The letter with each cite put in another form."""

    def said(part: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        return tuple(
            replace(one, cites=tuple(dict.fromkeys(map(change, one.cites)))) for one in part
        )

    def blocks(part: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(replace(block, sentences=said(block.sentences)) for block in part)

    return replace(
        letter,
        opening=said(letter.opening),
        rows=tuple(replace(row, answer=said(row.answer)) for row in letter.rows),
        grounds=blocks(letter.grounds),
        points=blocks(letter.points),
        other=said(letter.other),
        relief=said(letter.relief),
    )
