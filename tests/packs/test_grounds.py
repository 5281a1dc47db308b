"""Every ground is tried by the trials that lie beside it, and says only what it can prove."""

import re
from datetime import UTC, date
from pathlib import Path

import pytest

from generator.case.load import Document
from generator.case.model import Case, Evidence
from generator.pack_files import read
from generator.packs import Packs
from generator.paths import TEMPLATES
from generator.reasoning.conditions import Verdict
from generator.reasoning.facts import registry
from generator.reasoning.grounds import load_grounds
from generator.reasoning.trials import trial_facts, trial_rules, try_ground
from generator.writing.sentences import Speaker, sentences
from generator.writing.text import Texts, template
from generator.writing.words import Words

PACKS = Packs()
REGISTRY = registry(PACKS)
ZONES = (UTC,)
TEXTS = Texts.of(PACKS)
GROUNDS = load_grounds(PACKS)
STABLE = [
    ground
    for ground in GROUNDS
    if read(PACKS, f"templates/grounds/{ground.id}/ground.yaml", "ground")["status"] == "stable"
]
ALWAYS_SAID = ("opening", "row")
BLOCKS = {"opening", "row", "argument", "point"}
NOT_IN_A_LETTER = re.compile(
    r"\b(will|shall|promise\w*|guarantee\w*|fraud\w*|li(e|es|ed|ar)|abus\w*|outrag\w*|unfair\w*"
    r"|prove[sdn]?|obvious\w*|clearly|very)\b|!",
    re.IGNORECASE,
)


def trials_of(ground):
    """The trials beside a ground, with their values as text."""
    return read(PACKS, f"templates/grounds/{ground.id}/cases.yaml", "cases")["trials"]


TRIALS = [
    pytest.param(ground, trial, id=f"{ground.id}: {trial['name']}")
    for ground in GROUNDS
    for trial in trials_of(ground)
]
HOLDING = [param for param in TRIALS if param.values[1]["verdict"] == "holds"]
each_ground = pytest.mark.parametrize("ground", GROUNDS, ids=lambda ground: ground.id)
each_stable_ground = pytest.mark.parametrize("ground", STABLE, ids=lambda ground: ground.id)


def test_there_are_grounds():
    """
    A wrong path would make the tests below pass by finding nothing.
    """
    assert len(GROUNDS) >= 9
    assert STABLE
    assert HOLDING


@pytest.mark.parametrize(("ground", "trial"), TRIALS)
def test_trial(ground, trial):
    """
    A ground comes to the verdict that its trial states, for the stated reasons.
    """
    found = try_ground(ground, trial, REGISTRY, ZONES)

    assert {
        "verdict": trial["verdict"],
        "relied_on": set(trial.get("relied_on", ())),
        "missing": set(trial.get("missing", ())),
        "defeated_by": trial.get("defeated_by", []),
        "weakened_by": trial.get("weakened_by", []),
    } == {
        "verdict": str(found.verdict),
        "relied_on": set(found.answer.relied_on),
        "missing": set(found.answer.missing),
        "defeated_by": [flaw.id for flaw in found.defeated_by],
        "weakened_by": [flaw.id for flaw in found.weakened_by],
    }


@each_ground
def test_trials_have_names_of_their_own(ground):
    """
    A trial that fails can be found by its name.
    """
    names = [trial["name"] for trial in trials_of(ground)]

    assert sorted(set(names)) == sorted(names)


@each_stable_ground
def test_a_stable_ground_is_tried_every_way(ground):
    """
    It has trials for each verdict, for each defeater and for each weakness.
    """
    trials = trials_of(ground)

    assert {
        "verdicts": {"holds", "fails", "unknown"},
        "defeaters": {flaw.id for flaw in ground.defeated_by},
        "weaknesses": {flaw.id for flaw in ground.weakened_by},
    } == {
        "verdicts": {trial["verdict"] for trial in trials},
        "defeaters": {flaw for trial in trials for flaw in trial.get("defeated_by", ())},
        "weaknesses": {flaw for trial in trials for flaw in trial.get("weakened_by", ())},
    }


