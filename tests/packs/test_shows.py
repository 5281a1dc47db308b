"""What the kinds show: only facts of the registry, read where and how the schemas allow."""

import pytest

from generator.case import schemas
from generator.case.compose import compose
from generator.pack_files import read
from generator.packs import Packs
from generator.paths import EVIDENCE_SCHEMAS

PACKS = Packs()
KINDS = sorted(path.parent.name for path in EVIDENCE_SCHEMAS.glob("kinds/*/shows.yaml"))
STATED_ONLY = {"case.as_of"}  # facts that no evidence can show
ENTRY_READINGS = ("first", "next", "last", "count")
BOUNDS = {"after", "until", "since", "by"}

FACTS = read(PACKS, "evidence_schemas/facts.yaml", "facts")
ACTS = read(PACKS, "evidence_schemas/acts.yaml", "acts")
POINTS = read(PACKS, "evidence_schemas/points.yaml", "points")
SHOWS = {kind: read(PACKS, f"evidence_schemas/kinds/{kind}/shows.yaml", "shows") for kind in KINDS}
OF_CASE = read(PACKS, "evidence_schemas/case.shows.yaml", "shows")
WITH_TERMS = [  # kind, fact, reading, its terms
    (kind, fact, name, terms)
    for kind, shows in SHOWS.items()
    for fact, reading in shows["facts"].items()
    for name, terms in reading.items()
    if name in ENTRY_READINGS
]
VALUES = [  # schema, fact, pointer
    (f"kinds/{kind}/schema.json" if kind else "case.schema.json", fact, pointer)
    for kind, shows in {**SHOWS, "": OF_CASE}.items()
    for fact, reading in shows["facts"].items()
    for name, pointer in reading.items()
    if name not in ENTRY_READINGS
]


def schema_of(kind):
    return compose(PACKS, f"kinds/{kind}/schema.json", kinds=False)


def node(schema, pointer):
    """What a composed schema says of the value at a pointer, or None."""
    here = schema
    for step in pointer.split("/")[1:]:
        known = {}
        for part in schemas.parts(here, schema):
            known |= part.get("properties", {})
        here = known.get(step)
        if here is None:
            return None
    return here


def entry_of(kind):
    """The schema of one entry of a kind's list."""
    composed = schema_of(kind)
    listed = node(composed, SHOWS[kind]["entries"]["path"])
    return next(part for part in schemas.parts(listed, composed) if "items" in part)["items"]


def test_there_is_something_to_test():
    """
    A wrong path would make the tests below pass by finding nothing.
    """
    assert WITH_TERMS
    assert VALUES
    assert all((KINDS, FACTS, ACTS["buyer"], ACTS["seller"], POINTS, OF_CASE["facts"]))


def test_every_fact_has_a_source():
    """
    Each fact of the registry is yielded by a kind, or is known to be stated only.
    """
    shown = {fact for shows in SHOWS.values() for fact in shows["facts"]}

    assert set(FACTS) == shown | set(OF_CASE["facts"])
    assert STATED_ONLY == set(FACTS) - shown


def test_every_name_of_a_fact_is_known():
    """
    Readings begin and end at facts of the registry.
    """
    used = {terms[key] for *_, terms in WITH_TERMS for key in terms.keys() & BOUNDS}

    assert used
    assert set() == used - set(FACTS)


def test_every_act_that_a_reading_looks_for_exists():
    """
    A reading looks for acts of the very side whose messages it looks at.
    """
    unknown = []
    looked_for = 0
    for kind, fact, _, terms in WITH_TERMS:
        for key in ("act", "not_act"):
            acts = terms.get(key, [])
            looked_for += len(acts)
            unknown += [(kind, fact, act) for act in acts if act not in ACTS[terms["from"]]]

    assert looked_for
    assert [] == unknown


def test_no_act_belongs_to_both_sides():
    """
    The name of an act says who does it.
    """
    assert set() == set(ACTS["buyer"]) & set(ACTS["seller"])


def test_the_points_that_a_fact_answers_exist():
    """
    A fact answers points of the list.
    """
    answered = {point for fact in FACTS.values() for point in fact.get("answers_points", ())}

    assert answered
    assert set() == answered - set(POINTS)


