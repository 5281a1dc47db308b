"""Grounds: defeaters, strengths, exclusions, and which one leads."""

import pytest

from generator.reasoning.advice import Advice, Outcome, could_hold, outcome
from generator.reasoning.conditions import Verdict
from generator.reasoning.facts import Fact, FactKind, Facts, Source, State
from generator.reasoning.grounds import Flaw, Grade, Ground, Role, assess
from generator.reasoning.rules import RuleBook

REGISTRY = {
    name: FactKind(name, "flag", f"{name}.", obtain=obtain)
    for name, obtain in (("p", "a print of p"), ("q", None), ("r", None), ("s", "a scan of s"))
}
NO_RULES = RuleBook({})


def facts(known=(), absent=(), conflict=()):
    found = {(name, None): Fact(name, State.KNOWN, True) for name in known}
    found |= {(name, None): Fact(name, State.ABSENT) for name in absent}
    found |= {(name, None): Fact(name, conflict=True) for name in conflict}
    return Facts(REGISTRY, found, (None,))


def ground(name, condition, **more):
    more = {"answers": frozenset({"lost"}), **more}
    return Ground(
        name, {"en": name}, more.pop("answers"), frozenset(), frozenset(), (), condition, **more
    )


def roles(grounds, strengths, found):
    return {
        finding.ground.id: (
            str(finding.verdict),
            finding.grade and finding.grade.letter,
            finding.role,
        )
        for finding in assess(grounds, strengths, "lost", found, NO_RULES)
    }


def test_the_strongest_ground_leads_and_the_others_support():
    """
    Order is by letter, then by the platform's own order.
    """
    grounds = [
        ground("x", {"known": "p"}),
        ground("y", {"known": "q"}),
        ground("z", {"known": "r"}),
    ]
    strengths = {"z": (Grade("B"),), "y": (Grade("A"),), "x": (Grade("B"),)}

    found = roles(grounds, strengths, facts("pqr"))

    assert [
        ("y", ("holds", "A", Role.LEADS)),
        ("z", ("holds", "B", Role.SUPPORTS)),
        ("x", ("holds", "B", Role.SUPPORTS)),
    ] == list(found.items())


def test_a_ground_that_the_platform_does_not_list_only_supports():
    """
    Without a strength of its own a ground is C, and a C never leads.
    """
    assert {"x": ("holds", "C", Role.SUPPORTS)} == roles(
        [ground("x", {"known": "p"})], {}, facts("p")
    )


def test_a_defeater_acts_only_when_it_holds():
    """
    A defeater that holds makes the ground fail; an unknown one is a risk and changes nothing.
    """
    defeater = Flaw("gone", "It is gone.", {"known": "q"})
    defeated = ground("x", {"known": "p"}, defeated_by=(defeater,))
    strengths = {"x": (Grade("A"),)}

    sure, open_ = (
        assess([defeated], strengths, "lost", found, NO_RULES)[0]
        for found in (facts("pq"), facts("p"))
    )

    assert (Verdict.FAILS, (defeater,), (), None) == (
        sure.verdict,
        sure.defeated_by,
        sure.risks,
        sure.role,
    )
    assert (Verdict.HOLDS, (), (defeater,), Role.LEADS) == (
        open_.verdict,
        open_.defeated_by,
        open_.risks,
        open_.role,
    )


def test_a_strength_may_have_terms():
    """
    The first grade whose terms are met counts, and a weakness can rule a grade out.
    """
    weak = ground("x", {"known": "p"}, weakened_by=(Flaw("late", "It was late.", {"known": "r"}),))
    grades = (
        Grade("A", {"known": "q"}, frozenset({"late"})),
        Grade("B", {"known": "q"}),
        Grade("C"),
    )

    assert ["A", "B", "C"] == [
        roles([weak], {"x": grades}, found)["x"][1]
        for found in (facts("pq"), facts("pqr"), facts("p"))
    ]


