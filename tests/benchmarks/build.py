"""Measure what a user waits for: `build`, `validate` and `explain`, and chats of many messages.

Run it by hand: `python tests/benchmarks/build.py`. The bars: a build takes at most 1.6 times as
long as a bare script that only imports WeasyPrint and renders the packet's HTML, and 250 MiB;
`validate` and `explain` take at most 0.35 s; twice the messages take at most 2.4 times the time,
and 10,000 of them at most 400 MiB. The two programs of a pair run in turn, and the ratio is that
of each pair, so that it means the same on a slow machine and on a busy one.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
RUNS = 7
CHATS = (5_000, 10_000, 20_000)
MIB = 2**20
# Python may keep what it compiled, as it does for a user.
ENVIRONMENT = {key: value for key, value in os.environ.items() if "BYTECODE" not in key}
ENVIRONMENT["PYTHONPATH"] = str(ROOT)

APPEAL = "from generator.cli.app import main; main()"
BARE = """
import sys
from pathlib import Path
import weasyprint
from weasyprint.urls import URLFetcherResponse
folder = Path(sys.argv[1])
def fetch(url):
    path = folder / url.rpartition("/")[2]
    return URLFetcherResponse(path.as_uri(), path.open("rb"), {"Content-Type": "image/jpeg"})
html = (folder / "packet.html").read_text("utf-8")
weasyprint.HTML(string=html, base_url="file:///packet/", url_fetcher=fetch).write_pdf(
    folder / "packet.pdf"
)
"""
KEEP = """
import shutil, sys
from pathlib import Path
from generator import pipeline
from generator.cli.opening import open_case
case, folder, out = map(Path, sys.argv[1:])
render = pipeline.render
def keeping(html, files):
    (folder / "packet.html").write_text(html, "utf-8")
    for name, path in files.items():
        shutil.copy(path, folder / name.rpartition("/")[2])
    return render(html, files)
pipeline.render = keeping
pipeline.build(*open_case(case, None), out, lambda _: None)
"""
SAID = (
    "ok",
    "Has my parcel been sent?",
    "Yes, it left us this morning.",
    "Thank you & have a nice day",
    "The carrier will scan it tonight; I will send you the number as soon as I have it.",
    "Can you look at the tracking once more, please? It has said the same thing since Monday.",
    "It is on its way.",
    "👍",
)


@dataclass(frozen=True, slots=True)
class Spent:
    """What one process took, from start to end."""

    wall: float  # seconds
    cpu: float  # seconds, user and system
    peak: float  # MiB


def python(code: str, *arguments: object) -> list[str]:
    """The command that runs a piece of Python."""
    return [sys.executable, "-c", code, *map(str, arguments)]


def spent(command: Sequence[str]) -> Spent:
    """Run a command to its end."""
    start = time.perf_counter()
    with subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    scale = 1 if sys.platform == "darwin" else 1024  # bytes there, KiB elsewhere
    wall = time.perf_counter() - start
    return Spent(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * scale / MIB)


def in_turn(*commands: Sequence[str]) -> list[list[Spent]]:
    """All runs of each command; a first run of each, in which Python compiles, does not count."""
    rounds = [[spent(command) for command in commands] for _ in range(RUNS + 1)]
    return [list(runs) for runs in zip(*rounds[1:], strict=True)]


def row(name: str, runs: Sequence[Spent], rest: str) -> None:
    """A line of the table: medians, and the best time of the processor."""
    wall, cpu = (median(getattr(run, key) for run in runs) for key in ("wall", "cpu"))
    best, peak = min(run.cpu for run in runs), max(run.peak for run in runs)
    print(f"{name:22}{wall:8.2f}{cpu:8.2f}{best:10.2f}{peak:8.0f}   {rest}")  # noqa: T201


def copied(example: str, folder: Path) -> Path:
    """An example's case file in a folder of its own."""
    left_out = shutil.ignore_patterns("out", "expected")
    shutil.copytree(ROOT / "examples" / example, folder, ignore=left_out)
    return folder / "case.yaml"


def build_beside_bare(folder: Path) -> None:
    """The build beside the bare script, and the two commands that should feel immediate."""
    case, out, bare = (
        copied("delivered_and_signed", folder / "case"),
        folder / "out",
        folder / "bare",
    )
    bare.mkdir()
    spent(python(KEEP, case, bare, out))
    ours, theirs, checked, explained = in_turn(
        python(APPEAL, "build", case, "--out", out),
        python(BARE, bare),
        python(APPEAL, "validate", case),
        python(APPEAL, "explain", case),
    )
    pairs = list(zip(ours, theirs, strict=True))
    cpu, wall = (
        median(getattr(one, key) / getattr(other, key) for one, other in pairs)
        for key in ("cpu", "wall")
    )
    ratio = f"{cpu:.2f} x the bare script in CPU, {wall:.2f} in wall time (bar 1.6; 250 MiB)"
    row("build", ours, ratio)
    row("bare script", theirs, "")
    row("validate", checked, "(bar 0.35 s on an idle core)")
    row("explain", explained, "(bar 0.35 s on an idle core)")


def long_chat(folder: Path, count: int) -> Path:
    """A case with so many messages more, the whole record of which follows as an annex."""
    case = copied("buyer_silent", folder)
    text = case.read_text("utf-8")
    case.write_text(
        text.replace("    kind: chat_log\n", "    kind: chat_log\n    annex: true\n"), "utf-8"
    )
    start, step = datetime(2026, 6, 1, 12, tzinfo=UTC), timedelta(days=6) / count
    said = "".join(
        f'  - {{at: "{(start + step * number).isoformat()}", from: platform, '
        f'text: "{SAID[number % len(SAID)]}"}}\n'
        for number in range(count)
    )
    thread = folder / "evidence/messages.yaml"
    thread.write_text(
        thread.read_text("utf-8").replace("messages:\n", f"messages:\n{said}"), "utf-8"
    )
    return case


def chats(folder: Path) -> None:
    """Twice the messages each time."""
    before = None
    for count in CHATS:
        case = long_chat(folder / str(count), count)
        run = spent(python(APPEAL, "build", case, "--out", folder / f"out-{count}"))
        rest = f"{run.cpu / before:.2f} x the half in CPU (bar 2.4)" if before else ""
        row(f"{count:,} messages", [run], rest + (" (bar 400 MiB)" if count == 10_000 else ""))
        before = run.cpu


def main() -> None:
    """Print the table."""
    print(f"{'':22}{'wall s':>8}{'CPU s':>8}{'best CPU':>10}{'MiB':>8}")  # noqa: T201
    with tempfile.TemporaryDirectory() as temporary:
        build_beside_bare(Path(temporary))
        chats(Path(temporary) / "chats")


if __name__ == "__main__":
    main()
