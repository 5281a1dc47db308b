"""`appeal doctor`: what this machine has, what it lacks, and how to get it."""

from pathlib import Path

from generator.cli.options import AsJson
from generator.cli.output import leave, print_json, say
from generator.problems import ExitCode


def doctor(as_json: AsJson = False) -> None:
    """Say what the program needs of this machine, what is missing, and how to get it."""
    from dataclasses import asdict

    from generator.system import examine, is_fit

    checks = examine(Path.cwd())
    fit = is_fit(checks)
    if as_json:
        print_json({"fit": fit, "checks": [asdict(check) for check in checks]})
    else:
        width = max(len(check.name) for check in checks)
        for check in checks:
            say(f"{check.state:7}  {check.name:{width}}  {check.found}")
            if check.remedy:
                say(f"{'':7}  {'':{width}}  -> {check.remedy}")
        say("This machine is fit." if fit else "This machine lacks what is said to be missing.")
    leave(ExitCode.DONE if fit else ExitCode.SYSTEM)
