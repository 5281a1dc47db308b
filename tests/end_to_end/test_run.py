"""`./run`: a checkout with empty locks is set up for real, the machine's package manager is not.

The stand-ins for apt-get, dpkg-query, sudo and brew write down how they were called.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534
PROGRAM = """\
import sys
from pathlib import Path

def main():
    print([Path(sys.argv[0]).name, *sys.argv[1:]])
    return 3
"""


def environment(**more):
    """What a user's shell has, without what the environment of the tests brings along."""
    own = {"APPEAL_SYSTEM", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV"}
    kept = {name: value for name, value in os.environ.items() if name not in own}
    return kept | {"PATH": user_path()} | more


def user_path():
    """The PATH of the user, without the programs of the tests' environment."""
    own = f"{sys.prefix}/bin"
    return ":".join(folder for folder in os.environ["PATH"].split(":") if folder != own)


def run(checkout, *words, **options):
    """What `./run` did; the machine is left alone unless the test says otherwise."""
    options.setdefault("env", environment(APPEAL_SYSTEM="skip"))
    command = [checkout / "run", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def new_checkout(folder):
    """A checkout that needs no packages and has a program of a few lines."""
    shutil.copy(ROOT / "run", folder)
    for lock in ("requirements.lock", "requirements-dev.lock"):
        (folder / lock).write_text("# nothing\n")
    (folder / "generator/cli").mkdir(parents=True)
    (folder / "generator/__init__.py").touch()
    (folder / "generator/cli/app.py").write_text(PROGRAM)
    return folder


@pytest.fixture(scope="module")
def first_run(tmp_path_factory):
    """A checkout and what its first run, which sets it up, did."""
    folder = new_checkout(tmp_path_factory.mktemp("a check out"))
    return folder, run(folder, "echo", "hello")


@pytest.fixture
def checkout(first_run):
    """A checkout that has been set up."""
    return first_run[0]


@pytest.fixture
def open_folder():
    """A folder that every user of the machine may use."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


@pytest.fixture
def stand_in(open_folder):
    """Puts a program of this name before all others; gives the PATH to use."""
    (open_folder / "bin").mkdir()

    def put(name, script):
        program = open_folder / "bin" / name
        program.write_text(f"#!/bin/bash\n{script}\n")
        program.chmod(0o755)
        return f"{open_folder / 'bin'}:{user_path()}"

    return put


def test_the_set_up_tells_its_steps_on_stderr(first_run):
    """
    The output of the command stays clean; each step is one short line.
    """
    _, result = first_run

    assert (result.returncode, result.stdout) == (0, "hello\n")
    assert [line.split(" with ")[0] for line in result.stderr.splitlines()] == [
        "run: making .venv",
        "run: installing the packages of requirements.lock",
    ]


def test_when_all_is_in_place_it_says_nothing(checkout):
    """
    A second run is as quiet as the command alone.
    """
    result = run(checkout, "true")

    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_when_all_is_in_place_it_adds_less_than_50_ms(checkout):
    """
    The set-up costs nothing once it is done.
    """

    def seconds():
        start = time.perf_counter()
        run(checkout, "true")
        return time.perf_counter() - start

    assert min(seconds() for _ in range(10)) < 0.05


def test_the_command_gets_its_words_and_gives_its_exit_code(checkout):
    """
    Spaces, quotes, stars and empty words arrive as they were given.
    """
    words = ["two words", "", "*", "it's", '"$HOME"', "--json"]
    script = "import sys; print(sys.argv[1:]); sys.exit(41)"

    result = run(checkout, "python", "-c", script, *words)

    assert (result.returncode, result.stdout) == (41, f"{words}\n")


def test_appeal_is_the_program_of_the_checkout(checkout):
    """
    The package is used where it stands, and the program goes by its name.
    """
    result = run(checkout, "appeal", "build", "a case.yaml")

    assert (result.returncode, result.stdout) == (3, "['appeal', 'build', 'a case.yaml']\n")


def test_the_program_in_venv_can_be_linked_to(checkout, tmp_path):
    """
    A link on the user's own PATH to .venv/bin/appeal works.
    """
    (tmp_path / "appeal").symlink_to(checkout / ".venv/bin/appeal")

    result = subprocess.run(
        [tmp_path / "appeal", "list"],
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
    )

    assert (result.returncode, result.stdout) == (3, "['appeal', 'list']\n")


def test_it_is_called_from_anywhere_and_through_a_link(checkout, tmp_path):
    """
    The folder in which the user stands stays the one for relative paths.
    """
    (tmp_path / "link").symlink_to(checkout / "run")
    (tmp_path / "link to link").symlink_to("link")

    result = subprocess.run(
        ["./link to link", "python", "-c", "import os, generator; print(os.getcwd(), generator)"],
        cwd=tmp_path,
        env=environment(APPEAL_SYSTEM="skip", CDPATH="/"),
        capture_output=True,
        text=True,
        check=True,
    )

    assert result.stdout.startswith(f"{tmp_path} <module 'generator'")
    assert str(checkout / "generator") in result.stdout


def test_test_runs_pytest_in_the_checkout(checkout):
    """
    `./run test` looks for pytest in the environment, which has none here.
    """
    result = run(checkout, "test", cwd="/")

    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        "run: installing the packages of requirements-dev.lock",
        f"{checkout / '.venv/bin/python'}: No module named pytest",
    ]


def test_a_command_that_does_not_exist_is_told_by_the_shell(checkout):
    """
    An unknown command ends with the shell's own exit code.
    """
    result = run(checkout, "no-such-command")

    assert result.returncode == 127
    assert "no-such-command" in result.stderr


def test_without_a_command_it_shows_the_usage(checkout):
    """
    No command is wrong usage.
    """
    result = run(checkout)

    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("run: usage: ")


def test_a_set_up_cut_short_is_done_again_by_one_of_two(tmp_path):
    """
    Without the note that closes a set-up it is not complete; of two runs at once one does it.
    """
    checkout = new_checkout(tmp_path)
    (checkout / ".venv/bin").mkdir(parents=True)
    (checkout / ".venv/bin/python").symlink_to("/bin/true")

    both = [
        subprocess.Popen(
            [checkout / "run", "python", "-c", "import generator; print('ran')"],
            env=environment(APPEAL_SYSTEM="skip"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [process.communicate() for process in both]

    assert [output for output, _ in said] == ["ran\n", "ran\n"]
    assert sum("making .venv" in errors for _, errors in said) == 1
    assert sum("waiting for another set-up" in errors for _, errors in said) == 1


def test_a_changed_lock_is_installed(checkout):
    """
    The content of the lock counts, not its date; a lock that pip refuses is not noted as done.
    """
    lock = checkout / "requirements-dev.lock"
    good, date = lock.read_text(), lock.stat().st_mtime
    run(checkout, "ruff")
    assert (checkout / ".venv/requirements-dev.installed").exists()

    lock.write_text("not a requirement\n")
    os.utime(lock, (date, date))
    first, second = run(checkout, "ruff"), run(checkout, "ruff")
    lock.write_text(good)

    assert (first.returncode, second.returncode) == (6, 6)
    assert "not a requirement" in first.stderr
    last = "run: pip could not install the packages of requirements-dev.lock; see above"
    assert [result.stderr.splitlines()[-1] for result in (first, second)] == [last, last]


def test_without_root_it_prints_the_one_command(open_folder, stand_in):
    """
    Somebody else may have to install the system's packages: one line to hand on, and exit 6.
    """
    stand_in("dpkg-query", '[ "${@: -1}" = fontconfig ] && echo " installed  installed "')
    stand_in("apt-get", "echo must not run >&2")
    stand_in("sudo", "exit 1")
    path = stand_in("python3", "echo /a/python")
    checkout = open_folder / "checkout"
    checkout.mkdir()
    new_checkout(checkout).chmod(0o777)
    user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}

    result = run(checkout, "appeal", env=environment(PATH=path, OSTYPE="linux-gnu"), **user)

    command = (
        "apt-get update && apt-get install -y --no-install-recommends ca-certificates"
        " fonts-noto-cjk fonts-noto-color-emoji fonts-noto-core fonts-noto-mono"
        " libharfbuzz-subset0 libharfbuzz0b libpango-1.0-0 libpangoft2-1.0-0"
    )
    assert (result.returncode, result.stdout) == (6, "")
    assert result.stderr.splitlines() == [
        "run: packages of this system are missing, and only root can install them.",
        "run: Give this one command to someone who is root, then run yours again:",
        "",
        f"    {command}",
        "",
    ]


def test_with_root_it_installs_and_reads_the_lists_if_they_are_missing(tmp_path, stand_in):
    """
    apt-get asks nothing; if it does not know a package, it reads its lists and tries again.
    """
    calls = tmp_path / "calls"
    stand_in(
        "dpkg-query",
        '[ "${@: -1}" = libpango-1.0-0 ] && echo " not-installed " || echo " installed "',
    )
    stand_in("sudo", 'shift 2; exec "$@"')
    stand_in(
        "apt-get",
        f'echo "$DEBIAN_FRONTEND ${{*: 5}}" >> {calls}; [ "$(wc -l < {calls})" != 1 ] || exit 100',
    )
    path = stand_in("python3", "echo /not/a/python")

    checkout = tmp_path / "checkout"
    checkout.mkdir()
    result = run(new_checkout(checkout), "true", env=environment(PATH=path, OSTYPE="linux-gnu"))

    install = "noninteractive install -y --no-install-recommends libpango-1.0-0"
    assert calls.read_text().splitlines() == [install, "noninteractive update", install]
    assert (result.returncode, result.stdout) == (6, "")
    assert "run: /not/a/python could not make .venv; see above" in result.stderr


def test_on_macos_it_installs_with_homebrew(tmp_path, stand_in):
    """
    Homebrew is asked for what is missing, fonts included, and for a Python if there is none.
    """
    calls = tmp_path / "calls"
    stand_in("brew", f'[ "$1 $2" = "list pango" ] || {{ echo "$*" >> {calls}; [ "$1" != list ]; }}')
    path = stand_in("python3", "echo /not/a/python")

    checkout = tmp_path / "checkout"
    checkout.mkdir()
    result = run(new_checkout(checkout), "true", env=environment(PATH=path, OSTYPE="darwin24"))

    assert calls.read_text().splitlines()[-1] == (
        "install fontconfig harfbuzz font-noto-color-emoji font-noto-sans font-noto-sans-cjk"
        " font-noto-sans-mono font-noto-serif"
    )
    assert "run: /not/a/python could not make .venv; see above" in result.stderr
    assert result.returncode == 6


def test_on_macos_the_libraries_of_homebrew_are_found(checkout):
    """
    The loader of macOS looks into Homebrew's folders only if it is told to.
    """
    script = "import os; print(os.environ['DYLD_FALLBACK_LIBRARY_PATH'])"
    env = environment(APPEAL_SYSTEM="skip", OSTYPE="darwin24", DYLD_FALLBACK_LIBRARY_PATH="/mine")

    result = run(checkout, "python", "-c", script, env=env)

    assert result.stdout == "/opt/homebrew/lib:/usr/local/lib:/usr/lib:/mine\n"
