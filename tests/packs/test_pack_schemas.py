"""The schemas of the packs take what is whole, and refuse what is vague or names nothing."""

import pytest

from generator.case.compose import names
from generator.case.schemas import check_data
from generator.packs import Packs
from generator.problems import Where

PACKS = Packs()
GOOD_READING = {
    "says": {"en": "The buyer waits."},
    "numbers": {"wait": "48 hours"},
    "source": "https://example.com/rule",
    "code": "A1",
    "read_on": "2026-11-22",
    "trust": "platform",
}


def rules_with(reading):
    edition = {"valid_from": "unknown", "readings": [reading]}
    market = names(PACKS, "markets")[0]
    return {"wait": {"title": {"en": "Wait"}, "markets": {market: {"editions": [edition]}}}}


def found(data, schema):
    """What the schema of a pack finds wrong, as (code, pointer)."""
    _, problems = check_data(
        data, f"packs/{schema}.schema.json", PACKS, lambda pointer: Where("pack.yaml", 1, pointer)
    )
    return [(problem.code, problem.where.pointer) for problem in problems]


def test_a_reading_with_all_that_it_needs_is_accepted():
    """
    The tests below change one thing of it each.
    """
    assert [] == found(rules_with(GOOD_READING), "rules")


@pytest.mark.parametrize("key", ["says", "source", "code", "read_on", "trust"])
def test_a_reading_without_its_source_is_refused(key):
    """
    What cannot be traced must not get into a letter.
    """
    reading = {name: value for name, value in GOOD_READING.items() if name != key}

    assert ["E202"] == [code for code, _ in found(rules_with(reading), "rules")]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("source", "a friend told me"),
        ("read_on", "in autumn"),
        ("trust", "rumour"),
        ("code", "the help page"),
        ("numbers", {"wait": "two days"}),
    ],
)
def test_a_reading_that_is_vague_is_refused(key, value):
    """
    An address, a day, one of three kinds of trust, a short code, and a span that can be counted.
    """
    assert found(rules_with({**GOOD_READING, key: value}), "rules")


FACT = "claim.filed_at"
GOOD_GROUND = {
    "title": {"en": "Early"},
    "status": "draft",
    "answers": [names(PACKS, "reasons")[0]],
    "defeats": ["waited"],
    "leans_on": ["wait"],
    "condition": {"known": FACT},
}


@pytest.mark.parametrize(
    "condition",
    [
        {"known": FACT},
        {"before": [FACT, FACT]},
        {"sooner": [FACT, FACT, "rule.wait.wait"]},
        {"within": [FACT, FACT, "48 hours"]},
        {"one_of": [FACT, ["a", True]]},
        {"all": [{"known": FACT}, {"not": {"any": [{"absent": FACT}, {"equal": [FACT, FACT]}]}}]},
    ],
)
def test_a_condition_of_the_closed_set_is_accepted(condition):
    """
    Operators may stand inside one another at any depth.
    """
    assert [] == found({**GOOD_GROUND, "condition": condition}, "ground")


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"known": "claim.filled_at"},
        {"unless": {"known": FACT}},
        {"known": FACT, "absent": FACT},
        {"before": [FACT]},
        {"before": [FACT, FACT, FACT]},
        {"before": [FACT, "tomorrow"]},
        {"sooner": [FACT, FACT]},
        {"sooner": [FACT, FACT, "soon"]},
        {"within": [FACT, "48 hours", FACT]},
        {"one_of": [FACT, []]},
        {"one_of": ["claim.filled_at", ["a"]]},
        {"all": [{"known": FACT}]},
        {"any": [{"known": FACT}, {"not": {"known": "nothing"}}]},
    ],
)
def test_a_condition_that_is_not_in_the_closed_set_is_refused(condition):
    """
    An unknown fact or operator, or the wrong number of arguments, at any depth.
    """
    assert found({**GOOD_GROUND, "condition": condition}, "ground")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("answers", ["bad_mood"]),
        ("answers", []),
        ("answers_points", ["i_am_angry"]),
        ("leans_on", []),
        ("excludes", [{"ground": "no_such_ground"}]),
        ("defeated_by", [{"id": "x", "when": {"known": FACT}}]),
        ("weakened_by", [{"id": "Not a name", "says": "This.", "when": {"known": FACT}}]),
    ],
)
def test_a_ground_that_names_what_does_not_exist_is_refused(key, value):
    """
    Reasons, points and grounds come from the packs; a flaw has words for the seller.
    """
    assert found({**GOOD_GROUND, key: value}, "ground")
