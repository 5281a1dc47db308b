"""Until when to hand in, said to the seller in his own time zone."""

from generator.case.model import Case
from generator.reasoning.deadline import deadline
from generator.reasoning.judge import Judgement
from generator.writing import formats


def due_text(case: Case, judgement: Judgement) -> str:
    """The channel's deadline in words, or what is needed to tell it."""
    due = deadline(judgement.channel, judgement.facts, judgement.book)
    if due is None:
        return "The deadline is not known: look at the platform's own notice."
    at = due.at.astimezone(case.zones[0]) if case.zones else due.at
    day = formats.day(at.date(), "en")
    more = "; other sources give more time, so this is the safe one" if due.disputed else ""
    return f"Until {day}, {at:%H:%M} ({formats.offset(at)}): {due.number} by the rule{more}."
