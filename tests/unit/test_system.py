"""The machine is looked at without guessing, and each lack is told with its remedy."""

import json
import re
import sys
from importlib import metadata
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from generator import system
from generator.cli.doctor import doctor
from generator.system import Check, Font, Library, Package, State

ROOT = Path(__file__).resolve().parents[2]
NOTHING = Package("debian-name", "homebrew-name")
UNASSIGNED = "\U0010fffe"


def names_in_run(array: str) -> set[str]:
    """The packages of one of the lists at the top of `run`."""
    return set(re.search(rf"{array}=\((.*?)\)", (ROOT / "run").read_text(), re.DOTALL)[1].split())


@pytest.mark.parametrize(
    ("version", "state"),
    [
        ((3, 10, 14), State.MISSING),
        ((3, 11, 0), State.PRESENT),
        ((3, 14, 2), State.PRESENT),
        ((4, 0, 0), State.PRESENT),
    ],
)
def test_python_is_new_enough_from_3_11_on(version, state):
    """
    Python 3.11 is the oldest that will do.
    """
    assert system.python(version).state is state


def test_packages_that_agree_with_the_lock_are_counted():
    """
    One line says how many Python packages are as in the lock.
    """
    version = metadata.version("weasyprint")

    assert system.packages(f"weasyprint=={version} \\\n    --hash=sha256:00\n") == (
        Check("Python packages", State.PRESENT, "1 of 1 are as in requirements.lock"),
    )


def test_a_package_of_another_version_is_a_warning():
    """
    With other versions the program works, but was not tried.
    """
    count, other = system.packages("weasyprint==1.0 \\\n    --hash=sha256:00\n")

    assert count.found == "0 of 1 are as in requirements.lock"
    assert (other.name, other.state) == ("weasyprint", State.WARNING)
    assert other.found.endswith("is installed, 1.0 is what the tests run with")


def test_a_package_that_is_not_there_is_missing():
    """
    Without a package of the lock the program does not work.
    """
    _, other = system.packages("not-a-package==1.0 \\\n    --hash=sha256:00\n")

    assert (other.name, other.state, other.found) == (
        "not-a-package",
        State.MISSING,
        "is not installed",
    )


def test_a_package_for_some_systems_only_is_not_asked_for():
    """
    A locked package with a condition is left to the installer.
    """
    checks = system.packages("colorama==0.4.6 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n")

    assert checks == (
        Check("Python packages", State.PRESENT, "0 of 0 are as in requirements.lock"),
    )


def test_a_library_that_cannot_be_loaded_is_missing():
    """
    The remedy for a library names the package of the system it is asked on.
    """
    wanted = Library("Nowhere", "libnowhere.so.9", "libnowhere.9.dylib", NOTHING)

    linux, macos = system.library(wanted, "linux"), system.library(wanted, "darwin")

    assert (linux.state, linux.found) == (State.MISSING, "libnowhere.so.9 cannot be loaded")
    assert "debian-name" in linux.remedy
    assert (macos.state, macos.found) == (State.MISSING, "libnowhere.9.dylib cannot be loaded")
    assert macos.remedy.startswith("brew install homebrew-name")


def test_without_apt_the_debian_name_is_a_hint(monkeypatch, tmp_path):
    """
    On a system that is neither Debian nor macOS no command is made up.
    """
    monkeypatch.setenv("PATH", str(tmp_path))

    assert NOTHING.command("linux") == (
        "Install what Debian calls debian-name with this system's own packages."
    )


def test_the_font_that_is_meant_is_present():
    """
    A font counts if its family has the characters.
    """
    wanted = Font("serif", "Aé", "Noto Serif", NOTHING)

    assert system.font(wanted) == Check("serif", State.PRESENT, "Noto Serif")


def test_another_font_with_the_characters_is_a_warning():
    """
    If another font must stand in, the pages are not what they are meant to be.
    """
    check = system.font(Font("serif", "Aé", "No Such Family", NOTHING))

    assert check.state is State.WARNING
    assert check.found.startswith("No Such Family is not there; ")
    assert check.found.endswith(" takes its place and looks different")