@each_ground
def test_no_evidence_supports_nothing(ground):
    """
    Without facts no ground holds, and nothing is held against it: silence is never an argument.
    """
    found = try_ground(ground, {}, REGISTRY, ZONES)

    assert found.verdict is Verdict.UNKNOWN
    assert found.defeated_by == found.weakened_by == ()


@each_ground
def test_what_never_was_is_held_against_nobody(ground):
    """
    Where every fact is proved absent, a flaw acts only if it is an absence that it speaks of.
    """
    found = try_ground(ground, {"absent": list(REGISTRY)}, REGISTRY, ZONES)

    acting = (*found.defeated_by, *found.weakened_by)
    assert [] == [flaw.id for flaw in acting if "'absent'" not in str(flaw.when)]


@each_ground
def test_flaws_have_ids_of_their_own(ground):
    """
    A defeater and a weakness can be told apart by their ids.
    """
    ids = [flaw.id for flaw in (*ground.defeated_by, *ground.weakened_by)]

    assert sorted(set(ids)) == sorted(ids)


@each_ground
def test_a_ground_has_its_blocks_in_english(ground):
    """
    Every ground can open the letter, fill a row, argue, and answer the points that it names.

    A block that nobody asks for is a misspelt one.
    """
    blocks = set(template(TEXTS.text, f"grounds/{ground.id}/en.j2").blocks)

    assert BLOCKS - ({"point"} if not ground.answers_points else set()) <= blocks <= BLOCKS


def said(ground, trial, block):
    """The sentences of a ground's block under a trial's facts."""
    found = try_ground(ground, trial, REGISTRY, ZONES)
    document = Document(Path("case.yaml"), "case.yaml", {})
    message = Evidence("trial", "chat_log", {"text": "It came today."}, document, "", ())
    case = Case(
        name="trial",
        document=document,
        data={},
        as_of=date(2026, 3, 16),
        platform="",
        market="",
        channel="",
        language="en",
        reason="",
        zones=(),
        delivery_zones=(),
        parcels=(),
        disputed=frozenset(),
        evidence=(message,),
    )
    speaker = Speaker(
        case,
        trial_facts(trial, REGISTRY, ZONES),
        trial_rules(trial),
        Words("en", ("“", "”"), {}),
        frozenset(flaw.id for flaw in found.weakened_by),
    )
    return sentences(speaker, TEXTS, f"grounds/{ground.id}/en.j2", block)


@pytest.mark.parametrize(("ground", "trial"), HOLDING)
def test_a_ground_that_holds_speaks_with_proof(ground, trial):
    """
    Whenever it holds it has one opening sentence and one for the table.

    Each of its sentences has a cite, and neither promises nor accuses.
    """
    blocks = {block: said(ground, trial, block) for block in BLOCKS}

    assert dict.fromkeys(ALWAYS_SAID, 1) == {block: len(blocks[block]) for block in ALWAYS_SAID}
    for sentence in (one for block in blocks.values() for one in block):
        assert sentence.cites, sentence.text
        assert sentence.text[0].isupper(), sentence.text
        assert sentence.text[-1] in ".”", sentence.text
        assert not NOT_IN_A_LETTER.search(sentence.text), sentence.text


def test_grounds_exclude_only_others():
    """
    A ground that excluded itself would never be argued.
    """
    for ground in GROUNDS:
        named = [exclusion["ground"] for exclusion in ground.excludes]
        assert sorted(set(named)) == sorted(named)
        assert ground.id not in named


def test_grounds_name_no_platform():
    """
    What is true of one platform only stands with that platform.
    """
    words = {
        name.casefold()
        for platform in PACKS.names("templates/platforms", "profile.yaml")
        for name in (
            platform,
            read(PACKS, f"templates/platforms/{platform}/profile.yaml", "profile")["name"],
        )
    }
    assert words
    for file in (TEMPLATES / "grounds").glob("*/*"):
        text = file.read_text("utf-8").casefold()
        assert [] == [word for word in words if word in text], file.name
