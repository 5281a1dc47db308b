"""The program `appeal`: its commands put together, and what happens to an error nobody foresaw."""

import gc
import sys
from pathlib import Path
from types import TracebackType

import typer

from generator import __version__
from generator.cli.build import build
from generator.cli.doctor import doctor
from generator.cli.explain import explain
from generator.cli.listing import list_packs
from generator.cli.schema import schema
from generator.cli.validate import validate
from generator.cli.verify import verify
from generator.problems import ExitCode

app = typer.Typer(
    name="appeal",
    help="Turn the evidence of a buyer's claim into an appeal letter and a packet.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(build)
app.command()(validate)
app.command()(explain)
app.command()(verify)
app.command("list")(list_packs)
app.command()(schema)
app.command()(doctor)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"appeal {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version."
    ),
) -> None:
    """Turn the evidence of a buyer's claim into an appeal letter and a packet."""


def _bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Whatever nobody foresaw is a bug of ours: kept in a file to be sent, exit 70."""
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile(
        "w", prefix="appeal-", suffix=".txt", encoding="utf-8", delete=False
    ) as report:
        report.write(f"appeal {__version__}, Python {sys.version}\n")
        report.writelines(traceback.format_exception(kind, error, trace))
    sys.stderr.write(
        f"appeal: this is a bug in the program: {kind.__name__}: {error}\n"
        f"    Nothing was written for the case. Please send us {Path(report.name)}\n"
        "    (it holds file names of yours, and no evidence).\n"
    )
    sys.exit(ExitCode.BUG)


def main() -> None:
    """The program `appeal`."""
    # Nearly all that a command makes it keeps to its end, so looking often for what can be thrown
    # away costs a build a tenth of its time and frees nothing.
    gc.set_threshold(20_000, 20, 20)
    sys.excepthook = _bug
    # Click's command and not Typer's app, which puts an exception hook of its own in place.
    typer.main.get_command(app)(prog_name="appeal")
