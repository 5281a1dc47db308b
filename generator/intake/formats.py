"""Raw exports: in which source format a file is, and which module reads it.

Every module of this folder that has a NAME is a format. Nothing lists them, so
a new format is a new file. A format names the kinds of evidence that its files
can be, tells by the first bytes of a file whether it is one of its own, and
reads it into the form of these kinds.
"""

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from generator.problems import Problem

HEAD = 64 * 1024  # bytes of a file that are enough to recognise it

_SURE_ENOUGH = 0.5
_OWN_FORM = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Export:
    """A raw export as read: evidence in the form of its kind, and where each value stood."""

    kind: str
    data: Mapping[str, Any]  # as text, like a file that is not an export
    pointers: Mapping[str, str]  # place in `data` -> place in the export
    warnings: tuple[Problem, ...] = ()


class Format(Protocol):
    """What a module of this folder offers."""

    NAME: str
    KINDS: tuple[str, ...]  # the first is meant where the case does not say which

    def recognises(self, head: bytes) -> float:
        """How sure it is, from 0 to 1, that a file beginning with these bytes is its own."""

    def read(self, path: Path, select: str | None) -> Export:
        """Read a file; `select` names what is meant if it holds several things.

        Raises `Stopped` on a file that cannot be read as evidence, and nothing else.
        """


@cache
def formats() -> tuple[Format, ...]:
    """Every format there is, by its name."""
    beside = pkgutil.iter_modules([str(Path(__file__).parent)])
    modules = [import_module(f"{__package__}.{module.name}") for module in beside]
    found = [cast(Format, module) for module in modules if hasattr(module, "NAME")]
    return tuple(sorted(found, key=lambda each: each.NAME))


def recognise(head: bytes, name: str) -> Format | None:
    """The format of a file that begins with `head`; None if it is not a raw export.

    A YAML file is written by hand, so it is never one.
    """
    if name.lower().endswith(_OWN_FORM):
        return None
    sure = [(each.recognises(head[:HEAD]), each) for each in formats()]
    best = max(sure, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= _SURE_ENOUGH else None
