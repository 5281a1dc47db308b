"""Schemas are put together from the packs, and problems are told in the user's words."""

import json

import jsonschema_rs
import pytest

from generator.case.compose import compose, names
from generator.case.load import Document
from generator.case.schemas import check, check_data, moments_in, typed
from generator.pack_files import read as read_pack
from generator.packs import Packs
from generator.paths import EVIDENCE_SCHEMAS
from generator.problems import ExitCode, Stopped, Where

COMMON = {
    "$defs": {
        "moment": {"type": "string", "format": "moment", "description": "A time."},
        "span": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"to": {"$ref": "#/$defs/moment"}},
        },
    }
}
LAMP = {
    "type": "object",
    "required": ["name", "bought_at"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 1, "description": "What it is called."},
        "bought_at": {"$ref": "../../common.schema.json#/$defs/moment"},
        "warranty": {"$ref": "../../common.schema.json#/$defs/span"},
        "watts": {"type": "integer", "minimum": 1, "maximum": 100, "description": "Its power."},
        "price": {"type": "number"},
        "new": {"type": "boolean"},
        "limit": {"anyOf": [{"type": "integer"}, {"const": "unknown"}]},
        "act": {"type": "string", "x-names": "acts"},
        "colour": {"enum": ["red", "green"]},
        "code": {"type": "string", "pattern": "^[A-Z]+$", "x-says": "Write capitals."},
        "tags": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}},
        "parts": {"type": "array", "items": {"$ref": "#/$defs/part"}},
        "country": {"type": "string", "format": "country"},
        "day": {"type": "string", "format": "day"},
        "stamp": {"type": "string", "format": "stamp"},
        "zone": {"type": "string", "format": "timezone"},
        "wait": {"type": "string", "format": "duration"},
        "sum": {"type": "string", "format": "decimal"},
    },
    "$defs": {
        "part": {
            "type": "object",
            "required": ["id"],
            "additionalProperties": False,
            "properties": {
                "id": {"type": "integer"},
                "parts": {"type": "array", "items": {"$ref": "#/$defs/part"}},
            },
        }
    },
}
NAME = "kinds/lamp/schema.json"
GOOD = {"name": "A lamp", "bought_at": "2026-03-01"}


@pytest.fixture
def packs(tmp_path):
    """A pack root with one kind of evidence and a few names."""
    schemas = tmp_path / "evidence_schemas"
    (schemas / "kinds" / "lamp").mkdir(parents=True)
    (schemas / "packs").mkdir()
    (schemas / "common.schema.json").write_text(json.dumps(COMMON))
    (schemas / "kinds" / "lamp" / "schema.json").write_text(json.dumps(LAMP))
    (schemas / "acts.yaml").write_text(
        "buyer: {asks: Asks.}\nseller: {gives: Gives., asks: Too.}\n"
    )
    return Packs((tmp_path,))


@pytest.fixture
def problems(packs):
    """The (code, pointer, message, remedy) of what is wrong with a lamp."""

    def finding(**changes):
        data = {key: each for key, each in (GOOD | changes).items() if each != "left out"}
        _, found = check_data(data, NAME, packs, lambda pointer: Where("lamp", 1, pointer))
        return [(each.code, each.where.pointer, each.message, each.remedy) for each in found]

    return finding


def test_a_composed_schema_stands_alone(packs):
    """
    What other files define is taken in under its file's name, and names become an enum.
    """
    composed = compose(packs, NAME)

    assert {"common.moment", "common.span", "part"} == composed["$defs"].keys()
    assert {"$ref": "#/$defs/common.moment"} == composed["$defs"]["common.span"]["properties"]["to"]
    assert {"$ref": "#/$defs/part"} == composed["properties"]["parts"]["items"]
    assert ["asks", "gives"] == composed["properties"]["act"]["enum"]
    assert "schema.json" not in json.dumps(composed)


def test_a_pack_s_own_names_are_added(packs, tmp_path):
    """
    A team's kind or act is known without a change to any schema.
    """
    team = tmp_path / "team"
    (team / "evidence_schemas" / "kinds" / "stool").mkdir(parents=True)
    (team / "evidence_schemas" / "kinds" / "stool" / "schema.json").write_text("{}")
    (team / "evidence_schemas" / "acts.yaml").write_text("buyer: {sits: Sits.}\nseller: {}\n")
    both = Packs((team, *packs.roots))

    assert ("lamp", "stool") == names(both, "kinds")
    assert ("sits",) == names(both, "acts")  # a file found earlier replaces the later one whole


