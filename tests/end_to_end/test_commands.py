"""The commands: their exit codes, their JSON, what they import, and what becomes of a bug."""

import json
import shutil

import pytest

from generator.case.defaults import NAME as DEFAULTS
from generator.paths import BUILT_IN

EXAMPLES = BUILT_IN / "examples"
CASE = EXAMPLES / "delivered_and_signed/case.yaml"
HEAVY = ("weasyprint", "docxtpl", "docx", "pikepdf", "PIL.ImageFont", "typer.rich_utils")
BROKEN = ("market: US", "market: Mars")
OPENING = "templates/grounds/delivered_and_signed/en.j2"

IMPORTS = """
import sys
from generator.cli.app import app
try:
    app()
finally:
    print([name for name in {heavy} if name in sys.modules], file=sys.stderr)
"""
BUG = """
from generator.cli import app, opening
import generator.cli.build, generator.cli.explain

def broken(*_):
    raise RuntimeError("the sky fell")

opening.open_case = generator.cli.build.open_case = broken
app.main()
"""


def json_of(ran):
    """The one JSON document that a command printed, with nothing on stderr."""
    assert "" == ran.err
    return json.loads(ran.out)


@pytest.mark.parametrize("command", ["validate", "explain"])
def test_what_makes_files_is_not_imported_to_look_at_a_case(python, command):
    """
    A check while typing has to be quick; the libraries that lay out and join take their time.
    """
    ran = python(IMPORTS.format(heavy=HEAVY), command, CASE)

    assert (0, "[]") == (ran.code, ran.err.splitlines()[-1])


def test_the_test_above_would_see_them(python):
    """
    Whatever imports one of them, it is told.
    """
    ran = python(f"import pikepdf\n{IMPORTS.format(heavy=HEAVY)}", "validate", CASE)

    assert "['pikepdf']" == ran.err.splitlines()[-1]


@pytest.mark.parametrize("command", ["build", "explain"])
def test_a_bug_is_kept_in_a_file_and_told_in_a_line(python, command, tmp_path, monkeypatch):
    """
    Exit 70 without a traceback on the screen; the report has it.
    """
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    ran = python(BUG, command, CASE)
    (report,) = tmp_path.glob("appeal-*.txt")

    assert (70, "") == (ran.code, ran.out)
    assert "this is a bug in the program: RuntimeError: the sky fell" in ran.err
    assert str(report) in ran.err
    assert "Traceback" not in ran.err
    assert "Traceback" in report.read_text("utf-8")
    assert report.read_text("utf-8").endswith("RuntimeError: the sky fell\n")


# Exit codes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["build", "validate", "explain"])
def test_a_case_with_problems(example, appeal, command):
    """
    Exit 1; people read them on stderr, machines as one document on stdout.
    """
    case = example("delivered_and_signed", BROKEN)

    told, data = appeal(command, case), json_of(appeal(command, case, "--json"))

    assert (1, "") == (told.code, told.out)
    assert "case.yaml:9: error E204: 'Mars' is not a name that is known here\n" in told.err
    assert told.err.endswith("1 error.\n")
    assert ["E204"] == [each["code"] for each in data["problems"]]
    assert {"code", "where", "message", "remedy", "severity"} == data["problems"][0].keys()
    assert {"file": "case.yaml", "line": 9, "pointer": "/market"} == data["problems"][0]["where"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "no/such/case.yaml"),
        ("build", EXAMPLES),
        ("validate", CASE, "--as-of", "tomorrow"),
        ("explain", CASE, "--sideways"),
        ("verify", CASE),
        ("list", "wishes"),
        ("bild", CASE),
        (),
    ],
)
def test_a_wrong_use(appeal, arguments):
    """
    Exit 2 and how it is meant.
    """
    ran = appeal(*arguments)

    assert 2 == ran.code
    assert "Usage:" in ran.out + ran.err


def test_no_appeal(appeal, made):
    """
    Exit 3 of `explain` and of `build`; both say what to do.
    """
    explained = appeal("explain", EXAMPLES / "late_parcel/case.yaml")
    built = made("late_parcel").ran

    assert (3, 3) == (explained.code, built.code)
    assert "What to do" in explained.out
    assert "What to do" in built.out


def test_a_folder_that_cannot_be_written(appeal):
    """
    Exit 1: another folder helps.
    """
    ran = appeal("build", EXAMPLES / "late_parcel/case.yaml", "--out", CASE / "out")

    assert (1, "") == (ran.code, ran.out)
    assert ran.err.startswith(f"{CASE / 'out'}: error E612: ")


# JSON ---------------------------------------------------------------------------------------


