"""How strong the grounds are on Amazon, and which of several leads."""

from datetime import UTC, date

import pytest

from generator.packs import Packs
from generator.reasoning.facts import registry
from generator.reasoning.grounds import assess, load_grounds, load_strengths
from generator.reasoning.rules import rule_book
from generator.reasoning.trials import trial_facts

PACKS = Packs()
REGISTRY = registry(PACKS)
GROUNDS = load_grounds(PACKS)
STRENGTHS = load_strengths(PACKS, "amazon")

FILED = {"claim.filed_at": "2026-03-10T09:00:00Z"}
RETURN = {
    **FILED,
    "return.requested_at": "2026-03-01T10:00:00Z",
    "return.accepted_at": "2026-03-02T10:00:00Z",
    "return.route_given_at": "2026-03-02T10:00:00Z",
    "return.address_country": "US",
    "order.ship_to_country": "US",
}
DELIVERED = {
    **FILED,
    "dispatch.first_scan_at": "2026-02-18T08:00:00Z",
    "delivery.delivered_at": "2026-03-05T20:00:00Z",
    "delivery.postcode": "78701",
    "order.ship_to_postcode": "78701",
}
SIGNED = {**DELIVERED, "delivery.signed_by": "SMITH"}
CAME = {"contact.receipt_acknowledged_at": "2026-03-06T10:00:00Z"}
EARLY = {
    **FILED,
    "order.delivery_window_ends_at": "2026-03-12T05:00:00Z",
    "dispatch.first_scan_at": "2026-02-18T08:00:00Z",
}
ASKED = {**FILED, "contact.first_raised_at": "2026-03-09T10:00:00Z"}
SILENT = {
    **FILED,
    "contact.first_raised_at": "2026-03-01T10:00:00Z",
    "contact.first_reply_at": "2026-03-01T12:00:00Z",
    "contact.details_asked_at": "2026-03-01T12:00:00Z",
}
REFUND = {
    **FILED,
    "refund.made_at": "2026-03-05T10:00:00Z",
    "refund.amount": {"amount": "52.80", "currency": "USD"},
    "claim.amount": {"amount": "52.80", "currency": "USD"},
}
NO_MESSAGE = ("contact.first_raised_at", "return.requested_at", "contact.first_written_at")


def argued(reason, facts, absent=(), market="US"):
    """The grounds that the letter would use, in its order, each with its letter."""
    found = trial_facts({"facts": facts, "absent": absent}, REGISTRY, (UTC,))
    book = rule_book(PACKS, "amazon", market, date(2026, 3, 10))
    return [
        (finding.ground.id, finding.grade.letter, str(finding.role))
        for finding in assess(GROUNDS, STRENGTHS, reason, found, book)
        if finding.role and finding.grade
    ]


@pytest.mark.parametrize("market", ["US", "UK"])
@pytest.mark.parametrize(
    ("changed", "letter"),
    [
        ({}, "A"),
        ({"return.route_given_at": "2026-03-03T10:00:00Z"}, "A"),
        ({"return.route_given_at": "2026-03-03T10:01:00Z"}, "B"),
        ({"return.accepted_at": "2026-03-04T10:00:00Z"}, "B"),
        ({"contact.partial_refund_offered_at": "2026-03-01T12:00:00Z"}, "B"),
        ({"contact.refused_at": "2026-03-01T12:00:00Z"}, "B"),
    ],
)
def test_a_return_granted_in_time_is_decisive_and_a_late_one_is_good(changed, letter, market):
    """
    In time is within 48 hours of the request, for the acceptance and for the route.
    """
    assert [("return_granted", letter, "leads")] == argued(
        "defective", {**RETURN, **changed}, market=market
    )


def test_an_offer_before_the_request_counts_from_the_complaint():
    """
    A seller who offers the return before it is asked for is not late.
    """
    offered = {
        **RETURN,
        "contact.first_raised_at": "2026-03-01T10:00:00Z",
        "return.requested_at": "2026-03-04T10:00:00Z",
    }

    assert [("return_granted", "A", "leads")] == argued("damaged", offered)


def test_a_granted_return_only_supports_once_the_goods_are_back():
    """
    Then the question is the refund.
    """
    back = {**RETURN, "return.delivered_back_at": "2026-03-09T10:00:00Z"}

    assert [("return_granted", "C", "supports")] == argued("return_not_accepted", back)


def test_a_refund_goes_before_a_return():
    """
    Both are decisive; the buyer who has the money needs nothing more.
    """
    assert [
        ("refund_before_claim", "A", "leads"),
        ("return_granted", "A", "supports"),
    ] == argued("not_as_described", {**RETURN, **REFUND})


