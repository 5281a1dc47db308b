"""Trying a ground on made-up facts: the trials that lie beside it in `cases.yaml`."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any

from generator.reasoning.facts import Fact, FactKind, Facts, Registry, Source, State
from generator.reasoning.grounds import Finding, Ground, weigh
from generator.reasoning.rules import Reading, Rule, RuleBook
from generator.reasoning.values import read

_THE_ONLY_PARCEL = "P1"


def try_ground(
    ground: Ground, trial: Mapping[str, Any], known: Registry, zones: Sequence[tzinfo]
) -> Finding:
    """What the ground comes to under a trial's facts; `zones` are for times without an offset."""
    return weigh(ground, trial_facts(trial, known, zones), trial_rules(trial))


def trial_facts(trial: Mapping[str, Any], known: Registry, zones: Sequence[tzinfo]) -> Facts:
    """The facts that a trial supposes, all of them shown."""
    parcels = {str(number): facts for number, facts in trial.get("parcels", {}).items()}
    common = trial.get("facts") or {}
    absent = trial.get("absent") or ()
    numbers = tuple(parcels) or (_THE_ONLY_PARCEL,)
    found: dict[tuple[str, str | None], Fact] = {}
    for parcel in numbers:
        for name, raw in {**common, **parcels.get(parcel, {})}.items():
            key = (name, parcel if known[name].per_parcel else None)
            found[key] = _known(known[name], raw, zones)
        for name in absent:
            key = (name, parcel if known[name].per_parcel else None)
            found[key] = Fact(name, State.ABSENT, None, (_place(None),))
    return Facts(known, found, numbers)


def trial_rules(trial: Mapping[str, Any]) -> RuleBook:
    """The rules that a trial supposes; a list of numbers stands for sources in conflict."""
    readings: dict[str, dict[str, list[str]]] = {}
    for name, numbers in (trial.get("rules") or {}).items():
        rule, _, number = name.partition(".")
        listed = [numbers] if isinstance(numbers, str) else list(numbers)
        readings.setdefault(rule, {})[number] = listed
    return RuleBook({rule: _rule(rule, numbers) for rule, numbers in readings.items()})


def _rule(name: str, numbers: Mapping[str, Sequence[str]]) -> Rule:
    count = max(len(listed) for listed in numbers.values())
    return Rule(
        name,
        {},
        "unknown",
        tuple(
            Reading(
                {},
                {number: listed[min(i, len(listed) - 1)] for number, listed in numbers.items()},
                "a trial",
                f"reading {i + 1}",
                "",
                "platform",
            )
            for i in range(count)
        ),
    )


def _known(kind: FactKind, raw: Any, zones: Sequence[tzinfo]) -> Fact:
    value = read(kind.type, raw, zones)
    return Fact(kind.name, State.KNOWN, value, (_place(value),))


def _place(value: Any) -> Source:
    return Source("trial", "", value, True)
