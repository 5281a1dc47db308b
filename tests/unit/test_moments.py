"""Time is exact, or honest about how far it is not."""

from datetime import UTC, datetime

import pytest

from generator.case.moments import Duration, end_of, parse, zone

NEW_YORK = (zone("America/New_York"),)
SHANGHAI = (zone("Asia/Shanghai"),)


def bounds(moment):
    """Both ends of a moment in UTC, to the minute, and whether the end is a whole minute."""
    first, last = (bound.astimezone(UTC) for bound in (moment.first, moment.last))
    return f"{first:%m-%d %H:%M:%S}", f"{last:%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-08T10:02:30-08:00", ("03-08 18:02:30", "03-08 18:02:30")),
        ("2026-03-08 10:02:30 -0800", ("03-08 18:02:30", "03-08 18:02:30")),
        ("2026-03-08T10:02:30Z", ("03-08 10:02:30", "03-08 10:02:30")),
        ("2026-03-08T10:02:30.5Z", ("03-08 10:02:30", "03-08 10:02:30")),
        ("2026-03-10T10:02", ("03-10 14:02:00", "03-10 14:02:59")),
        ("  2026-03-10T10:02:00  ", ("03-10 14:02:00", "03-10 14:02:00")),
        ("2026-03-10", ("03-10 04:00:00", "03-11 03:59:59")),
        ("2026-03-08", ("03-08 05:00:00", "03-09 03:59:59")),  # 23 hours
        ("2026-11-01", ("11-01 04:00:00", "11-02 04:59:59")),  # 25 hours
    ],
)
def test_a_text_is_as_wide_as_it_is_written(text, expected):
    """
    A stamp is an instant, a time without seconds a minute, a day what it is in its zone.
    """
    assert expected == bounds(parse(text, NEW_YORK))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-01T01:30:00", ("11-01 05:30:00", "11-01 06:30:00")),
        ("2026-11-01T01:30", ("11-01 05:30:00", "11-01 06:30:59")),
        ("2026-11-01T00:59:00", ("11-01 04:59:00", "11-01 04:59:00")),
        ("2026-11-01T02:00:00", ("11-01 07:00:00", "11-01 07:00:00")),
    ],
)
def test_an_hour_that_comes_twice_is_both(text, expected):
    """
    Where the clocks are put back, nobody can tell which of the two hours was meant.
    """
    assert expected == bounds(parse(text, NEW_YORK))


def test_a_day_whose_last_hour_comes_twice_ends_after_the_second():
    """
    In Paraguay the clocks went from 24:00 back to 23:00 (22 March 2020).
    """
    asuncion = (zone("America/Asuncion"),)

    day = parse("2020-03-21", asuncion)

    assert ("03-21 03:00:00", "03-22 03:59:59") == bounds(day)
    assert ("03-22 04:00:00", "03-22 04:00:00") == bounds(end_of(day))


def test_a_day_without_a_midnight_begins_when_the_clocks_are_put_forward():
    """
    In Cairo the clocks go from 00:00 to 01:00 (28 April 2023).
    """
    day = parse("2023-04-28", (zone("Africa/Cairo"),))

    assert ("04-27 22:00:00", "04-28 20:59:59") == bounds(day)


def test_a_time_that_the_clocks_left_out_does_not_exist():
    """
    It is refused in its zone, but not where another zone is possible in which it exists.
    """
    with pytest.raises(ValueError, match="does not exist: the clocks were put forward"):
        parse("2026-03-08T02:30:00", NEW_YORK)

    both = parse("2026-03-08T02:30:00", (*NEW_YORK, zone("America/Phoenix")))
    assert ("03-08 09:30:00", "03-08 09:30:00") == bounds(both)


def test_without_a_zone_a_time_is_refused_or_as_wide_as_the_earth():
    """
    A zone is never made up: there are 26 hours in which the text can have been true.
    """
    with pytest.raises(LookupError, match="'2026-03-08T10:00:00' has no time zone"):
        parse("2026-03-08T10:00:00")

    guessed = parse("2026-03-08T10:00:00", guess_zone=True)
    assert ("03-07 20:00:00", "03-08 22:00:00") == bounds(guessed)
    assert not guessed.zone_known
    assert ("03-07 10:00:00", "03-09 11:59:59") == bounds(parse("2026-03-08", guess_zone=True))


