"""The wheel, installed alone in a bare environment, is the program with all its packs."""

import os
import site
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def call(*command, **options):
    """The output of a program that must not fail."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    result = subprocess.run(
        command, capture_output=True, text=True, check=False, env=env, **options
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel as the build backend makes it."""
    folder = tmp_path_factory.mktemp("wheel")
    call(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (file,) = folder.iterdir()
    return file


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """`bin` of an environment that has the wheel and sees the locked packages, not the checkout."""
    folder = tmp_path_factory.mktemp("bare")
    call(sys.executable, "-m", "venv", "--without-pip", folder)
    (packages,) = folder.glob("lib/python3.*/site-packages")
    (packages / "locked.pth").write_text("\n".join(site.getsitepackages()))
    pip = (sys.executable, "-m", "pip", "--python", folder / "bin/python")
    call(*pip, "install", "--quiet", "--no-index", "--no-deps", wheel)
    return folder / "bin"


def test_the_wheel_holds_every_pack_unchanged(wheel):
    """
    What stands in the pack folders of the checkout stands inside the package of the wheel.
    """
    with zipfile.ZipFile(wheel) as archive:
        held = {
            name.removeprefix("generator/_packs/"): archive.read(name)
            for name in archive.namelist()
            if name.startswith("generator/_packs/")
        }

    expected = {
        str(path.relative_to(ROOT)): path.read_bytes()
        for folder in ("templates", "evidence_schemas")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    assert len(expected) > 50
    assert held == expected | {"requirements.lock": (ROOT / "requirements.lock").read_bytes()}


def test_the_wheel_holds_the_whole_package_and_nothing_of_the_tests(wheel):
    """
    Every module is there, and no other top-level name is taken.
    """
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()

    modules = {str(path.relative_to(ROOT)) for path in (ROOT / "generator").rglob("*.py")}
    assert modules <= set(names)
    assert {name.split("/")[0] for name in names} == {"generator", "appeal-0.1.0.dist-info"}
    assert "appeal-0.1.0.dist-info/licenses/LICENSE" in names


def test_the_installed_program_lists_the_same_packs(installed, tmp_path):
    """
    `appeal list` of the wheel says what that of the checkout says, with the checkout out of reach.
    """
    script = "from generator.cli.app import main; main()"
    from_checkout = call(sys.executable, "-c", script, "list", "--json", cwd=ROOT)
    where = call(
        installed / "python", "-c", "import generator; print(generator.__file__)", cwd=tmp_path
    )

    assert Path(where).is_relative_to(installed.parent)
    assert call(installed / "appeal", "list", "--json", cwd=tmp_path) == from_checkout
