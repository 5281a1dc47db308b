"""The manifest: what went in, what came out, and by which rules, for people and for `verify`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import file_digest
from pathlib import Path
from typing import Any

from generator import __version__
from generator.case.model import Case
from generator.packet.join import Insertion, final_number, span
from generator.packet.model import Exhibit, PacketView, Slip, annex_anchor, file_anchor
from generator.packet.render import Laid
from generator.reasoning.judge import Judgement
from generator.writing.cites import every_sentence
from generator.writing.model import Letter
from generator.writing.plain import references
from generator.writing.words import Words


@dataclass(frozen=True, slots=True)
class Placed:
    """Where everything stands in the finished packet."""

    laid: Laid
    insertions: tuple[Insertion, ...]
    slips: tuple[Slip, ...]  # one for each insertion
    changes: tuple[str, ...]  # what was left out of attached files

    @property
    def numbers(self) -> dict[str, int]:
        """The page of every anchor."""
        return {
            anchor: final_number(index, self.insertions)
            for anchor, index in self.laid.places().items()
        }

    def index(self, digest: str) -> int | None:
        """Which insertion an attached file is, by its digest; None for a picture."""
        digests = [slip.attachment.digest for slip in self.slips]
        return digests.index(digest) if digest in digests else None

    @property
    def pages(self) -> int:
        """How many pages the packet has."""
        return len(self.laid.pages) + sum(insertion.count for insertion in self.insertions)


def base(case: Case, judgement: Judgement) -> dict[str, Any]:
    """What every manifest says, of the input and of the reasoning."""
    leading = judgement.leading
    return {
        "program": f"appeal {__version__}",
        "case": case.name,
        "case_file": {"name": case.document.name, "digest": digest(case.document.path)},
        "as_of": case.as_of.isoformat(),
        "platform": case.platform,
        "market": case.market,
        "channel": case.channel,
        "language": case.language,
        "outcome": str(judgement.outcome),
        "leading_ground": leading.ground.id if leading else None,
        "grounds": {finding.ground.id: str(finding.role) for finding in judgement.arguing},
        "rules": list(_rules(judgement)),
        "sources": list(_sources(case)),
    }


def of_packet(
    view: PacketView, placed: Placed, words: Words, letter_text: str, statement: str, prefix: str
) -> dict[str, Any]:
    """What the manifest says of the packet: enough to check every page, cite and link."""
    numbers = placed.numbers
    return {
        "pages": placed.pages,
        "stamp_prefix": prefix,
        "letter": {"text": letter_text, "words": len(letter_text.split())},
        "statement": {"text": statement, "characters": len(statement)},
        "cites": _cites(view.letter, words, numbers),
        "links": list(_index_links(view, words, numbers)),
        "exhibits": [_exhibit(view, exhibit, placed, numbers) for exhibit in view.exhibits],
        "annexes": list(_annexes(view, numbers)),
        "bookmarks": list(_bookmarks(view, words, numbers)),
        "changes": [*view.changes, *placed.changes],
    }


def outputs(folder: Path, names: Iterable[str]) -> list[dict[str, Any]]:
    """The finished files with their digests."""
    return [
        {"name": name, "digest": digest(folder / name), "bytes": (folder / name).stat().st_size}
        for name in names
    ]


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _rules(judgement: Judgement) -> Iterator[dict[str, Any]]:
    for rule in judgement.leaned_on:
        yield {
            "rule": rule.id,
            "edition": rule.valid_from,
            "readings": [
                {
                    "code": reading.code,
                    "source": reading.source,
                    "read_on": reading.read_on,
                    "trust": reading.trust,
                    "numbers": dict(reading.numbers),
                }
                for reading in rule.readings
            ],
        }


def _sources(case: Case) -> Iterator[dict[str, Any]]:
    for item in case.evidence:
        yield {
            "item": item.id,
            "kind": item.kind,
            "shown": item.shown,
            "format": item.export,
            "file": {"name": item.document.name, "digest": item.digest} if item.digest else None,
            "attachments": [
                {"name": file.name, "digest": file.digest, "bytes": file.size, "pages": file.pages}
                for file in item.attachments
            ],
        }


def _cites(letter: Letter, words: Words, numbers: Mapping[str, int]) -> list[dict[str, Any]]:
    """The cites of the letter as they are read, each once."""
    rows = [[cite for said in row.answer for cite in said.cites] for row in letter.rows]
    prose = [sentence.cites for sentence in every_sentence(replace(letter, rows=()))]
    read = [
        *(reference for cites in prose for reference in references(cites, words)),
        *(reference for cites in rows for reference in references(cites, words, named=False)),
    ]
    texts = ((f"{each.text}{numbers[each.anchor]}", each.anchor) for each in read)
    return [
        {"text": text, "anchor": anchor, "page": numbers[anchor]}
        for text, anchor in dict.fromkeys(texts)
    ]


def _index_links(
    view: PacketView, words: Words, numbers: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    rows = [(exhibit.label, f"{exhibit.label} {exhibit.title}") for exhibit in view.exhibits]
    whole = words.get("packet", "annex_of")
    rows += [
        (annex_anchor(exhibit.label), f"{whole} {exhibit.label}") for exhibit in _with_annex(view)
    ]
    for place, text in rows:
        yield {"page": numbers[f"index-{place}"], "text": text, "target": numbers[place]}


def _with_annex(view: PacketView) -> list[Exhibit]:
    return [exhibit for exhibit in view.exhibits if exhibit.label in view.annexes]


def _annexes(view: PacketView, numbers: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    """The pages of the whole records; they stand between the exhibits and the files."""
    found = _with_annex(view)
    firsts = [numbers[annex_anchor(exhibit.label)] for exhibit in found]
    for exhibit, first, end in zip(found, firsts, [*firsts[1:], numbers["files"]], strict=False):
        yield {"label": exhibit.label, "first_page": first, "last_page": end - 1}


def _exhibit(
    view: PacketView, exhibit: Exhibit, placed: Placed, numbers: Mapping[str, int]
) -> dict[str, Any]:
    following = [numbers[other.label] for other in view.exhibits]
    after = [page for page in following if page > numbers[exhibit.label]]
    annexes = [numbers[annex_anchor(label)] for label in view.annexes]
    last = min([*after, *annexes, numbers["files"]]) - 1
    attachments = []
    for number, file in enumerate(exhibit.item.attachments, start=1):
        place = numbers.get(file_anchor(exhibit.label, number))
        if place is None:  # it stands behind an earlier exhibit already
            continue
        which = placed.index(file.digest)
        first, end = (place, place) if which is None else span(which, placed.insertions)
        attachments.append(
            {
                "name": file.name,
                "digest": file.digest,
                "slip_page": place,
                "first_page": first,
                "last_page": end,
            }
        )
    return {
        "label": exhibit.label,
        "item": exhibit.item.id,
        "title": exhibit.title,
        "first_page": numbers[exhibit.label],
        "last_page": last,
        "attachments": attachments,
    }


def _bookmarks(
    view: PacketView, words: Words, numbers: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    for name in ("letter", "index", "timeline", "files"):
        if name in numbers:
            yield {"title": words.get("packet", name), "page": numbers[name]}
    for exhibit in view.exhibits:
        title = f"{words.get('packet', 'exhibit')} {exhibit.label}: {exhibit.title}"
        yield {"title": title, "page": numbers[exhibit.label]}
    for exhibit in _with_annex(view):
        title = f"{words.get('packet', 'annex')} {exhibit.label}: {exhibit.title}"
        yield {"title": title, "page": numbers[annex_anchor(exhibit.label)]}
