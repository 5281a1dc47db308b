"""Which records, cut in their exhibits to what is cited, follow whole as annexes."""

from collections.abc import Iterable
from dataclasses import dataclass

from generator.packet.functions import cut_entries, places_led_to
from generator.packet.model import Exhibit, TimelineRow
from generator.packs import Packs
from generator.reasoning.claims import Channel
from generator.writing.model import Letter


@dataclass(frozen=True, slots=True)
class AnnexRule:
    """When a cut record follows whole, if its item does not say so itself."""

    room: bool  # whether the channel takes PDFs, as far as is known
    up_to: int  # entries of a record


def annex_rule(channel: Channel, market: str, up_to: int) -> AnnexRule:
    """The rule for a channel. `up_to` is how many entries a record may have to follow unasked."""
    accepted = channel.data["files"][market]["accepted"]
    return AnnexRule(accepted == "unknown" or "pdf" in accepted, up_to)


def annexed(
    exhibits: Iterable[Exhibit],
    letter: Letter,
    timeline: Iterable[TimelineRow],
    packs: Packs,
    rule: AnnexRule,
) -> frozenset[str]:
    """The labels of the exhibits whose record follows whole.

    A record that the exhibit prints whole never follows, nor one of a kind that no template
    `templates/packet/annexes/<kind>.html.j2` can print.
    """
    led_to = places_led_to(letter, timeline)
    return frozenset(
        exhibit.label
        for exhibit in exhibits
        if packs.find(f"templates/packet/annexes/{exhibit.item.kind}.html.j2")
        and _follows(exhibit, cut_entries(exhibit, led_to), rule)
    )


def _follows(exhibit: Exhibit, entries: int, rule: AnnexRule) -> bool:
    wanted = exhibit.item.annex
    return entries > 0 and (rule.room and entries <= rule.up_to if wanted is None else wanted)
