"""From a judgement and a letter to all that the packet shows, in words."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from generator.case.model import Case
from generator.pack_files import read
from generator.packet.annexes import annex_rule, annexed
from generator.packet.model import (
    LETTER_TEMPLATE,
    Exhibit,
    PacketView,
    PlacedPicture,
    RuleRow,
    TimelineRow,
    anchor,
)
from generator.packet.pictures import Prepared
from generator.packs import Packs
from generator.reasoning.facts import Facts
from generator.reasoning.judge import Judgement
from generator.reasoning.timeline import chronicle
from generator.writing import formats
from generator.writing.model import Cite, Letter
from generator.writing.words import Words

_OF_THE_CLAIM = "claim."


def packet_view(
    case: Case,
    judgement: Judgement,
    letter: Letter,
    exhibits: tuple[Exhibit, ...],
    pictures: Mapping[str, Prepared],
    words: Words,
    paper: str,
    changes: Sequence[str],
    packs: Packs,
) -> PacketView:
    """All that the packet shows; `pictures` are by digest of the attached file."""
    timeline = _timeline(judgement.facts, exhibits, words)
    up_to = read(packs, f"templates/{LETTER_TEMPLATE}.yaml", "letter")["annex_up_to"]
    rule = annex_rule(judgement.channel, case.market, up_to)
    return PacketView(
        case=case.name,
        title=letter.subject,
        author=letter.sender[0],
        created=case.as_of,
        paper=paper,
        letter=letter,
        exhibits=exhibits,
        timeline=timeline,
        rules=_rules(judgement, case.language),
        pictures={
            digest: tuple(
                PlacedPicture(f"pictures/{digest}-{number}", picture.width, picture.height)
                for number, picture in enumerate(prepared.pictures)
            )
            for digest, prepared in pictures.items()
        },
        changes=(
            *changes,
            *(change for prepared in pictures.values() for change in prepared.changes),
        ),
        annexes=annexed(exhibits, letter, timeline, packs, rule),
    )


def picture_files(pictures: Mapping[str, Prepared]) -> dict[str, Path]:
    """The names of the view's pictures, and the files behind them."""
    return {
        f"pictures/{digest}-{number}": picture.path
        for digest, prepared in pictures.items()
        for number, picture in enumerate(prepared.pictures)
    }


def _timeline(facts: Facts, exhibits: Sequence[Exhibit], words: Words) -> tuple[TimelineRow, ...]:
    """The events that an exhibit shows; what is in no exhibit is not told."""
    labels = {exhibit.item.id: exhibit.label for exhibit in exhibits}
    rows = []
    for event in chronicle(facts, labels.keys()):
        source = event.fact.sources[0]
        label = labels[source.item]
        rows.append(
            TimelineRow(
                formats.moment(event.moment, words.language),
                formats.span(event.since, words.language) if event.since is not None else "",
                words.get("facts", event.fact.name),
                Cite(label, anchor(label, source.pointer if source.number else "")),
                event.fact.name.startswith(_OF_THE_CLAIM),
            )
        )
    return tuple(rows)


def _rules(judgement: Judgement, language: str) -> tuple[RuleRow, ...]:
    """The rules on which the letter leans, each in its first reading, with its source."""
    return tuple(
        RuleRow(
            rule.title[language],
            rule.readings[0].says[language],
            rule.readings[0].source,
            formats.day(date.fromisoformat(rule.readings[0].read_on), language),
        )
        for rule in judgement.leaned_on
    )
