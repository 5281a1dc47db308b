"""Read a YAML or JSON file as the user wrote it, and remember where each value stands.

Everything is text until a schema says otherwise: a postcode keeps its leading
zero, an amount its trailing one, NO stays the code of Norway, and a date is not
turned into an object.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.case import json_text, yaml_text
from generator.case.limits import LARGEST, check_characters, lines_with_unprintable
from generator.problems import ExitCode, Problems, Where, stop


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: `data` is mappings, lists, text and None, and nothing else."""

    path: Path
    name: str  # the file as the user knows it
    data: Any
    lines: Mapping[str, int] = field(default_factory=dict, repr=False)  # of YAML, by pointer
    json: str | None = field(default=None, repr=False)  # the text of JSON, to find lines in

    def where(self, pointer: str) -> Where:
        """The place of a value or of its nearest parent; in a mapping, that of the key."""
        lines = self.lines if self.json is None else json_text.lines(self.json)
        nearest = pointer
        while nearest and nearest not in lines:
            nearest = nearest.rpartition("/")[0]
        return Where(self.name, lines.get(nearest), pointer)


def load(path: Path, name: str, exit_code: ExitCode = ExitCode.PROBLEMS) -> Document:
    """Read a file that problems call `name`; one that ends in .json as JSON, else as YAML.

    Raises `Stopped(exit_code)` with all problems of the file.
    """
    problems = Problems()
    text = _text(path, name, exit_code)
    for line, content in lines_with_unprintable(text):
        check_characters(content, Where(name, line), problems)
    problems.stop_on_error(exit_code)
    if path.suffix.lower() == ".json":
        document = Document(path, name, json_text.read(name, text, problems), json=text)
        accepted: tuple[type, ...] = (dict, list)
    else:
        document = Document(path, name, *yaml_text.read(name, text, problems))
        accepted = (dict,)
    if not problems and document.data is None:
        problems.error("E103", Where(name), "the file is empty", "Fill it, or name another file.")
    elif not problems and not isinstance(document.data, accepted):
        message = "the file does not consist of keys with values"
        problems.error("E109", Where(name, 1), message, "Write it as lines such as 'key: value'.")
    problems.stop_on_error(exit_code)
    return document


def _text(path: Path, name: str, exit_code: ExitCode) -> str:
    """The text of a file, with one kind of line end; raises `Stopped`."""
    raw = b""
    try:
        if not path.is_file():
            problem = Where(name), "there is no such file", "Check the name and the folder."
            raise stop(exit_code, "E101", *problem)
        if path.stat().st_size > LARGEST:
            message = f"the file is larger than {LARGEST // 1024**2} MiB"
            remedy = "Keep only what belongs to this case."
            raise stop(exit_code, "E113", Where(name), message, remedy)
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        message = f"the file cannot be read ({error.strerror})"
        remedy = "Allow yourself to read it, or copy it anew."
        raise stop(exit_code, "E101", Where(name), message, remedy) from None
    except UnicodeDecodeError as error:
        place = Where(name, raw.count(b"\n", 0, error.start) + 1)
        raise stop(
            exit_code, "E102", place, "the file is not UTF-8", "Save it again as UTF-8."
        ) from None
    if not text.strip():
        raise stop(
            exit_code, "E103", Where(name), "the file is empty", "Fill it, or name another file."
        )
    return text
