"""The letter: what it says, in which order, what it leaves out, and what proves each sentence."""

import shutil
from dataclasses import replace

import pytest

from generator.cli.opening import open_case
from generator.paths import BUILT_IN
from generator.reasoning.judge import judge
from generator.writing.cites import every_sentence
from generator.writing.letter import MOST_TIGHT, compose
from generator.writing.model import Cite
from generator.writing.text import Texts
from generator.writing.words import load_words

EXAMPLES = BUILT_IN / "examples"
POINTS = "templates/grounds/delivered_and_signed/en.j2"
REFUND = """\
  - id: refund
    kind: refund
    attachments: [evidence/order_page.pdf]
    data:
      order_id: 113-4820957-3316248
      made_at: 2026-08-22T10:00-07:00
      amount: {amount: "70.25", currency: USD}
      full: true
"""
EVIDENCE = "\nevidence:\n"


@pytest.fixture
def letter(tmp_path):
    """Composes an example's letter, with text replaced in its case, and pack files beside it."""

    def composing(name, *changes, tightness=0, packs=None):
        folder = tmp_path / "case"
        shutil.copytree(EXAMPLES / name, folder, dirs_exist_ok=True)
        text = (folder / "case.yaml").read_text("utf-8")
        for old, new in changes:
            assert 1 == text.count(old), old
            text = text.replace(old, new)
        (folder / "case.yaml").write_text(text, "utf-8")
        for file, content in (packs or {}).items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(content, "utf-8")
        case, found = open_case(folder / "case.yaml", None)
        words = load_words(found, case.language)
        return compose(case, judge(case, found), Texts.of(found), words, tightness)

    return composing


def headings(composed):
    return [block.heading for block in composed.letter.grounds]


def test_the_letter_of_an_appeal(letter):
    """
    Identifiers, the decisive reason first, the grounds by strength, the relief, the signatory.
    """
    said = letter("delivered_and_signed").letter

    assert ("Lamp & Loft", "Shenzhen Qianlin Trading Co., Ltd.", "China", "care@example.com") == (
        said.sender
    )
    assert "9 September 2026" == said.date
    assert (
        "Appeal: A-to-z Guarantee claim ATZ-8841073526, order 113-4820957-3316248:"
        " Item not received" == said.subject
    )
    assert [
        ("Order", "113-4820957-3316248"),
        ("Claim", "ATZ-8841073526"),
        ("Claim reason", "Item not received"),
        ("Amount claimed", "$70.25"),
        ("Claim filed", "24 August 2026, 08:05 (UTC-07:00)"),
    ] == list(said.identifiers)
    assert 1 == len(said.opening)
    assert "signed for by WHITFIELD" in said.opening[0].text
    assert [
        "The order was delivered and signed for",
        "The carrier recorded the delivery",
    ] == [block.heading for block in said.grounds]
    assert 2 == len(said.relief)
    assert ("Li Wei 李伟", "Shenzhen Qianlin Trading Co., Ltd.") == said.signatory


def test_an_answer_to_an_open_claim_is_no_appeal(letter):
    """
    It asks for the claim to be denied, and says nothing of a decision.
    """
    said = letter("buyer_silent").letter

    assert "A-to-z Guarantee claim ATZ-3167740285, order" in said.subject
    assert not said.subject.startswith("Appeal")
    assert "Claim decided" not in dict(said.identifiers)
    assert ["We ask Amazon to deny the claim ATZ-3167740285 on order 203-5518274-6690312."] == [
        sentence.text for sentence in said.relief
    ]


@pytest.mark.parametrize(
    "name", ["delivered_and_signed", "return_granted", "buyer_silent", "filed_too_early"]
)
def test_what_is_said_of_the_case_is_proved(letter, name):
    """
    Every sentence but the plea has a cite, and every cite is of an item that is shown.
    """
    composed = letter(name)
    case, _ = open_case(EXAMPLES / name / "case.yaml", None)
    shown = {item.id for item in case.evidence if item.shown}
    argued = every_sentence(replace(composed.letter, relief=()))

    assert [] == [sentence.text for sentence in argued if not sentence.cites]
    cites = {cite for said in every_sentence(composed.letter) for cite in said.cites}
    assert cites
    assert {cite.exhibit for cite in cites} <= shown