def test_explain_gives_every_ground(appeal):
    """
    The keys that other programs may rely on are there, and each ground has all of its own.
    """
    data = json_of(appeal("explain", CASE, "--json"))
    wanted = {"outcome", "leading_ground", "grounds", "advice", "stated", "conflicts"}
    parts = {"verdict", "strength", "role", "relied_on", "missing", "defeated_by", "weakened_by"}

    assert wanted <= data.keys()
    assert sorted(path.name for path in (BUILT_IN / "templates/grounds").iterdir()) == sorted(
        data["grounds"]
    )
    assert [set()] * len(data["grounds"]) == [parts - g.keys() for g in data["grounds"].values()]
    assert [("delivered_and_signed", "leads"), ("delivered_by_tracking", "supports")] == [
        (name, ground["role"]) for name, ground in data["grounds"].items() if ground["role"]
    ]


def test_validate_gives_the_evidence(appeal):
    """
    What is shown and what is not, and the format of an export.
    """
    data = json_of(appeal("validate", CASE, "--json"))

    assert {"case", "evidence", "problems"} == data.keys()
    assert ["order", "tracking", "pod", "chat", "claim_notice", "decision_notice"] == [
        item["id"] for item in data["evidence"]
    ]
    assert [True] * 6 == [item["shown"] for item in data["evidence"]]


def test_build_gives_the_files_and_what_to_do_with_them(example, appeal):
    """
    Also if there is no letter: then the advice.
    """
    case = example("late_parcel")

    data = json_of(appeal("build", case, "--json"))

    assert ("no_appeal", None) == (data["outcome"], data["leading_ground"])
    assert (str(case.parent / "out"), ["advice.txt", "manifest.json"]) == (
        data["folder"],
        data["files"],
    )
    assert data["advice"][0].startswith("Write to the buyer at once")


@pytest.mark.parametrize("command", [("list",), ("list", "acts"), ("schema",), ("doctor",)])
def test_the_other_commands_give_one_document(appeal, command):
    """
    `schema` is JSON by nature.
    """
    json_of(appeal(*command, *([] if command == ("schema",) else ["--json"])))


def test_build_ends_with_where_to_send_it_and_until_when(made):
    """
    The last lines are the channel, what goes where, and the deadline.
    """
    *_, name, what, until = made("delivered_and_signed").ran.out.splitlines()

    assert "Appeal against a granted A-to-z claim:" == name
    assert "Paste statement.txt" in what
    assert "  Until 30 September 2026, 10:47 (UTC-07:00): 30 days by the rule." == until


def test_the_date_of_the_letter_is_what_the_command_says(example, appeal):
    """
    `--as-of` goes before the case's own date, and stands in the manifest.
    """
    case = example("late_parcel")

    ran = appeal("build", case, "--as-of", "2026-08-30")

    assert 3 == ran.code
    manifest = json.loads((case.parent / "out/manifest.json").read_bytes())
    assert "2026-08-30" == manifest["as_of"]


def test_schemas_for_editors(appeal, tmp_path):
    """
    The case and every kind, each a whole document of its own.
    """
    ran = appeal("schema", "--out", tmp_path / "schemas")
    names = {path.name for path in (tmp_path / "schemas").iterdir()}
    kinds = {path.name for path in (BUILT_IN / "evidence_schemas/kinds").iterdir()}

    assert 0 == ran.code
    assert {"case.schema.json", *(f"{kind}.schema.json" for kind in kinds)} == names
    for path in (tmp_path / "schemas").iterdir():
        assert "object" == json.loads(path.read_bytes())["type"]


# verify -------------------------------------------------------------------------------------


@pytest.fixture
def built(made, tmp_path):
    """A copy of a finished output folder, to be spoilt."""
    return shutil.copytree(made("delivered_and_signed").folder, tmp_path / "out")


def test_a_build_passes_its_checks(appeal, built):
    """
    Each check is named, for people and for machines.
    """
    told, data = appeal("verify", built), json_of(appeal("verify", built, "--json"))

    assert (0, True) == (told.code, data["ok"])
    names = [check["name"] for check in data["checks"]]
    assert {"files", "stamps", "cites", "links", "bookmarks", "letter.docx"} <= set(names)
    assert names == [line.split("  ")[0] for line in told.out.splitlines()]


@pytest.mark.parametrize("name", ["packet.pdf", "letter.pdf", "letter.docx", "statement.txt"])
def test_a_byte_that_was_changed_is_found(appeal, built, name):
    """
    Exit 5 with the name of the file, also where the file still opens.
    """
    content = bytearray((built / name).read_bytes())
    content[-2] ^= 1
    (built / name).write_bytes(content)

    told, ran = appeal("verify", built), appeal("verify", built, "--json")

    assert (5, 5) == (told.code, ran.code)
    assert f"{name} was changed after it was written." in told.out
    assert not json_of(ran)["ok"]


def test_a_folder_that_is_no_output(appeal, tmp_path):
    """
    Without a manifest nobody knows what should be there: exit 1.
    """
    told, ran = appeal("verify", tmp_path), appeal("verify", tmp_path, "--json")

    assert (1, 1, "") == (told.code, ran.code, told.out)
    assert ["E620"] == [each["code"] for each in json_of(ran)["problems"]]


