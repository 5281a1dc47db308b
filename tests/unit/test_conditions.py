"""Conditions: three values, precision, parcels, and rules on which sources disagree."""

import pytest

from generator.case import moments
from generator.reasoning.conditions import Answer, Verdict, decide, facts_of, rules_of
from generator.reasoning.facts import Fact, FactKind, Facts, State
from generator.reasoning.rules import Reading, Rule, RuleBook
from generator.reasoning.values import read

REGISTRY = {
    kind.name: kind
    for kind in (
        FactKind("a", "moment", "A."),
        FactKind("b", "moment", "B."),
        FactKind("paid", "money", "Paid."),
        FactKind("owed", "money", "Owed."),
        FactKind("town", "text", "Town."),
        FactKind("code", "postcode", "Code."),
        FactKind("other", "postcode", "Other code."),
        FactKind("scan", "moment", "Scan.", per_parcel=True),
    )
}
HOLDS, FAILS, UNKNOWN = Verdict.HOLDS, Verdict.FAILS, Verdict.UNKNOWN
ZONE = [moments.zone("America/Chicago")]
WAIT = "rule.contact.wait"


def facts(absent=(), parcels=(None,), **known):
    found = {
        (name, None): Fact(name, State.KNOWN, read(REGISTRY[name].type, raw, ZONE))
        for name, raw in known.items()
    }
    found |= {(name, None): Fact(name, State.ABSENT) for name in absent}
    return Facts(REGISTRY, found, parcels)


def book(*waits):
    readings = tuple(
        Reading({}, {"wait": w}, "x", f"S{i}", "", "platform") for i, w in enumerate(waits)
    )
    return RuleBook({"contact": Rule("contact", {}, "unknown", readings)} if waits else {})


def verdict(condition, found, rules=None):
    return decide(condition, found, rules or book()).verdict


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("2026-03-08T10:00:00Z", "2026-03-08T10:00:01Z", HOLDS),
        ("2026-03-08T10:00:00Z", "2026-03-08T10:00:00Z", FAILS),
        ("2026-03-08T10:00:01Z", "2026-03-08T10:00:00Z", FAILS),
        ("2026-03-08T10:00:00Z", "2026-03-08T04:00:00-07:00", HOLDS),
        ("2026-03-08T10:00Z", "2026-03-08T10:00Z", UNKNOWN),
        ("2026-03-08", "2026-03-08T12:00:00-06:00", UNKNOWN),
        ("2026-03-08", "2026-03-09", HOLDS),
        ("2026-03-08", "2026-03-08", UNKNOWN),
        ("2026-03-09", "2026-03-08", FAILS),
    ],
)
def test_before_is_strict_and_never_guesses(first, second, expected):
    """
    `before` needs an earlier instant; what the precision cannot tell is unknown.
    """
    assert expected == verdict({"before": ["a", "b"]}, facts(a=first, b=second))


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("2026-03-08T09:59:59Z", FAILS),
        ("2026-03-08T10:00:00Z", HOLDS),
        ("2026-03-10T10:00:00Z", HOLDS),
        ("2026-03-10T10:00:01Z", FAILS),
        ("2026-03-10T10:00Z", UNKNOWN),
        ("2026-03-10", UNKNOWN),
        ("2026-03-09", HOLDS),
        ("2026-03-11", FAILS),
    ],
)
def test_within_includes_both_ends(event, expected):
    """
    `within` holds from the start to exactly so much later, and fails before the start.
    """
    found = facts(a="2026-03-08T10:00:00Z", b=event)

    assert expected == verdict({"within": ["a", "b", "48 hours"]}, found)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("2026-03-01T10:00:00Z", HOLDS),
        ("2026-03-10T09:59:59Z", HOLDS),
        ("2026-03-10T10:00:00Z", FAILS),
    ],
)
def test_sooner_ends_where_the_time_is_over(event, expected):
    """
    An event exactly at the end of the time is no longer sooner.
    """
    found = facts(a="2026-03-08T10:00:00Z", b=event)

    assert expected == verdict({"sooner": ["a", "b", "48 hours"]}, found)


def test_days_of_a_rule_are_days_of_the_calendar():
    """
    Three days over the change of the clocks end at the same hour of the day, 71 hours later.
    """
    start = moments.end_of(moments.parse("2026-03-06", ZONE))
    found = Facts(
        REGISTRY,
        {
            ("a", None): Fact("a", State.KNOWN, start),
            ("b", None): Fact("b", State.KNOWN, moments.parse("2026-03-10T05:00:00Z")),
        },
        (None,),
    )

    assert FAILS == verdict({"sooner": ["a", "b", "3 days"]}, found)
    assert HOLDS == verdict({"sooner": ["a", "b", "72 hours"]}, found)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"known": "a"}, (HOLDS, FAILS, UNKNOWN)),
        ({"absent": "a"}, (FAILS, HOLDS, UNKNOWN)),
        ({"not": {"known": "a"}}, (FAILS, HOLDS, UNKNOWN)),
        ({"before": ["a", "b"]}, (HOLDS, FAILS, UNKNOWN)),
    ],
)
def test_a_fact_is_known_absent_or_unknown(condition, expected):
    """
    Only a proved absence fails `known`; a comparison with what is absent fails too.
    """
    later = {"b": "2026-03-09T00:00:00Z"}
    cases = (facts(a="2026-03-08T00:00:00Z", **later), facts(["a"], **later), facts(**later))

    assert expected == tuple(verdict(condition, each) for each in cases)


