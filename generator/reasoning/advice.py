"""What the findings come to: an appeal, more evidence first, or no appeal; and what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from generator.reasoning.conditions import Condition, Verdict, decide, facts_of
from generator.reasoning.facts import Facts, State
from generator.reasoning.grounds import LEADING, Finding, Role, Strengths
from generator.reasoning.rules import RuleBook


class Outcome(StrEnum):
    """Whether there is an appeal."""

    APPEAL = "appeal"
    NEEDS_EVIDENCE = "needs_evidence"
    NO_APPEAL = "no_appeal"


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing for the seller to do; `grounds` are those that it would make possible, if any."""

    do: str
    grounds: tuple[str, ...] = ()


def outcome(
    findings: Sequence[Finding], strengths: Strengths, facts: Facts, book: RuleBook
) -> tuple[Outcome, tuple[Advice, ...]]:
    """The outcome, and the evidence that would turn it if it can be got."""
    if any(finding.role is Role.LEADS for finding in findings):
        return Outcome.APPEAL, ()
    wanted: dict[str, list[str]] = {}
    for finding in findings:
        if _could_lead(finding, strengths) and could_hold(finding.ground.condition, facts, book):
            for evidence in _evidence_for(finding, facts):
                wanted.setdefault(evidence, []).append(finding.ground.id)
    if not wanted:
        return Outcome.NO_APPEAL, ()
    return Outcome.NEEDS_EVIDENCE, tuple(
        Advice(evidence, tuple(grounds)) for evidence, grounds in wanted.items()
    )


def _could_lead(finding: Finding, strengths: Strengths) -> bool:
    grades = strengths.get(finding.ground.id, ())
    return (
        finding.bears_on_claim
        and finding.verdict is Verdict.UNKNOWN
        and any(grade.letter in LEADING for grade in grades)
    )


def could_hold(condition: Condition, facts: Facts, book: RuleBook) -> bool:
    """Whether a condition would hold if all evidence that can be got said what is hoped."""
    ((operator, argument),) = condition.items()
    if operator == "all":
        return all(could_hold(part, facts, book) for part in argument)
    if operator == "any":
        return any(could_hold(part, facts, book) for part in argument)
    verdict = decide(condition, facts, book).verdict
    if verdict is not Verdict.UNKNOWN:
        return verdict is Verdict.HOLDS
    missing = [
        fact
        for name in facts_of(condition)
        for fact in facts.each(name)
        if fact.state is State.UNKNOWN
    ]
    return bool(missing) and all(
        fact.conflict or facts.registry[fact.name].obtain for fact in missing
    )


def _evidence_for(finding: Finding, facts: Facts) -> list[str]:
    """What to get for a ground, each once."""
    wanted = []
    for name in sorted(finding.answer.missing & facts.registry.keys()):
        obtain = facts.registry[name].obtain
        if any(fact.conflict for fact in facts.each(name)):
            wanted.append(f"evidence that settles this, since the sources disagree: {name}")
        elif obtain:
            wanted.append(obtain)
    return list(dict.fromkeys(wanted))


def steps(
    entries: Sequence[Mapping[str, Any]], facts: Facts, book: RuleBook, language: str
) -> tuple[Advice, ...]:
    """What the claim's pack tells a seller to do who has no appeal, where it applies."""
    return tuple(
        Advice(entry["do"].get(language, entry["do"]["en"]))
        for entry in entries
        if "when" not in entry
        or decide(entry["when"], facts, book, every_parcel=False).verdict is Verdict.HOLDS
    )
