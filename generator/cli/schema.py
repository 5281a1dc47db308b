"""`appeal schema`: the JSON Schemas by which editors complete and check case files."""

import json
from pathlib import Path
from typing import Annotated

import typer

from generator.cli.opening import packs_here
from generator.cli.output import print_json, reporting, say
from generator.problems import ExitCode, Where, stop


def schema(
    name: Annotated[
        str, typer.Argument(help="`case`, or a kind of evidence such as those of `appeal list`.")
    ] = "case",
    out: Annotated[
        Path | None, typer.Option(file_okay=False, help="Write all schemas into this folder.")
    ] = None,
) -> None:
    """Print one schema, or write all of them to a folder.

    Name the written file in the first line of a case file and an editor with a
    YAML language server completes it: # yaml-language-server: $schema=case.schema.json
    """
    from generator.case.compose import compose

    with reporting(False):
        packs = packs_here()
        names = ("case", *packs.names("evidence_schemas/kinds", "schema.json"))
        if name not in names:
            raise stop(
                ExitCode.PROBLEMS,
                "E204",
                Where(name),
                "there is no schema of this name",
                f"Known are: {', '.join(names)}.",
            )
        if out is None:
            print_json(compose(packs, _file(name)))
            return
        composed = {each: compose(packs, _file(each)) for each in names}
    out.mkdir(parents=True, exist_ok=True)
    for each, content in composed.items():
        text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        (out / f"{each}.schema.json").write_text(text, "utf-8")
    say(f"{len(composed)} schemas written to {out}")


def _file(name: str) -> str:
    return "case.schema.json" if name == "case" else f"kinds/{name}/schema.json"
