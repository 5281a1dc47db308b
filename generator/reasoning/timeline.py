"""The timeline: what happened when, by the evidence."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from generator.case.moments import Moment
from generator.reasoning.facts import Fact, Facts, State


@dataclass(frozen=True, slots=True)
class Event:
    """A shown moment; `since` is the time since the event before, if both are exact."""

    fact: Fact
    moment: Moment
    parcel: str | None
    since: timedelta | None


def chronicle(facts: Facts, items: Collection[str]) -> tuple[Event, ...]:
    """The known moments that the registry calls events and that one of the items shows, in order.

    `items` are ids of evidence; an event that none of them shows is not told.
    """
    known = sorted(
        (
            (fact.value, parcel, fact)
            for parcel, fact in facts
            if facts.registry[fact.name].is_event
            and fact.state is State.KNOWN
            and fact.sources[0].item in items
            and isinstance(fact.value, Moment)
        ),
        key=lambda event: (event[0].first.timestamp(), event[0].last.timestamp(), event[2].name),
    )
    events: list[Event] = []
    for moment, parcel, fact in known:
        before = events[-1].moment if events else None
        exact = before is not None and before.is_exact and moment.is_exact
        since = _between(before, moment) if exact and before else None
        events.append(Event(fact, moment, parcel, since))
    return tuple(events)


def _between(start: Moment, end: Moment) -> timedelta:
    return timedelta(seconds=end.first.timestamp() - start.first.timestamp())
