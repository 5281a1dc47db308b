"""The docs are true: commands, exit codes, links, and the steps that a reader is told to take."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema_rs
import pytest
import typer
import yaml
from typer.testing import CliRunner

from generator.cli.app import app
from generator.problems import ExitCode

ROOT = Path(__file__).resolve().parents[2]
README, CHINESE = READMES = ("README.md", "README.zh-CN.md")
DOCS = (
    *READMES,
    "CONTRIBUTING.md",
    "examples/README.md",
    "templates/README.md",
    "evidence_schemas/README.md",
)
EXAMPLES = sorted(path.parent.name for path in ROOT.glob("examples/*/case.yaml"))
LINK = re.compile(r"\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^([ ]*)```(\w+)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")
each_readme = pytest.mark.parametrize("name", READMES)


def text_of(name):
    return (ROOT / name).read_text("utf-8")


def blocks(name):
    """The code blocks of a document, as (language, text)."""
    return [
        (language, re.sub(rf"^{indent}", "", text, flags=re.MULTILINE))
        for indent, language, text in BLOCK.findall(text_of(name))
    ]


def commands(text):
    """The lines of a code block, without the remarks, which each language has in its own."""
    return [
        line for each in text.splitlines() if (line := re.sub(r"(^|\s+)#(?! yaml-).*", "", each))
    ]


def table(name, row):
    """The rows of the table that has a row which begins like this, as lists of cells."""
    (found,) = [
        part
        for part in re.split(r"\n\n+", text_of(name))
        if re.search(rf"^\| {row}", part, re.MULTILINE)
    ]
    return [line.strip("| ").split(" | ") for line in found.splitlines()[2:]]


def a_case(folder, example="delivered_and_signed"):
    """A copy of an example in a folder of its own, as a seller would make it."""
    without = shutil.ignore_patterns("out", "expected")
    return Path(shutil.copytree(ROOT / "examples" / example, folder, ignore=without)) / "case.yaml"


def call(*words):
    """What a command of the program does."""
    return CliRunner().invoke(app, [str(word) for word in words])


# What the documents say ---------------------------------------------------------------------


@each_readme
def test_the_table_of_commands_is_that_of_the_program(name):
    """
    Every command and no other, with its arguments and all its options but --json and --help.
    """
    told = {}
    for first, _ in table(name, "`build CASE"):
        command, *words = first.strip("`").replace("[", "").replace("]", "").split()
        options = {word for word in words if word.startswith("--")}
        values = {"--out": "FOLDER", "--as-of": "DATE"}
        arguments = [word for word in words if word not in options | set(values.values())]
        told[command] = (options, [word.lower() for word in arguments])

    def of_program(command):
        options = {opt for param in command.params for opt in param.opts if opt.startswith("--")}
        arguments = [param.name for param in command.params if param.param_type_name == "argument"]
        return options - {"--json", "--help"}, arguments

    group = typer.main.get_command(app)
    assert {command: of_program(it) for command, it in group.commands.items()} == told


def test_all_commands_but_schema_print_json():
    """
    That is what the README says of --json.
    """
    group = typer.main.get_command(app)
    without = [
        name
        for name, command in group.commands.items()
        if not any("--json" in param.opts for param in command.params)
    ]

    assert ["schema"] == without


@each_readme
def test_the_exit_codes_are_those_of_the_program(name):
    """
    Every exit code and no other.
    """
    assert [str(int(code)) for code in ExitCode] == [row[0] for row in table(name, "70 ")]


@pytest.mark.parametrize("name", DOCS)
def test_every_link_leads_to_a_file(name):
    """
    A link within the checkout names a file that is there, as seen from the document.
    """
    links = [link for link in LINK.findall(text_of(name)) if "://" not in link]
    folder = (ROOT / name).parent

    assert [] == [link for link in links if not (folder / link.partition("#")[0]).is_file()]


def test_each_readme_leads_to_the_other():
    """
    A reader who got the wrong language finds the right one in the third line.
    """
    assert {README: CHINESE, CHINESE: README} == {
        name: LINK.findall(text_of(name).splitlines()[2])[0] for name in READMES
    }


def test_both_readmes_have_the_same_commands():
    """
    Code blocks agree but for their remarks, and so do the names set as code in the text.
    """
    english, chinese = (
        [(language, commands(text)) for language, text in blocks(name)] for name in READMES
    )
    assert len(english) > 5
    assert english == chinese

    english, chinese = (sorted(CODE.findall(BLOCK.sub("", text_of(name)))) for name in READMES)
    assert english == chinese


def test_both_readmes_are_built_alike():
    """
    The same headings by level, and the same tables by number of rows and columns.
    """
    english, chinese = (
        re.findall(r"^(#+ |\|)", BLOCK.sub("", text_of(name)), re.MULTILINE) for name in READMES
    )
    assert english == chinese


@each_readme
def test_every_example_is_in_the_table(name):
    """
    Each example is shown by its name, with a link to its case.
    """
    rows = [row[0] for row in table(name, r"\[`delivered_and_signed")]

    assert sorted(f"[`{each}`](examples/{each}/case.yaml)" for each in EXAMPLES) == sorted(rows)


# What the reader is told to do --------------------------------------------------------------


@pytest.mark.slow
def test_the_commands_for_a_case_of_ones_own_work(tmp_path):
    """
    Pasted as they stand, they end well, and the files of the table are there.
    """
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    for name in ("run", "examples"):
        (checkout / name).symlink_to(ROOT / name)
    pasted = [text for language, text in blocks(README) if language == "sh" and "my-case" in text]
    assert len(pasted) == 2

    env = os.environ | {"APPEAL_SYSTEM": "skip"}
    subprocess.run(
        ["bash", "-euc", "".join(pasted)], cwd=checkout, env=env, check=True, capture_output=True
    )

    named = [each for row in table(README, "`packet.pdf`") for each in CODE.findall(row[0])]
    made = {path.name for path in (tmp_path / "my-case/out").iterdir()}
    assert made == set(named) - {"advice.txt"}
    assert (tmp_path / "my-case/case.schema.json").is_file()


def test_without_an_appeal_the_advice_takes_the_place_of_the_letter(tmp_path):
    """
    Exit 3; the manifest stays, and what an earlier build wrote is gone.
    """
    case = a_case(tmp_path / "late", "late_parcel")
    out = case.parent / "out"
    out.mkdir()
    (out / "letter.pdf").write_text("earlier")
    (out / "manifest.json").write_text('{"outputs": [{"name": "letter.pdf"}]}')

    result = call("build", case)

    assert result.exit_code == 3
    assert {"advice.txt", "manifest.json"} == {path.name for path in out.iterdir()}


@pytest.mark.parametrize("packs", [False, True])
def test_the_appeal_toml_of_the_readme_works(tmp_path, packs):
    """
    It fills what a case leaves out, and the line for packs names a folder beside it.
    """
    (example,) = [text for language, text in blocks(README) if language == "toml"]
    if packs:
        example = example.replace("# packs", "packs")
        (tmp_path / "our-packs/templates").mkdir(parents=True)
    (tmp_path / "appeal.toml").write_text(example, "utf-8")
    case = a_case(tmp_path / "case")
    filled = r"^(seller:\n(  .*\n)+|(platform|timezone): .*\n)"
    case.write_text(re.sub(filled, "", case.read_text("utf-8"), flags=re.MULTILINE), "utf-8")

    result = call("validate", case)

    assert result.exit_code == 0, result.output
    (tmp_path / "appeal.toml").unlink()
    assert call("validate", case).exit_code == 1


class Editor(yaml.SafeLoader):
    """YAML as an editor reads it: numbers and truth values have their types, a time is text."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the name is PyYAML's
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def marked(schema, text):
    """Where an editor marks a text as wrong."""
    validator = jsonschema_rs.validator_for(json.loads(schema.read_text("utf-8")))
    data = yaml.load(text, Editor)
    return ["/".join(map(str, error.instance_path)) for error in validator.iter_errors(data)]