def test_a_family_of_a_longer_name_is_another_family():
    """
    Noto Sans Mono is not Noto Sans.
    """
    assert system.font(Font("sans", "Aé", "Noto Sa", NOTHING)).state is State.WARNING


def test_characters_that_no_font_has_are_missing():
    """
    A font is missing if the characters cannot be printed at all.
    """
    check = system.font(Font("odd", UNASSIGNED, "Noto Sans", NOTHING), "darwin")

    assert check == Check(
        "odd", State.MISSING, f"no font has {UNASSIGNED}", "brew install homebrew-name"
    )


def test_fonts_cannot_be_told_without_fc_list(monkeypatch, tmp_path):
    """
    Without the program that lists the fonts, that program is what is missing.
    """
    monkeypatch.setenv("PATH", str(tmp_path))
    wanted = Font("serif", "Aé", "Noto Serif", NOTHING)

    assert system.font(wanted, "darwin") == Check(
        "serif",
        State.MISSING,
        "fc-list, which lists the fonts, is not there",
        "brew install fontconfig",
    )


def test_a_folder_is_tried_by_writing_and_left_as_it_was(tmp_path):
    """
    Write permission is tried for real, and nothing stays behind.
    """
    assert system.writable(tmp_path) == Check("write permission", State.PRESENT, str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_cannot_be_written_to(tmp_path):
    """
    What the system says about the folder is passed on.
    """
    check = system.writable(tmp_path / "gone")

    assert check.state is State.MISSING
    assert check.found == f"{tmp_path / 'gone'} cannot be written to: No such file or directory"


def test_a_warning_does_not_make_a_machine_unfit():
    """
    Only what is missing counts.
    """
    present, warning, missing = (Check("x", state, "") for state in State)

    assert system.is_fit([present, warning])
    assert not system.is_fit([present, warning, missing])


def test_the_machine_of_the_tests_is_fit(tmp_path):
    """
    `./run` has set up everything that the checks ask for.
    """
    checks = system.examine(tmp_path)

    assert [check for check in checks if check.state is State.MISSING] == []
    assert [check.name for check in checks if check.name.endswith("font")] == [
        font.name for font in system.FONTS
    ]


def test_run_installs_what_is_checked():
    """
    `./run` and the checks speak of the same packages.
    """
    packages = [each.package for each in (*system.LIBRARIES, *system.FONTS)]

    assert {name for each in packages for name in each.debian.split()} <= names_in_run(
        "debian_packages"
    )
    assert {each.homebrew for each in packages} <= names_in_run("homebrew_packages")


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_has_hashes_and_no_address(name):
    """
    Every locked package has a hash, and no index is named.
    """
    lock = (ROOT / name).read_text("utf-8")
    pinned = re.findall(r"^[a-z0-9-]+==.*\\\n    --hash=sha256:[0-9a-f]{64}", lock, re.MULTILINE)

    assert len(pinned) == lock.count("==") - lock.count(" == ") > 10
    assert "://" not in lock
    assert "index" not in lock


def test_doctor_prints_every_check_and_its_result():
    """
    `appeal doctor --json` says whether the machine is fit, and why.
    """
    app = typer.Typer()
    app.command()(doctor)

    result = CliRunner().invoke(app, ["--json"])

    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert said["fit"] is True
    assert said["checks"][0] == {
        "name": "Python",
        "state": "present",
        "found": ".".join(map(str, sys.version_info[:3])),
        "remedy": "",
    }


def test_doctor_ends_with_6_and_the_remedy_if_something_is_missing(monkeypatch, tmp_path):
    """
    What is missing is told with the way to get it, and the exit code is that of a missing library.
    """
    app = typer.Typer()
    app.command()(doctor)
    monkeypatch.setenv("PATH", str(tmp_path))

    result = CliRunner().invoke(app, [])

    assert result.exit_code == 6
    assert "missing  emoji font" in result.stdout
    assert "-> Install what Debian calls fontconfig" in result.stdout
    assert result.stdout.endswith("This machine lacks what is said to be missing.\n")
