"""A judgement as data, for `explain`: every ground with what bears on it, and what it rests on.

It is for the seller only and never goes into the packet.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.reasoning.advice import Advice, Outcome
from generator.reasoning.conditions import Verdict, facts_of
from generator.reasoning.facts import Fact, Facts, State
from generator.reasoning.grounds import Finding, Flaw
from generator.reasoning.judge import Judgement
from generator.reasoning.values import plain


def report(judgement: Judgement) -> dict[str, Any]:
    """The whole judgement as plain data, in the order of the reasoning."""
    leading = judgement.leading
    return {
        "outcome": str(judgement.outcome),
        "leading_ground": leading.ground.id if leading else None,
        "grounds": {
            finding.ground.id: _finding(finding, judgement.facts) for finding in judgement.findings
        },
        "advice": [
            {"do": advice.do, "for_grounds": list(advice.grounds)} for advice in judgement.advice
        ],
        "facts": [_fact(parcel, fact) for parcel, fact in _of_state(judgement.facts)],
        "stated": [
            {"fact": fact.name, "value": plain(source.value), "place": str(source)}
            for _, fact in judgement.facts
            for source in fact.others
            if not source.shown
            and fact.state is State.UNKNOWN
            and not fact.conflict
            and judgement.facts.registry[fact.name].can_be_shown
        ],
        "conflicts": [
            {
                "fact": fact.name,
                "parcel": parcel,
                "sources": [
                    {"place": str(source), "says": plain(source.value)} for source in fact.others
                ],
            }
            for parcel, fact in judgement.facts
            if fact.conflict
        ],
    }


def _finding(finding: Finding, facts: Facts) -> dict[str, Any]:
    holds = finding.answer.verdict is Verdict.HOLDS
    return {
        "title": finding.ground.title["en"],
        "verdict": str(finding.verdict),
        "strength": finding.grade.letter if finding.grade else None,
        "note": finding.grade.note if finding.grade else "",
        "role": str(finding.role) if finding.role else None,
        "bears_on_claim": finding.bears_on_claim,
        "relied_on": sorted(finding.answer.relied_on),
        "missing": sorted(finding.answer.missing),
        "would_need": _wishes(finding, facts),
        "defeated_by": _flaws(finding.defeated_by, facts),
        # What weakens or threatens a ground says something only of one whose condition holds.
        "weakened_by": _flaws(finding.weakened_by if holds else (), facts),
        "risks": _flaws(finding.risks if holds else (), facts),
        "excluded_by": finding.excluded_by or None,
        "reading": finding.answer.reading or None,
    }


def _wishes(finding: Finding, facts: Facts) -> list[str]:
    """What the missing facts are, in words, and where they can be got."""
    wishes = []
    for name in sorted(finding.answer.missing & facts.registry.keys()):
        kind = facts.registry[name]
        source = f" (from: {kind.obtain})" if kind.obtain else ""
        wishes.append(f"{kind.says.rstrip('.')}{source}")
    return wishes


def _flaws(flaws: Iterable[Flaw], facts: Facts) -> list[dict[str, Any]]:
    """Each with the places in the evidence that show it."""
    return [
        {
            "id": flaw.id,
            "says": flaw.says,
            "places": [
                str(source)
                for name in sorted(facts_of(flaw.when))
                for fact in facts.each(name)
                for source in fact.sources
            ],
        }
        for flaw in flaws
    ]


def _of_state(facts: Facts) -> Iterator[tuple[str | None, Fact]]:
    return ((parcel, fact) for parcel, fact in facts if fact.state is not State.UNKNOWN)


def _fact(parcel: str | None, fact: Fact) -> dict[str, Any]:
    return {
        "fact": fact.name,
        "parcel": parcel,
        "state": str(fact.state),
        "value": plain(fact.value),
        "places": [str(source) for source in fact.sources],
    }


def advice_text(name: str, judgement: Judgement) -> str:
    """What a seller reads who has no appeal: why, what is missing, and what to do, in order."""
    lines = [f"{name}: {_HEADLINES[judgement.outcome]}", ""]
    told = [flaw.says for finding in _bearing(judgement) for flaw in finding.defeated_by]
    if told:
        lines += ["What stands in the way:", *(f"  - {says}" for says in dict.fromkeys(told)), ""]
    if judgement.advice:
        steps = enumerate(judgement.advice, 1)
        titles = {finding.ground.id: finding.ground.title["en"] for finding in judgement.findings}
        told = [f"  {number}. {_step(each, titles)}" for number, each in steps]
        lines += ["What to do, in this order:", *told, ""]
    lines.append("`appeal explain` shows every ground, with what it rests on and what it lacks.")
    return "\n".join(lines) + "\n"


_HEADLINES = {
    Outcome.APPEAL: "There is an appeal.",
    Outcome.NEEDS_EVIDENCE: "There is no appeal yet: evidence is missing that can be got.",
    Outcome.NO_APPEAL: "There is no appeal: the evidence proves no ground that could carry one.",
}


def _bearing(judgement: Judgement) -> Iterator[Finding]:
    return (finding for finding in judgement.findings if finding.bears_on_claim)


def _step(advice: Advice, titles: Mapping[str, str]) -> str:
    if not advice.grounds:
        return advice.do
    proves = "; or: ".join(titles[ground] for ground in advice.grounds)
    return f"Get {advice.do}. It may prove: {proves}."
