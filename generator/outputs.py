"""The output folder: finished files replace former ones all together, or nothing changes.

Only files that the former manifest names are replaced; any other file that
stands in the way stops the build, since it may be the seller's own.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from generator.problems import ExitCode, Problems, Stopped, Where, stop

MANIFEST = "manifest.json"


def former(folder: Path) -> tuple[str, ...]:
    """The files that the last build wrote into the folder, by its manifest."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        names = [output["name"] for output in manifest["outputs"]]
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    return (*(name for name in names if _may_go(folder, name)), MANIFEST)


def _may_go(folder: Path, name: object) -> bool:
    """Whether a name is that of a file in the folder: a manifest may name nothing else as ours."""
    return isinstance(name, str) and name == Path(name).name and (folder / name).is_file()


@contextmanager
def workspace(folder: Path) -> Iterator[Path]:
    """A folder beside the output folder in which files are made; it is gone afterwards."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = tempfile.TemporaryDirectory(prefix=".appeal-", dir=folder.parent)
    except OSError as error:
        raise _unwritable(folder, error) from None
    with made as path:
        yield Path(path)


def stop_if_in_the_way(folder: Path, names: Sequence[str]) -> None:
    """Stop with exit 1 if a file that is not ours bears the name of an output."""
    ours = former(folder)
    problems = Problems()
    for name in names:
        if name not in ours and os.path.lexists(folder / name):
            problems.error(
                "E610",
                Where(str(folder / name)),
                "a file that the program did not write stands where an output goes",
                "Move it away, or choose another folder with --out.",
            )
    problems.stop_on_error(ExitCode.PROBLEMS)


def replace(made: Path, folder: Path, names: Sequence[str]) -> None:
    """Put the finished files in the folder, and take away those of the build before.

    The manifest goes last out and last in, so that an interrupted replacement
    can be told and repeated.
    """
    stop_if_in_the_way(folder, names)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in former(folder):
            if name not in names:
                (folder / name).unlink(missing_ok=True)
        for name in sorted(names, key=lambda each: each == MANIFEST):
            shutil.move(made / name, folder / name)
    except OSError as error:
        raise _unwritable(folder, error) from None


def _unwritable(folder: Path, error: OSError) -> Stopped:
    return stop(
        ExitCode.PROBLEMS,
        "E612",
        Where(str(folder)),
        f"the files cannot be written there ({error.strerror})",
        "Choose another folder with --out, or make room and allow yourself to write there.",
    )
