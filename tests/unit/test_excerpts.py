"""Which lines of a record an exhibit prints."""

from datetime import UTC

import pytest

from generator.packet.excerpts import Line, Run, oldest_first, runs


def lines(count):
    senders = ("buyer", "seller")
    return [Line(i + 1, {"from": senders[i % 2]}, False, None) for i in range(count)]


def read(found):
    """Runs as text: how many lines are not shown, and which are."""
    return [(run.hidden, [line.number for line in run.lines]) for run in found]


@pytest.mark.parametrize(
    ("total", "kept", "printed"),
    [
        (0, [], [(0, [])]),
        (12, [5], [(0, list(range(1, 13)))]),  # short records are printed whole
        (13, [], [(0, list(range(1, 14)))]),  # nothing is cited: the record as such is the proof
        (13, [0], [(0, [1, 2, 3]), (10, [])]),
        (13, [12], [(10, [11, 12, 13])]),
        (20, [9], [(7, [8, 9, 10, 11, 12]), (8, [])]),
        (20, [4], [(0, [1, 2, 3, 4, 5, 6, 7]), (13, [])]),  # a gap of two lines is closed
        (20, [5], [(3, [4, 5, 6, 7, 8]), (12, [])]),
        (20, [17], [(15, [16, 17, 18, 19, 20])]),
        (20, [15], [(13, [14, 15, 16, 17, 18, 19, 20])]),
        (30, [9, 11], [(7, [8, 9, 10, 11, 12, 13, 14]), (16, [])]),
        (30, [9, 16], [(7, list(range(8, 20))), (11, [])]),  # two lines between: no gap
        (30, [9, 17], [(7, [8, 9, 10, 11, 12]), (3, [16, 17, 18, 19, 20]), (10, [])]),
    ],
)
def test_cited_lines_stand_with_the_lines_around_them(total, kept, printed):
    """
    Two lines of context on either side; what is not shown is counted.
    """
    assert printed == read(runs(lines(total), kept, "from"))


def test_what_is_not_shown_is_told_by_its_sender():
    """
    So that nobody has to wonder whether an answer hides in the gap.
    """
    (first, last) = runs(lines(20), [9], "from")

    assert (7, (("buyer", 4), ("seller", 3))) == (first.hidden, first.kinds)
    assert Run((), 8, (("buyer", 4), ("seller", 4))) == last


def test_an_annex_is_whole():
    """
    A record of any length can be printed whole.
    """
    assert [(0, list(range(1, 101)))] == read(runs(lines(100), [50], "from", whole=True))


def test_scans_stand_in_the_order_of_their_times():
    """
    Whatever their zones and their order in the record; scans of one time keep their order.
    """
    times = [
        "2026-03-05T14:12:00-06:00",
        "2026-03-06T04:12:00+08:00",
        "2026-03-05T20:11:59Z",
        "2026-03-01",
    ]
    record = [Line(i + 1, {"at": at}, False, None) for i, at in enumerate(times)]

    assert [4, 3, 1, 2] == [line.number for line in oldest_first(record, (UTC,))]
