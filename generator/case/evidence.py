"""Read one item of evidence: in place, from a file in its kind's form, or from an export."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path
from typing import Any

from generator.case import files, moments
from generator.case.compose import kind_schema
from generator.case.limits import step
from generator.case.load import Document, load
from generator.case.model import Attachment, Evidence, at
from generator.case.schemas import check_data
from generator.case.times import Source, check_times
from generator.intake.formats import HEAD, Format, formats, recognise
from generator.pack_files import read as read_pack
from generator.packs import Packs
from generator.problems import Problem, Problems, Stopped

_OWN_FORM = frozenset({".yaml", ".yml", ".json"})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an item of evidence is read within."""

    case: Source  # the case file's own checked data
    folder: Path
    document: Document
    packs: Packs


@dataclass(frozen=True, slots=True)
class _Raw:
    """An item's data before they are checked, and where they come from."""

    data: Any
    document: Document
    base: str = ""
    export: str | None = None
    pointers: Mapping[str, str] | None = None
    digest: str | None = None


def read_item(index: int, around: Surroundings, problems: Problems) -> Evidence | None:
    """The item with that index in the case, or None if a problem with it was noted."""
    return _Reader(index, around, problems).item()


def shows_of(kind: str, packs: Packs) -> Mapping[str, Any]:
    """What the packs say that items of a kind show; nothing if they do not say."""
    name = f"evidence_schemas/kinds/{kind}/shows.yaml"
    return read_pack(packs, name, "shows") if packs.find(name) else {}


class _Reader:
    """One item while it is read."""

    def __init__(self, index: int, around: Surroundings, problems: Problems) -> None:
        self.entry: Mapping[str, Any] = around.case.data["evidence"][index]
        self.kind: str = self.entry["kind"]
        self.base = f"/evidence/{index}"
        self.around = around
        self.problems = problems

    def item(self) -> Evidence | None:
        attachments = self._attachments()
        raw = self._raw()
        if raw is None:
            return None
        item = Evidence(
            id=self.entry["id"],
            kind=self.kind,
            data=self._with_acts(raw),
            document=raw.document,
            base=raw.base,
            zones=(),
            attachments=attachments,
            export=raw.export,
            pointers=raw.pointers or {},
            digest=raw.digest,
            caption=self.entry.get("caption"),
            include=self.entry.get("include", False),
            annex=self.entry.get("annex"),
            parcel=self.entry.get("parcel"),
        )
        return self._checked(item)

    def _checked(self, item: Evidence) -> Evidence | None:
        """The item with its data typed and its zones known."""
        schema, packs = kind_schema(self.kind), self.around.packs
        data, found = check_data(item.data, schema, packs, item.where)
        self.problems += found
        if found.errors:
            return None
        item = replace(item, data=data, zones=self._zones(data, item.export is not None))
        source = Source(data, item.zones, item.where)
        check_times(source, schema, packs, self.problems, exported=item.export is not None)
        return item

    def _zones(self, data: Mapping[str, Any], exported: bool) -> tuple[tzinfo, ...]:
        """An export's own zone or that of its item; the case's only for what was typed."""
        named = self.entry.get("timezone") or data.get("timezone")
        if named:
            return (moments.zone(named),)
        return () if exported else tuple(self.around.case.zones)

    def _error(self, code: str, key: str, message: str, remedy: str) -> None:
        self.problems.error(code, self.around.case.where(self.base + key), message, remedy)

    def _attachments(self) -> tuple[Attachment, ...]:
        found = (
            files.attachment(
                self.around.folder,
                name,
                self.around.case.where(f"{self.base}/attachments/{number}"),
                self.problems,
            )
            for number, name in enumerate(self.entry.get("attachments", ()))
        )
        return tuple(each for each in found if each)

    def _raw(self) -> _Raw | None:
        if "data" in self.entry:
            self._refuse_for_own_form()
            base = f"{self.base}/data"
            return _Raw(at(self.around.document.data, base), self.around.document, base)
        name = self.entry["file"]
        where = self.around.case.where(f"{self.base}/file")
        path = files.existing(self.around.folder, name, where, self.problems)
        if path is None:
            return None
        try:
            with path.open("rb") as file:
                source = recognise(file.read(HEAD), name)
            read = self._export(path, name, source) if source else self._own_form(path, name)
            return replace(read, digest=files.digest(path)) if read else None
        except Stopped as stopped:
            self.problems += (_renamed(problem, path, name) for problem in stopped.problems)
        except OSError as error:
            message = f"'{name}' cannot be read ({error.strerror})"
            self._error("E302", "/file", message, "Allow yourself to read it, or copy it anew.")
        return None

    def _own_form(self, path: Path, name: str) -> _Raw | None:
        suffix = path.suffix.lower()
        if suffix in files.ATTACHABLE:
            remedy = "Put it under 'attachments', and what it says under 'data'."
            self._error("E330", "/file", f"'{name}' is a document, not data", remedy)
            return None
        if suffix not in _OWN_FORM:
            known = ", ".join(each.NAME for each in formats())
            remedy = (
                f"Accepted are YAML and JSON in the form of the kind, and exports of: {known}. "
                "Anything else: save it as PDF and put it under 'attachments'."
            )
            self._error("E331", "/file", f"the format of '{name}' is not known", remedy)
            return None
        self._refuse_for_own_form()
        document = load(path, name)
        return _Raw(document.data, document)

    def _export(self, path: Path, name: str, source: Format) -> _Raw | None:
        if self.kind not in source.KINDS:
            kinds = " or ".join(source.KINDS)
            message = f"'{name}' is an export of {source.NAME}, which is {kinds}, not {self.kind}"
            self._error("E333", "/kind", message, f"Write kind: {source.KINDS[0]}.")
            return None
        export = source.read(path, self.entry.get("select") or self.entry.get("parcel"))
        self.problems += (_renamed(problem, path, name) for problem in export.warnings)
        is_json = path.suffix.lower() == ".json"
        document = load(path, name) if is_json else Document(path, name, None)
        return _Raw(export.data, document, export=source.NAME, pointers=export.pointers)

    def _refuse_for_own_form(self) -> None:
        """What only an export needs; data in their own form say it themselves."""
        for key, remedy in (
            ("acts", "Write each message's acts at the message itself."),
            ("select", "Keep only what belongs to this item in the data."),
        ):
            if key in self.entry:
                self._error("E332", f"/{key}", f"'{key}' is for exports only", remedy)

    def _with_acts(self, raw: _Raw) -> Any:
        """An export's data with the acts that the case gives to its messages."""
        acts = self.entry.get("acts")
        if not acts or not raw.export:
            return raw.data
        path = shows_of(self.kind, self.around.packs).get("entries", {}).get("path", "")
        messages = list(at(raw.data, path) or ()) if path else []
        for number, names in acts.items():
            if int(number) > len(messages):
                message = f"there is no message {number}; the export has {len(messages)}"
                self._error("E225", f"/acts{step(number)}", message, "Count them from 1.")
            else:
                messages[int(number) - 1] = {**messages[int(number) - 1], "acts": names}
        return {**raw.data, path.removeprefix("/"): messages} if path else raw.data


def _renamed(problem: Problem, path: Path, name: str) -> Problem:
    """A problem of a file, with the file's name as the case writes it."""
    where = problem.where
    return replace(problem, where=replace(where, file=name)) if where.file == path.name else problem
