"""A platform's rules as dated editions with their sources.

Where sources of one edition conflict, it carries every reading, and a
condition holds only if it holds under all of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from generator.pack_files import read
from generator.packs import Packs

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one source says: its words in ours, and its numbers as text (`48 hours`)."""

    says: Mapping[str, str]
    numbers: Mapping[str, str]
    source: str
    code: str
    read_on: str
    trust: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in the edition that is in force for the case."""

    id: str
    title: Mapping[str, str]
    valid_from: str
    readings: tuple[Reading, ...]

    def number(self, name: str) -> str | None:
        """The number on which all readings agree, or None."""
        numbers = {reading.numbers.get(name, UNKNOWN) for reading in self.readings}
        return numbers.pop() if len(numbers) == 1 and UNKNOWN not in numbers else None


Numbers = Mapping[str, Mapping[str, str]]  # rule -> name -> number, one reading of each


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules in force on the claim's date in its market."""

    rules: Mapping[str, Rule]

    def combinations(self, names: frozenset[str]) -> Iterator[tuple[str, Numbers]]:
        """Every choice of readings for the named rules, with a name for it ("" if there is one)."""
        rules = [self.rules[name] for name in sorted(names) if name in self.rules]
        for chosen in product(*(rule.readings for rule in rules)):
            named = [
                f"{rule.id} as in {reading.code}"
                for rule, reading in zip(rules, chosen, strict=True)
                if len(rule.readings) > 1
            ]
            yield (
                ", ".join(named),
                {rule.id: reading.numbers for rule, reading in zip(rules, chosen, strict=True)},
            )


def rule_book(packs: Packs, platform: str, market: str, on: date) -> RuleBook:
    """The platform's rules as they stand for a claim filed on that day."""
    data = read(packs, f"templates/platforms/{platform}/rules.yaml", "rules")
    rules = {}
    for name, rule in data.items():
        editions = rule["markets"].get(market, {}).get("editions", [])
        in_force = [edition for edition in editions if _begins(edition) <= on]
        if in_force:
            rules[name] = _rule(name, rule, max(in_force, key=_begins))
    return RuleBook(rules)


def _begins(edition: Mapping[str, Any]) -> date:
    written = edition["valid_from"]
    return date.min if written == UNKNOWN else date.fromisoformat(written)


def _rule(name: str, rule: Mapping[str, Any], edition: Mapping[str, Any]) -> Rule:
    return Rule(
        name,
        rule["title"],
        edition["valid_from"],
        tuple(
            Reading(
                reading["says"],
                reading.get("numbers", {}),
                reading["source"],
                reading["code"],
                reading["read_on"],
                reading["trust"],
            )
            for reading in edition["readings"]
        ),
    )
