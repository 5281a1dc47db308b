"""The timeline and the deadline of a channel."""

from datetime import UTC, datetime, timedelta

import pytest

from generator.case import moments
from generator.reasoning.claims import Channel
from generator.reasoning.deadline import Deadline, deadline
from generator.reasoning.facts import Fact, FactKind, Facts, Source, State
from generator.reasoning.rules import Reading, Rule, RuleBook
from generator.reasoning.timeline import Event, chronicle

REGISTRY = {
    name: FactKind(name, "moment", name, per_parcel=name == "scan", is_event=name != "plain")
    for name in ("asked", "filed", "scan", "plain")
}


def fact(name, written, item="chat"):
    value = moments.parse(written, [moments.zone("UTC")])
    return Fact(name, State.KNOWN, value, (Source(item, "/at", value, True),))


def test_events_stand_in_order_with_the_time_between_them():
    """
    Known moments that the registry calls events, and that one of the items shows, stand in it;
    elapsed time is told only between exact ones.
    """
    asked, filed = fact("asked", "2026-03-08T10:00:00Z"), fact("filed", "2026-03-10T09:30:00Z")
    scan = fact("scan", "2026-03-12", "tracking")
    facts = Facts(
        REGISTRY,
        {
            ("filed", None): filed,
            ("scan", "P1"): scan,
            ("asked", None): asked,
            ("plain", None): fact("plain", "2026-03-09T00:00:00Z"),
        },
        ("P1",),
    )

    assert (
        Event(asked, asked.value, None, None),
        Event(filed, filed.value, None, timedelta(days=1, hours=23, minutes=30)),
        Event(scan, scan.value, "P1", None),
    ) == chronicle(facts, {"chat", "tracking"})
    assert [asked, filed] == [event.fact for event in chronicle(facts, {"chat"})]


def channel(**clock):
    return Channel("c", {}, (), {"clock": clock} if clock else {})


def book(*numbers):
    readings = tuple(Reading({}, {"wait": n}, "", "", "", "") for n in numbers)
    return RuleBook({"r": Rule("r", {}, "unknown", readings)})


FILED = Facts(REGISTRY, {("filed", None): fact("filed", "2026-03-10T09:30:00Z")}, (None,))
STATED = Facts(
    REGISTRY,
    {
        ("filed", None): Fact(
            "filed", others=(Source("", "/f", moments.parse("2026-03-10T09:30:00Z"), False),)
        )
    },
    (None,),
)
CLOCK = {"rule": "r", "number": "wait", "from": "filed"}


@pytest.mark.parametrize(
    ("clock", "facts", "rules", "expected"),
    [
        (CLOCK, FILED, book("48 hours"), (12, "48 hours", False)),
        (CLOCK, STATED, book("48 hours"), (12, "48 hours", False)),
        (CLOCK, FILED, book("72 hours", "48 hours"), (12, "48 hours", True)),
        (CLOCK, FILED, book("unknown", "72 hours"), (13, "72 hours", False)),
        (CLOCK, FILED, book("unknown"), None),
        (CLOCK, FILED, RuleBook({}), None),
        (CLOCK, Facts(REGISTRY, {}, (None,)), book("48 hours"), None),
        ({}, FILED, book("48 hours"), None),
    ],
)
def test_the_deadline_is_the_shortest_that_a_source_gives(clock, facts, rules, expected):
    """
    A stated date serves; of conflicting numbers the shortest counts; unknown gives none.
    """
    found = deadline(channel(**clock), facts, rules)

    assert found == (
        expected
        and Deadline(
            datetime(2026, 3, expected[0], 9, 30, tzinfo=UTC), expected[1], "r", expected[2]
        )
    )
