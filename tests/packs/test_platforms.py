"""What the platforms' packs say has a source, and whatever they name exists."""

from datetime import date
from typing import Any

import pytest

from generator.pack_files import read
from generator.packs import Packs
from generator.paths import TEMPLATES
from generator.reasoning.conditions import facts_of
from generator.reasoning.facts import registry
from generator.reasoning.grounds import load_grounds, load_strengths
from generator.reasoning.rules import UNKNOWN, rule_book
from generator.writing.text import Texts, template

PACKS = Packs()
TODAY = date(2026, 11, 22)
GROUNDS = {ground.id: ground for ground in load_grounds(PACKS)}
PLATFORMS = PACKS.names("templates/platforms", "profile.yaml")
MARKETS = [
    pytest.param(platform, market, id=f"{platform} {market}")
    for platform in PLATFORMS
    for market in read(PACKS, f"templates/platforms/{platform}/profile.yaml", "profile")["markets"]
]
each_platform = pytest.mark.parametrize("platform", PLATFORMS)
each_market = pytest.mark.parametrize(("platform", "market"), MARKETS)


def pack(platform, name, schema):
    return read(PACKS, f"templates/platforms/{platform}/{name}.yaml", schema)


def stems(platform, name):
    folder = TEMPLATES / "platforms" / platform / name
    return sorted(path.stem for path in folder.glob("*.yaml"))


def claims_of(platform):
    return {each: pack(platform, f"claims/{each}", "claim") for each in stems(platform, "claims")}


def channels_of(platform):
    return {
        each: pack(platform, f"channels/{each}", "channel") for each in stems(platform, "channels")
    }


def readings_of(platform):
    """Every reading of every rule, with the rule's name."""
    return [
        (name, reading)
        for name, rule in pack(platform, "rules", "rules").items()
        for market in rule["markets"].values()
        for edition in market["editions"]
        for reading in edition["readings"]
    ]


def conditions_in(data: Any):
    """Every condition anywhere in a pack's data."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in ("condition", "when"):
                yield value
            else:
                yield from conditions_in(value)
    elif isinstance(data, list):
        for each in data:
            yield from conditions_in(each)


def conditions_on(platform):
    """Every condition that is decided under the platform's rules."""
    for ground in GROUNDS:
        yield from conditions_in(read(PACKS, f"templates/grounds/{ground}/ground.yaml", "ground"))
    yield from conditions_in(dict(pack(platform, "strengths", "strengths")))
    for claim in claims_of(platform).values():
        yield from conditions_in(claim)


def numbers_in(data: Any):
    """The numbers of rules that a condition names, as (rule, number)."""
    if isinstance(data, dict):
        for value in data.values():
            yield from numbers_in(value)
    elif isinstance(data, list):
        for each in data:
            yield from numbers_in(each)
    elif isinstance(data, str) and data.startswith("rule."):
        _, rule, number = data.split(".")
        yield rule, number


def printed_numbers():
    """The numbers of rules that the grounds' texts print, as (rule, number)."""
    for ground in GROUNDS:
        text = (TEMPLATES / "grounds" / ground / "en.j2").read_text("utf-8")
        for call in text.split("number('")[1:]:
            rule, _, number = call.partition("'")[0].partition(".")
            yield rule, number


def test_nothing_is_found_by_accident():
    """
    A wrong path would make the tests below pass by finding nothing.
    """
    assert PLATFORMS
    assert MARKETS
    assert GROUNDS
    for platform in PLATFORMS:
        assert claims_of(platform)
        assert channels_of(platform)
        assert readings_of(platform)
        assert list(numbers_in(list(conditions_on(platform))))


@each_platform
def test_every_reading_says_where_it_was_read(platform):
    """
    A reading names its source, the day on which it was read, and whose word it is.
    """
    for rule, reading in readings_of(platform):
        assert reading["source"].startswith("http"), rule
        assert date.fromisoformat(reading["read_on"]) <= TODAY, rule
        assert reading["trust"] in {"platform", "staff", "secondary"}, rule


@each_platform
def test_a_code_stands_for_one_source(platform):
    """
    Two readings with one code were read in the same place and deserve the same trust.
    """
    sources: dict[str, set[tuple[str, str]]] = {}
    for _, reading in readings_of(platform):
        sources.setdefault(reading["code"], set()).add((reading["source"], reading["trust"]))

    assert [] == [code for code, found in sources.items() if len(found) > 1]


@each_platform
def test_no_source_is_read_twice_in_one_edition(platform):
    """
    Several readings of an edition are several sources.
    """
    for rule, data in pack(platform, "rules", "rules").items():
        for market in data["markets"].values():
            for edition in market["editions"]:
                codes = [reading["code"] for reading in edition["readings"]]
                assert sorted(set(codes)) == sorted(codes), rule


@each_market
def test_every_rule_that_is_named_is_in_force(platform, market):
    """
    The rules on which grounds lean, claim conditions rest and channels count exist in the market.
    """
    book = rule_book(PACKS, platform, market, TODAY)
    reasons = set(claims_of(platform))
    named = {
        *(rule for g in GROUNDS.values() if g.answers & reasons for rule in g.leans_on),
        *(c["rule"] for claim in claims_of(platform).values() for c in claim["conditions"]),
        *(channel["clock"]["rule"] for channel in channels_of(platform).values()),
        *(rule for rule, _ in numbers_in(list(conditions_on(platform)))),
    }

    assert set() == named - book.rules.keys()


