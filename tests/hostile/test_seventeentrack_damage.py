"""Damaged answers of 17TRACK: refused, or read within the form of their kind."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.case.load import load
from generator.case.schemas import check
from generator.intake import seventeentrack
from generator.intake.formats import recognise
from generator.packs import Packs
from generator.problems import Stopped

FOLDER = Path(__file__).parents[1] / "fixtures" / "seventeentrack"
WHOLE = [
    json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    for name in ("delivered", "two_providers", "webhook")
]

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.sampled_from(["", " ", "x", "0001-01-01", "9999-12-31T23:59:59-12:00", "Delivered", "²"]),
    st.text(max_size=5),
    st.lists(st.none(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.none(), max_size=2),
)


def places(value, path=()):
    """The path of every value within a value."""
    yield path
    for key, each in inside(value):
        yield from places(each, (*path, key))


def inside(value):
    """The keys of a mapping or a list, with their values."""
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


@st.composite
def damaged(draw):
    """An answer in which some values are taken out or replaced by others."""
    answer = json.loads(json.dumps(draw(st.sampled_from(WHOLE))))
    for _ in range(draw(st.integers(1, 4))):
        inner = [path for path in places(answer) if path]
        if not inner:
            break
        *path, last = draw(st.sampled_from(inner))
        holder = answer
        for key in path:
            holder = holder[key]
        if draw(st.booleans()):
            holder[last] = draw(ODD)
        else:
            del holder[last]
    return answer


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(answer=damaged())
def test_damage_is_refused_or_read_within_the_form(tmp_path, answer):
    """
    The reader stops with problems, or gives data of the right form and places that exist.
    """
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(answer), "utf-8")
    recognise(path.read_bytes(), path.name)
    outcome = attempt(path)

    assert outcome
    if not isinstance(outcome, list):
        assert [] == faults(tmp_path, outcome)
        assert [] == [place for place in outcome.pointers.values() if not exists(answer, place)]


def attempt(path):
    """The export, or the errors with which it was refused."""
    try:
        return seventeentrack.read(path, None)
    except Stopped as stopped:
        return stopped.problems.errors


def faults(folder, export):
    native = folder / "native.json"
    native.write_text(json.dumps(export.data), "utf-8")
    return check(load(native, "native.json"), f"kinds/{export.kind}/schema.json", Packs())[1]


def exists(data, pointer):
    for key in pointer.split("/")[1:]:
        inner = {str(step): each for step, each in inside(data)}
        if key not in inner:
            return False
        data = inner[key]
    return True


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cut=st.integers(0, 3000), junk=st.binary(max_size=4))
def test_a_broken_file_is_refused(tmp_path, cut, junk):
    """
    A file that ends too early or holds junk is refused, never half read.
    """
    whole = (FOLDER / "delivered.json").read_bytes()
    path = tmp_path / "answer.json"
    path.write_bytes(whole[:cut] + junk)
    with pytest.raises(Stopped):
        seventeentrack.read(path, None)
