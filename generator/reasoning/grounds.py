"""Grounds: which of them the evidence proves, how strong each is here, and which one leads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from generator.pack_files import read
from generator.packs import Packs
from generator.reasoning.conditions import Answer, Condition, Verdict, decide
from generator.reasoning.facts import Facts
from generator.reasoning.rules import RuleBook

LEADING = "AB"
SUPPORTING = "C"  # also of a ground that the platform's strengths do not list


class Role(StrEnum):
    """What a ground that holds does in the letter."""

    LEADS = "leads"
    SUPPORTS = "supports"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Flaw:
    """A defeater or a weakness: its words to the seller, and when it acts."""

    id: str
    says: str
    when: Condition


@dataclass(frozen=True, slots=True)
class Ground:
    """An argument as its pack describes it."""

    id: str
    title: Mapping[str, str]
    answers: frozenset[str]
    answers_points: frozenset[str]
    defeats: frozenset[str]
    leans_on: tuple[str, ...]
    condition: Condition
    defeated_by: tuple[Flaw, ...] = ()
    weakened_by: tuple[Flaw, ...] = ()
    excludes: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Grade:
    """A strength on one platform: A decisive, B good, C supports and never leads."""

    letter: str
    when: Condition | None = None
    unless_weakened: frozenset[str] = frozenset()
    note: str = ""


Strengths = Mapping[str, Sequence[Grade]]  # in the order of the letter among equals


@dataclass(frozen=True, slots=True)
class Finding:
    """What the evidence makes of one ground."""

    ground: Ground
    verdict: Verdict
    answer: Answer  # of the condition alone, before the defeaters
    defeated_by: tuple[Flaw, ...] = ()
    weakened_by: tuple[Flaw, ...] = ()
    risks: tuple[Flaw, ...] = ()  # defeaters that are unknown
    grade: Grade | None = None
    role: Role | None = None
    excluded_by: str = ""
    bears_on_claim: bool = True


def load_grounds(packs: Packs) -> tuple[Ground, ...]:
    """All grounds of the packs, by name."""
    return tuple(
        load_ground(packs, name) for name in packs.names("templates/grounds", "ground.yaml")
    )


def load_ground(packs: Packs, name: str) -> Ground:
    """One ground; stops with exit 4 if its file is wrong."""
    data = read(packs, f"templates/grounds/{name}/ground.yaml", "ground")
    return Ground(
        name,
        data["title"],
        frozenset(data["answers"]),
        frozenset(data.get("answers_points", ())),
        frozenset(data.get("defeats", ())),
        tuple(data.get("leans_on", ())),
        data["condition"],
        _flaws(data.get("defeated_by", ())),
        _flaws(data.get("weakened_by", ())),
        tuple(data.get("excludes", ())),
    )


def _flaws(data: Iterable[Mapping[str, Any]]) -> tuple[Flaw, ...]:
    return tuple(Flaw(flaw["id"], flaw["says"], flaw["when"]) for flaw in data)


def load_strengths(packs: Packs, platform: str) -> Strengths:
    """How strong each ground is on a platform."""
    data = read(packs, f"templates/platforms/{platform}/strengths.yaml", "strengths")
    return {
        ground: tuple(
            Grade(
                entry["letter"],
                entry.get("when"),
                frozenset(entry.get("unless_weakened", ())),
                entry.get("note", ""),
            )
            for entry in entries
        )
        for ground, entries in data.items()
    }


def weigh(ground: Ground, facts: Facts, book: RuleBook) -> Finding:
    """Try one ground by itself: its condition, its defeaters, its weaknesses.

    What speaks against the seller acts also if he only states it.
    """
    admitted = facts.admitted()
    answer = decide(ground.condition, facts, book)
    defeaters = _acting(ground.defeated_by, admitted, book)
    weaknesses = _acting(ground.weakened_by, admitted, book)
    defeated = tuple(flaw for flaw, verdict in defeaters if verdict is Verdict.HOLDS)
    return Finding(
        ground,
        Verdict.FAILS if defeated else answer.verdict,
        answer,
        defeated,
        tuple(flaw for flaw, verdict in weaknesses if verdict is Verdict.HOLDS),
        tuple(flaw for flaw, verdict in defeaters if verdict is Verdict.UNKNOWN),
    )


def _acting(flaws: Sequence[Flaw], facts: Facts, book: RuleBook) -> list[tuple[Flaw, Verdict]]:
    """One parcel is enough for a flaw to act."""
    return [(flaw, decide(flaw.when, facts, book, every_parcel=False).verdict) for flaw in flaws]


def assess(
    grounds: Iterable[Ground], strengths: Strengths, reason: str, facts: Facts, book: RuleBook
) -> tuple[Finding, ...]:
    """Try every ground, grade those that hold, and give each its role, the leading one first."""
    findings = []
    for ground in grounds:
        finding = weigh(ground, facts, book)
        grade = _grade(finding, strengths.get(ground.id, ()), facts, book)
        findings.append(replace(finding, grade=grade, bears_on_claim=reason in ground.answers))
    order = list(strengths)
    findings.sort(key=lambda finding: _rank(finding, order))
    return _with_roles(findings, facts, book)


def _grade(finding: Finding, grades: Sequence[Grade], facts: Facts, book: RuleBook) -> Grade | None:
    """The first grade whose terms are met; None for a ground that does not hold."""
    if finding.verdict is not Verdict.HOLDS:
        return None
    weaknesses = {flaw.id for flaw in finding.weakened_by}
    for grade in grades:
        met = grade.when is None or decide(grade.when, facts, book).verdict is Verdict.HOLDS
        if met and not grade.unless_weakened & weaknesses:
            return grade
    return Grade(SUPPORTING)


def _rank(finding: Finding, order: Sequence[str]) -> tuple[Any, ...]:
    ground = finding.ground.id
    place = order.index(ground) if ground in order else len(order)
    letter = finding.grade.letter if finding.grade else "~"
    return (not finding.bears_on_claim, -finding.verdict, letter, place, ground)


def _with_roles(findings: Sequence[Finding], facts: Facts, book: RuleBook) -> tuple[Finding, ...]:
    """Of an excluding pair the stronger stays; the first that may lead, leads."""
    kept: list[Ground] = []
    led = False
    result = []
    for finding in findings:
        if finding.grade is None or not finding.bears_on_claim:
            result.append(finding)
            continue
        rival = next((g for g in kept if _exclude(g, finding.ground, facts, book)), None)
        if rival:
            result.append(replace(finding, role=Role.EXCLUDED, excluded_by=rival.id))
            continue
        kept.append(finding.ground)
        leads = not led and finding.grade.letter in LEADING
        led = led or leads
        result.append(replace(finding, role=Role.LEADS if leads else Role.SUPPORTS))
    return tuple(result)


def _exclude(one: Ground, other: Ground, facts: Facts, book: RuleBook) -> bool:
    """Whether either names the other as one that it cannot stand beside."""
    pairs = [*((e, other.id) for e in one.excludes), *((e, one.id) for e in other.excludes)]
    return any(
        exclusion["ground"] == name
        and (
            "when" not in exclusion
            or decide(exclusion["when"], facts, book, every_parcel=False).verdict is Verdict.HOLDS
        )
        for exclusion, name in pairs
    )
