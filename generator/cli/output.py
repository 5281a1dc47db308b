"""What every command prints and how: results to stdout, problems to stderr, or both as JSON."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import typer

from generator.problems import ExitCode, Problem, Stopped


def say(text: str = "") -> None:
    """A line of the result."""
    typer.echo(text)


def print_json(data: Any) -> None:
    """A result for machines: one JSON document, keys in their order, text readable."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def tell(problems: Iterable[Problem]) -> None:
    """Problems for people, on stderr."""
    for problem in problems:
        typer.echo(str(problem), err=True)


@contextmanager
def reporting(as_json: bool, note: str = "") -> Iterator[None]:
    """Run a command's work; if a stage stops, print its problems and leave with its exit code.

    `note` is a last line for people, such as what became of an earlier result.
    """
    try:
        yield
    except Stopped as stopped:
        if as_json:
            print_json({"problems": [problem.as_json() for problem in stopped.problems]})
        else:
            tell(stopped.problems)
            count = len(stopped.problems.errors)
            typer.echo(f"{count} error{'s' if count != 1 else ''}. {note}".rstrip(), err=True)
        raise typer.Exit(stopped.exit_code) from None


class Progress:
    """Names the step that is running, on a terminal only, so that pipes and logs stay clean."""

    def __init__(self, quiet: bool = False) -> None:
        self._shown = sys.stderr.isatty() and not quiet

    def __call__(self, step: str) -> None:
        """Name the step that begins."""
        if self._shown:
            sys.stderr.write(f"\r\x1b[2K{step} …")
            sys.stderr.flush()

    def done(self) -> None:
        """Take the last step's name off the screen."""
        if self._shown:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()


def leave(code: ExitCode) -> None:
    """End the command with an exit code other than 0."""
    if code is not ExitCode.DONE:
        raise typer.Exit(code)