@pytest.mark.parametrize(("schema", "fact", "pointer"), VALUES)
def test_a_value_is_read_where_one_can_stand(schema, fact, pointer):
    """
    The place that a reading looks at is one that the schema knows, and fits the fact's type.
    """
    composed = compose(PACKS, schema, kinds=False)
    found = node(composed, pointer)

    assert found is not None
    parts = list(schemas.parts(found, composed))
    is_moment = any(part.get("format") in ("moment", "day", "stamp") for part in parts)
    is_money = any("currency" in part.get("properties", {}) for part in parts)
    is_flag = any(part.get("type") == "boolean" for part in parts)
    assert (is_moment, is_money, is_flag) == (
        FACTS[fact]["type"] in ("moment", "day"),
        FACTS[fact]["type"] == "money",
        FACTS[fact]["type"] == "flag",
    )


@pytest.mark.parametrize("kind", [kind for kind, shows in SHOWS.items() if "entries" in shows])
def test_the_entries_are_a_list_of_the_kind(kind):
    """
    Entries, their times, and the span of a complete list stand where the schema has them.
    """
    entries, composed = SHOWS[kind]["entries"], schema_of(kind)
    places = [*entries["complete"].values(), SHOWS[kind].get("parcel", entries["path"])]

    assert entries["at"] in entry_of(kind)["required"]
    assert [] == [pointer for pointer in places if node(composed, pointer) is None]


def test_a_filter_names_a_field_and_values_that_exist():
    """
    A filter on a field that no entry has would find nothing, and so prove an absence.
    """
    unknown = []
    for kind, fact, _, terms in WITH_TERMS:
        composed = schema_of(kind)
        fields = entry_of(kind)["properties"]
        for key in terms.keys() - BOUNDS - {"give"}:
            name = key.removeprefix("not_")
            field = fields[name] if name in fields else fields[name + "s"]["items"]
            wanted = [terms[key]] if isinstance(terms[key], str) else terms[key]
            options = [part["enum"] for part in schemas.parts(field, composed) if "enum" in part]
            unknown += [(kind, fact, each) for each in wanted if each not in options[0]]

    assert [] == unknown


def test_what_entries_yield_is_a_time_a_number_or_a_field():
    """
    A message or a scan yields the time at which it happened, or the field that it is asked to
    give; only counting yields a number.
    """
    yielded = {
        (reading == "count", "give" in terms, FACTS[fact]["type"] in ("moment", "count"))
        for _, fact, reading, terms in WITH_TERMS
    }
    given = {
        terms["give"] in entry_of(kind)["properties"]
        for kind, _, _, terms in WITH_TERMS
        if "give" in terms
    }

    assert {(False, False, True), (False, True, False)} == yielded - {(True, False, True)}
    assert {True} == given


@pytest.mark.parametrize("kind", KINDS)
def test_facts_of_parcels_come_from_items_about_parcels(kind):
    """
    What belongs to a parcel is shown only by an item that names its tracking number.
    """
    of_parcels = {fact for fact in SHOWS[kind]["facts"] if FACTS[fact].get("per") == "parcel"}

    assert bool(of_parcels) is ("parcel" in SHOWS[kind])


def test_the_return_parcel_says_nothing_of_the_delivery():
    """
    A return that was delivered back must never look like a delivery to the buyer.
    """
    assert {"return.shipped_back_at", "return.delivered_back_at"} == set(
        SHOWS["return_tracking"]["facts"]
    )


def test_only_what_others_can_supply_is_to_be_obtained():
    """
    The seller's own past acts cannot be made up for later, so no advice asks for them.
    """
    own = {
        "contact.first_reply_at",
        "contact.remedy_named_at",
        "contact.details_asked_at",
        "contact.full_refund_offered_at",
        "return.accepted_at",
        "return.route_given_at",
        "return.address_country",
        "return.label_tracking",
        "refund.made_at",
        "refund.amount",
    }

    assert set() == {fact for fact in own if "obtain" in FACTS[fact]}
