"""Facts: what several sources of one fact come to."""

from generator.case import moments
from generator.reasoning.facts import Fact, FactKind, Source, State, combine

SAME = FactKind("x", "moment", "X.")
EARLIEST = FactKind("x", "moment", "X.", several="earliest")
LATEST = FactKind("x", "moment", "X.", several="latest")
UTC = [moments.zone("UTC")]


def source(written, item="i", shown=True):
    value = None if written is None else moments.parse(written, UTC)
    return Source(item, "/at", value, shown)


def test_one_shown_value_is_known():
    """
    A value that an item shows is the fact.
    """
    one = source("2026-03-08")

    assert Fact("x", State.KNOWN, one.value, (one,)) == combine(SAME, (one,))


def test_a_stated_value_stays_unknown():
    """
    What is only typed into the case never becomes a known fact.
    """
    typed = source("2026-03-08", "", shown=False)

    assert Fact("x", State.UNKNOWN, None, (), (typed,)) == combine(SAME, (typed,))


def test_sources_that_can_be_the_same_moment_agree_on_the_most_exact():
    """
    A day and a time stamp in it agree; the time stamp is the value and comes first.
    """
    day, stamp = source("2026-03-08", "a"), source("2026-03-08T10:00:00Z", "b")

    assert Fact("x", State.KNOWN, stamp.value, (stamp, day)) == combine(SAME, (day, stamp))


def test_sources_that_disagree_make_the_fact_unknown():
    """
    Of two items in conflict neither is believed, and both are kept for the report.
    """
    one, other = source("2026-03-08", "a"), source("2026-03-09", "b")

    assert Fact("x", others=(one, other), conflict=True) == combine(SAME, (one, other))


def test_a_statement_against_the_evidence_makes_the_fact_unknown():
    """
    A case file that contradicts its own evidence is not argued over.
    """
    shown, typed = source("2026-03-08", "a"), source("2026-03-20", "", shown=False)

    assert Fact("x", others=(shown, typed), conflict=True) == combine(SAME, (shown, typed))


def test_several_events_prove_by_the_first_or_the_last():
    """
    Where different times are different events, they are no conflict.
    """
    one, other = source("2026-03-08", "a"), source("2026-03-09", "b")

    assert (
        Fact("x", State.KNOWN, one.value, (one,)),
        Fact("x", State.KNOWN, other.value, (other,)),
    ) == (combine(EARLIEST, (other, one)), combine(LATEST, (other, one)))


def test_an_absence_is_proved_only_if_nothing_says_otherwise():
    """
    A complete log without the thing proves its absence; any value elsewhere outweighs that,
    and a statement elsewhere makes it unknown.
    """
    none, value = source(None, "log"), source("2026-03-08", "a")
    typed = source("2026-03-08", "", shown=False)

    assert [
        Fact("x", State.ABSENT, None, (none,)),
        Fact("x", State.KNOWN, value.value, (value,)),
        Fact("x", others=(typed, none), conflict=True),
    ] == [
        combine(SAME, (none,)),
        combine(SAME, (none, value)),
        combine(SAME, (none, typed)),
    ]


def test_a_log_without_an_attachment_proves_no_absence():
    """
    A stated absence leaves the fact unknown.
    """
    assert State.UNKNOWN is combine(SAME, (source(None, "log", shown=False),)).state


def test_nothing_said_is_unknown():
    """
    Silence is no absence.
    """
    assert Fact("x") == combine(SAME, ())