def test_an_editor_takes_the_examples_by_the_schemas(tmp_path):
    """
    The file that the README's first line names is among them, and one for each kind of evidence.
    """
    assert call("schema", "--out", tmp_path).exit_code == 0
    ((_, line),) = [block for block in blocks(README) if block[0] == "yaml"]
    case = tmp_path / line.strip().partition("$schema=")[2]

    for example in EXAMPLES:
        folder = ROOT / "examples" / example
        text = (folder / "case.yaml").read_text("utf-8")
        assert [] == marked(case, text)
        assert ["claim/reason"] == marked(case, re.sub(r"(?<=\n  reason: )\w+", "none", text))
        messages = (folder / "evidence/messages.yaml").read_text("utf-8")
        assert [] == marked(tmp_path / "chat_log.schema.json", messages)


# Adding a kind and a ground, step by step ---------------------------------------------------

KIND = {
    "schema.json": """{
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "Warehouse scan",
      "description": "The record that a parcel left the seller's warehouse.",
      "type": "object",
      "required": ["tracking_number", "left_at"],
      "additionalProperties": false,
      "properties": {
        "tracking_number": {"type": "string", "minLength": 1, "description": "The parcel."},
        "left_at": {"$ref": "../../common.schema.json#/$defs/moment", "description": "When."},
        "gate": {"type": "string", "minLength": 1, "description": "The gate."},
        "order_id": {"$ref": "../../common.schema.json#/$defs/order_id", "description": "Order."},
        "timezone": {"$ref": "../../common.schema.json#/$defs/timezone", "description": "The zone."}
      }
    }""",
    "shows.yaml": (
        "parcel: /tracking_number\nfacts: {dispatch.left_warehouse_at: {value: /left_at}}\n"
    ),
    "valid/scan.yaml": (
        "{tracking_number: 1Z4R27X96674816359, left_at: 2026-08-10T15:02, gate: North 2,"
        " order_id: 113-4820957-3316248, timezone: Asia/Shanghai}\n"
    ),
    "invalid/time_in_words.yaml": (
        "# code: E205\n# pointer: /left_at\n{tracking_number: 1Z4R27X96674816359, left_at: Mon}\n"
    ),
    "invalid/no_parcel.yaml": "# code: E202\n# pointer:\n{left_at: 2026-08-10T15:02+08:00}\n",
}
FACT = """
dispatch.left_warehouse_at:
  type: moment
  event: true
  says: When the parcel left the seller's warehouse.
  per: parcel
"""
EXHIBIT = """{% import 'packet/rows.html.j2' as rows with context %}
{% call rows.fields() %}
{{ rows.time(exhibit, 'left_at') }}
{{ rows.texts(exhibit, ['gate']) }}
{% endcall %}
"""
WORDS = {
    "kinds": "warehouse_scan: Warehouse record",
    "facts": "dispatch.left_warehouse_at: Left the warehouse",
    "fields": "left_at: Left the warehouse at\n  gate: Gate",
}
GROUND = {
    "ground.yaml": """
title: {en: The buyer withdrew the claim}
status: stable
answers: [item_not_received]
defeats: [no_agreement]
leans_on: [contact_first]
condition: {before: [claim.filed_at, contact.claim_withdrawn_at]}
weakened_by:
  - id: asked_for_it
    says: You had asked for it.
    when: {before: [contact.asked_withdrawal_at, contact.claim_withdrawn_at]}
""",
    "en.j2": """
{% block opening %}
The buyer withdrew this claim on {{ say('contact.claim_withdrawn_at') }}.
{% endblock %}
{% block row %}
The buyer withdrew the claim on {{ say('contact.claim_withdrawn_at') }}.
{% endblock %}
{% block argument %}
The message reads: {{ quote('contact.claim_withdrawn_at') }}
{% endblock %}
""",
    "cases.yaml": """
trials:
  - name: withdrawn, and asked for it only afterwards
    facts:
      claim.filed_at: 2026-03-11T09:00:00Z
      contact.claim_withdrawn_at: 2026-03-12T10:00:00Z
      contact.asked_withdrawal_at: 2026-03-12T11:00:00Z
    verdict: holds
    relied_on: [claim.filed_at, contact.claim_withdrawn_at]
  - name: withdrawn when the seller had asked for it
    facts:
      claim.filed_at: 2026-03-11T09:00:00Z
      contact.asked_withdrawal_at: 2026-03-12T09:00:00Z
      contact.claim_withdrawn_at: 2026-03-12T10:00:00Z
    verdict: holds
    relied_on: [claim.filed_at, contact.claim_withdrawn_at]
    weakened_by: [asked_for_it]
  - name: a complete log without such a message
    facts: {claim.filed_at: 2026-03-11T09:00:00Z}
    absent: [contact.claim_withdrawn_at]
    verdict: fails
    relied_on: [contact.claim_withdrawn_at]
  - name: nothing is known
    verdict: unknown
    missing: [claim.filed_at, contact.claim_withdrawn_at]
""",
}


