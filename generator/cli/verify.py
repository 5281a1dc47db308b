"""`appeal verify`: look at the finished files once more, with a library that did not write them."""

from pathlib import Path
from typing import Annotated

import typer

from generator.cli.options import AsJson
from generator.cli.output import leave, print_json, reporting, say
from generator.problems import ExitCode


def verify(
    out: Annotated[
        Path,
        typer.Argument(exists=True, file_okay=False, help="The folder that `build` wrote into."),
    ],
    as_json: AsJson = False,
) -> None:
    """Reopen the files and check text, cites, links, bookmarks, stamps and digests.

    Exit 5 if anything is not as the manifest says.
    """
    from generator.packet.verify import verify as check

    with reporting(as_json):
        report = check(out)
    if as_json:
        print_json(report.as_json())
    else:
        width = max(len(each.name) for each in report.checks)
        for each in report.checks:
            mark = "ok" if each.ok else typer.style("WRONG", bold=True)
            say(f"{each.name:{width}}  {mark}  {each.detail}".rstrip())
    leave(ExitCode.DONE if report.ok else ExitCode.CHECK)
