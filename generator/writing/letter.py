"""The letter: composed from findings, every sentence with the places that prove it.

Cites name items of evidence here; the choice of exhibits gives them their labels.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from generator.case.model import Case
from generator.problems import Problems
from generator.reasoning.claims import ClaimCondition
from generator.reasoning.conditions import Verdict, decide
from generator.reasoning.facts import Fact, State
from generator.reasoning.grounds import Finding, Role
from generator.reasoning.judge import Judgement
from generator.reasoning.values import read
from generator.writing import formats
from generator.writing.cites import every_sentence
from generator.writing.model import Block, Cite, Letter, Row, Sentence
from generator.writing.sentences import Speaker, sentences
from generator.writing.text import Texts, wrong
from generator.writing.words import Words

TIGHTER: tuple[Callable[[Finding], bool], ...] = (
    lambda _: True,
    lambda finding: finding.grade is not None and finding.grade.letter != "C",
    lambda finding: finding.role is Role.LEADS,
)
MOST_TIGHT = len(TIGHTER)  # and then the answers to the buyer's points are shortened


@dataclass(frozen=True, slots=True)
class Composed:
    """A letter whose cites name items, the facts that it used, and what it left open."""

    letter: Letter
    used: tuple[Fact, ...]
    problems: Problems


@dataclass(frozen=True, slots=True)
class _Writer:
    """What every part of one letter is written from."""

    case: Case
    judgement: Judgement
    findings: tuple[Finding, ...]
    texts: Texts
    words: Words
    used: list[Fact]
    short: bool

    def of_ground(self, finding: Finding, title: str) -> tuple[Sentence, ...]:
        weaknesses = frozenset(flaw.id for flaw in finding.weakened_by)
        speaker = self._speaker(weaknesses)
        name = f"grounds/{finding.ground.id}/{self.case.language}.j2"
        said = sentences(speaker, self.texts, name, title)
        self.used.extend(speaker.used)
        return said

    def of_platform(
        self, title: str, *, proof: bool = False, **more: object
    ) -> tuple[Sentence, ...]:
        speaker = self._speaker()
        name = f"platforms/{self.case.platform}/{self.case.language}.j2"
        said = sentences(speaker, self.texts, name, title, proof=proof, more=more)
        self.used.extend(speaker.used)
        return said

    def _speaker(self, weaknesses: frozenset[str] = frozenset()) -> Speaker:
        judgement = self.judgement
        return Speaker(self.case, judgement.facts, judgement.book, self.words, weaknesses)


def compose(
    case: Case, judgement: Judgement, texts: Texts, words: Words, tightness: int = 0
) -> Composed:
    """Write the letter, the shorter the higher its `tightness`.

    1 drops the C grounds, 2 all grounds but the leading one, and 3 all but the first sentence
    of the answers to the buyer's points.
    """
    keep = TIGHTER[min(tightness, len(TIGHTER) - 1)]
    findings = tuple(finding for finding in judgement.arguing if keep(finding))
    writer = _Writer(case, judgement, findings, texts, words, [], tightness >= len(TIGHTER))
    problems = Problems()
    points = _points(writer, problems)
    opening = writer.of_ground(findings[0], "opening")
    if not opening:
        name = f"grounds/{findings[0].ground.id}/{case.language}.j2"
        raise wrong(name, None, "the block 'opening' says nothing, so the letter has no reason")
    named = {"order_id": case.order_id, "claim_id": case.data["claim"].get("id", "")}
    letter = Letter(
        case.language,
        formats.day(case.as_of, case.language),
        _sender(case),
        _texts(writer.of_platform("recipient")),
        " ".join(_texts(writer.of_platform("subject", **named, reason=_title(writer)))),
        (),
        opening,
        _rows(writer),
        tuple(
            Block(_in_language(finding.ground.title, case.language), said)
            for finding in findings
            if (said := writer.of_ground(finding, "argument"))
        ),
        points,
        _other(writer),
        tuple(
            sentence
            for relief in judgement.channel.relief
            for sentence in writer.of_platform(f"relief_{relief}", **named)
        ),
        words.get("letter", "closing"),
        _signatory(case),
    )
    letter = replace(letter, identifiers=_identifiers(writer, letter))
    return Composed(letter, tuple(writer.used), problems)


def _rows(writer: _Writer) -> tuple[Row, ...]:
    """Each claim condition that a holding ground defeats, with the strongest ground's answer."""
    rows = []
    for condition in writer.judgement.reason.conditions:
        defeating = [f for f in writer.findings if condition.id in f.ground.defeats]
        said = next((s for f in defeating if (s := writer.of_ground(f, "row"))), ())
        if said:
            rows.append(Row(_requirement(writer, condition), said))
    return tuple(rows)