def put(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def change(root, name, changed):
    """Change a pack's file; where the root has none it is copied first, since it counts whole."""
    text = (ROOT / name).read_text("utf-8")
    put(root, {name: changed(text)})


def add_kind(root):
    """The steps of evidence_schemas/README.md."""
    put(root / "evidence_schemas/kinds/warehouse_scan", KIND)
    change(root, "evidence_schemas/facts.yaml", lambda text: text + FACT)
    put(root / "templates/packet/exhibits", {"warehouse_scan.html.j2": EXHIBIT})

    def with_words(text):
        for group, line in WORDS.items():
            assert text.count(f"\n{group}:\n") == 1
            text = text.replace(f"\n{group}:\n", f"\n{group}:\n  {line}\n")
        return text

    change(root, "templates/languages/en/words.yaml", with_words)


def add_ground(root):
    """The steps of templates/README.md."""
    put(root / "templates/grounds/claim_taken_back", GROUND)
    leads = "\nclaim_taken_back:\n  - {letter: A}\n"
    change(root, "templates/platforms/amazon/strengths.yaml", lambda text: text + leads)


def test_the_steps_are_those_of_the_documents():
    """
    The kind below is the example of its document, with the lines that the document quotes.
    """
    steps = text_of("evidence_schemas/README.md")
    code, pointer, _ = KIND["invalid/time_in_words.yaml"].split("\n", 2)

    assert f"`{code}` and `{pointer}`" in steps
    for name in ("kinds/warehouse_scan/", "packet/exhibits/warehouse_scan.html.j2", *WORDS):
        assert name in steps


@pytest.mark.slow
def test_a_kind_and_a_ground_pass_the_tests_of_the_packs(tmp_path):
    """
    Added to a checkout as the documents say, they are found and pass; nothing else is touched.
    """
    for name in ("generator", "templates", "evidence_schemas", "tests/packs"):
        without = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=without)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    add_kind(tmp_path)
    add_ground(tmp_path)

    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "tests/packs"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stdout
    assert "test_a_valid_sample_passes[warehouse_scan/scan] PASSED" in result.stdout
    assert "test_a_trial_notices[claim_taken_back: condition: not before] PASSED" in result.stdout


