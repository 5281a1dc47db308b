"""`appeal explain`: what the evidence proves, what it lacks, and what speaks against it."""

from collections.abc import Iterator, Mapping
from typing import Any

import typer

from generator.cli.options import AsJson, AsOf, CaseFile
from generator.cli.output import leave, print_json, reporting, say, tell
from generator.problems import ExitCode

_SECTIONS = (
    ("holds", "Holds"),
    ("unknown", "Not proved"),
    ("fails", "Does not hold"),
)


def explain(case: CaseFile, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Show every ground with its verdict, what it rests on, what is missing, what defeats it.

    For you only: nothing of this goes into the packet. Exit 3 if there is no appeal.
    """
    from generator.cli.opening import open_case
    from generator.reasoning.advice import Outcome
    from generator.reasoning.judge import judge
    from generator.reasoning.report import report

    with reporting(as_json):
        checked, packs = open_case(case, as_of)
        judgement = judge(checked, packs)
        data = report(judgement)
    if as_json:
        print_json({**data, "problems": [problem.as_json() for problem in checked.warnings]})
    else:
        tell(checked.warnings)
        for line in in_words(checked.name, data):
            say(line)
    leave(ExitCode.DONE if judgement.outcome is Outcome.APPEAL else ExitCode.NO_LETTER)


def in_words(name: str, data: Mapping[str, Any]) -> Iterator[str]:
    """The report as lines for a terminal."""
    yield f"{name}: {data['outcome'].replace('_', ' ')}" + (
        f", led by {data['leading_ground']}" if data["leading_ground"] else ""
    )
    values = {
        fact["fact"]: f"{fact['value']}  [{'; '.join(fact['places'])}]" for fact in data["facts"]
    }
    bearing = {k: g for k, g in data["grounds"].items() if g["bears_on_claim"]}
    for verdict, heading in _SECTIONS:
        grounds = {k: g for k, g in bearing.items() if g["verdict"] == verdict}
        if grounds:
            yield ""
            yield typer.style(heading, bold=True)
            for identity, ground in grounds.items():
                yield from _ground(identity, ground, values)
    aside = [identity for identity in data["grounds"] if identity not in bearing]
    if aside:
        yield ""
        yield f"Not for this claim reason: {', '.join(aside)}"
    yield from _lists(data)


def _ground(identity: str, ground: Mapping[str, Any], values: Mapping[str, str]) -> Iterator[str]:
    marks = [ground["strength"], ground["role"], ground["note"].replace("_", " ")]
    yield f"  {identity}  {' · '.join(filter(None, marks))}".rstrip()
    yield f"      {ground['title']}"
    heading = "because    " if ground["verdict"] == "fails" else "relies on  "
    for name in ground["relied_on"]:
        yield f"      {heading}  {name} = {values.get(name, '?')}"
    for wish in ground["would_need"] if ground["verdict"] == "unknown" else ():
        yield f"      missing      {wish}"
    if ground["reading"]:
        yield f"      undecided    sources of a rule disagree: {ground['reading']}"
    if ground["excluded_by"]:
        yield f"      left out     cannot stand beside {ground['excluded_by']}"
    for key, heading in (
        ("defeated_by", "defeated by"),
        ("weakened_by", "weakened by"),
        ("risks", "a risk    "),
    ):
        wanted = key == "defeated_by" or ground["verdict"] == "holds"
        for flaw in ground[key] if wanted else ():
            places = f"  [{'; '.join(flaw['places'])}]" if flaw["places"] else ""
            yield f"      {heading}  {flaw['says']}{places}"


def _lists(data: Mapping[str, Any]) -> Iterator[str]:
    if data["conflicts"]:
        yield ""
        yield typer.style("In conflict, so unknown", bold=True)
        for conflict in data["conflicts"]:
            yield f"  {conflict['fact']}"
            for source in conflict["sources"]:
                yield f"      {source['says']}  [{source['place']}]"
    if data["stated"]:
        yield ""
        yield typer.style("Only stated, so not argued (attach what proves it)", bold=True)
        for stated in data["stated"]:
            yield f"  {stated['fact']} = {stated['value']}  [{stated['place']}]"
    if data["advice"]:
        yield ""
        yield typer.style("What to do", bold=True)
        for number, advice in enumerate(data["advice"], 1):
            grounds = ", ".join(advice["for_grounds"])
            step = f"Get {advice['do']}  (for {grounds})" if grounds else advice["do"]
            yield f"  {number}. {step}"