def test_all_is_the_minimum_and_any_the_maximum():
    """
    One failing part fails `all`, one holding part carries `any`, whatever is unknown.
    """
    holds, fails, unknown = {"known": "a"}, {"known": "b"}, {"known": "town"}
    found = facts(["b"], a="2026-03-08")

    assert [FAILS, UNKNOWN, HOLDS, UNKNOWN] == [
        verdict({"all": [holds, fails, unknown]}, found),
        verdict({"all": [holds, unknown]}, found),
        verdict({"any": [holds, fails, unknown]}, found),
        verdict({"any": [fails, unknown]}, found),
    ]


def test_an_outcome_names_what_decided_it():
    """
    A verdict comes with the facts of the parts that gave it, and with those it lacks.
    """
    found = facts(a="2026-03-08", b="2026-03-09")
    condition = {"all": [{"before": ["a", "b"]}, {"known": "town"}]}

    assert Answer(UNKNOWN, missing=frozenset({"town"})) == decide(condition, found, book())
    assert Answer(HOLDS, frozenset({"a", "b"})) == decide(condition["all"][0], found, book())


@pytest.mark.parametrize(
    ("paid", "expected"),
    [
        ({"amount": "52.80", "currency": "USD"}, HOLDS),
        ({"amount": "52.79", "currency": "USD"}, FAILS),
        ({"amount": "99.00", "currency": "EUR"}, UNKNOWN),
    ],
)
def test_money_is_compared_in_one_currency_only(paid, expected):
    """
    An amount in another currency says nothing of the amount that is owed.
    """
    found = facts(paid=paid, owed={"amount": "52.80", "currency": "USD"})

    assert expected == verdict({"at_least": ["paid", "owed"]}, found)


@pytest.mark.parametrize(
    ("code", "other", "expected"),
    [
        ("78701", "78701-1234", HOLDS),
        ("787011234", "78701", HOLDS),
        ("sw1a 1aa", "SW1A1AA", HOLDS),
        ("78701", "78702", FAILS),
        ("01234", "1234", FAILS),
    ],
)
def test_postcodes_are_compared_as_places(code, other, expected):
    """
    Spacing, case and the four further digits of a US code do not make another place.
    """
    assert expected == verdict({"equal": ["code", "other"]}, facts(code=code, other=other))


def test_one_of_compares_words_without_case():
    """
    `one_of` holds for a listed literal.
    """
    found = facts(town="Austin")

    assert [HOLDS, FAILS] == [
        verdict({"one_of": ["town", ["austin", "dallas"]]}, found),
        verdict({"one_of": ["town", ["dallas"]]}, found),
    ]


@pytest.mark.parametrize(
    ("waits", "expected"),
    [
        (["48 hours"], Answer(HOLDS, frozenset({"a", "b"}))),
        (["24 hours"], Answer(FAILS, frozenset({"a", "b"}))),
        (["48 hours", "72 hours"], Answer(HOLDS, frozenset({"a", "b"}))),
        (
            ["48 hours", "24 hours"],
            Answer(UNKNOWN, frozenset({"a", "b"}), frozenset(), "contact as in S1"),
        ),
        (["unknown"], Answer(UNKNOWN, missing=frozenset({WAIT}))),
        ([], Answer(UNKNOWN, missing=frozenset({WAIT}))),
    ],
)
def test_a_rule_in_conflict_must_hold_under_every_reading(waits, expected):
    """
    Where sources disagree on a number, the condition holds only if it holds under all of them,
    and the reading against it is named; a number that nobody knows decides nothing.
    """
    found = facts(a="2026-03-08T10:00:00Z", b="2026-03-09T20:00:00Z")

    assert expected == decide({"within": ["a", "b", WAIT]}, found, book(*waits))


@pytest.mark.parametrize(
    ("scans", "every", "some"),
    [
        ({"P1": "2026-03-01", "P2": "2026-03-02"}, HOLDS, HOLDS),
        ({"P1": "2026-03-01", "P2": "2026-03-20"}, FAILS, HOLDS),
        ({"P1": "2026-03-01"}, UNKNOWN, HOLDS),
        ({}, UNKNOWN, UNKNOWN),
    ],
)
def test_parcels(scans, every, some):
    """
    A condition must hold for every disputed parcel; a flaw needs only one.
    """
    found = {
        ("scan", parcel): Fact("scan", State.KNOWN, read("moment", raw, ZONE))
        for parcel, raw in scans.items()
    } | {("a", None): Fact("a", State.KNOWN, read("moment", "2026-03-10", ZONE))}
    whole = Facts(REGISTRY, found, ("P1", "P2"))
    condition = {"before": ["scan", "a"]}

    assert (every, some) == (
        decide(condition, whole, book()).verdict,
        decide(condition, whole, book(), every_parcel=False).verdict,
    )


def test_names_in_a_condition():
    """
    The facts and rules of a condition can be told without evaluating it.
    """
    condition = {
        "all": [
            {"within": ["a", "b", WAIT]},
            {"not": {"one_of": ["town", ["x"]]}},
            {"any": [{"known": "scan"}, {"sooner": ["a", "b", "3 days"]}]},
        ]
    }

    assert (frozenset({"a", "b", "town", "scan"}), frozenset({"contact"})) == (
        facts_of(condition),
        rules_of(condition),
    )
