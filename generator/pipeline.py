"""The whole way from a checked case to finished files, one stage after the other.

Each stage takes what the one before it returned. Files are made in a folder of
their own and checked there; only what passes takes the place of a former result.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator import manifest, outputs
from generator.case.model import Case
from generator.manifest import Placed
from generator.pack_files import read
from generator.packet import layout, pictures, verify
from generator.packet.exhibits import select
from generator.packet.join import Imprint, Insertion, join, letter_alone
from generator.packet.legible import legible
from generator.packet.model import Exhibit, PacketView
from generator.packet.pictures import Prepared
from generator.packet.render import Laid, render
from generator.packet.verify import LETTER, PACKET, STATEMENT, WORD
from generator.packet.view import packet_view, picture_files
from generator.packet.word import docx
from generator.packs import Packs
from generator.problems import ExitCode, Problem, Problems, Stopped, Where, stop
from generator.reasoning.advice import Outcome
from generator.reasoning.judge import Judgement, judge
from generator.reasoning.report import advice_text
from generator.writing.letter import MOST_TIGHT, Composed, compose
from generator.writing.plain import plain_text
from generator.writing.statement import statement
from generator.writing.text import Texts
from generator.writing.words import Words, load_words

_ADVICE = "advice.txt"
_LETTER_PAGE = "letter"
_NOT_IN_STAMPS = re.compile(r"[^A-Za-z0-9]+")
_LONGEST_PREFIX = 32  # characters

Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build came to."""

    case: Case
    judgement: Judgement
    folder: Path
    names: tuple[str, ...]  # of the files in the folder
    pages: int
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every part of one build works with."""

    case: Case  # legible: what cannot be drawn is marked
    judgement: Judgement
    packs: Packs
    texts: Texts
    words: Words
    paper: str
    changes: tuple[str, ...]
    work: Path


def build(case: Case, packs: Packs, folder: Path, step: Step) -> Built:
    """Write the letter and the packet of a case, or the advice if there is no appeal.

    `step` is told what is being done. Raises `Stopped`; then the folder is as it was.
    """
    step("Reasoning")
    judgement = judge(case, packs)
    with outputs.workspace(folder) as work:
        if judgement.outcome is not Outcome.APPEAL:
            return _without_appeal(case, judgement, work, folder)
        return _with_appeal(case, judgement, packs, work, folder, step)


def _without_appeal(case: Case, judgement: Judgement, work: Path, folder: Path) -> Built:
    (work / _ADVICE).write_text(advice_text(case.name, judgement), "utf-8")
    names = _with_manifest(work, manifest.base(case, judgement), [_ADVICE])
    outputs.replace(work, folder, names)
    return Built(case, judgement, folder, names, 0, case.warnings)


def _with_appeal(
    case: Case, judgement: Judgement, packs: Packs, work: Path, folder: Path, step: Step
) -> Built:
    shown, changes = legible(case)
    profile = read(packs, f"templates/platforms/{case.platform}/profile.yaml", "profile")
    desk = _Desk(
        shown,
        judgement,
        packs,
        Texts.of(packs),
        load_words(packs, case.language),
        profile["markets"][case.market]["paper"],
        changes,
        work,
    )
    composed, view, laid = _laid_out(desk, step)
    step("Joining")
    placed = _joined(desk, view, laid)
    step("Writing the letter")
    names = _written(desk, view, placed)
    step("Checking")
    _check(work)
    outputs.replace(work, folder, names)
    warnings = (*case.warnings, *composed.problems)
    return Built(case, judgement, folder, names, placed.pages, warnings)


def _laid_out(desk: _Desk, step: Step) -> tuple[Composed, PacketView, Laid]:
    """The packet with the fullest letter that fits on its page; exit 5 if none does."""
    over = 0
    too_long = None
    for tightness in range(MOST_TIGHT + 1):
        composed = compose(desk.case, desk.judgement, desk.texts, desk.words, tightness)
        if composed.letter == too_long:  # there was nothing to leave out
            continue
        too_long = composed.letter
        letter, exhibits = select(desk.case, composed, desk.words, desk.judgement.facts.registry)
        step(f"Laying out {len(exhibits)} exhibits")
        prepared = _pictures(exhibits, desk.work)
        view = packet_view(
            desk.case,
            desk.judgement,
            letter,
            exhibits,
            prepared,
            desk.words,
            desk.paper,
            desk.changes,
            desk.packs,
        )
        html = layout.html(view, desk.texts.html, desk.words)
        laid = render(html, picture_files(prepared))
        pages = [page for page in laid.pages if page.name == _LETTER_PAGE]
        if len(pages) == 1:
            return composed, view, laid
        over = sum(page.lines for page in pages[1:])
    raise stop(
        ExitCode.CHECK,
        "E510",
        Where(desk.case.document.name),
        f"the letter is {over} lines longer than its page, even in its shortest form",
        "Shorten what the case gives it: names, the buyer's points, or use fewer of them.",
    )


def _pictures(exhibits: Sequence[Exhibit], work: Path) -> dict[str, Prepared]:
    """The attached pictures made fit for the page, each once, by digest."""
    files = {
        file.digest: file
        for exhibit in exhibits
        for file in exhibit.item.attachments
        if file.media != "pdf"
    }
    return {digest: pictures.prepare(file, work) for digest, file in files.items()}


def _joined(desk: _Desk, view: PacketView, laid: Laid) -> Placed:
    """Put the attached PDFs behind their slip sheets, and number the pages."""
    places, slips = laid.places(), layout.slips(view.exhibits)
    insertions = tuple(
        Insertion(places[slip.anchor], file.path, file.name, file.pages)
        for slip in slips
        if (file := slip.attachment)
    )
    imprint = Imprint(view.title, view.author, desk.case.language, _stamp_prefix(desk.case))
    changes = join(laid, insertions, desk.work / PACKET, imprint)
    return Placed(laid, insertions, slips, changes)


def _stamp_prefix(case: Case) -> str:
    """The case's name in what a stamp can show, or the order's number if nothing of it is left."""
    names = (_NOT_IN_STAMPS.sub("-", name).strip("-") for name in (case.name, case.order_id))
    return next((name[:_LONGEST_PREFIX].strip("-") for name in names if name), "")


def _written(desk: _Desk, view: PacketView, placed: Placed) -> tuple[str, ...]:
    """The other files, and last the manifest; returns the names of all."""
    numbers, work, words = placed.numbers, desk.work, desk.words
    text = plain_text(view.letter, numbers, words)
    short = statement(view.letter, numbers, desk.texts, words)
    _check_length(desk, short)
    (work / LETTER).write_bytes(letter_alone(work / PACKET, view.title))
    template = desk.packs.get(f"templates/{view.letter_template}.docx")
    (work / WORD).write_bytes(docx(view, numbers, words, desk.texts.html, template))
    (work / STATEMENT).write_text(short, "utf-8")
    said = manifest.of_packet(view, placed, words, text, short, _stamp_prefix(desk.case))
    content = {**manifest.base(desk.case, desk.judgement), **said}
    return _with_manifest(work, content, [PACKET, LETTER, WORD, STATEMENT])


def _check_length(desk: _Desk, text: str) -> None:
    limit = desk.judgement.channel.text_limit
    if limit is not None and len(text) > limit:
        raise stop(
            ExitCode.CHECK,
            "E511",
            Where(STATEMENT),
            f"the statement has {len(text)} characters, and the channel takes {limit}",
            "Shorten what the case gives it: names, the buyer's points, or use fewer of them.",
        )


def _with_manifest(work: Path, content: dict[str, Any], names: Sequence[str]) -> tuple[str, ...]:
    whole = {**content, "outputs": manifest.outputs(work, names)}
    text = json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
    (work / outputs.MANIFEST).write_text(text, "utf-8")
    return (*names, outputs.MANIFEST)


def _check(work: Path) -> None:
    """Verify what was made, before anybody sees it; exit 5 if it is not what it should be."""
    report = verify.verify(work)
    wrong = [check for check in report.checks if not check.ok]
    if wrong:
        raise Stopped(
            ExitCode.CHECK,
            Problems(
                Problem(
                    "E630",
                    Where(check.name),
                    check.detail,
                    "This is a fault of a template or of the program. Nothing was written.",
                )
                for check in wrong
            ),
        )
