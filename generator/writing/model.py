"""The letter as data: text and cites only, the same for every form in which it is written."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cite:
    """A place in the packet that proves a sentence."""

    exhibit: str  # the exhibit's label, such as "B"
    anchor: str  # the place inside the packet, such as "B-messages-3"; "B" for the exhibit's start


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the letter with everything that proves it."""

    text: str
    cites: tuple[Cite, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the letter's table: what the platform requires, and why it is not met."""

    requirement: str
    answer: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A headed paragraph: a ground, or the answer to a point (the heading quotes the buyer)."""

    heading: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A whole letter. All text is as written: it holds no markup and is not escaped."""

    language: str
    date: str
    sender: tuple[str, ...]  # the first is the letterhead's large line: the store, or the seller
    recipient: tuple[str, ...]
    subject: str
    identifiers: tuple[tuple[str, str], ...]  # label and value
    opening: tuple[Sentence, ...]  # the first says the decisive reason
    rows: tuple[Row, ...]
    grounds: tuple[Block, ...]
    points: tuple[Block, ...]
    other: tuple[Sentence, ...]  # on the other claim reason
    relief: tuple[Sentence, ...]
    closing: str
    signatory: tuple[str, ...]