@pytest.mark.parametrize("text", ["{", '{"a": 1} x', b"\xff"])
def test_a_schema_that_is_not_json(packs, text):
    """
    A broken schema is the pack's fault, so the program leaves with exit 4.
    """
    path = packs.roots[0] / "evidence_schemas" / NAME
    path.write_bytes(text if isinstance(text, bytes) else text.encode())

    with pytest.raises(Stopped) as stopped:
        compose(packs, NAME)

    assert ExitCode.PACK is stopped.value.exit_code
    assert ["E402"] == [problem.code for problem in stopped.value.problems]


def test_text_is_typed_by_the_schema(packs):
    """
    Whole numbers, numbers and flags are read; a postcode, or what is no number, stays text.
    """
    data = {
        "name": "01234",
        "watts": "40",
        "price": "1.50",
        "new": "true",
        "limit": "5",
        "parts": [{"id": "1", "parts": [{"id": "2"}]}],
    }

    assert {
        "name": "01234",
        "watts": 40,
        "price": 1.5,
        "new": True,
        "limit": 5,
        "parts": [{"id": 1, "parts": [{"id": 2}]}],
    } == typed(data, compose(packs, NAME))


@pytest.mark.parametrize("text", ["040", "4O", "1_0", "+4", "4.0", "", "99999999999999999999", "٤"])
def test_what_is_no_whole_number_stays_text(packs, text):
    """
    Nothing is rounded or guessed.
    """
    assert {"watts": text} == typed({"watts": text}, compose(packs, NAME))


def test_the_data_given_are_not_changed(packs):
    """
    Typing makes a copy.
    """
    data = {"parts": [{"id": "1"}]}

    typed(data, compose(packs, NAME))

    assert {"parts": [{"id": "1"}]} == data


def test_good_data_have_no_problems(problems):
    """
    Every form at its best.
    """
    assert [] == problems(
        watts="40",
        limit="unknown",
        act="gives",
        colour="red",
        code="ABC",
        tags=["a", "b"],
        country="NO",
        day="2026-03-01",
        stamp="2026-03-01 10:00",
        zone="Asia/Shanghai",
        wait="48 hours",
        sum="48.90",
        warranty={"to": "2026-03-01T10:00:00Z"},
    )


