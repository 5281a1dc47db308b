"""Rules: the edition in force, and numbers on which sources disagree."""

from datetime import date

import pytest

from generator.packs import Packs
from generator.reasoning.rules import Reading, Rule, RuleBook, rule_book

RULES = """
wait:
  title: {en: The wait}
  markets:
    US:
      editions:
        - valid_from: unknown
          readings: [READING-72]
        - valid_from: 2026-01-01
          readings: [READING-48, READING-24]
    UK:
      editions:
        - valid_from: 2026-06-01
          readings: [READING-48]
"""
READING = (
    "{says: {en: Wait.}, numbers: {wait: %s hours}, source: 'https://example.com/%s', "
    "code: S%s, read_on: 2026-11-22, trust: platform}"
)


def reading(hours):
    return Reading(
        {"en": "Wait."},
        {"wait": f"{hours} hours"},
        f"https://example.com/{hours}",
        f"S{hours}",
        "2026-11-22",
        "platform",
    )


@pytest.fixture
def packs(tmp_path):
    text = RULES
    for hours in ("72", "48", "24"):
        text = text.replace(f"READING-{hours}", READING % (hours, hours, hours))
    folder = tmp_path / "templates" / "platforms" / "shop"
    folder.mkdir(parents=True)
    (folder / "rules.yaml").write_text(text, "utf-8")
    return Packs((tmp_path, *Packs().roots))


@pytest.mark.parametrize(
    ("market", "on", "expected"),
    [
        ("US", date(2025, 12, 31), {"wait": ("unknown", [reading(72)])}),
        ("US", date(2026, 1, 1), {"wait": ("2026-01-01", [reading(48), reading(24)])}),
        ("UK", date(2026, 6, 1), {"wait": ("2026-06-01", [reading(48)])}),
        ("UK", date(2026, 5, 31), {}),
        ("DE", date(2026, 6, 1), {}),
    ],
)
def test_the_edition_in_force(packs, market, on, expected):
    """
    The latest edition that had begun counts; a market or a time without one has no rule.
    """
    book = rule_book(packs, "shop", market, on)

    assert expected == {
        name: (rule.valid_from, list(rule.readings)) for name, rule in book.rules.items()
    }


def rule(name, *hours):
    return Rule(name, {}, "unknown", tuple(reading(each) for each in hours))


def test_a_number_is_told_only_if_all_sources_agree():
    """
    With sources in conflict, or without the number, there is nothing to tell.
    """
    assert ["48 hours", None, None] == [
        rule("a", "48", "48").number("wait"),
        rule("a", "48", "24").number("wait"),
        rule("a", "48").number("other"),
    ]


def test_every_combination_of_readings_is_tried():
    """
    Two rules of two and one readings make two combinations; only what is in conflict is named.
    """
    book = RuleBook({"a": rule("a", "48", "24"), "b": rule("b", "72")})
    b = {"wait": "72 hours"}

    assert [
        ("a as in S48", {"a": {"wait": "48 hours"}, "b": b}),
        ("a as in S24", {"a": {"wait": "24 hours"}, "b": b}),
    ] == list(book.combinations(frozenset({"a", "b"})))
    assert [("", {})] == list(book.combinations(frozenset({"missing"})))