def test_several_zones_give_the_widest_moment():
    """
    A day somewhere in the United States begins in New York and ends in Honolulu.
    """
    day = parse("2026-01-05", (*NEW_YORK, zone("Pacific/Honolulu")))

    assert ("01-05 05:00:00", "01-06 09:59:59") == bounds(day)
    assert ("01-06 05:00:00", "01-06 10:00:00") == bounds(end_of(day))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-3-8",
        "08.03.2026",
        "2026-02-29",
        "2026-13-01",
        "2026-03-08T",
        "2026-03-08T24:00",
        "2026-03-08T10:60",
        "2026-03-08T10:00:61",
        "2026-03-08T10:00+08:75",
        "2026-03-08T10:00+15:00",
        "2026-03-08T10:00-12:30",
        "2026-03-08T10:00 EST",
        "٢٠٢٦-٠٣-٠٨",
        "0001-01-01",
        "9999-12-31",
        "2026-03-08\n2026-03-09",
    ],
)
def test_what_is_no_time_is_refused(text):
    """
    Nothing but the two forms is read, and no date that a calendar does not have.
    """
    with pytest.raises(ValueError, match=r".+"):
        parse(text, NEW_YORK)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("2026-03-08T10:00:00Z", "2026-03-08T10:00:01Z", True),
        ("2026-03-08T10:00:01Z", "2026-03-08T10:00:00Z", False),
        ("2026-03-08T10:00:00Z", "2026-03-08T10:00:00Z", False),
        ("2026-03-08T10:00:00+08:00", "2026-03-08T03:00:00Z", True),
        ("2026-03-08T10:00Z", "2026-03-08T10:00Z", None),
        ("2026-03-08T10:00Z", "2026-03-08T10:01Z", True),
        ("2026-03-08", "2026-03-09", True),
        ("2026-03-08", "2026-03-08", None),
        ("2026-03-09", "2026-03-08", False),
        ("2026-03-09", "2026-03-09T03:59:59Z", False),  # still the 8th in New York
        ("2026-03-09", "2026-03-09T12:00:00Z", None),
        ("2026-11-01T01:30:00", "2026-11-01T06:00:00Z", None),
    ],
)
def test_before_is_never_rounded_towards_an_answer(left, right, expected):
    """
    What came earlier is told only where the precision of both decides it.
    """
    assert expected is parse(left, NEW_YORK).before(parse(right, NEW_YORK))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("2026-03-08", "2026-03-08T12:00:00Z", True),
        ("2026-03-08", "2026-03-08T04:59:59Z", False),
        ("2026-03-08T10:00Z", "2026-03-08T10:00:59Z", True),
        ("2026-03-08T10:00Z", "2026-03-08T10:01Z", False),
    ],
)
def test_overlap(left, right, expected):
    """
    Two moments overlap if they can be the same, whichever is asked.
    """
    first, second = parse(left, NEW_YORK), parse(right, NEW_YORK)

    assert [expected, expected] == [first.overlaps(second), second.overlaps(first)]


@pytest.mark.parametrize(
    ("start", "duration", "expected"),
    [
        ("2026-03-07T10:00:00", "48 hours", "03-09 15:00:00"),  # over the spring change: 11:00
        ("2026-03-07T10:00:00", "2 days", "03-09 14:00:00"),  # over the spring change: 10:00
        ("2026-10-31T10:00:00", "2 days", "11-02 15:00:00"),
        ("2026-03-07T10:00:00", "30 minutes", "03-07 15:30:00"),
        ("2026-03-07T10:00:00", "1 hour", "03-07 16:00:00"),
    ],
)
def test_days_move_the_calendar_and_hours_the_clock(start, duration, expected):
    """
    48 hours are 48 hours; two days later it is the same time of the day.
    """
    later = parse(start, NEW_YORK) + Duration.parse(duration)

    assert (expected, expected) == bounds(later)


def test_hours_after_an_hour_that_comes_twice():
    """
    The later of the two possible instants stays the later one.
    """
    later = parse("2026-11-01T01:30:00", NEW_YORK) + Duration.parse("48 hours")

    assert ("11-03 05:30:00", "11-03 06:30:00") == bounds(later)


def test_a_day_is_over_at_its_midnight():
    """
    The end of a day is an instant; anything else ends when it is last possible.
    """
    assert ("03-09 16:00:00", "03-09 16:00:00") == bounds(end_of(parse("2026-03-09", SHANGHAI)))
    stamp = parse("2026-03-09T12:00", SHANGHAI)
    assert ("03-09 04:00:59", "03-09 04:00:59") == bounds(end_of(stamp))


@pytest.mark.parametrize(
    "text",
    ["", "two days", "1.5 hours", "2 weeks", "-1 day", "48  hours", "9999999 days", "٣ days"],
)
def test_what_is_no_duration_is_refused(text):
    """
    A rule's number is a whole number of minutes, hours or days.
    """
    with pytest.raises(ValueError, match="is not a duration such as '48 hours'"):
        Duration.parse(text)


@pytest.mark.parametrize("name", ["Asia/Shanghai", "UTC", "America/Argentina/Buenos_Aires"])
def test_a_zone_has_a_name(name):
    """
    Names of the IANA list are known on every machine.
    """
    assert name == zone(name).key


@pytest.mark.parametrize(
    "name",
    ["", "PST?", "America", "Asia/Shangai", "../UTC", "/etc/localtime", "localtime", "posix/UTC"],
)
def test_what_is_no_zone_is_refused(name):
    """
    Neither a folder, nor a path, nor what only this machine calls a zone.
    """
    with pytest.raises((KeyError, ValueError)):
        zone(name)


def test_exact():
    """
    A minute is exact enough to be compared with a wait of hours; a day is not.
    """
    texts = ["2026-03-08T10:00:00Z", "2026-03-08T10:00Z", "2026-03-08", "2026-11-01T01:30:00"]

    assert [True, True, False, False] == [parse(text, NEW_YORK).is_exact for text in texts]


def test_a_moment_keeps_what_was_written():
    """
    A letter quotes the source, so the text is kept, without the blanks around it.
    """
    moment = parse(" 2026-03-08 10:00 ", NEW_YORK)

    assert ("2026-03-08 10:00", False) == (moment.written, moment.is_day)
    assert datetime(2026, 3, 8, 14, tzinfo=UTC) == moment.first.astimezone(UTC)
