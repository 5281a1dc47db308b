"""From items of evidence to facts: spans, proved absence, parcels, what is only stated."""

from datetime import date
from pathlib import Path

import pytest

from generator.case import moments
from generator.case.load import Document
from generator.case.model import Attachment, Case, Evidence, Parcel
from generator.packs import Packs
from generator.reasoning.evidence import derive
from generator.reasoning.facts import State

ZONE = (moments.zone("America/Chicago"),)
NOWHERE = Document(Path("case.yaml"), "case.yaml", {})
PRINT = (Attachment(Path("print.pdf"), "print.pdf", "0" * 64, 1, "pdf", 1),)
P1, P2 = "1Z999AA10123456784", "1Z999AA10123456793"


def item(identity, kind, data, *, shown=True, zones=ZONE):
    return Evidence(identity, kind, data, NOWHERE, "", zones, PRINT if shown else ())


ORDER = item("order", "order_record", {"order_id": "1", "placed_at": "2026-02-16T11:00:00-06:00"})
NOTICE = item(
    "notice", "platform_notice", {"notice": "claim_opened", "filed_at": "2026-03-11T09:00:00-05:00"}
)


def message(at, sender, *acts, text="…"):
    return {"at": at, "from": sender, "text": text, "acts": list(acts)}


def chat(*messages, complete=("2026-02-16", "2026-03-14"), identity="chat", shown=True):
    data = {"messages": list(messages)}
    if complete:
        data["complete"] = {"from": complete[0], "to": complete[1], "basis": "whole thread"}
    return item(identity, "chat_log", data, shown=shown)


def tracking(number, *scans, fetched_at="2026-03-15T00:00:00Z", identity="tracking", zones=ZONE):
    events = [{"at": at, "status": status, "description": status} for at, status in scans]
    data = {"tracking_number": number, "carrier": "X", "events": events, "fetched_at": fetched_at}
    return item(identity, "tracking", data, zones=zones)


def facts(*evidence, parcels=((P1, "lamp"),), disputed=("lamp",), data=None):
    case = Case(
        "X",
        NOWHERE,
        data or {},
        date(2026, 3, 16),
        "p",
        "US",
        "c",
        "en",
        "item_not_received",
        ZONE,
        ZONE,
        tuple(Parcel("X", number, frozenset({held})) for number, held in parcels),
        frozenset(disputed),
        evidence,
    )
    return derive(case, Packs())


def told(fact):
    """A fact in short: its state, its value as written, and the places that carry it."""
    value = getattr(fact.value, "written", fact.value)
    return (str(fact.state), value, [str(source) for source in fact.sources])


RAISED = message("2026-03-08T10:00:00-06:00", "buyer", "reports_damaged")
REPLY = message("2026-03-08T12:00:00-06:00", "seller", "asks_details")
ROBOT = message("2026-03-08T10:00:05-06:00", "seller", "automatic_reply")
UNRELATED = message("2026-03-01T10:00:00-06:00", "buyer")
LATE = message("2026-03-12T10:00:00-05:00", "buyer", "gives_details")


def test_the_first_message_and_the_next_one():
    """
    The contact is the first message that raises the problem; the reply is the next one of the
    seller that no machine sent; each fact knows its message.
    """
    found = facts(ORDER, NOTICE, chat(UNRELATED, RAISED, ROBOT, REPLY))

    assert [
        ("known", UNRELATED["at"], ["chat, message 1"]),
        ("known", RAISED["at"], ["chat, message 2"]),
        ("known", REPLY["at"], ["chat, message 4"]),
        ("absent", None, ["chat, complete"]),
    ] == [
        told(found.get(f"contact.{name}"))
        for name in ("first_written_at", "first_raised_at", "first_reply_at", "buyer_answered_at")
    ]


def test_an_empty_log_that_is_complete_proves_that_nobody_wrote():
    """
    A declared log without messages is evidence of silence.
    """
    found = facts(ORDER, NOTICE, chat())

    assert ("absent", None, ["chat, complete"]) == told(found.get("contact.first_written_at"))


@pytest.mark.parametrize(
    "evidence",
    [
        [ORDER, NOTICE, chat(complete=None)],
        [ORDER, NOTICE, chat(complete=("2026-02-17", "2026-03-14"))],
        [ORDER, NOTICE, chat(complete=("2026-02-16", "2026-03-10"))],
        [ORDER, NOTICE, chat(complete=("2026-02-16", "2026-03-11T08:59:59-05:00"))],
        [ORDER, NOTICE, chat(shown=False)],
        [ORDER, chat()],
        [NOTICE, chat()],
        [ORDER, NOTICE],
    ],
    ids=[
        "not declared complete",
        "begins late",
        "ends a day early",
        "ends a second early",
        "not shown",
        "claim date unknown",
        "order date unknown",
        "no log",
    ],
)
def test_silence_is_not_proved(evidence):
    """
    Whatever leaves a gap in the proof leaves the fact unknown.
    """
    assert State.UNKNOWN is facts(*evidence).get("contact.first_written_at").state


def test_nothing_comes_after_what_never_happened():
    """
    Where no full refund was ever offered, none was agreed; the same log proves both.
    """
    found = facts(ORDER, NOTICE, chat(RAISED, REPLY))

    assert [("absent", None, ["chat, complete"])] * 2 == [
        told(found.get(name)) for name in ("contact.full_refund_offered_at", "refund.agreed_at")
    ]


def test_a_message_after_the_claim_is_no_answer_before_it():
    """
    What the buyer wrote after filing does not break a silence before it.
    """
    found = facts(ORDER, NOTICE, chat(RAISED, REPLY, LATE))

    assert State.ABSENT is found.get("contact.buyer_answered_at").state


