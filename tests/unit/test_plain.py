"""The letter as text: how cites are put together, and where they stand in a sentence."""

from dataclasses import replace

import pytest

from generator.writing.model import Cite
from generator.writing.plain import filled, halves, plain_text, references
from tests.unit.specimen import LETTER, WORDS

PAGES = {"A-events-0": 4, "B": 5, "C": 9, "C-messages-12": 9, "C-messages-13": 10, "D": 14}


@pytest.mark.parametrize(
    ("anchors", "read"),
    [
        ([], []),
        (["B"], ["Exhibit B, p. @B"]),
        (["B", "B"], ["Exhibit B, p. @B"]),
        (["B", "A"], ["Exhibit A, p. @A", "Exhibit B, p. @B"]),
        (["AA", "B"], ["Exhibit B, p. @B", "Exhibit AA, p. @AA"]),
        (["C-messages-3"], ["Exhibit C, p. @C-messages-3"]),
        (["C-messages-4", "C-messages-3"], ["Exhibit C, p. @C-messages-3"]),
        (["C-messages-3", "C-messages-6"], ["Exhibit C, p. @C-messages-3"]),
        (
            ["C-messages-3", "C-messages-7"],
            ["Exhibit C, no. 4, p. @C-messages-3", "no. 8, p. @C-messages-7"],
        ),
        (["C", "C-messages-3"], ["Exhibit C, p. @C-messages-3"]),
        (["C-file-2"], ["Exhibit C, p. @C-file-2"]),
    ],
)
def test_places_that_stand_together_need_one_page_number(anchors, read):
    """
    Cites are read by exhibit; entries apart are told by their number, an exhibit by its entry.
    """
    cites = [Cite(anchor.partition("-")[0], anchor) for anchor in anchors]

    assert read == [f"{each.text}@{each.anchor}" for each in references(cites, WORDS)]


def test_a_column_of_exhibits_does_not_repeat_the_word():
    """
    In the table the heading of the column says "Exhibit".
    """
    (reference,) = references([Cite("B", "B")], WORDS, named=False)

    assert ("B, p. ", "B") == (reference.text, reference.anchor)


@pytest.mark.parametrize(
    ("text", "stem", "stop"),
    [
        ("It was signed for.", "It was signed for", "."),
        ("It was signed for", "It was signed for", ""),
        ("已签收。", "已签收", "。"),
        ("He wrote: “Where is it?”", "He wrote: “Where is it?”", "."),
        ('He wrote: "It came."', 'He wrote: "It came."', "."),
        ("他写了“到了。”", "他写了“到了。”", "。"),
        ("He called it “fine”", "He called it “fine”", "."),
        ("One.\nTwo.", "One.\nTwo", "."),
    ],
)
def test_cites_stand_before_the_full_stop(text, stem, stop):
    """
    A sentence that ends in a quotation gets one, whatever end the quotation has itself.
    """
    assert (stem, stop) == halves(text)


def test_the_text_has_the_page_numbers_in_it():
    """
    The opening of the letter, whole.
    """
    text = "The parcel was delivered to the address on the order on 5 March 2026, 14:12 (UTC-06:00)"

    decisive = filled(LETTER, PAGES, WORDS)["decisive"]

    assert f"{text}, and J SMITH signed for it (Exhibit A, p. 4; Exhibit B, p. 5)." == decisive


def test_the_letter_is_read_from_top_to_bottom():
    """
    One paragraph a line; the parts that a letter does not have leave no gap.
    """
    letter = replace(
        LETTER, identifiers=(("Order", "1"),), grounds=(), points=(), other=(), relief=()
    )

    assert plain_text(letter, PAGES, WORDS).splitlines() == [
        "Hongtu Direct",
        "Hongtu Trading Co., Ltd.",
        "China",
        "care@example.com",
        "Amazon.com, A-to-z Guarantee Team",
        "16 March 2026",
        "Appeal of A-to-z claim ATZ-1 on order 113-1234567-7654321: item not received",
        "Order",
        "1",
        (
            "The parcel was delivered to the address on the order on 5 March 2026, 14:12 "
            "(UTC-06:00), and J SMITH signed for it (Exhibit A, p. 4; Exhibit B, p. 5)."
        ),
        "What the platform requires",
        "Not met, because",
        "Exhibit",
        "The order did not arrive by the latest estimated delivery date.",
        "It was delivered on 5 March 2026; the window ended on 7 March 2026.",
        "A, p. 4",
        "D, p. 14",
        "The buyer contacts the seller first and allows 48 hours.",
        (
            "The buyer wrote on 8 March 2026, 10:02 (UTC-07:00), and the seller replied after "
            "1 hour 38 minutes."
        ),
        "C, p. 9",
        "Only if the two do not agree on a resolution may a claim be filed.",
        "The buyer did not answer the seller's offer before the claim.",
        "C, p. 10",
        "Yours faithfully,",
        "Li Wei",
        "Hongtu Trading Co., Ltd.",
    ]
