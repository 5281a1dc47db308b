"""What no font can draw is named in evidence, and left to stop the seller's own text."""

from dataclasses import replace

import pytest

from generator.cli.opening import open_case
from generator.packet.legible import legible
from generator.paths import BUILT_IN

FACE, OTHER = "\u0378", "\U0001f8ff"  # numbers that Unicode has not given to any character


@pytest.fixture(scope="module")
def case():
    return open_case(BUILT_IN / "examples/buyer_silent/case.yaml", None)[0]


def with_thread(case, text):
    """The case with this text in the first message of its thread, and its name."""
    chat = case.item("chat")
    first, *others = chat.data["messages"]
    changed = replace(chat, data={**chat.data, "messages": [{**first, "text": text}, *others]})
    items = tuple(changed if item.id == "chat" else item for item in case.evidence)
    return replace(case, evidence=items)


def first_message(case):
    return case.item("chat").data["messages"][0]["text"]


def test_a_case_that_can_be_drawn_is_left_as_it_is(case):
    """
    The same case, and no change is told.
    """
    found, changes = legible(case)

    assert case is found
    assert () == changes


@pytest.mark.parametrize(
    "text", ["a\tb\nc", "&<b>'\"", "你好 こんにちは 안녕", "👨‍👩‍👧 👍🏽 🇨🇳 1️⃣", "שלום \u200f\u202e"]
)
def test_what_a_font_has_is_left(case, text):
    """
    Letters of many scripts, emoji in sequences, tabs, and marks that are named elsewhere.
    """
    assert () == legible(with_thread(case, text))[1]


def test_what_no_font_has_is_named_in_evidence(case):
    """
    Every such character by its number; each item and character is told once.
    """
    found, changes = legible(with_thread(case, f"So {FACE}{FACE} and {OTHER}."))

    assert "So [U+0378][U+0378] and [U+1F8FF]." == first_message(found)
    assert [
        f"evidence/messages.yaml: the character U+{number} has no glyph in any installed font and"
        f" is printed as [U+{number}]."
        for number in ("0378", "1F8FF")
    ] == list(changes)


def test_the_rest_of_the_evidence_is_equal(case):
    """
    Keys, numbers, flags and lists stay what they were.
    """
    changed = with_thread(case, FACE)
    found, _ = legible(changed)

    assert changed.item("order").data == found.item("order").data
    assert changed.item("chat").data["complete"] == found.item("chat").data["complete"]
    assert changed.item("chat").data["messages"][1:] == found.item("chat").data["messages"][1:]


def test_the_buyer_s_words_in_the_case_are_evidence_too(case):
    """
    The letter quotes them.
    """
    claim = {**case.data["claim"], "buyer_says": [{"text": f"No {FACE}", "point": "not_received"}]}

    found, _ = legible(replace(case, data={**case.data, "claim": claim}))

    assert [{"text": "No [U+0378]", "point": "not_received"}] == found.data["claim"]["buyer_says"]


def test_the_seller_s_own_text_is_not_touched(case):
    """
    It shall stop the build instead, also where the evidence has the same character.
    """
    seller = {**case.data["seller"], "store": f"Ride {FACE}"}
    mine = replace(with_thread(case, FACE), data={**case.data, "seller": seller})

    assert f"Ride {FACE}" == legible(mine)[0].data["seller"]["store"]


def test_what_was_given_is_not_changed(case):
    """
    The case that was read is the one that is reasoned about.
    """
    given = with_thread(case, FACE)

    legible(given)

    assert FACE == first_message(given)
