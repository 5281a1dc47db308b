"""The whole of the reasoning in one step: from a checked case to its judgement."""

from dataclasses import dataclass
from datetime import date

from generator.case.model import Case
from generator.case.moments import Moment
from generator.packs import Packs
from generator.reasoning import advice
from generator.reasoning.advice import Advice, Outcome
from generator.reasoning.claims import Channel, ClaimReason, load_channel, load_reason
from generator.reasoning.evidence import derive
from generator.reasoning.facts import Fact, Facts
from generator.reasoning.grounds import Finding, Role, assess, load_grounds, load_strengths
from generator.reasoning.rules import Rule, RuleBook, rule_book


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that the evidence comes to under the platform's rules."""

    facts: Facts
    book: RuleBook
    reason: ClaimReason
    channel: Channel
    findings: tuple[Finding, ...]
    outcome: Outcome
    advice: tuple[Advice, ...]

    @property
    def arguing(self) -> tuple[Finding, ...]:
        """The findings that the letter may use, the leading one first."""
        return tuple(f for f in self.findings if f.role in (Role.LEADS, Role.SUPPORTS))

    @property
    def leaned_on(self) -> tuple[Rule, ...]:
        """The rules of the grounds that argue and of the claim conditions that they defeat."""
        defeated: frozenset[str] = frozenset().union(*(f.ground.defeats for f in self.arguing))
        names = [
            *(rule for finding in self.arguing for rule in finding.ground.leans_on),
            *(each.rule for each in self.reason.conditions if each.id in defeated),
        ]
        known = self.book.rules
        return tuple(known[name] for name in dict.fromkeys(names) if name in known)

    @property
    def leading(self) -> Finding | None:
        """The finding that leads, if there is an appeal."""
        return next((f for f in self.findings if f.role is Role.LEADS), None)


def judge(case: Case, packs: Packs) -> Judgement:
    """Reason over a case. The rules are those in force on the day on which the claim was filed."""
    facts = derive(case, packs)
    book = rule_book(packs, case.platform, case.market, _claim_date(case, facts))
    strengths = load_strengths(packs, case.platform)
    findings = assess(load_grounds(packs), strengths, case.reason, facts, book)
    reason = load_reason(packs, case.platform, case.reason)
    outcome, wanted = advice.outcome(findings, strengths, facts, book)
    steps: tuple[Advice, ...] = ()
    if outcome is not Outcome.APPEAL:
        steps = advice.steps(reason.advice, facts, book, case.language)
    return Judgement(
        facts,
        book,
        reason,
        load_channel(packs, case.platform, case.channel),
        findings,
        outcome,
        (*wanted, *steps),
    )


def _claim_date(case: Case, facts: Facts) -> date:
    """When the claim was filed, by the best source there is; else the date of the letter."""
    fact: Fact = facts.get("claim.filed_at")
    known = (fact.value, *(source.value for source in fact.others))
    return next((value.first.date() for value in known if isinstance(value, Moment)), case.as_of)
