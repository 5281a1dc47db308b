"""What the program needs of the machine, and what is there.

Each look is a value: `appeal doctor` prints them all. The names of the
packages are those that `./run` installs.
"""

import ctypes
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path

from generator.paths import BUILT_IN

OLDEST_PYTHON = (3, 11)
LOCK = BUILT_IN / "requirements.lock"
_LOCKED = re.compile(r"^([a-z0-9-]+)==([^\s;]+) \\$", re.MULTILINE)


class State(StrEnum):
    """How a check came out; without what is missing the program does not work."""

    PRESENT = "present"
    WARNING = "warning"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Check:
    """One look at the machine."""

    name: str
    state: State
    found: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """Where a thing comes from: its package on Debian and Ubuntu, and in Homebrew."""

    debian: str
    homebrew: str

    def command(self, platform: str = sys.platform) -> str:
        """How to get it on this system."""
        if platform == "darwin":
            return f"brew install {self.homebrew}"
        if shutil.which("apt-get"):
            return f"apt-get install {self.debian}  (as root)"
        return f"Install what Debian calls {self.debian} with this system's own packages."


@dataclass(frozen=True, slots=True)
class Library:
    """A library of the system, as the loader of Linux and that of macOS know it."""

    name: str
    linux: str
    macos: str
    package: Package


@dataclass(frozen=True, slots=True)
class Font:
    """Characters that must be had, and the family that is meant to give them."""

    name: str
    characters: str
    family: str
    package: Package


_PANGO = Package("libpango-1.0-0 libpangoft2-1.0-0", "pango")
_HARFBUZZ = Package("libharfbuzz0b libharfbuzz-subset0", "harfbuzz")
_FONTCONFIG = Package("fontconfig", "fontconfig")
LIBRARIES = (
    Library("Pango", "libpango-1.0.so.0", "libpango-1.0.dylib", _PANGO),
    Library("Pango for FreeType", "libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", _PANGO),
    Library("GObject", "libgobject-2.0.so.0", "libgobject-2.0.0.dylib", _PANGO),
    Library("HarfBuzz", "libharfbuzz.so.0", "libharfbuzz.0.dylib", _HARFBUZZ),
    Library("HarfBuzz subset", "libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", _HARFBUZZ),
    Library("Fontconfig", "libfontconfig.so.1", "libfontconfig.1.dylib", _FONTCONFIG),
)
FONTS = (
    Font("Latin font", "Aé", "Noto Sans", Package("fonts-noto-core", "font-noto-sans")),
    Font("Latin serif font", "Aé", "Noto Serif", Package("fonts-noto-core", "font-noto-serif")),
    Font(
        "fixed-width font",
        "A0",
        "Noto Sans Mono",
        Package("fonts-noto-mono", "font-noto-sans-mono"),
    ),
    Font(
        "Chinese, Japanese and Korean font",
        "中あ한",
        "Noto Sans CJK SC",
        Package("fonts-noto-cjk", "font-noto-sans-cjk"),
    ),
    Font(
        "emoji font",
        "😀",
        "Noto Color Emoji",
        Package("fonts-noto-color-emoji", "font-noto-color-emoji"),
    ),
)


def examine(folder: Path) -> tuple[Check, ...]:
    """Every look at the machine; `folder` is where results would be written."""
    return (
        python(sys.version_info[:3]),
        *packages(LOCK.read_text("utf-8")),
        *(library(each) for each in LIBRARIES),
        *(font(each) for each in FONTS),
        writable(folder),
    )


def is_fit(checks: Iterable[Check]) -> bool:
    """Whether nothing is missing that the program needs."""
    return all(check.state is not State.MISSING for check in checks)


def python(version: tuple[int, ...]) -> Check:
    """Whether the Python that runs this is new enough."""
    found = ".".join(map(str, version))
    if version >= OLDEST_PYTHON:
        return Check("Python", State.PRESENT, found)
    oldest = ".".join(map(str, OLDEST_PYTHON))
    return Check("Python", State.MISSING, found, f"Install Python {oldest} or newer.")


def packages(lock: str) -> tuple[Check, ...]:
    """The Python packages against the lock: one check for all that agree, one for each other.

    A line with a condition, such as a system it is for, is not looked at.
    """
    wanted = _LOCKED.findall(lock)
    others = tuple(check for name, version in wanted if (check := _package(name, version)))
    agree = f"{len(wanted) - len(others)} of {len(wanted)} are as in {LOCK.name}"
    return Check("Python packages", State.PRESENT, agree), *others


def _package(name: str, locked: str) -> Check | None:
    again = "Set it up again: remove .venv in a checkout, or `pipx reinstall appeal`."
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Check(name, State.MISSING, "is not installed", again)
    if version == locked:
        return None
    found = f"{version} is installed, {locked} is what the tests run with"
    return Check(name, State.WARNING, found, "Pages may be laid out in another way.")


def library(wanted: Library, platform: str = sys.platform) -> Check:
    """Whether a library of the system can be loaded."""
    file = wanted.macos if platform == "darwin" else wanted.linux
    try:
        ctypes.CDLL(file)
    except OSError:
        remedy = wanted.package.command(platform)
        if platform == "darwin":
            remedy += '; if it is: export DYLD_FALLBACK_LIBRARY_PATH="$(brew --prefix)/lib"'
        return Check(wanted.name, State.MISSING, f"{file} cannot be loaded", remedy)
    return Check(wanted.name, State.PRESENT, file)


def font(wanted: Font, platform: str = sys.platform) -> Check:
    """Whether some font has the characters, and whether it is the one meant."""
    lister = shutil.which("fc-list")
    if lister is None:
        return Check(
            wanted.name,
            State.MISSING,
            "fc-list, which lists the fonts, is not there",
            _FONTCONFIG.command(platform),
        )
    characters = " ".join(f"{ord(character):x}" for character in wanted.characters)
    command = [lister, f":charset={characters}", "family"]
    listed = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - fixed words
    families = sorted({line.split(",")[0] for line in listed.stdout.decode().splitlines()})
    if wanted.family in families:
        return Check(wanted.name, State.PRESENT, wanted.family)
    remedy = wanted.package.command(platform)
    if families:
        found = f"{wanted.family} is not there; {families[0]} takes its place and looks different"
        return Check(wanted.name, State.WARNING, found, remedy)
    return Check(wanted.name, State.MISSING, f"no font has {wanted.characters}", remedy)


def writable(folder: Path) -> Check:
    """Whether a file can be made in a folder; it is gone again at once."""
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        found = f"{folder} cannot be written to: {error.strerror}"
        remedy = "Work in a folder of your own, or ask for the right to write here."
        return Check("write permission", State.MISSING, found, remedy)
    return Check("write permission", State.PRESENT, str(folder))
