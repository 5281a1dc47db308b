"""The options that several commands share."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

CaseFile = Annotated[
    Path,
    typer.Argument(exists=True, dir_okay=False, readable=True, help="The case file."),
]
AsOf = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="The date of the letter.  [default: today]"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
