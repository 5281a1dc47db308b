"""From judgement and letter to what the packet shows: timeline, rules, pictures, changes."""

from pathlib import Path

import pytest

from generator.cli.opening import open_case
from generator.packet.exhibits import select
from generator.packet.model import PlacedPicture
from generator.packet.pictures import Picture, Prepared
from generator.packet.view import packet_view, picture_files
from generator.paths import BUILT_IN
from generator.reasoning.judge import judge
from generator.writing.letter import compose
from generator.writing.model import Cite
from generator.writing.text import Texts
from generator.writing.words import load_words

EXAMPLES = BUILT_IN / "examples"
PICTURES = {
    "d1": Prepared((Picture(Path("a.jpg"), 300, 200), Picture(Path("b.jpg"), 30, 20)), ("Turned.",))
}


@pytest.fixture(scope="module")
def view():
    """The view of an example, with exhibits taken out by the names of their items."""

    def viewing(name, *without):
        case, packs = open_case(EXAMPLES / name / "case.yaml", None)
        judgement, words = judge(case, packs), load_words(packs, case.language)
        composed = compose(case, judgement, Texts.of(packs), words)
        letter, exhibits = select(case, composed, words, judgement.facts.registry)
        exhibits = tuple(each for each in exhibits if each.item.id not in without)
        changes = ("A character was named.",)
        return packet_view(
            case, judgement, letter, exhibits, PICTURES, words, "letter", changes, packs
        )

    return viewing


def test_what_the_case_is_called(view):
    """
    The foot has the case's name; title, author and date are those of the letter.
    """
    found = view("delivered_and_signed")

    assert ("delivered-113-4820957-3316248", "Lamp & Loft", "2026-09-09", "letter") == (
        found.case,
        found.author,
        found.created.isoformat(),
        found.paper,
    )
    assert found.letter.subject == found.title


def test_the_timeline_tells_the_events_in_their_order_with_the_time_between(view):
    """
    Each row leads to the entry that shows it; those of the claim itself are marked.
    """
    rows = {row.event: row for row in view("buyer_silent").timeline}

    raised, replied = rows["Buyer first raised the problem"], rows["Seller first replied"]
    assert ("8 June 2026, 07:41 (UTC+01:00)", Cite("A", "A-messages-0"), False) == (
        raised.when,
        raised.cite,
        raised.claim,
    )
    assert ("8 June 2026, 10:26 (UTC+01:00)", "2 hours 45 minutes", Cite("A", "A-messages-1")) == (
        replied.when,
        replied.elapsed,
        replied.cite,
    )
    filed = rows["Claim filed"]
    assert ("4 days 7 hours", True) == (filed.elapsed, filed.claim)
    assert ["Buyer first raised the problem", "Seller first replied", "Claim filed"] == [
        event for event in rows if event in (raised.event, replied.event, filed.event)
    ]


def test_the_timeline_tells_nothing_that_no_exhibit_shows(view):
    """
    Without the thread, its events are not told; every row leads to an exhibit that is there.
    """
    found = view("buyer_silent", "chat")

    assert {"B"} == {row.cite.exhibit for row in found.timeline}
    assert "Claim filed" in [row.event for row in found.timeline]
    assert "Seller first replied" not in [row.event for row in found.timeline]


def test_the_rules_are_those_that_the_letter_leans_on(view):
    """
    Of the grounds in it and of the conditions that they defeat, each once, with source and day.
    """
    rules = view("delivered_and_signed").rules

    assert ["What proves a delivery", "What evidence a claim is decided on"] == [
        rule.title for rule in rules
    ]
    assert all(rule.says and rule.source.startswith("https://") for rule in rules)
    assert {"22 November 2026"} == {rule.read_on for rule in rules}


def test_pictures_are_known_by_digest_and_number(view):
    """
    The renderer finds each under the name that the page gives it, wherever the file lies.
    """
    found = view("buyer_silent")

    assert {
        "d1": (PlacedPicture("pictures/d1-0", 300, 200), PlacedPicture("pictures/d1-1", 30, 20))
    } == found.pictures
    assert {"pictures/d1-0": Path("a.jpg"), "pictures/d1-1": Path("b.jpg")} == picture_files(
        PICTURES
    )


def test_every_change_is_told(view):
    """
    Those of the text first, then those of the pictures.
    """
    assert ("A character was named.", "Turned.") == view("buyer_silent").changes
