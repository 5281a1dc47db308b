"""Every kind of evidence has a schema that explains itself, and samples that hold it to that."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from generator.case import schemas
from generator.case.compose import compose, names
from generator.case.load import load
from generator.packs import Packs
from generator.paths import EVIDENCE_SCHEMAS

PACKS = Packs()
KINDS = sorted(path.name for path in (EVIDENCE_SCHEMAS / "kinds").iterdir())
VALID = sorted((EVIDENCE_SCHEMAS / "kinds").glob("*/valid/*.yaml"))
INVALID = sorted((EVIDENCE_SCHEMAS / "kinds").glob("*/invalid/*.yaml"))


def short(path):
    return f"{path.parts[-3]}/{path.stem}"


def schema_of(kind):
    return compose(PACKS, f"kinds/{kind}/schema.json", kinds=False)


def checked(path):
    """The problems of a sample, as (code, pointer)."""
    document = load(path, path.name)
    _, problems = schemas.check(document, f"kinds/{path.parts[-3]}/schema.json", PACKS)
    return [(problem.code, problem.where.pointer) for problem in problems]


def said(path):
    """The code and pointer that an invalid sample names in its first two lines."""
    first, second = path.read_text("utf-8").splitlines()[:2]
    code = re.fullmatch(r"# code: (E\d{3})", first)
    pointer = re.fullmatch(r"# pointer:(?: (/.*))?", second)
    assert code
    assert pointer
    return code[1], pointer[1] or ""


def formats_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("format"), str):
            yield value["format"]
        for each in value.values():
            yield from formats_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from formats_in(each)


def test_there_is_something_to_test():
    """
    A wrong path would make the tests below pass by finding nothing.
    """
    assert KINDS
    assert VALID
    assert INVALID


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_whole(kind):
    """
    A kind has its schema, says what it shows, and has samples of both sorts.
    """
    folder = EVIDENCE_SCHEMAS / "kinds" / kind
    there = {path.name for path in folder.iterdir()}

    assert {"schema.json", "shows.yaml", "valid", "invalid"} == there - {"sequence.yaml"}
    assert list((folder / "valid").glob("*.yaml"))
    assert list((folder / "invalid").glob("*.yaml"))


@pytest.mark.parametrize("path", VALID, ids=short)
def test_a_valid_sample_passes(path):
    """
    What a kind calls valid has no problem.
    """
    assert [] == checked(path)


@pytest.mark.parametrize("path", INVALID, ids=short)
def test_an_invalid_sample_fails_as_it_says(path):
    """
    What a kind calls invalid has the one problem that the sample names, and no other.
    """
    assert [said(path)] == checked(path)


@pytest.mark.parametrize("kind", KINDS)
def test_the_valid_samples_use_every_key(kind):
    """
    No key of a kind is without a sample that has it.
    """
    schema = schema_of(kind)
    samples = [load(path, path.name).data for path in VALID if path.parts[-3] == kind]

    assert set(schema["properties"]) == {key for sample in samples for key in sample}


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_explains_itself(kind):
    """
    Editors show a title and, for every key at any depth, a description; no key is left open.
    """
    path = EVIDENCE_SCHEMAS / "kinds" / kind / "schema.json"
    schema = json.loads(path.read_text("utf-8"))
    silent = [pointer for pointer, part in objects(schema) if "description" not in part]
    ajar = [
        pointer
        for pointer, part in objects(schema)
        if part.get("type") == "object" and part.get("additionalProperties") is not False
    ]

    assert schema["title"]
    assert ([], []) == (silent, ajar)


def objects(schema, pointer=""):
    """Every schema within a schema, with its pointer."""
    yield pointer, schema
    for key, part in schema.get("properties", {}).items():
        yield from objects(part, f"{pointer}/{key}")
    if "items" in schema:
        yield from objects(schema["items"], f"{pointer}/items")


def test_every_kind_takes_an_order_number_and_a_time_zone():
    """
    Any item can say to which order it belongs and in which zone its times are.
    """
    lacking = [
        kind for kind in KINDS if not {"order_id", "timezone"} <= set(schema_of(kind)["properties"])
    ]

    assert [] == lacking


def test_every_format_is_a_registered_one():
    """
    JSON Schema lets an unknown format pass unchecked, so there must be none.
    """
    used = {
        each
        for path in EVIDENCE_SCHEMAS.rglob("*.schema.json")
        for each in formats_in(json.loads(path.read_text("utf-8")))
    } | {each for kind in KINDS for each in formats_in(schema_of(kind))}

    assert {"moment", "country", "timezone"} <= used
    assert set() == used - set(schemas._FORMATS)


def test_the_kinds_are_known_to_the_schemas():
    """
    A new folder of a kind is found without a list.
    """
    assert tuple(KINDS) == names(PACKS, "kinds")
