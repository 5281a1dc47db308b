"""`explain`: what the seller reads about the case, and what never leaves the seller's machine."""

import json

import pytest

from generator.paths import BUILT_IN

EXAMPLES = BUILT_IN / "examples"
HEADINGS = ("Holds", "Not proved", "Does not hold")
NOTICE = "    attachments: [evidence/claim_notice.pdf]\n"


def sections(text):
    """The names of the grounds under each heading, in the order in which they are told."""
    found, heading = {}, None
    for line in text.splitlines():
        if line in HEADINGS:
            heading = found.setdefault(line, [])
        elif not line.strip():
            heading = None
        elif heading is not None and line.startswith("  ") and not line.startswith("   "):
            heading.append(line.split()[0])
    return found


def test_every_ground_that_bears_on_the_claim_stands_under_its_verdict(appeal):
    """
    What leads stands first; what is for other claims is only named.
    """
    ran = appeal("explain", EXAMPLES / "delivered_and_signed/case.yaml")
    data = json.loads(appeal("explain", EXAMPLES / "delivered_and_signed/case.yaml", "--json").out)[
        "grounds"
    ]

    assert (0, "") == (ran.code, ran.err)
    first, *_, last = ran.out.splitlines()
    assert "delivered-113-4820957-3316248: appeal, led by delivered_and_signed" == first
    assert "Not for this claim reason: return_granted, buyer_silent" == last
    assert {
        heading: [
            name
            for name, ground in data.items()
            if ground["bears_on_claim"] and ground["verdict"] == verdict
        ]
        for heading, verdict in zip(HEADINGS, ("holds", "unknown", "fails"), strict=True)
    } == sections(ran.out)
    assert "delivered_and_signed" == sections(ran.out)["Holds"][0]


def test_what_a_ground_relies_on_is_told_with_its_place(appeal):
    """
    The fact, its value, the item and the entry in it.
    """
    ran = appeal("explain", EXAMPLES / "buyer_silent/case.yaml")
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]

    assert "relies on contact.first_reply_at = 2026-06-08T10:26+01:00 [chat, message 2]" in lines
    assert "relies on contact.buyer_answered_at = absent [chat, complete]" in lines


def test_what_is_only_typed_does_not_argue(example, appeal):
    """
    Without its attachment the notice is stated: the letter falls, and the way to mend it is told.
    """
    case = example("buyer_silent", (NOTICE, ""))

    told, data = appeal("explain", case), json.loads(appeal("explain", case, "--json").out)

    assert 3 == told.code
    assert "unknown" == data["grounds"]["buyer_silent"]["verdict"]
    assert "claim.filed_at" in data["grounds"]["buyer_silent"]["missing"]
    assert [("claim.filed_at", "2026-06-12T18:20+01:00", "claim_notice, filed_at")] == [
        (each["fact"], each["value"], each["place"])
        for each in data["stated"]
        if each["fact"] == "claim.filed_at" and each["place"].startswith("claim_notice")
    ]
    assert "Only stated, so not argued (attach what proves it)" in told.out


def test_what_defeats_a_ground_is_told_with_the_proof(appeal):
    """
    Against the seller, everything counts.
    """
    data = json.loads(appeal("explain", EXAMPLES / "late_parcel/case.yaml", "--json").out)
    refund = data["grounds"]["refund_before_claim"]

    assert ("no_appeal", None) == (data["outcome"], data["leading_ground"])
    assert ("fails", ["part_only"]) == (
        refund["verdict"],
        [flaw["id"] for flaw in refund["defeated_by"]],
    )
    assert "refund, amount" in refund["defeated_by"][0]["places"]


def test_what_can_still_be_got_is_advised(example, appeal):
    """
    A tracking that shows the delivery, and no signature yet: evidence is needed, and named.
    """
    case = example(
        "delivered_and_signed", ("    attachments: [evidence/proof_of_delivery.pdf]\n", "")
    )

    ran = appeal("explain", case, "--json")
    data = json.loads(ran.out)

    assert (3, "needs_evidence") == (ran.code, data["outcome"])
    assert "delivered_and_signed" in [
        ground for each in data["advice"] for ground in each["for_grounds"]
    ]
    assert "delivery.signed_by" in data["grounds"]["delivered_and_signed"]["missing"]


@pytest.mark.parametrize("name", ["delivered_and_signed", "return_granted"])
def test_nothing_of_it_goes_into_the_packet(made, name):
    """
    Notes on strength, risks and other grounds are the seller's alone.
    """
    build = made(name)
    manifest = json.loads((build.folder / "manifest.json").read_bytes())
    statement = (build.folder / "statement.txt").read_text("utf-8")

    for text in (manifest["letter"]["text"], statement):
        assert "sellers also report" not in text
        assert "counts a delivery as proved only" not in text
        assert "You " not in text


def test_explain_writes_nothing(example, appeal):
    """
    It may be run as often as one likes.
    """
    case = example("delivered_and_signed")
    before = sorted(case.parent.rglob("*"))

    appeal("explain", case)

    assert before == sorted(case.parent.rglob("*"))
