"""The program as a user runs it: commands in, text, exit codes and files out.

A build takes seconds, so the builds that several tests look at are made once.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from generator.cli.app import app
from generator.paths import BUILT_IN as ROOT

EXAMPLES = ROOT / "examples"
HARD = ROOT / "tests/fixtures/hard"


def pytest_addoption(parser):
    parser.addoption(
        "--update-expected",
        action="store_true",
        help="Write what the examples come to into examples/*/expected, to be read and committed.",
    )


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command came to."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Made:
    """A build that several tests look at; none of them changes it."""

    case: Path
    folder: Path
    ran: Ran
    before: dict[str, bytes]  # every file of the case's folder before the build
    after: dict[str, bytes]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, hidden ones too, by its name as seen from there."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="session")
def appeal():
    """Runs a command of `appeal` in this process; a bug in it fails the test."""

    def running(*arguments: Any) -> Ran:
        result = CliRunner().invoke(app, list(map(str, arguments)), catch_exceptions=False)
        return Ran(result.exit_code, result.stdout, result.stderr)

    return running


@pytest.fixture(scope="session")
def python():
    """Runs a Python script in a process of its own, where `generator` can be imported."""

    def running(script: str, *arguments: Any) -> Ran:
        result = subprocess.run(
            [sys.executable, "-c", script, *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        return Ran(result.returncode, result.stdout, result.stderr)

    return running


@pytest.fixture
def example(tmp_path):
    """Copies an example; `changes` are pairs of what stands in its case.yaml, and what is to."""

    def copying(name: str, *changes: tuple[str, str], folder: str = "case") -> Path:
        copy = tmp_path / folder
        shutil.copytree(EXAMPLES / name, copy, ignore=shutil.ignore_patterns("out", "expected"))
        change(copy / "case.yaml", *changes)
        return copy / "case.yaml"

    return copying


def change(path: Path, *changes: tuple[str, str]) -> None:
    """Replace text in a file; what is to be replaced must be there once."""
    text = path.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, (text.count(old), old)
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


@pytest.fixture
def edit():
    """Changes a file as `example` changes the case."""
    return change


@pytest.fixture(scope="session")
def made(tmp_path_factory, appeal):
    """Builds a copy of a case's folder, once for all tests; `hard` has the odd characters."""
    known: dict[str, Made] = {}

    def making(name: str) -> Made:
        if name not in known:
            folder = tmp_path_factory.mktemp("built") / name
            source, file = (HARD, "everything") if name == "hard" else (EXAMPLES / name, "case")
            shutil.copytree(source, folder, ignore=shutil.ignore_patterns("out", "expected"))
            before = contents(folder)
            case = folder / f"{file}.yaml"
            ran = appeal("build", case)
            known[name] = Made(case, folder / "out", ran, before, contents(folder))
        return known[name]

    return making