@each_market
def test_every_number_that_is_named_is_in_every_reading(platform, market):
    """
    A reading without the number would leave every condition that asks for it unknown.
    """
    book = rule_book(PACKS, platform, market, TODAY)
    named = {
        *numbers_in(list(conditions_on(platform))),
        *((c["clock"]["rule"], c["clock"]["number"]) for c in channels_of(platform).values()),
    }

    assert [] == [
        (rule, number, reading.code)
        for rule, number in sorted(named)
        for reading in book.rules[rule].readings
        if reading.numbers.get(number, UNKNOWN) == UNKNOWN
    ]


@each_market
def test_every_number_that_is_printed_is_agreed_on(platform, market):
    """
    A letter states a number only if all readings have the same; else its sentence is never said.
    """
    book = rule_book(PACKS, platform, market, TODAY)
    printed = set(printed_numbers())

    assert printed
    assert [] == [
        f"{rule}.{number}" for rule, number in printed if book.rules[rule].number(number) is None
    ]


@each_platform
def test_every_fact_that_is_named_exists(platform):
    """
    In conditions, and in what texts of grounds and platforms say, prove, quote and count.
    """
    known = registry(PACKS)
    in_conditions = {fact for each in conditions_on(platform) for fact in facts_of(each)}
    files = [TEMPLATES / "platforms" / platform / "en.j2"]
    files += [TEMPLATES / "grounds" / ground / "en.j2" for ground in GROUNDS]
    numbers = {f"{rule}.{number}" for rule, number in printed_numbers()}
    in_texts = {
        word
        for file in files
        for word in file.read_text("utf-8").split("'")[1::2]
        if "." in word and " " not in word and word not in numbers
    }

    assert in_conditions
    assert in_texts
    assert set() == (in_conditions | in_texts) - known.keys()


@each_platform
def test_strengths_are_of_grounds_and_their_weaknesses(platform):
    """
    Every entry names a ground that exists, and only weaknesses of that ground.
    """
    strengths = load_strengths(PACKS, platform)

    assert set() == strengths.keys() - GROUNDS.keys()
    for ground, grades in strengths.items():
        weaknesses = {flaw.id for flaw in GROUNDS[ground].weakened_by}
        assert set() == frozenset().union(*(grade.unless_weakened for grade in grades)) - weaknesses


@each_platform
def test_the_last_grade_of_a_ground_has_no_terms(platform):
    """
    So every ground that the platform lists has a grade, whatever the case.
    """
    for ground, grades in load_strengths(PACKS, platform).items():
        assert grades[-1].when is None, ground
        assert grades[-1].unless_weakened == frozenset(), ground


@each_platform
def test_a_ground_defeats_a_condition_of_every_claim_that_it_answers(platform):
    """
    A ground that met none of a claim's conditions would have no row in the letter's table.
    """
    conditions = {
        reason: {condition["id"] for condition in claim["conditions"]}
        for reason, claim in claims_of(platform).items()
    }
    everything = frozenset().union(*conditions.values())

    for ground in GROUNDS.values():
        assert ground.defeats <= everything, ground.id
        for reason in ground.answers & conditions.keys():
            assert ground.defeats & conditions[reason], (ground.id, reason)


@each_platform
def test_claim_conditions_have_ids_of_their_own(platform):
    """
    One condition stands in a claim once.
    """
    for reason, claim in claims_of(platform).items():
        ids = [condition["id"] for condition in claim["conditions"]]
        assert sorted(set(ids)) == sorted(ids), reason


@each_platform
def test_there_is_always_something_to_do(platform):
    """
    Whatever is known of a case without an appeal, its seller gets a first step.
    """
    for reason, claim in claims_of(platform).items():
        assert "when" not in claim["advice"][0], reason
        assert claim.get("other", {}).get("reason") != reason


@each_platform
def test_channels_are_for_what_the_profile_says(platform):
    """
    Each state of a claim has its channel, and each channel knows every market.
    """
    profile = pack(platform, "profile", "profile")
    channels = channels_of(platform)

    assert channels.keys() == set(profile["channel_for"].values())
    for state, channel in profile["channel_for"].items():
        assert state == channels[channel]["for"]
    for channel in channels.values():
        assert channel["files"].keys() == profile["markets"].keys()


@each_platform
def test_the_frame_has_a_block_for_whatever_is_asked_of_it(platform):
    """
    Each relief of a channel, each other claim reason, and who and what the letter is about.
    """
    blocks = template(Texts.of(PACKS).text, f"platforms/{platform}/en.j2").blocks.keys()
    reliefs = {r for channel in channels_of(platform).values() for r in channel["relief"]}
    others = {c["other"]["reason"] for c in claims_of(platform).values() if "other" in c}

    assert blocks == {
        "recipient",
        "subject",
        *(f"relief_{relief}" for relief in reliefs),
        *(f"other_{reason}" for reason in others),
    }
