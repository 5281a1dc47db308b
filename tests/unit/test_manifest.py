"""The manifest: the pages of everything, as far as a checker needs them."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from generator.cli.opening import open_case
from generator.manifest import Placed, base, digest, of_packet, outputs
from generator.packet import layout
from generator.packet.join import Insertion
from generator.packet.model import annex_anchor
from generator.packet.render import Laid, LaidPage
from generator.paths import BUILT_IN
from generator.reasoning.judge import judge
from tests.unit.specimen import CHAT_PDF, EXHIBITS, LETTER, POD_PDF, VIEW, WORDS, exhibit

EXAMPLE = BUILT_IN / "examples/delivered_and_signed/case.yaml"
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

# A letter that cites A, B and C; B has a PDF of one page and a picture, C a PDF of three pages.
SMALL = replace(
    VIEW,
    letter=replace(
        LETTER,
        rows=(),
        points=(),
        other=(),
        grounds=LETTER.grounds[1:],
        opening=LETTER.opening,
    ),
    exhibits=EXHIBITS[:3],
    annexes=frozenset("C"),
)
PAGES = (
    ["letter"],
    ["index", "index-A", "index-B", "index-C", f"index-{annex_anchor('C')}"],
    ["timeline"],
    ["A", "A-events-0"],
    ["B"],
    ["B-file-1"],
    ["B-file-2"],
    ["C"],
    ["C-messages-12", "C-messages-13"],
    ["C-file-1"],
    [annex_anchor("C")],
    [],
    ["files"],
)


@pytest.fixture(scope="module")
def placed():
    laid = Laid(b"", tuple(LaidPage("", tuple(anchors), 0) for anchors in PAGES))
    slips = layout.slips(SMALL.exhibits)
    insertions = tuple(
        Insertion(laid.places()[slip.anchor], slip.attachment.path, slip.attachment.name, count)
        for slip, count in zip(slips, (POD_PDF.pages, CHAT_PDF.pages), strict=True)
    )
    return Placed(laid, insertions, slips, ("A script was taken out.",))


@pytest.fixture(scope="module")
def said(placed):
    return of_packet(SMALL, placed, WORDS, "one two three", "two words\n", "AZ-1")


def test_pages_are_those_of_the_packet(placed):
    """
    Whatever stands behind attached pages is moved by their number.
    """
    numbers = placed.numbers

    assert 13 + 1 + 3 == placed.pages
    assert [4, 5, 6, 8, 9, 10, 11, 15, 17] == [
        numbers[name]
        for name in (
            *("A", "B", "B-file-1", "B-file-2", "C", "C-messages-12", "C-file-1"),
            *(annex_anchor("C"), "files"),
        )
    ]


def test_an_insertion_is_found_by_the_digest_of_its_file(placed):
    """
    A picture has none: it stands on a laid page.
    """
    picture = EXHIBITS[1].item.attachments[1]

    assert [0, 1, None] == [placed.index(file.digest) for file in (POD_PDF, CHAT_PDF, picture)]


def test_exhibits_and_attachments_have_their_pages(said):
    """
    An exhibit ends where the next part begins, an annex belongs to none.
    """
    assert [("A", 4, 4), ("B", 5, 8), ("C", 9, 14)] == [
        (each["label"], each["first_page"], each["last_page"]) for each in said["exhibits"]
    ]
    assert [
        ("evidence/proof of delivery.pdf", 6, 7, 7),
        ("evidence/porch.heic", 8, 8, 8),
        ("evidence/chat.pdf", 11, 12, 14),
    ] == [
        (file["name"], file["slip_page"], file["first_page"], file["last_page"])
        for each in said["exhibits"]
        for file in each["attachments"]
    ]
    assert [{"label": "C", "first_page": 15, "last_page": 16}] == said["annexes"]


def test_a_file_that_is_attached_twice_is_told_where_it_stands(placed):
    """
    That is behind the exhibit that comes first.
    """
    again = exhibit("C", "document", {"title": "Again"}, POD_PDF, CHAT_PDF)
    view = replace(SMALL, exhibits=(*SMALL.exhibits[:2], again), annexes=frozenset())
    slips = layout.slips(view.exhibits)
    pages = tuple(
        replace(page, anchors=tuple("C-file-2" if a == "C-file-1" else a for a in page.anchors))
        for page in placed.laid.pages
    )
    numbers = Placed(replace(placed.laid, pages=pages), placed.insertions, slips, ())

    found = of_packet(view, numbers, WORDS, "", "", "")["exhibits"][2]["attachments"]

    assert [("evidence/chat.pdf", 11, 12, 14)] == [
        (file["name"], file["slip_page"], file["first_page"], file["last_page"]) for file in found
    ]


def test_cites_are_told_as_they_are_read(said):
    """
    Each once, with the page to which it must lead.
    """
    cites = [(each["text"], each["anchor"], each["page"]) for each in said["cites"]]

    assert len(cites) == len(set(cites))
    assert ("Exhibit A, p. 4", "A-events-0", 4) == cites[0]
    assert ("Exhibit C, p. 10", "C-messages-12", 10) in cites


def test_the_index_links_to_exhibits_and_annexes(said):
    """
    All from the page of the index on which they stand.
    """
    assert [(2, 4), (2, 5), (2, 9), (2, 15)] == [
        (each["page"], each["target"]) for each in said["links"]
    ]
    assert "A Tracking history" == said["links"][0]["text"]


def test_bookmarks_have_the_pages_of_what_they_name(said):
    """
    The parts in front and behind, the exhibits, the annexes.
    """
    assert [1, 2, 3, 17, 4, 5, 9, 15] == [each["page"] for each in said["bookmarks"]]


def test_texts_and_changes_stand_in_it(said):
    """
    With their lengths; changes of the text and of pictures before those of attached files.
    """
    assert {"text": "one two three", "words": 3} == said["letter"]
    assert {"text": "two words\n", "characters": 10} == said["statement"]
    assert ["evidence/porch.heic: The copy in the packet is a JPEG picture."] == said["changes"][:1]
    assert "A script was taken out." == said["changes"][-1]
    assert ("AZ-1", 17) == (said["stamp_prefix"], said["pages"])


def test_what_went_in():
    """
    The case, its sources with digests, the outcome, and the rules in their editions.
    """
    case, packs = open_case(EXAMPLE, None)
    found = base(case, judge(case, packs))

    assert {"name": "case.yaml", "digest": digest(EXAMPLE)} == found["case_file"]
    assert ("2026-09-09", "amazon", "US", "atoz_appeal", "en") == tuple(
        found[key] for key in ("as_of", "platform", "market", "channel", "language")
    )
    assert ("appeal", "delivered_and_signed") == (found["outcome"], found["leading_ground"])
    roles = {"delivered_and_signed": "leads", "delivered_by_tracking": "supports"}
    assert roles == found["grounds"]
    tracking = next(each for each in found["sources"] if each["item"] == "tracking")
    export = EXAMPLE.parent / "evidence/tracking_17track.json"
    assert {"name": "evidence/tracking_17track.json", "digest": digest(export)} == tracking["file"]
    assert (True, []) == (tracking["shown"], tracking["attachments"])
    assert "17track" == tracking["format"]
    assert date(2026, 11, 22) == date.fromisoformat(found["rules"][0]["readings"][0]["read_on"])
    assert str(Path.cwd()) not in str(found)


def test_outputs_have_their_digests(tmp_path):
    """
    In the order in which they are named.
    """
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_bytes(b"abc")

    assert [
        ("b.txt", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 3),
        ("a.txt", EMPTY, 0),
    ] == [
        (each["name"], each["digest"], each["bytes"])
        for each in outputs(tmp_path, ["b.txt", "a.txt"])
    ]
