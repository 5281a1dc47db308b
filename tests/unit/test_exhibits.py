"""Exhibits: which items become one, their letters, and what stands under "what this shows"."""

from dataclasses import replace
from itertools import islice

import pytest

from generator.cli.opening import open_case
from generator.packet.exhibits import labels, select
from generator.paths import BUILT_IN
from generator.reasoning.judge import judge
from generator.writing.cites import every_sentence
from generator.writing.letter import compose
from generator.writing.model import Cite
from generator.writing.text import Texts
from generator.writing.words import load_words

EXAMPLES = BUILT_IN / "examples"


@pytest.fixture(scope="module")
def selected():
    """The letter and the exhibits of an example, with its items changed."""

    def selecting(name, **include):
        case, packs = open_case(EXAMPLES / name / "case.yaml", None)
        items = [
            replace(item, include=include.get(item.id, item.include)) for item in case.evidence
        ]
        case = replace(case, evidence=tuple(items))
        judgement, words = judge(case, packs), load_words(packs, case.language)
        composed = compose(case, judgement, Texts.of(packs), words)
        return select(case, composed, words, judgement.facts.registry)

    return selecting


def of_item(exhibits, identity):
    return next((exhibit for exhibit in exhibits if exhibit.item.id == identity), None)


def test_labels_go_on_after_z():
    """
    As the columns of a spreadsheet do.
    """
    found = list(islice(labels(), 26 * 27 + 1))

    assert ["A", "B", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA"] == [
        found[index] for index in (0, 1, 25, 26, 27, 51, 52, 701, 702)
    ]


def test_exhibits_are_lettered_as_the_letter_cites_them(selected):
    """
    The order of the case does not matter; what the case wants included follows.
    """
    letter, exhibits = selected("delivered_and_signed")
    first_cited = dict.fromkeys(
        cite.exhibit for said in every_sentence(letter) for cite in said.cites
    )

    assert [
        ("A", "tracking"),
        ("B", "pod"),
        ("C", "claim_notice"),
        ("D", "order"),
        ("E", "chat"),
    ] == [(exhibit.label, exhibit.item.id) for exhibit in exhibits]
    assert ["A", "B", "C", "D"] == list(first_cited)


def test_an_item_that_nothing_needs_is_no_exhibit(selected):
    """
    Only `include` makes it one; several follow in the order of the case.
    """
    _, without = selected("delivered_and_signed", chat=False)
    _, both = selected("delivered_and_signed", decision_notice=True)

    assert ["tracking", "pod", "claim_notice", "order"] == [each.item.id for each in without]
    assert ["chat", "decision_notice"] == [each.item.id for each in both[4:]]
    assert (None, "E") == (of_item(without, "chat"), of_item(both, "chat").label)


def test_an_item_that_is_cited_and_wanted_is_one_exhibit(selected):
    """
    Its letter is that of the cite.
    """
    letter, exhibits = selected("delivered_and_signed")
    same, wanted = selected("delivered_and_signed", tracking=True)

    assert letter == same
    assert [(each.label, each.item.id) for each in exhibits] == [
        (each.label, each.item.id) for each in wanted
    ]


def test_cites_lead_to_exhibits_and_to_places_in_them(selected):
    """
    A scan is a place of its own, a signature is on its exhibit as a whole.
    """
    letter, _ = selected("delivered_and_signed")

    assert {Cite("A", "A-events-10"), Cite("B", "B")} <= set(letter.opening[0].cites)


def test_an_exhibit_knows_its_title_caption_and_what_it_shows(selected):
    """
    One line for each fact that the letter takes from it, each once, with its value there.
    """
    _, exhibits = selected("delivered_and_signed")
    pod = of_item(exhibits, "pod")

    caption = (
        "The carrier's proof of delivery, with the signature of the person who took the parcel"
    )
    assert ("Proof of delivery with signature", caption) == (pod.title, pod.caption)
    assert [
        "Parcel delivered: 14 August 2026, 14:41 (UTC-05:00)",
        "Signed for by: WHITFIELD",
        "Postcode of delivery: 78745",
        "Town of delivery: Austin",
    ] == list(pod.shows)


def test_what_is_proved_absent_is_shown_as_none(selected):
    """
    The silence of a complete thread is something that the thread shows.
    """
    chat = of_item(selected("buyer_silent")[1], "chat")

    assert "Buyer answered the seller: none found in the record" in chat.shows


def test_only_entries_that_are_cited_are_marked(selected):
    """
    Pointers into the item's own data: the scan, the messages; nothing for an item as a whole.
    """
    _, exhibits = selected("delivered_and_signed")

    assert {
        "A": {"/events/1", "/events/10"},  # at 0 the label was only announced
        "B": set(),
        "C": set(),
        "D": set(),
        "E": set(),
    } == {each.label: set(each.cited) for each in exhibits}
