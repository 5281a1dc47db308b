"""What one event of a 17TRACK record says."""

import pytest

from generator.intake.seventeentrack_events import scan, status

CONTRADICTION = {  # thirteen o'clock with a zone, and nine in the evening without one
    "time_iso": "2026-05-08T13:00:00Z",
    "time_raw": {"date": "2026-05-08", "time": "21:00:00", "timezone": None},
}


@pytest.mark.parametrize(
    ("event", "at", "zone_from"),
    [
        ({"time_iso": "2026-05-08T21:00:00+02:00"}, "2026-05-08T21:00:00+02:00", "event"),
        ({"time_iso": "2026-05-08T21:00:00"}, "2026-05-08T21:00:00", "none"),
        ({"time_raw": {"date": "2026-05-08", "time": "21:00"}}, "2026-05-08T21:00", "none"),
        (
            {"time_raw": {"date": "2026-05-08", "time": "9:00", "timezone": "-03:00"}},
            "2026-05-08T09:00-03:00",
            "event",
        ),
        (
            {"time_raw": {"date": "2026-05-08", "time": "21:00:00", "timezone": "Lisbon"}},
            "2026-05-08T21:00:00",
            "none",
        ),
        ({"time_raw": {"date": "2026-05-08", "time": "evening"}}, "2026-05-08", "none"),
        (
            {
                "time_iso": "2026-05-08T21:00:00+02:00",
                "time_raw": {"date": "2026-05-08", "time": None, "timezone": None},
            },
            "2026-05-08T21:00:00+02:00",
            "event",
        ),
        (
            {
                "time_iso": "2026-05-08T19:00:00Z",
                "time_raw": {"date": "2026-05-08", "time": "21:00:00", "timezone": "+02:00"},
            },
            "2026-05-08T19:00:00Z",
            "event",
        ),
        (
            {
                "time_iso": "2026-05-08T00:00:00Z",
                "time_raw": {"date": "2026-05-08", "time": None, "timezone": None},
            },
            "2026-05-08",
            "none",
        ),
        (CONTRADICTION, "2026-05-08T21:00:00", "none"),
    ],
)
def test_a_time_is_no_more_exact_than_the_carrier_made_it(event, at, zone_from):
    """
    No zone and no midnight is added, and against the carrier's own time the service's yields.
    """
    read = scan(event, "/events/0", None, lambda *_: None)

    assert read
    assert (at, zone_from) == (read.data["at"], read.data["zone_from"])
    assert at == read.moment.written


@pytest.mark.parametrize(
    ("stage", "sub_status", "ours", "theirs"),
    [
        ("Delivered", "Delivered_Other", "delivered", "Delivered_Other"),
        ("Delivered", None, "delivered", "Delivered"),
        (None, "Delivered_Other", "delivered", "Delivered_Other"),
        (None, "OutForDelivery_Other", "out_for_delivery", "OutForDelivery_Other"),
        (None, "AvailableForPickup_Other", "available_for_pickup", "AvailableForPickup_Other"),
        (None, "DeliveryFailure_NoBody", "delivery_failed", "DeliveryFailure_NoBody"),
        (None, "Exception_Rejected", "delivery_failed", "Exception_Rejected"),
        (None, "Exception_Lost", "exception", "Exception_Lost"),
        (None, "Exception_Cancel", "cancelled", "Exception_Cancel"),
        (None, "Expired_Other", "expired", "Expired_Other"),
        ("Returned", "Exception_Returned", "returned", "Exception_Returned"),
        (None, "InTransit_CustomsReleased", "customs", "InTransit_CustomsReleased"),
        (None, "InTransit_SomethingNew", "in_transit", "InTransit_SomethingNew"),
        ("Arrival", "Somewhere_New", "in_transit", "Somewhere_New"),
        ("Teleported", None, "unknown", "Teleported"),
        ("Delivered", "InTransit_Other", "unknown", "Delivered / InTransit_Other"),
    ],
)
def test_a_status_is_one_of_the_list(stage, sub_status, ours, theirs):
    """
    The words of the service are kept beside ours, and a word that is not known is no proof.
    """
    assert {"status": ours, "status_raw": theirs} == status(stage, sub_status)


def test_a_scan_without_a_status():
    """
    Where the service says nothing, nothing is said; the scan stands there with its words.
    """
    event = {"time_iso": "2026-05-08T21:00:00Z", "description": " Left\n", "address": {"city": ""}}
    read = scan(event, "/e", "Noordpost", lambda *_: None)

    assert read
    assert {
        "at": "2026-05-08T21:00:00Z",
        "description": "Left",
        "zone_from": "event",
        "provider": "Noordpost",
    } == read.data


@pytest.mark.parametrize(
    ("event", "codes"),
    [
        ({"stage": "Arrival", "time_iso": "2026-05-08T21:00:00Z"}, []),
        ({"stage": "New", "time_iso": "2026-05-08T21:00:00Z"}, ["E317"]),
        ({"stage": "New"}, ["E319"]),
        ({"time_raw": {"date": "0001-01-01", "time": "00:00:00", "timezone": "+14:00"}}, ["E319"]),
        ({"time_raw": {"date": "2026-02-30", "time": "12:00"}}, ["E319"]),
        ("no event at all", ["E319"]),
        (CONTRADICTION, ["E316"]),
    ],
)
def test_what_is_doubtful_is_noted(event, codes):
    """
    The seller hears of every scan that is left out, not understood, or contradicts itself.
    """
    noted = []
    scan(event, "/events/0", None, lambda code, *_: noted.append(code))

    assert codes == noted
