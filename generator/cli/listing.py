"""`appeal list`: what the packs hold. The tables in the docs are its output."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated, Any

import typer

from generator.cli.opening import packs_here
from generator.cli.options import AsJson
from generator.cli.output import print_json, reporting, say
from generator.packs import Packs


class What(StrEnum):
    """The kinds of things that packs hold."""

    GROUNDS = "grounds"
    PLATFORMS = "platforms"
    KINDS = "kinds"
    FACTS = "facts"
    ACTS = "acts"
    POINTS = "points"
    RULES = "rules"


def list_packs(
    what: Annotated[What | None, typer.Argument(help="Only these; all if left out.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show the platforms, grounds, kinds of evidence, facts, acts, points and rules.

    Those of your team are among them if the current folder or one above has an appeal.toml.
    """
    with reporting(as_json):
        packs = packs_here()
        tables = {each: _TABLES[each](packs) for each in ([what] if what else What)}
    if as_json:
        print_json(tables)
        return
    for name, table in tables.items():
        if len(tables) > 1:
            say(typer.style(name.upper(), bold=True))
        width = max(map(len, table), default=0)
        for identity, words in table.items():
            say(f"{identity:{width}}  {words}".rstrip())
        if len(tables) > 1:
            say()


def _grounds(packs: Packs) -> Mapping[str, str]:
    from generator.reasoning.grounds import load_grounds

    return {ground.id: ground.title["en"] for ground in load_grounds(packs)}


def _platforms(packs: Packs) -> Mapping[str, str]:
    from generator.pack_files import read

    table = {}
    for name in packs.names("templates/platforms", "profile.yaml"):
        profile = read(packs, f"templates/platforms/{name}/profile.yaml", "profile")
        channels = sorted(profile["channel_for"].values())
        table[name] = (
            f"{profile['name']}; markets {', '.join(profile['markets'])}; "
            f"channels {', '.join(channels)}"
        )
    return table


def _kinds(packs: Packs) -> Mapping[str, str]:
    from generator.case.load import load

    table = {}
    for name in packs.names("evidence_schemas/kinds", "schema.json"):
        file = f"evidence_schemas/kinds/{name}/schema.json"
        table[name] = load(packs.get(file), file).data["description"]
    return table


def _facts(packs: Packs) -> Mapping[str, str]:
    from generator.reasoning.facts import registry

    return {fact.name: fact.says for fact in registry(packs).values()}


def _acts(packs: Packs) -> Mapping[str, str]:
    from generator.pack_files import read

    acts = read(packs, "evidence_schemas/acts.yaml", "acts")
    return {
        name: f"{side}: {words}" for side, listed in acts.items() for name, words in listed.items()
    }


def _points(packs: Packs) -> Mapping[str, str]:
    from generator.pack_files import read

    return read(packs, "evidence_schemas/points.yaml", "points")


def _rules(packs: Packs) -> Mapping[str, str]:
    from generator.pack_files import read

    return {
        f"{platform}.{name}.{market}.{reading['code']}": (
            f"{rule['title']['en']}: {_numbers(reading)}read {reading['read_on']}, "
            f"{reading['trust']}, {reading['source']}"
        )
        for platform in packs.names("templates/platforms", "rules.yaml")
        for name, rule in read(packs, f"templates/platforms/{platform}/rules.yaml", "rules").items()
        for market, in_market in rule["markets"].items()
        for edition in in_market["editions"]
        for reading in edition["readings"]
    }


def _numbers(reading: Mapping[str, Any]) -> str:
    return "".join(f"{name} {number}; " for name, number in reading.get("numbers", {}).items())


_TABLES: Mapping[What, Callable[[Packs], Mapping[str, str]]] = {
    What.GROUNDS: _grounds,
    What.PLATFORMS: _platforms,
    What.KINDS: _kinds,
    What.FACTS: _facts,
    What.ACTS: _acts,
    What.POINTS: _points,
    What.RULES: _rules,
}
