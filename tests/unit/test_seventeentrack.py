"""Answers of 17TRACK are read as the carrier wrote them, or refused with the reason."""

import json
from pathlib import Path

import pytest

from generator.case.load import load
from generator.case.schemas import check
from generator.intake import seventeentrack
from generator.packs import Packs

FOLDER = Path(__file__).parents[1] / "fixtures" / "seventeentrack"
EVENTS = "/data/accepted/0/track_info/tracking/providers/0/events"
NO_ZONES = "not every scan has a time zone, so the scans keep the order of the file"


def raw(name):
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def read(name, select=None):
    return seventeentrack.read(FOLDER / f"{name}.json", select)


@pytest.fixture
def written(tmp_path):
    """Reads an answer that a test has made."""

    def reading(answer, select=None):
        path = tmp_path / "answer.json"
        path.write_text(json.dumps(answer), "utf-8")
        return seventeentrack.read(path, select)

    return reading


def one_event(**event):
    """An answer with one scan."""
    answer = raw("webhook")
    whole = {"description": "Scan", "stage": "Departure", "sub_status": "InTransit_Departure"}
    answer["data"]["track_info"]["tracking"]["providers"][0]["events"] = [whole | event]
    return answer


def test_a_whole_answer():
    """
    Everything that the answer says is taken over, the oldest scan first, and nothing is added.
    """
    assert {
        "carrier": "Noordpost & Zn.",
        "tracking_number": "LX 700 000 017 NL",
        "service": "Pakket <groot>",
        "origin": {"city": "UTRECHT", "country": "NL"},
        "destination": {"city": "BODØ", "postcode": "08001", "country": "NO"},
        "estimated_delivery": {"from": "2026-05-10", "to": "2026-05-12T18:00:00+02:00"},
        "status": "delivered",
        "status_raw": "Delivered_Other",
        "fetched_at": "2026-05-12T10:00:00Z",
        "events": [
            {
                "at": "2026-05-08T16:10:00+02:00",
                "zone_from": "event",
                "status": "picked_up",
                "status_raw": "InTransit_PickedUp",
                "description": "Aangenomen",
                "city": "UTRECHT",
                "location": "UTRECHT",
            },
            {
                "at": "2026-05-11",
                "zone_from": "none",
                "status": "customs",
                "status_raw": "InTransit_CustomsProcessing",
                "description": "Customs",
            },
            {
                "at": "2026-05-12T09:23:05",
                "zone_from": "none",
                "status": "delivered",
                "status_raw": "Delivered_Other",
                "description": "Utlevert 📦",
                "translation": "Handed over",
                "city": "BODØ",
                "postcode": "08001",
                "country": "NO",
                "location": "BODØ",
            },
        ],
    } == read("delivered").data


def test_every_value_knows_its_place():
    """
    A value that was copied leads to itself, what was put together leads to its event.
    """
    record = "/data/accepted/0"
    shipping = f"{record}/track_info/shipping_info"
    estimate = f"{record}/track_info/time_metrics/estimated_delivery_date"
    providers = f"{record}/track_info/tracking/providers"
    expected = {
        "": record,
        "/tracking_number": f"{record}/number",
        "/carrier": f"{providers}/0/provider/name",
        "/service": f"{providers}/0/service_type",
        "/origin": f"{shipping}/shipper_address",
        "/origin/city": f"{shipping}/shipper_address/city",
        "/origin/country": f"{shipping}/shipper_address/country",
        "/destination": f"{shipping}/recipient_address",
        "/destination/city": f"{shipping}/recipient_address/city",
        "/destination/postcode": f"{shipping}/recipient_address/postal_code",
        "/destination/country": f"{shipping}/recipient_address/country",
        "/estimated_delivery": estimate,
        "/estimated_delivery/from": f"{estimate}/from",
        "/estimated_delivery/to": f"{estimate}/to",
        "/status": f"{record}/track_info/latest_status",
        "/status_raw": f"{record}/track_info/latest_status",
        "/fetched_at": f"{providers}/0/latest_sync_time",
        "/events": providers,
    }
    for ours, theirs in (0, 2), (1, 1), (2, 0):
        for key in ("", "/at", "/zone_from", "/status", "/status_raw"):
            expected[f"/events/{ours}{key}"] = f"{EVENTS}/{theirs}"
        expected[f"/events/{ours}/description"] = f"{EVENTS}/{theirs}/description"
    for ours, theirs in (0, 2), (2, 0):
        expected[f"/events/{ours}/location"] = f"{EVENTS}/{theirs}/location"
        expected[f"/events/{ours}/city"] = f"{EVENTS}/{theirs}/address/city"
    expected["/events/2/postcode"] = f"{EVENTS}/0/address/postal_code"
    expected["/events/2/country"] = f"{EVENTS}/0/address/country"
    expected["/events/2/translation"] = f"{EVENTS}/0/description_translation/description"

    assert expected == read("delivered").pointers