def test_a_refund_that_was_agreed_first_and_paid_later_is_good():
    """
    It is one letter lower than one that was paid before the claim.
    """
    later = {
        **REFUND,
        "refund.agreed_at": "2026-03-05T10:00:00Z",
        "refund.made_at": "2026-03-11T10:00:00Z",
    }

    assert [("refund_before_claim", "B", "leads")] == argued("damaged", later)


def test_words_of_receipt_outrank_a_signature_and_a_scan_supports():
    """
    On Amazon a signature is good, and tracking alone never leads.
    """
    assert [
        ("receipt_acknowledged", "A", "leads"),
        ("delivered_and_signed", "B", "supports"),
        ("delivered_by_tracking", "C", "supports"),
    ] == argued("item_not_received", {**SIGNED, **CAME})
    assert [("delivered_by_tracking", "C", "supports")] == argued("item_not_received", DELIVERED)


def test_words_of_receipt_that_were_taken_back_are_good_and_no_more():
    """
    A later denial takes them one letter down, still before a signature.
    """
    denied = {**SIGNED, **CAME, "contact.not_received_reported_at": "2026-03-07T10:00:00Z"}

    assert [
        ("receipt_acknowledged", "B", "leads"),
        ("delivered_and_signed", "B", "supports"),
        ("delivered_by_tracking", "C", "supports"),
    ] == argued("item_not_received", denied)


@pytest.mark.parametrize("market", ["US", "UK"])
def test_a_claim_before_the_delivery_time_is_over_is_decisive(market):
    """
    In both markets, while no delivery is known.
    """
    assert [("filed_before_delivery_window", "A", "leads")] == argued(
        "item_not_received", EARLY, ["delivery.delivered_at"], market
    )


def test_too_early_and_received_are_not_argued_together():
    """
    A buyer who wrote before the claim that the order had come makes the other ground untrue.
    """
    assert [
        ("filed_before_delivery_window", "A", "leads"),
        ("receipt_acknowledged", "A", "excluded"),
    ] == argued("item_not_received", {**EARLY, **CAME}, ["delivery.delivered_at"])


def test_too_early_and_received_after_the_claim_stand_together():
    """
    What came after the claim shows that it was too early.
    """
    came_later = {**EARLY, "contact.receipt_acknowledged_at": "2026-03-11T10:00:00Z"}

    assert [
        ("filed_before_delivery_window", "A", "leads"),
        ("receipt_acknowledged", "A", "supports"),
    ] == argued("item_not_received", came_later, ["delivery.delivered_at"])


def test_no_contact_is_good_and_stands_beside_a_signature():
    """
    The signature leads, since it answers what the buyer says.
    """
    assert [
        ("delivered_and_signed", "B", "leads"),
        ("no_prior_contact", "B", "supports"),
        ("delivered_by_tracking", "C", "supports"),
    ] == argued("item_not_received", SIGNED, NO_MESSAGE)


def test_no_contact_and_a_granted_return_are_not_argued_together():
    """
    A return can only be granted to a buyer who turned to the seller.
    """
    granted = {key: value for key, value in RETURN.items() if key != "return.requested_at"}

    assert [
        ("return_granted", "B", "leads"),
        ("no_prior_contact", "B", "excluded"),
    ] == argued("damaged", granted, NO_MESSAGE)


@pytest.mark.parametrize(
    ("changed", "letter", "role"),
    [
        ({}, "B", "leads"),
        ({"claim.decided_at": "2026-03-14T10:00:00Z"}, "C", "supports"),
        (
            {
                "claim.decided_at": "2026-03-14T10:00:00Z",
                "contact.remedy_named_at": "2026-03-09T12:00:00Z",
            },
            "B",
            "leads",
        ),
    ],
)
def test_a_claim_before_the_wait_is_over(changed, letter, role):
    """
    Good on an open claim; in an appeal only beside a remedy named in time.
    """
    assert [("filed_before_48_hours", letter, role)] == argued(
        "item_not_received", {**ASKED, **changed}
    )


@pytest.mark.parametrize("reply", ["2026-03-01T12:00:00Z", "2026-03-03T10:00:00Z"])
@pytest.mark.parametrize("market", ["US", "UK"])
def test_the_silence_of_the_buyer_is_good(reply, market):
    """
    After a reply within 48 hours, on which all sources agree.
    """
    answered = {**SILENT, "contact.first_reply_at": reply, "contact.details_asked_at": reply}

    assert [("buyer_silent", "B", "leads")] == argued(
        "defective", answered, ["contact.buyer_answered_at"], market
    )


def test_the_silence_of_the_buyer_is_no_answer_to_a_missing_parcel():
    """
    A buyer who waits for a parcel has nothing to answer.
    """
    assert [] == argued("item_not_received", SILENT, ["contact.buyer_answered_at"])
