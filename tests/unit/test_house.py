"""The house rules that a machine can check."""

import ast
from pathlib import Path

import pytest

import generator

ROOT = Path(generator.__file__).parent
ORDER = [  # a module imports only from those before it
    "problems",
    "paths",
    "case.limits",
    "case.json_text",
    "case.yaml_text",
    "case.load",
    "case.moments",
    "packs",
    "case.model",
    "case.compose",
    "case.wording",
    "case.schemas",
    "pack_files",
    "intake.formats",
    "intake.scans",
    "intake.seventeentrack_events",
    "intake.seventeentrack",
    "case.files",
    "case.defaults",
    "case.times",
    "case.evidence",
    "case.agreement",
    "case.validate",
    "reasoning.values",
    "reasoning.rules",
    "reasoning.facts",
    "reasoning.evidence",
    "reasoning.conditions",
    "reasoning.grounds",
    "reasoning.trials",
    "reasoning.claims",
    "reasoning.deadline",
    "reasoning.advice",
    "reasoning.timeline",
    "reasoning.judge",
    "reasoning.report",
    "writing.formats",
    "writing.words",
    "writing.model",
    "writing.cites",
    "writing.text",
    "writing.sentences",
    "writing.letter",
    "writing.due",
    "writing.marks",
    "writing.plain",
    "writing.statement",
    "packet.model",
    "packet.word",
    "packet.excerpts",
    "packet.functions",
    "packet.annexes",
    "packet.layout",
    "packet.exhibits",
    "packet.pictures",
    "packet.render",
    "packet.legible",
    "packet.stamps",
    "packet.attached",
    "packet.join",
    "packet.view",
    "packet.read_back",
    "packet.verify",
    "manifest",
    "outputs",
    "pipeline",
    "system",
    "cli.options",
    "cli.output",
    "cli.opening",
    "cli.build",
    "cli.validate",
    "cli.explain",
    "cli.verify",
    "cli.listing",
    "cli.schema",
    "cli.doctor",
    "cli.app",
    "__main__",
]


def name_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {
    name_of(path): ast.parse(path.read_text("utf-8"))
    for path in ROOT.rglob("*.py")
    if path.read_text("utf-8").count("\n") > 3  # not the packages' own docstrings
}


def imported(tree):
    """The package's modules that a module imports, in whatever form."""
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                paths = [alias.name for alias in node.names]
            case ast.ImportFrom():
                paths = [f"{node.module}.{alias.name}" for alias in node.names]
                paths += ["generator." * bool(node.level) + (node.module or "")]
            case _:
                continue
        for path in paths:
            inner = path.removeprefix("generator.")
            if inner != path and inner in MODULES:
                yield inner


@pytest.mark.parametrize(
    "line",
    [
        "import generator.paths",
        "import generator.paths as p",
        "from generator import paths",
        "from generator.paths import TEMPLATES",
        "def f():\n    from generator.paths import TEMPLATES",
    ],
)
def test_no_form_of_import_escapes(line):
    """
    The guard below sees every way of writing an import that this house uses.
    """
    assert ["paths"] == list(imported(ast.parse(line)))


def test_no_relative_imports():
    """
    Imports are written out, so that the guard below can read them.
    """
    relative = [
        name
        for name, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]

    assert [] == relative


def test_every_module_has_its_place():
    """
    The order names the modules that exist, all of them and no other.
    """
    assert sorted(ORDER) == sorted(MODULES)


def test_data_flows_one_way():
    """
    No module imports from one that comes after it.
    """
    backwards = [
        f"{name} imports {other}"
        for name, tree in MODULES.items()
        for other in imported(tree)
        if other not in ORDER[: ORDER.index(name)]
    ]

    assert [] == backwards