def test_a_message_on_the_day_of_the_claim_without_a_time_decides_nothing():
    """
    A day where a moment is needed leaves both questions open.
    """
    day_only = message("2026-03-11", "buyer", "gives_details")

    found = facts(ORDER, NOTICE, chat(RAISED, REPLY, day_only))

    assert State.UNKNOWN is found.get("contact.buyer_answered_at").state


def test_two_logs_are_read_as_one():
    """
    A reply in another channel counts as the next message in time.
    """
    found = facts(ORDER, NOTICE, chat(RAISED), chat(REPLY, identity="phone", complete=None))

    assert ("known", REPLY["at"], ["phone, message 1"]) == told(found.get("contact.first_reply_at"))


def test_what_is_only_typed_is_stated():
    """
    A log without a file behind it is told to the seller, with its place, and proves nothing.
    """
    found = facts(ORDER, NOTICE, chat(RAISED, shown=False)).get("contact.first_raised_at")

    assert (State.UNKNOWN, ["chat, message 1"]) == (
        found.state,
        [str(source) for source in found.others],
    )


def test_the_case_file_states_and_does_not_show():
    """
    A date in the case file alone stays unknown, and one that contradicts the evidence undoes it.
    """
    data = {"claim": {"filed_at": "2026-03-20T09:00:00-05:00"}}

    alone, against = (
        facts(*evidence, data=data).get("claim.filed_at") for evidence in ([], [NOTICE])
    )

    assert [(State.UNKNOWN, False), (State.UNKNOWN, True)] == [
        (alone.state, alone.conflict),
        (against.state, against.conflict),
    ]


def test_tracking_speaks_of_its_own_parcel():
    """
    Each parcel has its own delivery; a number that is not the order's shows nothing.
    """
    found = facts(
        ORDER,
        NOTICE,
        tracking(P1, ("2026-03-01T08:00:00Z", "picked_up"), ("2026-03-05T15:00:00Z", "delivered")),
        tracking(P2, ("2026-03-02T08:00:00Z", "picked_up"), identity="second"),
        tracking("OTHER", ("2026-03-03T15:00:00Z", "delivered"), identity="stray"),
        parcels=((P1, "lamp"), (P2, "shade")),
        disputed=("lamp", "shade"),
    )

    assert [
        ("known", "2026-03-05T15:00:00Z", ["tracking, scan 2"]),
        ("absent", None, ["second, fetched_at"]),
    ] == [told(fact) for fact in found.each("delivery.delivered_at")]


def test_a_scan_gives_its_place():
    """
    The delivery scan's town is a fact with the scan as its place; what it does not say is unknown.
    """
    record = tracking(P1, ("2026-03-05T15:00:00Z", "delivered"))
    record.data["events"][0]["city"] = "Austin"

    found = facts(ORDER, NOTICE, record)

    assert [("known", "Austin", ["tracking, scan 1"]), ("unknown", None, [])] == [
        told(found.get(name, P1)) for name in ("delivery.city", "delivery.postcode")
    ]


def test_goods_in_no_parcel_have_unknown_delivery():
    """
    A disputed item that no parcel holds keeps every delivery fact open.
    """
    found = facts(
        ORDER,
        NOTICE,
        tracking(P1, ("2026-03-05T15:00:00Z", "delivered")),
        disputed=("lamp", "shade"),
    )

    assert [State.KNOWN, State.UNKNOWN] == [
        fact.state for fact in found.each("delivery.delivered_at")
    ]


def test_tracking_that_ends_before_the_claim_does_not_prove_that_nothing_came():
    """
    No delivery is proved absent only by a record fetched after the claim.
    """
    scans = [("2026-03-01T08:00:00Z", "picked_up")]

    assert [State.ABSENT, State.UNKNOWN] == [
        facts(ORDER, NOTICE, tracking(P1, *scans, fetched_at=fetched))
        .get("delivery.delivered_at", P1)
        .state
        for fetched in ("2026-03-11T14:00:00Z", "2026-03-11T13:59:59Z")
    ]


def test_a_scan_without_a_zone_keeps_its_doubt():
    """
    A time whose zone nobody gave is known to within a day, and no zone is added to it.
    """
    found = facts(
        ORDER,
        NOTICE,
        tracking(P1, ("2026-03-05T15:00:00", "delivered"), zones=()),
    ).get("delivery.delivered_at", P1)

    assert ("2026-03-05T15:00:00", False) == (found.value.written, found.value.zone_known)
    assert (found.value.last - found.value.first).total_seconds() == 26 * 3600


def test_two_records_that_disagree_leave_the_delivery_open():
    """
    Conflicting evidence is unknown, with both sides kept.
    """
    found = facts(
        ORDER,
        NOTICE,
        tracking(P1, ("2026-03-05T15:00:00Z", "delivered")),
        item(
            "pod",
            "delivery_signature",
            {
                "tracking_number": P1,
                "carrier": "X",
                "delivered_at": "2026-03-06T15:00:00Z",
                "signed_by": "J. Smith",
            },
        ),
    ).get("delivery.delivered_at", P1)

    assert (State.UNKNOWN, True, ["2026-03-05T15:00:00Z", "2026-03-06T15:00:00Z"]) == (
        found.state,
        found.conflict,
        sorted(source.value.written for source in found.others),
    )


def test_the_last_day_counts_until_it_is_over_at_the_place_of_delivery():
    """
    A promised day ends at midnight in the delivery address's zone.
    """
    record = {**ORDER.data, "estimated_delivery": {"from": "2026-02-28", "to": "2026-03-07"}}

    found = facts(item("order", "order_record", record)).get("order.delivery_window_ends_at")

    assert (
        "2026-03-08T00:00:00-06:00" == found.value.first.isoformat() == found.value.last.isoformat()
    )