def test_what_the_seller_only_states_counts_against_him():
    """
    A stated fact proves no ground, and yet makes a defeater act.
    """
    stated = Fact("q", others=(Source("", "/q", True, False),))
    found = Facts(REGISTRY, {**facts("p").found, ("q", None): stated}, (None,))
    defeater = Flaw("gone", "It is gone.", {"known": "q"})
    grounds = [ground("x", {"known": "p"}, defeated_by=(defeater,)), ground("y", {"known": "q"})]

    assert {"y": ("unknown", None, None), "x": ("fails", None, None)} == roles(grounds, {}, found)


@pytest.mark.parametrize(
    ("exclusion", "expected"),
    [
        ({"ground": "y"}, Role.EXCLUDED),
        ({"ground": "y", "when": {"known": "r"}}, Role.EXCLUDED),
        ({"ground": "y", "when": {"known": "s"}}, Role.SUPPORTS),
        ({"ground": "z"}, Role.SUPPORTS),
    ],
)
def test_of_an_excluding_pair_the_stronger_stays(exclusion, expected):
    """
    It does not matter which of the two names the other; terms that are unknown do not exclude.
    """
    pair = [
        ground("x", {"known": "p"}, excludes=(exclusion,)),
        ground("y", {"known": "q"}),
    ]

    found = roles(pair, {"x": (Grade("B"),), "y": (Grade("A"),)}, facts("pqr"))

    assert (Role.LEADS, expected) == (found["y"][2], found["x"][2])


def test_a_ground_for_another_claim_reason_has_no_role():
    """
    A ground that holds but does not answer this claim neither leads nor supports.
    """
    other = ground("x", {"known": "p"}, answers=frozenset({"broken"}))

    assert {"x": ("holds", "A", None)} == roles([other], {"x": (Grade("A"),)}, facts("p"))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"known": "p"}, True),
        ({"known": "q"}, False),
        ({"all": [{"known": "p"}, {"known": "s"}]}, True),
        ({"all": [{"known": "p"}, {"known": "q"}]}, False),
        ({"any": [{"known": "p"}, {"known": "q"}]}, True),
        ({"known": "r"}, True),
    ],
)
def test_what_could_still_be_got(condition, expected):
    """
    A condition could hold if each fact it lacks can be supplied by somebody, or is in conflict.
    """
    assert expected is could_hold(condition, facts(conflict="r"), NO_RULES)


def test_evidence_that_serves_two_grounds_is_asked_for_once():
    """
    One step of advice names all grounds that it would make possible, in the order of findings.
    """
    grounds = [ground("x", {"known": "p"}), ground("y", {"known": "p"})]
    strengths = {"y": (Grade("A"),), "x": (Grade("B"),)}
    found = facts()

    assert (Outcome.NEEDS_EVIDENCE, (Advice("a print of p", ("y", "x")),)) == outcome(
        assess(grounds, strengths, "lost", found, NO_RULES), strengths, found, NO_RULES
    )


def test_the_outcome():
    """
    An appeal needs a leading ground; evidence is asked for only if it would make one.
    """
    strengths = {"x": (Grade("B"),), "y": (Grade("C"),)}
    lead, weak = ground("x", {"known": "p"}), ground("y", {"known": "s"})

    def come_to(*grounds, known=(), absent=()):
        found = facts(known, absent)
        return outcome(
            assess(grounds, strengths, "lost", found, NO_RULES), strengths, found, NO_RULES
        )

    assert [
        (Outcome.APPEAL, ()),
        (Outcome.NEEDS_EVIDENCE, (Advice("a print of p", ("x",)),)),
        (Outcome.NO_APPEAL, ()),
        (Outcome.NO_APPEAL, ()),
    ] == [
        come_to(lead, known="p"),
        come_to(lead, weak, known="s"),
        come_to(lead, weak, known="s", absent="p"),
        come_to(weak),
    ]