def _requirement(writer: _Writer, condition: ClaimCondition) -> str:
    return _in_language(condition.says, writer.case.language)


def _points(writer: _Writer, problems: Problems) -> tuple[Block, ...]:
    """The buyer's points that a holding ground or a shown fact answers; others stay out."""
    opening, closing = writer.words.quotation_marks
    blocks = []
    for index, said in enumerate(writer.case.data["claim"].get("buyer_says", ())):
        answer = _answer(writer, said["point"])
        if answer:
            quoted = f"{opening}{' '.join(said['text'].split())}{closing}"
            blocks.append(Block(quoted, answer[:1] if writer.short else answer))
        else:
            problems.warn(
                "E501",
                writer.case.document.where(f"/claim/buyer_says/{index}"),
                f"the letter does not answer the buyer's point {said['point']!r}",
                "Nothing in the evidence answers it. Add evidence that does, or leave it so.",
            )
    return tuple(blocks)


def _answer(writer: _Writer, point: str) -> tuple[Sentence, ...]:
    for finding in writer.findings:
        if point in finding.ground.answers_points:
            said = writer.of_ground(finding, "point")
            if said:
                return said
    facts = writer.judgement.facts
    for name, kind in facts.registry.items():
        found = facts.each(name) if point in kind.answers_points else ()
        if found and all(fact.state is State.KNOWN for fact in found):
            writer.used.extend(found)
            return tuple(_plainly(writer, fact) for fact in found)
    return ()


def _plainly(writer: _Writer, fact: Fact) -> Sentence:
    """A fact by its label and value, where no ground has a sentence for it."""
    place = fact.sources[0]
    cite = Cite(place.item, place.pointer if place.number else "")
    label = writer.words.get("facts", fact.name)
    return Sentence(f"{label}: {_said(writer, fact)}.", (cite,))


def _other(writer: _Writer) -> tuple[Sentence, ...]:
    """One line on the claim type that the buyer may turn to, if a shown fact supports it."""
    reason = writer.judgement.reason
    if reason.other is None:
        return ()
    if reason.other_when is not None:
        judged = decide(reason.other_when, writer.judgement.facts, writer.judgement.book)
        if judged.verdict is not Verdict.HOLDS:
            return ()
    return writer.of_platform(f"other_{reason.other}", proof=True)


def _identifiers(writer: _Writer, letter: Letter) -> tuple[tuple[str, str], ...]:
    """What tells the reviewer which case this is: names from the case file, dates from exhibits.

    A date stands here only if a sentence of the letter cites the item that shows it.
    """
    case, words = writer.case, writer.words
    claim, language = case.data["claim"], case.language
    cited = {cite.exhibit for said in every_sentence(letter) for cite in said.cites}
    filed, decided = (
        _said(writer, fact) if cited & {source.item for source in fact.sources} else None
        for fact in map(writer.judgement.facts.get, ("claim.filed_at", "claim.decided_at"))
    )
    amount = claim.get("amount")
    rows: list[tuple[str, Any]] = [
        ("order", case.order_id),
        ("claim", claim.get("id")),
        ("reason", _title(writer)),
        ("amount", formats.in_words(read("money", amount), "money", language) if amount else None),
        ("filed", filed),
        ("decided", decided),
    ]
    return tuple((words.get("letter", name), str(value)) for name, value in rows if value)


def _said(writer: _Writer, fact: Fact) -> str | None:
    """A shown fact's value in words."""
    kind = writer.judgement.facts.registry[fact.name].type
    if fact.value is None:
        return None
    return formats.in_words(fact.value, kind, writer.case.language)


def _title(writer: _Writer) -> str:
    return _in_language(writer.judgement.reason.title, writer.case.language)


def _sender(case: Case) -> tuple[str, ...]:
    seller = case.data["seller"]
    country = seller.get("country")
    lines = (
        seller.get("store") or seller["name"],
        seller["name"] if seller.get("store") else None,
        formats.country(country, case.language) if country else None,
        seller.get("contact"),
    )
    return tuple(line for line in lines if line)


def _signatory(case: Case) -> tuple[str, ...]:
    seller = case.data["seller"]
    return tuple(line for line in (seller.get("signatory"), seller["name"]) if line)


def _texts(said: Sequence[Sentence]) -> tuple[str, ...]:
    return tuple(sentence.text for sentence in said)


def _in_language(texts: Any, language: str) -> str:
    return str(texts[language])