def test_scans_without_a_zone_keep_the_order_of_the_file():
    """
    Instants that nobody gave are not made up to sort by, and the user is told once.
    """
    export = read("delivered")

    assert [("E316", NO_ZONES)] == [(each.code, each.message) for each in export.warnings]


def test_two_carriers_report_the_same_scan():
    """
    One instant with the same words counts once, and the record ends where the first one ends.
    """
    export = read("two_providers")

    assert [
        ("2026-05-08T16:10:00+02:00", "Noordpost", "Accepted"),
        ("2026-05-11T07:30:00Z", "Noordpost", "Arrived in   the country of destination"),
        ("2026-05-13T08:00:00+02:00", "Fjordpost", "Going back"),
    ] == [(each["at"], each["provider"], each["description"]) for each in export.data["events"]]
    assert ("Noordpost / Fjordpost", "returning", "2026-05-13T22:15:00Z") == tuple(
        export.data[key] for key in ("carrier", "status", "fetched_at")
    )
    assert EVENTS.replace("/0/events", "/1/events/0") == export.pointers["/events/2/at"]
    assert () == export.warnings


def test_a_webhook_is_read_like_an_answer():
    """
    What the service sends by itself has the same record in another envelope.
    """
    export = read("webhook")

    assert {
        "carrier": "Noordpost",
        "tracking_number": "LX700000034NL",
        "status": "in_transit",
        "status_raw": "InTransit_Departure",
        "fetched_at": "2026-05-09T06:00:00Z",
        "events": [
            {
                "at": "2026-05-08T21:00:00+02:00",
                "zone_from": "event",
                "status": "in_transit",
                "status_raw": "InTransit_Departure",
                "description": "Left the depot",
            }
        ],
    } == export.data
    assert "/data/track_info/tracking/providers/0/events/0" == export.pointers["/events/0"]


def test_a_file_of_several_parcels():
    """
    The number picks the parcel, written in whatever way.
    """
    export = read("two_numbers", " lx700000051nl")

    assert ("LX700000051NL", "info_received", 1) == (
        export.data["tracking_number"],
        export.data["status"],
        len(export.data["events"]),
    )
    assert "/data/accepted/1/number" == export.pointers["/tracking_number"]


def test_a_parcel_that_no_carrier_knows():
    """
    An answer without scans is evidence too: it is complete, and empty.
    """
    export = read("two_numbers", "LX700000048NL")

    assert ("not_found", [], "2026-05-09T06:00:00Z", ()) == (
        export.data["status"],
        export.data["events"],
        export.data["fetched_at"],
        export.warnings,
    )


def test_a_word_that_is_not_known_leaves_the_record_incomplete(written):
    """
    A scan that nobody understands may be the very one whose absence would be proved.
    """
    export = written(one_event(time_iso="2026-05-08T21:00:00Z", stage="New", sub_status=None))

    assert ("unknown", "New") == tuple(
        export.data["events"][0][key] for key in ("status", "status_raw")
    )
    assert "fetched_at" not in export.data
    assert ["E317", "E318"] == [each.code for each in export.warnings]


def test_a_scan_that_is_left_out_leaves_the_record_incomplete(written):
    """
    A scan without any date cannot be placed; without it nothing is proved absent.
    """
    answer = one_event(time_iso=None, time_raw={"date": "soon", "time": None})
    export = written(answer)

    assert ([], False) == (export.data["events"], "fetched_at" in export.data)
    assert ["E319", "E318"] == [each.code for each in export.warnings]


@pytest.mark.parametrize(
    "provider",
    [
        {"latest_sync_status": "Failure"},
        {"latest_sync_time": None},
        {"latest_sync_time": "2026-05-09"},
        {"latest_sync_time": "2026-05-09T06:00:00"},
    ],
)
def test_a_carrier_that_did_not_answer_leaves_the_record_incomplete(written, provider):
    """
    A record is complete only if every carrier answered, and it is known when.
    """
    answer = raw("two_providers")
    answer["data"]["accepted"][0]["track_info"]["tracking"]["providers"][1] |= provider
    export = written(answer)

    assert "fetched_at" not in export.data
    assert ["E318"] == [each.code for each in export.warnings]


def test_scans_that_are_listed_the_oldest_first(written):
    """
    The order of a list is seen from its times; the service's habit only decides where it cannot.
    """
    answer = raw("delivered")
    answer["data"]["accepted"][0]["track_info"]["tracking"]["providers"][0]["events"].reverse()

    assert read("delivered").data == written(answer).data


@pytest.mark.parametrize("name", ["delivered", "two_providers", "webhook"])
@pytest.mark.parametrize("kind", seventeentrack.KINDS)
def test_what_is_read_fits_its_kinds(tmp_path, name, kind):
    """
    The data have the form of both kinds that an answer can be.
    """
    assert [] == faults(tmp_path, read(name), kind)


def faults(folder, export, kind):
    path = folder / "native.json"
    path.write_text(json.dumps(export.data), "utf-8")
    document = load(path, "native.json")
    return check(document, f"kinds/{kind}/schema.json", Packs())[1]
