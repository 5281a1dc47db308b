"""When a record that its exhibit cuts follows whole as an annex, and where that then stands."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from generator.case.evidence import Surroundings, read_item
from generator.case.load import Document
from generator.case.times import Source
from generator.cli.opening import open_case
from generator.packet.annexes import AnnexRule, annex_rule, annexed
from generator.packet.verify import verify
from generator.packs import Packs
from generator.paths import BUILT_IN
from generator.pipeline import build
from generator.problems import Problems
from generator.reasoning.claims import Channel
from tests.unit.specimen import CHAT, LETTER, TIMELINE, VIEW

CASE = BUILT_IN / "examples/buyer_silent"
FILLERS = 60  # messages of the platform before the buyer's first


def following(rule, *, exhibits=VIEW.exhibits, **changes):
    """The labels that are annexed, with every item changed."""
    changed = [replace(each, item=replace(each.item, **changes)) for each in exhibits]
    return annexed(changed, LETTER, TIMELINE, Packs(), rule)


@pytest.mark.parametrize(
    ("wanted", "room", "up_to", "labels"),
    [
        (None, True, len(CHAT), {"C"}),
        (None, True, len(CHAT) - 1, set()),
        (None, False, len(CHAT), set()),
        (True, False, 0, {"C"}),
        (False, True, 1000, set()),
    ],
)
def test_the_item_decides_and_else_the_length_and_the_channel(wanted, room, up_to, labels):
    """
    Only the chat is cut; of the tracking every scan is printed, whatever its item says.
    """
    assert labels == following(AnnexRule(room, up_to), annex=wanted)


def test_a_record_that_is_printed_whole_does_not_follow_again():
    """
    A short record is not cut, nor one of which no line is cited.
    """
    chat = next(each for each in VIEW.exhibits if each.label == "C")
    short = replace(chat, item=replace(chat.item, data={"messages": CHAT[8:20]}))
    letter = replace(LETTER, opening=(), rows=(), grounds=(), points=(), other=())
    uncited = annexed(
        [replace(chat, cited=frozenset())], letter, (), Packs(), AnnexRule(room=True, up_to=1000)
    )

    assert (set(), set()) == (
        following(AnnexRule(room=True, up_to=1000), exhibits=[short], annex=True),
        uncited,
    )


@pytest.mark.parametrize(
    ("accepted", "room"),
    [("unknown", True), ("none", False), (["pdf", "jpeg"], True), (["jpeg", "png"], False)],
)
def test_a_channel_has_room_if_it_takes_pdfs_or_nobody_knows(accepted, room):
    """
    A channel that takes no files, or pictures only, has none.
    """
    channel = Channel("c", {}, (), {"files": {"M": {"accepted": accepted}}})

    assert AnnexRule(room, 7) == annex_rule(channel, "M", 7)


@pytest.mark.parametrize(("written", "read"), [({}, None), ({"annex": True}, True)])
def test_the_item_says_it_with_the_key_annex(written, read):
    """
    Left out, it is neither yes nor no.
    """
    data = {"title": "Invoice"}
    case = {"evidence": [{"id": "a", "kind": "document", "data": data, **written}]}
    document, problems = Document(Path("case.yaml"), "case.yaml", case), Problems()
    source = Source(case, (), document.where)
    item = read_item(0, Surroundings(source, Path(), document, Packs()), problems)

    assert (read, []) == (item and item.annex, list(problems))


def long_case(folder: Path, annex: str) -> Path:
    """The example of a buyer who is silent, with many messages of the platform before."""
    shutil.copytree(CASE, folder, ignore=shutil.ignore_patterns("out", "expected"))
    thread = folder / "evidence/messages.yaml"
    fillers = "".join(
        f"  - {{at: 2026-06-02T10:{minute:02}+01:00, from: platform, text: Notice {minute}}}\n"
        for minute in range(FILLERS)
    )
    thread.write_text(thread.read_text("utf-8").replace("messages:\n", f"messages:\n{fillers}"))
    case = folder / "case.yaml"
    text = case.read_text("utf-8")
    case.write_text(text.replace("    kind: chat_log\n", f"    kind: chat_log\n    {annex}\n"))
    return case


@pytest.mark.slow
@pytest.mark.parametrize("annex", ["annex: true", "annex: false"])
def test_the_annex_stands_in_index_bookmarks_and_manifest(tmp_path, annex):
    """
    It stands behind the last exhibit and before the files; what the packet says of it is true.
    """
    case, packs = open_case(long_case(tmp_path / "case", annex), None)
    built = build(case, packs, tmp_path / "out", lambda _: None)
    report, manifest = (
        verify(tmp_path / "out"),
        json.loads((built.folder / "manifest.json").read_bytes()),
    )
    label = next(each["label"] for each in manifest["exhibits"] if each["item"] == "chat")
    last = max(each["last_page"] for each in manifest["exhibits"])
    files = next(
        each["page"] for each in manifest["bookmarks"] if each["title"].startswith("Files")
    )
    present = annex == "annex: true"

    assert [] == [check for check in report.checks if not check.ok]
    assert (
        manifest["annexes"]
        == [{"label": label, "first_page": last + 1, "last_page": files - 1}] * present
    )
    assert [last + 1] * present == [
        link["target"] for link in manifest["links"] if link["text"].startswith("The whole record")
    ]
    assert [last + 1] * present == [
        mark["page"] for mark in manifest["bookmarks"] if mark["title"].startswith("Annex")
    ]