LAMP_KEYS = ", ".join(sorted(LAMP["properties"]))
TIME = "Write it as 2026-03-31 or 2026-03-31T14:05:00+08:00."
STAMP = "Write it as 2026-03-31T14:05:00+08:00."
EMPTY = "Give a value, or take the key out."


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"nmae": "x"},
            ("E201", "/nmae", "the key 'nmae' is not known here", "Did you mean 'name'?"),
        ),
        (
            {"zzz/~": "x"},
            ("E201", "/zzz~1~0", "the key 'zzz/~' is not known here", f"Known are: {LAMP_KEYS}."),
        ),
        (
            {"name": "left out"},
            ("E202", "", "the key 'name' is missing", "Add it: What it is called."),
        ),
        (
            {"bought_at": "left out"},
            ("E202", "", "the key 'bought_at' is missing", "Add it: A time."),
        ),
        (
            {"parts": [{"id": "1"}, {}]},
            ("E202", "/parts/1", "the key 'id' is missing in entry 2", "Add it."),
        ),
        (
            {"watts": "many"},
            (
                "E203",
                "/watts",
                "'watts' must be a whole number",
                "Write a whole number. It means: Its power.",
            ),
        ),
        ({"new": "yes"}, ("E203", "/new", "'new' must be true or false", "Write true or false.")),
        (
            {"name": ["x"]},
            ("E203", "/name", "'name' must be text", "Write text. It means: What it is called."),
        ),
        (
            {"warranty": "long"},
            ("E203", "/warranty", "'warranty' must be keys with values", "Write keys with values."),
        ),
        ({"tags": "x"}, ("E203", "/tags", "'tags' must be a list", "Write a list.")),
        (
            {"limit": "none"},
            (
                "E203",
                "/limit",
                "'limit' must be a whole number or 'unknown'",
                "Write a whole number or 'unknown'.",
            ),
        ),
        (
            {"act": "give"},
            ("E204", "/act", "'give' is not a name that is known here", "Did you mean 'gives'?"),
        ),
        (
            {"colour": "blue"},
            (
                "E204",
                "/colour",
                "'blue' is not a name that is known here",
                "Known are: green, red.",
            ),
        ),
        (
            {"code": "abc"},
            ("E205", "/code", "'abc' is not written as it must be", "Write capitals."),
        ),
        (
            {"bought_at": "1 March"},
            ("E205", "/bought_at", "'1 March' is not a day or a time", TIME),
        ),
        (
            {"bought_at": "2026-02-30"},
            ("E205", "/bought_at", "'2026-02-30' is not a day or a time", TIME),
        ),
        (
            {"day": "2026-03-01T10:00"},
            ("E205", "/day", "'2026-03-01T10:00' is not a day", "Write it as 2026-03-31."),
        ),
        ({"stamp": "2026-03-01"}, ("E205", "/stamp", "'2026-03-01' is not a full time", STAMP)),
        (
            {"wait": "2 weeks"},
            (
                "E205",
                "/wait",
                "'2 weeks' is not a span of time",
                "Write it as '48 hours' or '3 days'.",
            ),
        ),
        (
            {"country": "Norway"},
            (
                "E205",
                "/country",
                "'Norway' is not a country's code",
                "Write two capitals, such as US, GB or CN.",
            ),
        ),
        (
            {"zone": "Peking"},
            (
                "E205",
                "/zone",
                "'Peking' is not a time zone",
                "Write a name such as Asia/Shanghai or America/Los_Angeles.",
            ),
        ),
        (
            {"sum": "$5"},
            (
                "E205",
                "/sum",
                "'$5' is not a number",
                "Write it as 48.90, without a currency or blanks.",
            ),
        ),
        ({"name": None}, ("E207", "/name", "'name' has no value", EMPTY)),
        ({"name": ""}, ("E207", "/name", "'name' is empty", EMPTY)),
        ({"name": " \t "}, ("E207", "/name", "'name' is empty", EMPTY)),
        ({"bought_at": ""}, ("E207", "/bought_at", "'bought_at' has no value", EMPTY)),
        ({"tags": []}, ("E207", "/tags", "'tags' is empty", EMPTY)),
        ({"colour": None}, ("E207", "/colour", "'colour' has no value", EMPTY)),
        ({"watts": "0"}, ("E208", "/watts", "'watts' must be at least 1", "Its power.")),
        ({"watts": "101"}, ("E208", "/watts", "'watts' must be at most 100", "Its power.")),
        (
            {"tags": ["a", "a"]},
            ("E208", "/tags", "'tags' has an entry twice", "Compare it with the examples."),
        ),
    ],
)
def test_problems_in_the_user_s_words(problems, changes, expected):
    """
    Each says what is wrong and what to do, and never a phrase of JSON Schema.
    """
    assert [expected] == problems(**changes)


def test_all_problems_at_once(problems):
    """
    The first does not hide the others.
    """
    found = problems(name=None, watts="x", parts=[{"id": "y"}, {"idd": "1"}])

    assert [
        ("E201", "/parts/1/idd"),
        ("E202", "/parts/1"),
        ("E203", "/parts/0/id"),
        ("E203", "/watts"),
        ("E207", "/name"),
    ] == sorted(problem[:2] for problem in found)


def test_a_flood_of_problems_is_cut(problems):
    """
    Ten thousand entries with one slip are not ten thousand problems on the screen.
    """
    found = problems(parts=[{"idd": "1"}] * 10_000)

    assert 201 == len(found)
    assert ["there are more than 200 problems in this file"] == [
        message for code, _, message, _ in found if code == "E209"
    ]


def test_a_long_value_is_cut_in_the_message(problems):
    """
    A whole letter in the wrong place does not fill the screen, nor break its lines.
    """
    ((_, _, message, _),) = problems(colour="a\nb " * 100)

    assert message == f"'{('a b ' * 15)}...' is not a name that is known here"


def test_the_place_is_told_with_its_line(packs, tmp_path):
    """
    Problems are sorted by line; below `base` the pointers are the data's own.
    """
    lines = {"/lamp": 2, "/lamp/name": 3, "/lamp/bought_at": 4}
    data = {"lamp": {"bought_at": "never", "name": None}}
    document = Document(tmp_path / "f.yaml", "f.yaml", data, lines)

    read, found = check(document, NAME, packs, "/lamp")

    assert data["lamp"] == read
    assert [
        Where("f.yaml", 3, "/lamp/name"),
        Where("f.yaml", 4, "/lamp/bought_at"),
    ] == [problem.where for problem in found]


