"""The trials of a ground must notice when one of its conditions is changed.

A condition is data, so changing it is cheap: drop a part, turn `all` into
`any`, swap the two sides of a comparison that has sides, negate a part. A
change that no trial notices marks a trial that is missing.
"""

import pytest

from generator.reasoning.conditions import decide
from generator.reasoning.trials import trial_facts, trial_rules
from tests.packs.test_grounds import REGISTRY, STABLE, ZONES, trials_of

SIDED = {"before", "within", "sooner", "at_least"}
OTHER = {"all": "any", "any": "all"}


def mutants(condition):
    """Every condition that differs from this one by one change, each with a name for it."""
    ((operator, argument),) = condition.items()
    yield f"not {operator}", {"not": condition}
    if operator in OTHER:
        yield f"{operator} becomes {OTHER[operator]}", {OTHER[operator]: argument}
        for i, part in enumerate(argument):
            around = argument[:i], argument[i + 1 :]
            yield f"without {part}", {operator: [*around[0], *around[1]]}
            for name, mutant in mutants(part):
                yield name, {operator: [*around[0], mutant, *around[1]]}
    elif operator == "not":
        for name, mutant in mutants(argument):
            yield name, {"not": mutant}
    elif operator in SIDED:
        yield f"{operator} swapped", {operator: [argument[1], argument[0], *argument[2:]]}


def conditions_of(ground):
    """The ground's condition and those of its flaws, each with how it is asked."""
    yield "condition", ground.condition, True
    for flaw in (*ground.defeated_by, *ground.weakened_by):
        yield flaw.id, flaw.when, False


BENCH = {
    ground.id: [
        (trial_facts(trial, REGISTRY, ZONES), trial_rules(trial)) for trial in trials_of(ground)
    ]
    for ground in STABLE
}


def verdicts(ground, condition, every_parcel):
    """What the condition comes to in each trial of the ground."""
    return [
        decide(condition, facts, book, every_parcel=every_parcel).verdict
        for facts, book in BENCH[ground.id]
    ]


MUTANTS = [
    pytest.param(ground, original, mutant, every, id=f"{ground.id}: {part}: {name}")
    for ground in STABLE
    for part, original, every in conditions_of(ground)
    for name, mutant in mutants(original)
]


def test_there_are_mutants():
    """
    A ground without a changeable condition would make the test below idle.
    """
    assert len(MUTANTS) > 10 * len(STABLE) > 0


def test_every_way_to_change_a_condition_is_tried():
    """
    Parts dropped, `all` for `any`, sides swapped and every part negated, at every depth.
    """
    condition = {"all": [{"known": "a"}, {"not": {"before": ["b", "c"]}}]}

    assert [
        {"not": condition},
        {"any": condition["all"]},
        {"all": [{"not": {"before": ["b", "c"]}}]},
        {"all": [{"not": {"known": "a"}}, {"not": {"before": ["b", "c"]}}]},
        {"all": [{"known": "a"}]},
        {"all": [{"known": "a"}, {"not": {"not": {"before": ["b", "c"]}}}]},
        {"all": [{"known": "a"}, {"not": {"not": {"before": ["b", "c"]}}}]},
        {"all": [{"known": "a"}, {"not": {"before": ["c", "b"]}}]},
    ] == [mutant for _, mutant in mutants(condition)]


@pytest.mark.parametrize(("ground", "original", "mutant", "every_parcel"), MUTANTS)
def test_a_trial_notices(ground, original, mutant, every_parcel):
    """
    At least one trial comes to another verdict under the changed condition.
    """
    assert verdicts(ground, original, every_parcel) != verdicts(ground, mutant, every_parcel)
