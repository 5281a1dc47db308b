"""The scans of several carriers in one order."""

import pytest

from generator.intake.scans import Scan, merge, moment


def scan(at, description="Scan", status="in_transit"):
    found = moment(at)
    assert found
    return Scan({"at": at, "description": description, "status": status}, {}, found)


def order(*carriers, newest_first=True):
    scans, by_instants = merge(
        [[scan(at) for at in each] for each in carriers], newest_first=newest_first
    )
    return [each.data["at"] for each in scans], by_instants


def test_instants_decide_whatever_the_zone():
    """
    With an offset on every scan, the clock on the wall says nothing.
    """
    assert (
        ["2026-05-08T23:00:00+08:00", "2026-05-08T16:00:00Z", "2026-05-08T12:30:00-05:00"],
        True,
    ) == order(["2026-05-08T12:30:00-05:00", "2026-05-08T23:00:00+08:00"], ["2026-05-08T16:00:00Z"])


def test_without_zones_each_carrier_keeps_its_order():
    """
    The clock on the wall decides between carriers, never within the list of one.
    """
    first = ["2026-05-09T03:00:00", "2026-05-09T05:00:00+08:00", "2026-05-07"]
    second = ["2026-05-08T12:00:00"]

    assert (
        [
            "2026-05-07",
            "2026-05-08T12:00:00",
            "2026-05-09T05:00:00+08:00",
            "2026-05-09T03:00:00",
        ],
        False,
    ) == order(first, second)


@pytest.mark.parametrize(
    ("listed", "newest_first", "expected"),
    [
        (["2026-05-07", "2026-05-09"], True, ["2026-05-07", "2026-05-09"]),
        (["2026-05-09", "2026-05-07"], False, ["2026-05-07", "2026-05-09"]),
        (["2026-05-08T09:00:00", "2026-05-08"], True, ["2026-05-08", "2026-05-08T09:00:00"]),
        (["2026-05-08T09:00:00", "2026-05-08"], False, ["2026-05-08T09:00:00", "2026-05-08"]),
        ([], True, []),
    ],
)
def test_the_direction_of_a_list(listed, newest_first, expected):
    """
    A list shows its direction by its ends; only where it does not, the service's habit counts.
    """
    assert expected == order(listed, newest_first=newest_first)[0]


def test_what_one_carrier_lists_twice_stays():
    """
    Only what two carriers report is one scan; a carrier's own list is not thinned.
    """
    at = "2026-05-08T16:00:00Z"
    own, other = [scan(at), scan(at)], [scan("2026-05-08T18:00:00+02:00", "SCAN"), scan(at, "New")]
    kept, _ = merge([own, other], newest_first=True)

    assert ["Scan", "Scan", "New"] == [each.data["description"] for each in kept]


def test_the_same_words_of_another_status_are_another_scan():
    """
    Where one carrier says delivered and the other does not, both are shown.
    """
    at = "2026-05-08T16:00:00Z"
    kept, _ = merge([[scan(at)], [scan(at, status="delivered")]], newest_first=True)

    assert ["in_transit", "delivered"] == [each.data["status"] for each in kept]


@pytest.mark.parametrize(
    "text", [None, "", "soon", "2026-02-30", "0001-01-01", "9999-12-31", "2026-05-08T10:00+99:00"]
)
def test_no_moment(text):
    """
    What is no time, or lies outside the calendar, is none.
    """
    assert None is moment(text)
