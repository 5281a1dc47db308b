"""What the templates of letter and packet may call: words, safe text, native values, records."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import tzinfo
from decimal import Decimal
from functools import lru_cache, partial

from generator.case.moments import parse
from generator.packet.excerpts import Entry, Line, Run, oldest_first, runs
from generator.packet.model import Exhibit, PacketView, TimelineRow, anchor
from generator.reasoning.values import Money
from generator.writing import formats
from generator.writing.cites import every_sentence
from generator.writing.marks import marked, shown
from generator.writing.model import Letter
from generator.writing.plain import halves, references
from generator.writing.words import Words


def functions(view: PacketView, words: Words) -> dict[str, Callable[..., object]]:
    """The functions by the names under which templates call them."""
    language = view.letter.language
    led_to = places_led_to(view.letter, view.timeline)
    return {
        "word": words.get,
        "shown": shown,
        "marked": marked,
        "halves": halves,
        "references": partial(references, words=words),
        "moment": _moments(language),
        "money": partial(_money, language=language),
        "country": partial(formats.country, language=language),
        "address_lines": partial(_address_lines, language=language),
        "runs": partial(_runs, led_to=led_to),
        "oldest_first": partial(_oldest_first, led_to=led_to),
        "place": anchor,
    }


def places_led_to(letter: Letter, timeline: Iterable[TimelineRow]) -> frozenset[str]:
    """The anchors to which the letter or the timeline leads."""
    return frozenset(
        cite.anchor for sentence in every_sentence(letter) for cite in sentence.cites
    ) | frozenset(row.cite.anchor for row in timeline if row.cite)


def cut_entries(exhibit: Exhibit, led_to: Collection[str]) -> int:
    """How many entries the records have of which the exhibit prints only a part; 0 if none is."""
    names = {pointer.split("/")[1] for pointer in exhibit.cited if anchor("", pointer)}
    return sum(
        len(exhibit.item.data[name])
        for name in names
        if any(run.hidden for run in _runs(exhibit, name, led_to=led_to))
    )


def _moments(language: str) -> Callable[[str, Sequence[tzinfo]], str]:
    @lru_cache(maxsize=4096)
    def moment(text: str, zones: tuple[tzinfo, ...]) -> str:
        return formats.moment(parse(text, zones, guess_zone=True), language)

    return moment


def _money(data: Mapping[str, str], language: str) -> str:
    return formats.money(Money(Decimal(data["amount"]), data["currency"]), language)


def _address_lines(data: Mapping[str, str], language: str) -> tuple[str, ...]:
    """An address as it stands on a parcel."""
    region = " ".join(filter(None, (data.get("region"), data.get("postcode"))))
    country = data.get("country")
    lines = (
        data.get("name"),
        data.get("company"),
        data.get("street"),
        ", ".join(filter(None, (data.get("city"), region))),
        formats.country(country, language) if country else None,
    )
    return tuple(line for line in lines if line)


def _lines(exhibit: Exhibit, name: str, led_to: Collection[str]) -> list[Line]:
    """The entries of a list in the exhibit's data, in the order of the record."""
    entries: Sequence[Entry] = exhibit.item.data.get(name, ())
    found = []
    for index, entry in enumerate(entries):
        pointer = f"/{name}/{index}"
        place = anchor(exhibit.label, pointer)
        found.append(
            Line(
                index + 1,
                entry,
                pointer in exhibit.cited,
                place if place in led_to else None,
            )
        )
    return found


def _runs(
    exhibit: Exhibit, name: str, by: str = "", *, led_to: Collection[str], whole: bool = False
) -> tuple[Run, ...]:
    """A record cut to what is cited or led to; `whole` gives all of it, without anchors.

    Entries that are not shown are counted by their values under the key `by`.
    """
    lines = _lines(exhibit, name, () if whole else led_to)
    kept = {line.number - 1 for line in lines if line.cited or line.anchor}
    return runs(lines, kept, by, whole=whole)


def _oldest_first(exhibit: Exhibit, name: str, *, led_to: Collection[str]) -> tuple[Line, ...]:
    """A record whole, in the order of its times."""
    return oldest_first(_lines(exhibit, name, led_to), exhibit.item.zones)
