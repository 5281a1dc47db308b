"""Until when a channel takes an answer, by the platform's rules.

A deadline is told to the seller and argues nothing, so a date that is only
stated in the case serves too. Of readings in conflict the shortest counts.
"""

from dataclasses import dataclass
from datetime import datetime

from generator.case.moments import Duration, Moment
from generator.reasoning.claims import Channel
from generator.reasoning.facts import Facts
from generator.reasoning.rules import UNKNOWN, RuleBook


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last moment at which an answer is surely in time, and the rule's own number."""

    at: datetime
    number: str
    rule: str
    disputed: bool  # whether other sources give more time


def deadline(channel: Channel, facts: Facts, book: RuleBook) -> Deadline | None:
    """The channel's deadline, or None if the rule's number or the date it runs from is unknown."""
    clock = channel.data.get("clock")
    if not clock or clock["rule"] not in book.rules:
        return None
    start = _start(clock["from"], facts)
    rule = book.rules[clock["rule"]]
    numbers = {reading.numbers.get(clock["number"], UNKNOWN) for reading in rule.readings}
    numbers.discard(UNKNOWN)
    if start is None or not numbers:
        return None
    ends = sorted((_end(start, number), number) for number in numbers)
    at, number = ends[0]
    return Deadline(at, number, rule.id, len(ends) > 1)


def _start(name: str, facts: Facts) -> Moment | None:
    fact = facts.get(name)
    values = (fact.value, *(source.value for source in fact.others))
    return next((value for value in values if isinstance(value, Moment)), None)


def _end(start: Moment, number: str) -> datetime:
    # From the earliest moment that the start can mean: late is worse than early.
    return (start + Duration.parse(number)).first
