"""A team's defaults: `appeal.toml` in the case's folder or above it.

Its keys are keys of the case file and fill what a case leaves out. `packs`
names the folder with the team's own packs, as seen from the file itself.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Any

from generator.case.limits import step
from generator.packs import Packs
from generator.paths import BUILT_IN
from generator.problems import ExitCode, Where, stop

NAME = "appeal.toml"
_LARGEST = 1024 * 1024  # bytes; nobody writes so many defaults
_PACK_FOLDERS = ("templates", "evidence_schemas")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What stands around a case: values for its missing keys, as text, and the packs."""

    values: Mapping[str, Any] = field(default_factory=dict)
    packs: Packs = field(default_factory=Packs)
    path: Path | None = None  # of appeal.toml


def find_defaults(case: Path, built_in: Path = BUILT_IN) -> Defaults:
    """The defaults and packs for a case file; stops with exit 1 if `appeal.toml` is wrong."""
    folder = case.absolute().parent
    path = next(
        (each / NAME for each in (folder, *folder.parents) if (each / NAME).is_file()), None
    )
    values = _read(path) if path else {}
    named = values.pop("packs", None)
    roots = [folder] if any((folder / each).is_dir() for each in _PACK_FOLDERS) else []
    if path and named is not None:
        roots.append(_team(path, named))
    return Defaults(values, Packs((*roots, built_in)), path)


def merged(data: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """The case's data with the defaults for what it does not say, key by key in each mapping."""
    result = dict(data)
    for key, value in defaults.items():
        own = result.get(key)
        if isinstance(own, Mapping) and isinstance(value, Mapping):
            result[key] = merged(own, value)
        else:
            result.setdefault(key, value)
    return result


def is_default(data: Any, pointer: str) -> bool:
    """Whether the value at a pointer of the merged data is not the case file's own.

    A key that neither has is the case file's, for the user to add.
    """
    steps = pointer.split("/")[1:]
    for each in steps:
        if not isinstance(data, Mapping):
            return False
        key = each.replace("~1", "/").replace("~0", "~")
        if key not in data:
            return True
        data = data[key]
    return False


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST).decode("utf-8-sig")
        data: dict[str, Any] = _as_text(tomllib.loads(text, parse_float=str))
    except OSError as error:
        remedy = "Allow yourself to read it, or take it away."
        message = f"the defaults cannot be read ({error.strerror})"
        raise stop(ExitCode.PROBLEMS, "E101", Where(NAME), message, remedy) from None
    except (ValueError, RecursionError) as error:  # not UTF-8, or not TOML
        message = f"the defaults cannot be read: {error}"
        remedy = 'Write lines such as language = "en", and [seller] over the seller\'s.'
        raise stop(ExitCode.PROBLEMS, "E104", Where(NAME), message, remedy) from None
    return data


def _as_text(value: Any) -> Any:
    """TOML's values in the form in which a case file is read."""
    if isinstance(value, dict):
        return {key: _as_text(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_as_text(each) for each in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)


def _team(path: Path, named: object) -> Path:
    """The folder of the team's packs."""
    folder = path.parent / str(named)
    if not isinstance(named, str) or not any((folder / each).is_dir() for each in _PACK_FOLDERS):
        message = f"'packs' names {named!r}, which is no folder with packs"
        remedy = f"Name a folder that holds {' or '.join(_PACK_FOLDERS)}, as seen from {NAME}."
        raise stop(ExitCode.PROBLEMS, "E403", Where(NAME, None, step("packs")), message, remedy)
    return folder
