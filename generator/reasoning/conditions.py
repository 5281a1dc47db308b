"""The closed set of operators that a condition may use; there is no expression language.

A condition is data: one operator's name with its argument. It never guesses:
what the evidence does not say is UNKNOWN, and UNKNOWN is not HOLDS.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from generator.case.moments import Duration, Moment
from generator.reasoning.facts import Fact, Facts, State
from generator.reasoning.rules import UNKNOWN, Numbers, RuleBook
from generator.reasoning.values import Money, normal, read, same

Condition = Mapping[str, Any]


class Verdict(IntEnum):
    """Ordered, so that `all` is a minimum and `any` a maximum."""

    FAILS = -1
    UNKNOWN = 0
    HOLDS = 1

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a condition came to, the facts that decided it, and those that it lacked.

    `reading` names the source under which a rule in conflict decides against it.
    """

    verdict: Verdict
    relied_on: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    reading: str = ""


@dataclass(frozen=True, slots=True)
class _Scope:
    """What one evaluation may look at: the facts, one reading of each rule, one parcel."""

    facts: Facts
    numbers: Numbers
    parcel: str | None

    def fact(self, name: str) -> Fact:
        return self.facts.get(name, self.parcel)


def decide(
    condition: Condition, facts: Facts, book: RuleBook, *, every_parcel: bool = True
) -> Answer:
    """Evaluate a condition for the case.

    A condition that speaks of parcels must hold for every disputed one, or with
    `every_parcel=False` for some. With conflicting readings of a rule it holds
    only if it holds under all, and fails only if it fails under all.
    """
    parcels = facts.parcels if _mentions_parcels(condition, facts) else facts.parcels[:1]
    answers = []
    for reading, numbers in book.combinations(rules_of(condition)):
        each = [_evaluate(condition, _Scope(facts, numbers, parcel)) for parcel in parcels]
        pick = min if every_parcel else max
        answers.append((reading, _decided_by(pick(o.verdict for o in each), each)))
    verdicts = {answer.verdict for _, answer in answers}
    if len(verdicts) == 1:
        return _decided_by(verdicts.pop(), [answer for _, answer in answers])
    against = next(reading for reading, o in answers if o.verdict is not Verdict.HOLDS)
    undecided = _decided_by(Verdict.UNKNOWN, [answer for _, answer in answers])
    relied_on = frozenset().union(*(answer.relied_on for _, answer in answers))
    return Answer(Verdict.UNKNOWN, relied_on, undecided.missing, against)


def facts_of(condition: Condition) -> frozenset[str]:
    """The names of all facts in a condition."""
    return frozenset(name for leaf in _leaves(condition) for name in _names(*leaf))


def rules_of(condition: Condition) -> frozenset[str]:
    """The names of all rules whose numbers a condition uses."""
    return frozenset(
        part.split(".")[1]
        for _, argument in _leaves(condition)
        if isinstance(argument, Sequence) and not isinstance(argument, str)
        for part in argument
        if isinstance(part, str) and part.startswith("rule.")
    )


def _leaves(condition: Condition) -> Iterator[tuple[str, Any]]:
    ((operator, argument),) = condition.items()
    if operator in ("all", "any"):
        for part in argument:
            yield from _leaves(part)
    elif operator == "not":
        yield from _leaves(argument)
    else:
        yield operator, argument


def _names(operator: str, argument: Any) -> tuple[str, ...]:
    if operator in ("known", "absent"):
        return (argument,)
    return tuple(argument[:1] if operator == "one_of" else argument[:2])


def _mentions_parcels(condition: Condition, facts: Facts) -> bool:
    return any(facts.registry[name].per_parcel for name in facts_of(condition))


def _evaluate(condition: Condition, scope: _Scope) -> Answer:
    ((operator, argument),) = condition.items()
    return OPERATORS[operator](argument, scope)


def _all(parts: Iterable[Condition], scope: _Scope) -> Answer:
    answers = [_evaluate(part, scope) for part in parts]
    return _decided_by(min(answer.verdict for answer in answers), answers)


def _any(parts: Iterable[Condition], scope: _Scope) -> Answer:
    answers = [_evaluate(part, scope) for part in parts]
    return _decided_by(max(answer.verdict for answer in answers), answers)


