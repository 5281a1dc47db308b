"""Opening the case that a command was given; the one place where the clock is read."""

from datetime import datetime
from pathlib import Path

from generator.case.defaults import find_defaults
from generator.case.model import Case
from generator.case.validate import read_case
from generator.packs import Packs


def open_case(path: Path, as_of: datetime | None) -> tuple[Case, Packs]:
    """The checked case, and the packs that stand around it."""
    defaults = find_defaults(path)
    day = as_of.date() if as_of else None
    return read_case(path, defaults, day, datetime.now().astimezone().date()), defaults.packs


def packs_here() -> Packs:
    """The packs as a case in the current folder would find them."""
    return find_defaults(Path.cwd() / "case.yaml").packs