def test_a_sentence_whose_fact_is_not_shown_is_not_there(letter):
    """
    Without the notice of the decision, nobody says when it was decided.
    """
    attached = "    attachments: [evidence/decision_notice.pdf]\n"

    said = letter("delivered_and_signed", (attached, "")).letter

    assert "Claim decided" not in dict(said.identifiers)
    assert not said.subject.startswith("Appeal")


def test_a_point_that_nothing_answers_is_left_out_and_told(letter):
    """
    The warning names the place of the point in the case.
    """
    composed = letter("return_granted")

    assert ["“The seller does not want to take the pots back.”"] == [
        block.heading for block in composed.letter.points
    ]
    assert [("E501", "/claim/buyer_says/0")] == [
        (each.code, each.where.pointer) for each in composed.problems
    ]


def test_a_point_is_answered_by_a_shown_fact_where_no_ground_answers_it(letter):
    """
    The fact by its name and value, with its place.
    """
    more = (
        "    - {text: My lamp never arrived., point: not_received}\n",
        "    - {text: 'Nobody\n        answered.', point: seller_did_not_answer}\n",
    )

    (block,) = letter("delivered_and_signed", more).letter.points

    assert "“Nobody answered.”" == block.heading
    assert [
        ("Seller first replied: 21 August 2026, 20:07 (UTC-07:00).", (Cite("chat", "/messages/4"),))
    ] == [(said.text, said.cites) for said in block.sentences]


def test_each_condition_that_is_not_met_is_a_row_of_the_strongest_ground(letter):
    """
    Two grounds that defeat the same condition make one row.
    """
    rows = letter("delivered_and_signed").letter.rows

    assert ["The carrier did not deliver the order."] == [row.requirement for row in rows]
    assert "it was signed for by WHITFIELD." in rows[0].answer[0].text


@pytest.mark.parametrize(
    ("tightness", "kept"),
    [
        (0, ["The buyer had a full refund", "The order was delivered", "The carrier recorded"]),
        (1, ["The buyer had a full refund", "The order was delivered"]),
        (2, ["The buyer had a full refund"]),
        (3, ["The buyer had a full refund"]),
    ],
)
def test_a_letter_that_is_too_long_loses_the_weakest_first(letter, tightness, kept):
    """
    C grounds go, then B grounds that only support; the leading one stays.
    """
    refund = (EVIDENCE, EVIDENCE + REFUND)

    found = headings(letter("delivered_and_signed", refund, tightness=tightness))

    assert len(kept) == len(found)
    assert all(map(str.startswith, found, kept))


@pytest.mark.parametrize(("tightness", "count"), [(0, 2), (MOST_TIGHT - 1, 2), (MOST_TIGHT, 1)])
def test_answers_to_points_are_shortened_last(letter, tightness, count):
    """
    Only then is anything left but their first sentence.
    """
    text = (BUILT_IN / POINTS).read_text("utf-8")
    old = "{% block point %}\n"
    assert 1 == text.count(old)
    longer = text.replace(old, f"{old}{{{{ say('delivery.signed_by') }}}} signed for it.\n")

    (block,) = letter(
        "delivered_and_signed", tightness=tightness, packs={POINTS: longer}
    ).letter.points

    assert count == len(block.sentences)
    assert "WHITFIELD signed for it." == block.sentences[0].text


def test_a_seller_without_a_store_or_a_signatory(letter):
    """
    The name stands once at the head and once at the foot; no line is empty.
    """
    said = letter(
        "delivered_and_signed",
        ("  store: Lamp & Loft\n", ""),
        ("  contact: care@example.com\n", ""),
        ("  signatory: Li Wei 李伟\n  country: CN\n", ""),
    ).letter

    assert ("Shenzhen Qianlin Trading Co., Ltd.",) == said.sender == said.signatory


def test_the_facts_that_were_used_are_told(letter):
    """
    The exhibits say under each item what the letter takes from it.
    """
    used = {fact.name for fact in letter("buyer_silent").used}

    assert {"contact.first_raised_at", "contact.buyer_answered_at", "claim.filed_at"} <= used
    assert "order.placed_at" not in used


def test_a_date_without_an_exhibit_is_not_in_the_strip(letter):
    """
    The decision is known from its notice, but no sentence cites the notice, so its date stays out.
    """
    said = letter("delivered_and_signed").letter

    cited = {cite.exhibit for each in every_sentence(said) for cite in each.cites}

    assert {"claim_notice"} == cited & {"claim_notice", "decision_notice"}
    assert (True, False) == tuple(
        label in dict(said.identifiers) for label in ("Claim filed", "Claim decided")
    )
