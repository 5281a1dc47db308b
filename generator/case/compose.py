"""Put a schema together: one file that refers to nothing outside, with the packs' names in it.

Three keywords of our own are read here, so that adding an act or a kind changes
no schema by hand:

- `x-names: acts` becomes the `enum` of all acts that the packs hold;
- `x-kinds: data` says that the key `data` has the form of the item's kind;
- `x-says: text` is what a user reads if the rule beside it is broken.
"""

import json
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from generator.case.load import load
from generator.packs import Packs
from generator.problems import ExitCode, Where, stop

FOLDER = "evidence_schemas"


def kind_schema(kind: str) -> str:
    """The name of the schema of an evidence kind."""
    return f"kinds/{kind}/schema.json"


def compose(packs: Packs, name: str, *, kinds: bool = True) -> dict[str, Any]:
    """The self-contained schema of a file in `evidence_schemas/`, such as `case.schema.json`.

    Without `kinds` an item's `data` may have any form. Stops with exit 4 if a
    schema or a list of names cannot be read.
    """
    bundle = _Bundle(packs, name, kinds)
    root: dict[str, Any] = bundle.rewrite(name, _file(packs, name))
    return root | {"$defs": bundle.defs} if bundle.defs else root


class _Bundle:
    """Rewrites schemas and gathers what they refer to."""

    def __init__(self, packs: Packs, root: str, kinds: bool) -> None:
        self.defs: dict[str, Any] = {}
        self._packs = packs
        self._root = root
        self._kinds = kinds

    def rewrite(self, file: str, node: Any) -> Any:
        """A part of a file's schema in its final form."""
        if isinstance(node, list):
            return [self.rewrite(file, each) for each in node]
        if not isinstance(node, dict):
            return node
        written: dict[str, Any] = {}
        for key, value in node.items():
            if key == "$ref":
                written[key] = "#/$defs/" + self._define(file, value)
            elif key == "x-names":
                written |= {key: value, "enum": list(names(self._packs, value))}
            elif key == "x-kinds":
                written |= {"allOf": self._by_kind(value)} if self._kinds else {}
            elif key != "$defs":
                written[key] = self.rewrite(file, value)
        return written

    def _define(self, file: str, reference: str) -> str:
        """Take over what a reference means; gives its name in the bundle."""
        other, _, fragment = reference.partition("#")
        beside = posixpath.join(posixpath.dirname(file), other)
        target = posixpath.normpath(beside) if other else file
        part = fragment.removeprefix("/$defs/")
        key = ".".join(filter(None, ("" if target == self._root else _short(target), part)))
        key = key or _short(target)
        if key not in self.defs:
            self.defs[key] = {}  # stands for itself while it is read, should it refer to itself
            whole = _file(self._packs, target)
            self.defs[key] = self.rewrite(target, whole["$defs"][part] if part else whole)
        return key

    def _by_kind(self, key: str) -> list[dict[str, Any]]:
        return [
            {
                "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
                "then": {
                    "properties": {key: {"$ref": "#/$defs/" + self._define("", kind_schema(kind))}}
                },
            }
            for kind in names(self._packs, "kinds")
        ]


@lru_cache(maxsize=256)
def _file(packs: Packs, name: str) -> Any:
    """A schema as it stands in its file."""
    path = packs.get(f"{FOLDER}/{name}")
    try:
        return json.loads(path.read_text("utf-8"))
    except ValueError as error:  # not UTF-8, or not JSON
        where = Where(f"{FOLDER}/{name}")
        raise stop(
            ExitCode.PACK, "E402", where, f"the schema is not JSON: {error}", "Mend the file."
        ) from None


def _short(name: str) -> str:
    """What a schema's file is called inside a bundle: `common`, `tracking`."""
    folder, _, base = name.rpartition("/")
    return folder.rpartition("/")[2] if base == "schema.json" else base.removesuffix(".schema.json")


def parts(schema: Any, root: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The schema and all that it says of the same value, whichever branch applies."""
    if not isinstance(schema, dict):
        return
    yield schema
    if "$ref" in schema:
        yield from parts(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    for keyword in ("allOf", "anyOf", "oneOf"):
        for each in schema.get(keyword, ()):
            yield from parts(each, root)
    for keyword in ("then", "else"):
        if keyword in schema:
            yield from parts(schema[keyword], root)


@lru_cache(maxsize=64)
def names(packs: Packs, group: str) -> tuple[str, ...]:
    """The names of a group that the packs hold, such as all acts, sorted."""
    return tuple(sorted(set(_NAMES[group](packs))))


def _of_folders(folder: str, holding: str) -> Callable[[Packs], Iterable[str]]:
    return lambda packs: packs.names(folder, holding)


def _of_platforms(folder: str) -> Callable[[Packs], Iterable[str]]:
    return lambda packs: (
        path.stem
        for root in packs.roots
        for path in (root / "templates" / "platforms").glob(f"*/{folder}/*.yaml")
    )


def _of_file(name: str) -> Callable[[Packs], Iterable[str]]:
    return lambda packs: _read(packs, f"{FOLDER}/{name}")


def _acts(packs: Packs) -> Iterable[str]:
    return (act for acts in _read(packs, f"{FOLDER}/acts.yaml").values() for act in acts)


def _markets(packs: Packs) -> Iterable[str]:
    for platform in packs.names("templates/platforms", "profile.yaml"):
        yield from _read(packs, f"templates/platforms/{platform}/profile.yaml").get("markets", ())


def _read(packs: Packs, name: str) -> dict[str, Any]:
    data: dict[str, Any] = load(packs.get(name), name, ExitCode.PACK).data
    return data


_NAMES: dict[str, Callable[[Packs], Iterable[str]]] = {
    "acts": _acts,
    "channels": _of_platforms("channels"),
    "facts": _of_file("facts.yaml"),
    "grounds": _of_folders("templates/grounds", "ground.yaml"),
    "kinds": _of_folders(f"{FOLDER}/kinds", "schema.json"),
    "languages": _of_folders("templates/languages", "language.yaml"),
    "markets": _markets,
    "platforms": _of_folders("templates/platforms", "profile.yaml"),
    "points": _of_file("points.yaml"),
    "reasons": _of_platforms("claims"),
}