@pytest.mark.slow
def test_a_kind_and_a_ground_work_in_a_teams_folder(tmp_path):
    """
    Without a change of the program the new ground leads the letter, and the new item is shown.
    """
    (tmp_path / "appeal.toml").write_text('packs = "our-packs"\n')
    add_kind(tmp_path / "our-packs")
    add_ground(tmp_path / "our-packs")
    case = a_case(tmp_path / "case")
    with case.open("a", encoding="utf-8") as file:
        file.write(
            "\n  - {id: gate, kind: warehouse_scan, file: evidence/gate.yaml, include: true,"
            " attachments: [evidence/gate.png]}\n"
        )
    evidence = case.parent / "evidence"
    put(evidence, {"gate.yaml": KIND["valid/scan.yaml"]})
    shutil.copy(ROOT / "examples/buyer_silent/evidence/manage_returns.png", evidence / "gate.png")
    with (evidence / "messages.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "  - {at: 2026-08-26T09:00-07:00, from: buyer, text: I take the claim back.,"
            " acts: [withdraws_claim]}\n"
        )

    explained = json.loads(call("explain", case, "--json").stdout)
    built = json.loads(call("build", case, "--json").stdout)

    ground = explained["grounds"]["claim_taken_back"]
    assert (ground["verdict"], ground["strength"], ground["role"]) == ("holds", "A", "leads")
    assert "dispatch.left_warehouse_at" in {fact["fact"] for fact in explained["facts"]}
    assert built["leading_ground"] == "claim_taken_back"
    manifest = json.loads((case.parent / "out/manifest.json").read_text("utf-8"))
    assert "Warehouse record" in {exhibit["title"] for exhibit in manifest["exhibits"]}
    assert call("verify", case.parent / "out").exit_code == 0
