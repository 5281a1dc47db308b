"""`appeal build`: from a case file to letter and packet, or to the advice if there is no appeal."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from generator.cli.opening import open_case
from generator.cli.options import AsJson, AsOf, CaseFile
from generator.cli.output import Progress, leave, print_json, reporting, say, tell
from generator.problems import ExitCode

if TYPE_CHECKING:
    from generator.pipeline import Built


def build(
    case: CaseFile,
    out: Annotated[
        Path | None,
        typer.Option(
            file_okay=False, help="The folder for the files.  [default: out/ beside CASE]"
        ),
    ] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Write the letter, the packet, the statement and the manifest.

    Exit 3 if there is no appeal: then the folder holds advice.txt instead.
    """
    folder = out or case.parent / "out"
    progress = Progress(as_json)
    with reporting(as_json, _former(folder)):
        try:
            progress("Reading the case")
            checked, packs = open_case(case, as_of)
            from generator.pipeline import build as run

            built = run(checked, packs, folder, progress)
        finally:
            progress.done()
    if as_json:
        print_json(_summary(built))
    else:
        tell(built.warnings)
        _say(built)
    leave(ExitCode.DONE if built.judgement.leading else ExitCode.NO_LETTER)


def _former(folder: Path) -> str:
    """What to say of a letter that an earlier build left, when this one stops."""
    if (folder / "letter.pdf").is_file():
        return f"The letter in {folder} belongs to an earlier state of the case."
    return ""


def _say(built: "Built") -> None:
    from generator.reasoning.report import advice_text
    from generator.writing.due import due_text

    if not built.judgement.leading:
        say(advice_text(built.case.name, built.judgement))
        say(f"The advice is in {built.folder / 'advice.txt'}.")
        return
    leading = built.judgement.leading
    say(f"{built.case.name}: appeal, led by {leading.ground.id}; {built.pages} pages.")
    for name in built.names:
        say(f"  {built.folder / name}")
    channel = built.judgement.channel
    say()
    say(f"{channel.name['en']}:")
    say(f"  {channel.data['upload']['en']}")
    say(f"  {due_text(built.case, built.judgement)}")


def _summary(built: "Built") -> dict[str, Any]:
    from generator.reasoning.deadline import deadline

    judgement = built.judgement
    due = deadline(judgement.channel, judgement.facts, judgement.book)
    leading = judgement.leading
    return {
        "outcome": str(judgement.outcome),
        "leading_ground": leading.ground.id if leading else None,
        "folder": str(built.folder),
        "files": list(built.names),
        "pages": built.pages,
        "channel": judgement.channel.id,
        "upload": judgement.channel.data["upload"]["en"],
        "deadline": due.at.isoformat() if due else None,
        "advice": [advice.do for advice in judgement.advice],
        "problems": [problem.as_json() for problem in built.warnings],
    }