# Packs --------------------------------------------------------------------------------------


def with_pack(folder, text, ground="delivered_and_signed", block="opening"):
    """The sentences of a ground in a pack's folder, with one more at the head of a block."""
    name = f"templates/grounds/{ground}/en.j2"
    path = folder / name
    path.parent.mkdir(parents=True)
    old = f"{{% block {block} %}}\n"
    original = (BUILT_IN / name).read_text("utf-8")
    assert 1 == original.count(old)
    path.write_text(original.replace(old, f"{old}{text}\n"), "utf-8")


def statement_of(case):
    return (case.parent / "out/statement.txt").read_text("utf-8")


def test_the_case_s_files_go_before_the_team_s_and_those_before_the_built_in(
    example, appeal, tmp_path
):
    """
    `appeal.toml` above the case names the team's folder; each file is replaced whole, and alone.
    """
    case = example("delivered_and_signed")
    (tmp_path / DEFAULTS).write_text('packs = "ours"\n')
    with_pack(case.parent, "Case: {{ say('delivery.signed_by') }} signed.")
    with_pack(tmp_path / "ours", "Team: {{ say('delivery.signed_by') }} signed.")
    with_pack(
        tmp_path / "ours",
        "Team: {{ say('delivery.city') }}.",
        "delivered_by_tracking",
        "argument",
    )

    assert 0 == appeal("build", case).code
    said = statement_of(case)
    assert "Case: WHITFIELD signed (Exhibit A, p. " in said
    assert "Team: Austin (Exhibit A, p. " in said
    assert "Team: WHITFIELD" not in said
    assert "Failing that, we ask Amazon not to count the claim" in said


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("The seller is honest.", None),  # it says something without a fact
        ("{% if %}", 2),
        ("{{ say('delivery.signed_by') }} {{ nobody }}", 2),
        ("{{ say('delivery.signed_by').__class__.__mro__ }}", 2),
        ("{{ say('no.such_fact') }}", 2),
    ],
)
def test_a_broken_template_is_told_with_its_line(example, appeal, text, line):
    """
    Exit 4: it is the pack that has to be mended, not the case.
    """
    case = example("delivered_and_signed")
    with_pack(case.parent, text)

    ran = appeal("build", case, "--json")
    (problem,) = json_of(ran)["problems"]

    assert (4, OPENING, line) == (ran.code, problem["where"]["file"], problem["where"]["line"])
    assert problem["remedy"]
    assert not (case.parent / "out").exists()


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("status: stable", "status: marvellous", 2),
        ("title: {en: ", "titel: {en: ", 1),
        ("    - known: delivery.signed_by", "    - known: delivery.nobody", 11),
        ("    - known: delivery.signed_by", "    - guess: delivery.signed_by", 11),
        ("status: stable", "status: [", None),
    ],
)
@pytest.mark.parametrize("command", ["explain", "build"])
def test_a_broken_ground_is_told_with_its_line(example, appeal, command, old, new, line):
    """
    No command goes on with a rule that it does not understand.
    """
    case = example("delivered_and_signed")
    name = "templates/grounds/delivered_and_signed/ground.yaml"
    path = case.parent / name
    path.parent.mkdir(parents=True)
    text = (BUILT_IN / name).read_text("utf-8")
    assert 1 == text.count(old)
    path.write_text(text.replace(old, new), "utf-8")

    ran = appeal(command, case, "--json")
    problems = json_of(ran)["problems"]

    assert 4 == ran.code
    assert {name} == {problem["where"]["file"] for problem in problems}
    assert line is None or line in [problem["where"]["line"] for problem in problems]


# The length of the letter --------------------------------------------------------------------


def points(count):
    """The buyer's point, made several times."""
    old = "    - {text: My lamp never arrived., point: not_received}\n"
    return old, old * count


def test_a_letter_that_is_a_little_too_long_leaves_out_what_only_supports(example, appeal):
    """
    The C ground goes; the leading one and the answers stay.
    """
    case = example("delivered_and_signed", points(7))

    assert 0 == appeal("build", case).code
    assert 7 == statement_of(case).count("“My lamp never arrived.”")
    assert "The order was delivered and signed for" in statement_of(case)
    assert "The carrier recorded the delivery" not in statement_of(case)


def test_a_letter_that_cannot_be_made_to_fit_stops(example, appeal):
    """
    Exit 5 with the number of lines; nothing is left out that the seller wrote, nothing shrinks.
    """
    case = example("delivered_and_signed", points(40))

    ran = appeal("build", case, "--json")
    (problem,) = json_of(ran)["problems"]
    count = int(problem["message"].split(" lines longer")[0].rsplit(" ", 1)[1])

    assert (5, "E510", "case.yaml") == (ran.code, problem["code"], problem["where"]["file"])
    assert 10 < count < 400
    assert not (case.parent / "out").exists()