def _decided_by(verdict: Verdict, answers: Iterable[Answer]) -> Answer:
    deciding = [answer for answer in answers if answer.verdict is verdict]
    return Answer(
        verdict,
        frozenset().union(*(answer.relied_on for answer in deciding)),
        frozenset().union(*(answer.missing for answer in deciding)),
        next((answer.reading for answer in deciding if answer.reading), ""),
    )


def _not(part: Condition, scope: _Scope) -> Answer:
    answer = _evaluate(part, scope)
    return Answer(Verdict(-answer.verdict), answer.relied_on, answer.missing)


def _known(name: str, scope: _Scope) -> Answer:
    state = scope.fact(name).state
    if state is State.UNKNOWN:
        return Answer(Verdict.UNKNOWN, missing=frozenset({name}))
    verdict = Verdict.HOLDS if state is State.KNOWN else Verdict.FAILS
    return Answer(verdict, frozenset({name}))


def _absent(name: str, scope: _Scope) -> Answer:
    return _not({"known": name}, scope)


def _compared(names: Sequence[str], scope: _Scope, holds: Callable[..., bool | None]) -> Answer:
    """Compare known facts; an absent one fails, an unknown one or precision leaves it open."""
    facts = [scope.fact(name) for name in names]
    missing = frozenset(fact.name for fact in facts if fact.state is State.UNKNOWN)
    absent = frozenset(fact.name for fact in facts if fact.state is State.ABSENT)
    if absent:
        return Answer(Verdict.FAILS, absent)
    if missing:
        return Answer(Verdict.UNKNOWN, missing=missing)
    answer = holds(*(fact.value for fact in facts))
    if answer is None:
        return Answer(Verdict.UNKNOWN, missing=frozenset(names))
    return Answer(Verdict.HOLDS if answer else Verdict.FAILS, frozenset(names))


def _before(names: Sequence[str], scope: _Scope) -> Answer:
    return _compared(names, scope, Moment.before)


def _within(argument: Sequence[str], scope: _Scope) -> Answer:
    """start <= event <= start + duration."""
    *names, limit = argument
    duration = _duration(limit, scope)
    if duration is None:
        return Answer(Verdict.UNKNOWN, missing=frozenset({limit}))
    return _compared(
        names,
        scope,
        lambda start, event: _both(
            _negated(event.before(start)), _negated((start + duration).before(event))
        ),
    )


def _sooner(argument: Sequence[str], scope: _Scope) -> Answer:
    """event < start + duration, whether or not the event came after the start."""
    *names, limit = argument
    duration = _duration(limit, scope)
    if duration is None:
        return Answer(Verdict.UNKNOWN, missing=frozenset({limit}))
    return _compared(names, scope, lambda start, event: event.before(start + duration))


def _duration(text: str, scope: _Scope) -> Duration | None:
    if text.startswith("rule."):
        _, rule, number = text.split(".")
        text = scope.numbers.get(rule, {}).get(number, UNKNOWN)
    return None if text == UNKNOWN else Duration.parse(text)


def _negated(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _both(left: bool | None, right: bool | None) -> bool | None:
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def _equal(names: Sequence[str], scope: _Scope) -> Answer:
    kind = scope.facts.registry[names[0]].type
    return _compared(names, scope, lambda left, right: same(kind, left, right))


def _one_of(argument: tuple[str, Sequence[str]], scope: _Scope) -> Answer:
    name, literals = argument
    kind = scope.facts.registry[name].type
    wanted = {normal(kind, read(kind, literal)) for literal in literals}
    return _compared([name], scope, lambda value: normal(kind, value) in wanted)


def _at_least(names: Sequence[str], scope: _Scope) -> Answer:
    return _compared(names, scope, _not_less)


def _not_less(left: Any, right: Any) -> bool | None:
    if isinstance(left, Money) and isinstance(right, Money):
        return left.amount >= right.amount if left.currency == right.currency else None
    return bool(left >= right)


OPERATORS: Mapping[str, Callable[[Any, _Scope], Answer]] = {
    "all": _all,
    "any": _any,
    "not": _not,
    "known": _known,
    "absent": _absent,
    "before": _before,
    "within": _within,
    "sooner": _sooner,
    "equal": _equal,
    "one_of": _one_of,
    "at_least": _at_least,
}
