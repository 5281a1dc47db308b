"""`appeal validate`: check a case and its files, and write nothing."""

from generator.cli.options import AsJson, AsOf, CaseFile
from generator.cli.output import print_json, reporting, say, tell


def validate(case: CaseFile, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Check the case file, its evidence and its attachments; all problems are told at once."""
    from generator.cli.opening import open_case

    with reporting(as_json):
        checked, _ = open_case(case, as_of)
    if as_json:
        print_json(
            {
                "case": checked.name,
                "evidence": [
                    {"id": item.id, "kind": item.kind, "shown": item.shown, "format": item.export}
                    for item in checked.evidence
                ],
                "problems": [problem.as_json() for problem in checked.warnings],
            }
        )
        return
    tell(checked.warnings)
    files = sum(len(item.attachments) for item in checked.evidence)
    say(f"{checked.name}: {len(checked.evidence)} items of evidence, {files} files, no errors.")