def test_moments_are_found_wherever_they_are(packs):
    """
    A mere date needs no zone, so it is none of them.
    """
    data = GOOD | {
        "day": "2026-03-01",
        "stamp": "2026-03-01T10:00",
        "warranty": {"to": "2027-03-01"},
    }

    assert [
        ("/bought_at", "2026-03-01"),
        ("/stamp", "2026-03-01T10:00"),
        ("/warranty/to", "2027-03-01"),
    ] == list(moments_in(data, NAME, packs))


# The reader of packs' files -------------------------------------------------------------------


@pytest.fixture
def pack(packs):
    """Reads a text as a file of a pack that has a schema."""
    schema = packs.roots[0] / "evidence_schemas" / "packs" / "rule.schema.json"
    schema.write_text(
        json.dumps(
            {
                "type": "object",
                "additionalProperties": False,
                "properties": {"days": {"type": "integer"}},
            }
        )
    )

    def reading(text, schema="rule"):
        (packs.roots[0] / "rules.yaml").write_text(text)
        return read_pack(packs, "rules.yaml", schema)

    return reading


def test_a_pack_s_file_is_typed(pack):
    """
    With a schema numbers are numbers.
    """
    assert {"days": 3} == pack("days: 3")


def test_a_pack_s_file_without_a_schema_is_text(pack):
    """
    No schema is named, or none of that name exists.
    """
    assert [{"days": "3"}, {"days": "3"}] == [pack("days: 3", None), pack("days: 3", "no_such")]


@pytest.mark.parametrize(
    ("text", "code"), [("days: x", "E203"), ("dais: 3", "E201"), ("days: [", "E104"), ("", "E103")]
)
def test_a_pack_s_file_that_is_wrong(pack, text, code):
    """
    The program leaves with exit 4, and names the file as the packs know it.
    """
    with pytest.raises(Stopped) as stopped:
        pack(text)

    assert ExitCode.PACK is stopped.value.exit_code
    assert [(code, "rules.yaml")] == [
        (problem.code, problem.where.file) for problem in stopped.value.problems
    ]


def test_a_pack_s_file_that_is_not_there(packs):
    """
    The files beside it are named.
    """
    with pytest.raises(Stopped) as stopped:
        read_pack(packs, "evidence_schemas/act.yaml")

    ((code, remedy),) = [(each.code, each.remedy) for each in stopped.value.problems]
    assert ExitCode.PACK is stopped.value.exit_code
    assert code == "E401"
    assert remedy == "Known beside it: acts.yaml, common.schema.json, kinds, packs."


# The schemas that are built in ----------------------------------------------------------------

BUILT_IN = sorted(
    str(path.relative_to(EVIDENCE_SCHEMAS))
    for pattern in ("*.schema.json", "kinds/*/schema.json", "packs/*.schema.json")
    for path in EVIDENCE_SCHEMAS.glob(pattern)
)


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_built_in_schema_is_sound(name):
    """
    It composes, is a schema by the standard, and refers to nothing outside.
    """
    composed = compose(Packs(), name)

    jsonschema_rs.meta.validate(composed)
    assert ".json" not in json.dumps(list(_references(composed)))


@pytest.mark.parametrize("name", [name for name in BUILT_IN if not name.startswith("packs/")])
def test_everything_is_described(name):
    """
    An editor shows a sentence for every key that can be written.
    """
    schema = json.loads((EVIDENCE_SCHEMAS / name).read_text("utf-8"))

    assert [] == [
        key
        for key, each in _properties(schema)
        if not each.get("description", "").endswith((".", "?"))
    ]


def test_an_editor_completes_evidence_in_place():
    """
    The case's schema says of each kind which keys its data have.
    """
    composed = compose(Packs(), "case.schema.json")
    by_kind = {
        each["if"]["properties"]["kind"]["const"]: each["then"]["properties"]["data"]["$ref"]
        for each in composed["$defs"]["item"]["allOf"]
    }

    assert set(names(Packs(), "kinds")) == by_kind.keys()
    assert {ref.removeprefix("#/$defs/") for ref in by_kind.values()} <= composed["$defs"].keys()


def _references(node):
    if isinstance(node, dict):
        yield from (node[key] for key in ("$ref",) if key in node)
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _references(each)


def _properties(node):
    if isinstance(node, dict):
        properties = node.get("properties", {})
        yield from ((key, each) for key, each in properties.items() if "const" not in each)
        for each in node.values():
            yield from _properties(each)
    elif isinstance(node, list):
        for each in node:
            yield from _properties(each)
