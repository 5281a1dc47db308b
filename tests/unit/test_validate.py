"""A case is checked whole: what is sound is frozen, and all that is wrong is told at once."""

import hashlib
import json
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from generator.case.defaults import Defaults, find_defaults
from generator.case.model import Parcel
from generator.case.validate import read_case
from generator.packs import Packs
from generator.paths import BUILT_IN
from generator.problems import ExitCode, Severity, Stopped

TODAY = date(2026, 3, 20)
LA = ZoneInfo("America/Los_Angeles")
NY = ZoneInfo("America/New_York")
CASE = """\
case: B-1
as_of: 2026-03-16
platform: bazaar
market: US
timezone: America/Los_Angeles
seller: {name: Hongtu Trading, store: Hongtu Direct, signatory: Li Wei, country: CN}
order:
  id: 113-01
  placed_at: 2026-02-16T11:02:00-08:00
  estimated_delivery: {from: 2026-02-28, to: 2026-03-07}
  ship_to: {city: Austin, postcode: 01234, country: US}
  items: [{id: lamp, quantity: 2}, {id: bulb}]
  parcels:
    - {carrier: UPS, tracking_number: 1z 999, items: [lamp], shipped_at: 2026-02-18T16:00:00}
    - {carrier: UPS, tracking_number: 1Z888, items: [bulb]}
claim:
  reason: item_not_received
  items: [lamp]
  filed_at: 2026-03-11T09:14:00-07:00
evidence:
  - id: chat
    kind: chat_log
    file: evidence/chat.yaml
    attachments: [evidence/chat.pdf]
  - id: track
    kind: tracking
    data:
      tracking_number: 1Z999
      carrier: UPS
      events:
        - {at: 2026-02-19T10:00:00, status: picked_up, description: Picked up}
        - {at: 2026-02-25T10:00:00, status: delivered, description: Delivered}
"""
CHAT = """\
channel: Messages
complete: {from: 2026-02-16, to: 2026-03-14, basis: whole thread printed}
transcribed_from: {attachment: evidence/chat.pdf, page: 2}
messages:
  - {at: 2026-03-08T10:02:00, from: buyer, text: Where is it?, acts: [reports_not_received]}
  - {at: 2026-03-08T11:40:00, from: seller, text: With UPS., acts: [gives_tracking]}
"""
PROFILE = """\
name: Bazaar
full_name: Bazaar
markets:
  US:
    {name: bazaar.com, country: US, language: en, currency: USD, paper: letter,
     timezones: [America/New_York]}
  DE:
    {name: bazaar.de, country: DE, language: eo, currency: EUR, paper: a4,
     timezones: [Europe/Berlin]}
channel_for: {open_claim: answer, decided_claim: appeal}
"""
EXPORT = {  # an answer of 17TRACK whose second scan has no zone
    "code": 0,
    "data": {
        "accepted": [
            {
                "number": "1Z999",
                "carrier": 100002,
                "track_info": {
                    "latest_status": {"status": "Delivered", "sub_status": "Delivered_Other"},
                    "tracking": {
                        "providers": [
                            {
                                "provider": {"key": 100002, "name": "UPS"},
                                "events": [
                                    {
                                        "time_iso": None,
                                        "time_raw": {
                                            "date": "2026-02-25",
                                            "time": "10:00:00",
                                            "timezone": None,
                                        },
                                        "description": "Delivered",
                                        "sub_status": "Delivered_Other",
                                    },
                                    {
                                        "time_iso": "2026-02-19T10:00:00-08:00",
                                        "description": "Picked up",
                                        "sub_status": "InTransit_PickedUp",
                                    },
                                ],
                            }
                        ]
                    },
                },
            }
        ],
        "rejected": [],
    },
}


@pytest.fixture(scope="session")
def packs(tmp_path_factory):
    """The built-in kinds of evidence, with a platform of the tests' own."""
    root = tmp_path_factory.mktemp("packs")
    platform = root / "templates" / "platforms" / "bazaar"
    for name in ("claims/item_not_received", "channels/answer", "channels/appeal"):
        (platform / name).parent.mkdir(parents=True, exist_ok=True)
        (platform / f"{name}.yaml").write_text("title: x")
    (platform / "profile.yaml").write_text(PROFILE)
    other = root / "templates" / "platforms" / "souk"
    for name in ("claims/damaged", "channels/letter"):
        (other / name).parent.mkdir(parents=True, exist_ok=True)
        (other / f"{name}.yaml").write_text("title: x")
    (other / "profile.yaml").write_text(PROFILE.replace("  DE:", "  FR:"))
    language = root / "templates" / "languages" / "en"
    language.mkdir(parents=True)
    (language / "language.yaml").write_text("name: English")
    return Packs((root, BUILT_IN))


@pytest.fixture
def folder(tmp_path, write_pdf):
    """A case's folder with the evidence that `CASE` names."""
    write_pdf(tmp_path / "evidence" / "chat.pdf", pages=2)
    (tmp_path / "evidence" / "chat.yaml").write_text(CHAT)
    return tmp_path


@pytest.fixture
def read(folder, packs):
    """Reads a case; `old` in it, given as pairs, is replaced by `new`."""

    def reading(*changes, text=CASE, defaults=None, as_of=None):
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = folder / "case.yaml"
        path.write_text(text)
        return read_case(path, Defaults(defaults or {}, packs), as_of, TODAY)

    return reading


@pytest.fixture
def refused(read):
    """The (file, line, code, message) of all that is wrong with a case."""

    def reading(*changes, **options):
        with pytest.raises(Stopped) as stopped:
            read(*changes, **options)
        assert stopped.value.exit_code is ExitCode.PROBLEMS
        assert all(problem.remedy for problem in stopped.value.problems)
        return [
            (each.where.file, each.where.line, each.code, each.message)
            for each in stopped.value.problems.errors
        ]

    return reading


def warned(case):
    """The (line, code, message) of a case's warnings."""
    assert all(problem.severity is Severity.WARNING for problem in case.warnings)
    return [(each.where.line, each.code, each.message) for each in case.warnings]


# A sound case ---------------------------------------------------------------------------------


def test_a_sound_case(read, folder):
    """
    Everything is there, typed and with defaults.
    """
    case = read()

    assert ("B-1", "bazaar", "US", "answer", "en", "item_not_received") == (
        case.name,
        case.platform,
        case.market,
        case.channel,
        case.language,
        case.reason,
    )
    assert (date(2026, 3, 16), (LA,), (NY,), ()) == (
        case.as_of,
        case.zones,
        case.delivery_zones,
        case.warnings,
    )
    assert (
        Parcel("UPS", "1Z999", frozenset({"lamp"})),
        Parcel("UPS", "1Z888", frozenset({"bulb"})),
    ) == case.parcels
    assert frozenset({"lamp"}) == case.disputed
    assert folder == case.folder
    assert 2 == case.data["order"]["items"][0]["quantity"]
    assert "01234" == case.data["order"]["ship_to"]["postcode"]
    assert {"as_of": "2026-03-16", "channel": "answer", "language": "en"} == {
        key: case.data[key] for key in ("as_of", "channel", "language")
    }


def test_an_item_from_a_file(read, folder):
    """
    It knows its file, its lines, its digest, and what proves it.
    """
    chat = read().item("chat")

    assert ("chat_log", "", None, (LA,), True) == (
        chat.kind,
        chat.base,
        chat.export,
        chat.zones,
        chat.shown,
    )
    assert hashlib.sha256(CHAT.encode()).hexdigest() == chat.digest
    assert "evidence/chat.yaml:6" == str(chat.where("/messages/1/text"))
    assert 2 == chat.data["transcribed_from"]["page"]
    assert [("evidence/chat.pdf", 2, "pdf")] == [
        (each.name, each.pages, each.media) for each in chat.attachments
    ]
    assert folder / "evidence" / "chat.pdf" == chat.attachments[0].path


def test_an_item_in_place(read):
    """
    Its values stand in the case file, and it proves nothing without an attachment.
    """
    track = read().item("track")

    assert ("/evidence/1/data", None, (LA,), False) == (
        track.base,
        track.digest,
        track.zones,
        track.shown,
    )
    assert "case.yaml:32" == str(track.where("/events/1/at"))


def test_an_item_in_json(read, folder):
    """
    The same form may be written as JSON.
    """
    data = {
        "tracking_number": "1Z999",
        "carrier": "UPS",
        "timezone": "America/New_York",
        "events": [],
    }
    (folder / "evidence" / "track.json").write_text(json.dumps(data, indent=1))
    case = read((CASE[CASE.index("    data:") :], "    file: evidence/track.json\n"))

    assert data == case.item("track").data
    assert ((NY,), None) == (case.item("track").zones, case.item("track").export)
    assert "evidence/track.json:4" == str(case.item("track").where("/timezone"))


@pytest.mark.parametrize(
    ("item", "data", "expected"),
    [
        ("", "", LA),
        ("", "timezone: America/New_York", NY),
        ("timezone: Asia/Tokyo", "", "Asia/Tokyo"),
    ],
)
def test_the_nearest_zone_is_meant(read, item, data, expected):
    """
    The item's zone goes before the data's own, and that before the case's.
    """
    changes = [("      carrier: UPS\n", f"      carrier: UPS\n      {data}\n")] if data else []
    if item:
        changes.append(("    kind: tracking\n", f"    kind: tracking\n    {item}\n"))

    assert str(expected) == str(read(*changes).item("track").zones[0])


def test_the_letter_s_date(read):
    """
    What is asked for goes before what the case says, and that before today.
    """
    undated = ("as_of: 2026-03-16\n", "")

    assert [date(2026, 3, 18), date(2026, 3, 16), TODAY] == [
        read(as_of=date(2026, 3, 18)).as_of,
        read().as_of,
        read(undated).as_of,
    ]


def test_a_decision_is_appealed(read):
    """
    A claim that is decided goes to the platform's channel for appeals, unless the case says.
    """
    decided = (
        "  items: [lamp]\n  filed",
        "  items: [lamp]\n  decision: {outcome: granted}\n  filed",
    )

    assert ["appeal", "answer"] == [
        read(decided).channel,
        read(decided, ("market: US", "market: US\nchannel: answer")).channel,
    ]


def test_a_single_parcel_holds_everything(read):
    """
    And without `claim.items` everything is disputed.
    """
    single = CASE[
        CASE.index("    - {carrier: UPS, tracking_number: 1Z888") : CASE.index("claim:\n")
    ]
    case = read((single, ""), (", items: [lamp], shipped", ", shipped"), ("  items: [lamp]\n", ""))

    assert (Parcel("UPS", "1Z999", frozenset({"lamp", "bulb"})),) == case.parcels
    assert frozenset({"lamp", "bulb"}) == case.disputed


def test_an_order_without_parcels(read):
    """
    Goods may have gone by untracked mail; tracking then matches nothing.
    """
    parcels = CASE[CASE.index("  parcels:\n") : CASE.index("claim:\n")]
    case = read((parcels, ""))

    assert () == case.parcels
    message = "the order has no parcel 1Z999, so this item shows nothing"
    assert [(25, "E227", message)] == warned(case)


ZONE_OF_DELIVERY = "the time zone of the place of delivery is not known"


@pytest.mark.parametrize(
    ("ship_to", "zones", "warnings"),
    [
        ("ship_to: {country: US}", (NY,), []),
        ("ship_to: {country: US, timezone: Asia/Tokyo}", (ZoneInfo("Asia/Tokyo"),), []),
        ("ship_to: {country: FR}", (LA,), [(11, "E235", ZONE_OF_DELIVERY)]),
        ("ship_to: {city: Austin}", (LA,), [(11, "E235", ZONE_OF_DELIVERY)]),
    ],
)
def test_the_zones_of_the_place_of_delivery(read, ship_to, zones, warnings):
    """
    Its own, else those of the market's country, else the case's, with a warning.
    """
    case = read(("ship_to: {city: Austin, postcode: 01234, country: US}", ship_to))

    assert (zones, warnings) == (case.delivery_zones, warned(case))


# The file itself and its keys -----------------------------------------------------------------


def test_a_file_that_cannot_be_read_stops_at_once(refused):
    """
    Without the case nothing else can be looked at.
    """
    assert [
        ("case.yaml", 2, "E105", "'case' is given twice, first in line 1"),
        ("case.yaml", 3, "E106", "'*x' is an alias"),
    ] == refused(text="case: a\ncase: b\nmarket: *x\n")


def test_a_list_is_no_case(folder, packs):
    """
    An export in JSON may be a list; a case may not.
    """
    (folder / "case.json").write_text("[1]")

    with pytest.raises(Stopped) as stopped:
        read_case(folder / "case.json", Defaults({}, packs), None, TODAY)

    assert ["E109"] == [problem.code for problem in stopped.value.problems]


def test_a_case_of_more_problems_than_are_listed(refused):
    """
    What is not listed is not looked at further, as if it were sound.
    """
    items = "".join(f"  - {{id: x{number}, knd: photo}}\n" for number in range(500))
    found = refused((CASE[CASE.index("  - id: chat") :], items))

    assert 1 == sum(code == "E209" for _, _, code, _ in found)
    assert {"E201", "E202", "E208", "E209"} == {code for _, _, code, _ in found}


def test_everything_at_once(refused, folder):
    """
    Slips in the case, in an evidence file, and in an attachment are told together, by file.
    """
    (folder / "evidence" / "chat.yaml").write_text(CHAT.replace("from: buyer", "form: buyer"))
    (folder / "evidence" / "chat.pdf").write_bytes(b"<html>")

    assert [
        ("case.yaml", 1, "E202", "the key 'market' is missing"),
        ("case.yaml", 4, "E201", "the key 'markt' is not known here"),
        ("case.yaml", 6, "E205", "'China' is not a country's code"),
        ("case.yaml", 19, "E205", "'last week' is not a day or a time"),
        ("case.yaml", 24, "E306", "'evidence/chat.pdf' is named .pdf, but is no such file"),
        ("case.yaml", 26, "E204", "'trackin' is not a name that is known here"),
        ("evidence/chat.yaml", 5, "E201", "the key 'form' is not known here"),
        ("evidence/chat.yaml", 5, "E202", "the key 'from' is missing in entry 1"),
    ] == refused(
        ("market: US", "markt: US"),
        ("country: CN", "country: China"),
        ("2026-03-11T09:14:00-07:00", "last week"),
        ("kind: tracking", "kind: trackin"),
    )


def test_a_misspelt_key_is_recognised(read):
    """
    The nearest key that is known is named.
    """
    with pytest.raises(Stopped) as stopped:
        read(("signatory:", "signatroy:"))

    assert ["Did you mean 'signatory'?"] == [each.remedy for each in stopped.value.problems]


@pytest.mark.parametrize(
    ("change", "line", "code", "message"),
    [
        (("market: US", "market: FR"), 4, "E230", "the platform has no market 'FR'"),
        (("market: US", "market: XX"), 4, "E204", "'XX' is not a name that is known here"),
        (
            ("reason: item_not_received", "reason: damaged"),
            17,
            "E231",
            "the platform has no reason 'damaged'",
        ),
        (
            ("market: US", "market: US\nchannel: letter"),
            5,
            "E231",
            "the platform has no channel 'letter'",
        ),
        (("market: US", "market: DE"), 4, "E233", "letters in 'eo' cannot be written"),
        (
            ("market: US", "market: US\nlanguage: eo"),
            5,
            "E204",
            "'eo' is not a name that is known here",
        ),
        (("case: B-1", "case: ../B-1"), 1, "E205", "'../B-1' is not written as it must be"),
        (("case: B-1", "case:"), 1, "E207", "'case' has no value"),
        (
            ("    file: evidence/chat.yaml\n", ""),
            21,
            "E208",
            "entry 1 does not have the form that it must have",
        ),
        (
            ("    data:", "    file: evidence/chat.yaml\n    data:"),
            25,
            "E208",
            "entry 2 does not have the form that it must have",
        ),
    ],
)
def test_names_that_the_packs_do_not_have(refused, change, line, code, message):
    """
    What another platform has is no help.
    """
    assert ("case.yaml", line, code, message) in refused(change)


# What contradicts itself ----------------------------------------------------------------------


def test_ids_that_are_given_twice(refused):
    """
    An id names one thing; a tracking number is the same however it is spaced.
    """
    assert [
        ("case.yaml", 12, "E223", "the item 'lamp' is given twice"),
        ("case.yaml", 14, "E224", "the order has no item 'blub'"),
        ("case.yaml", 15, "E223", "the parcel '1Z999' is given twice"),
        (
            "case.yaml",
            15,
            "E226",
            "of several parcels, this one does not say which items are in it",
        ),
        ("case.yaml", 18, "E224", "the order has no item 'lmp'"),
        ("case.yaml", 25, "E223", "the item 'chat' is given twice"),
    ] == refused(
        ("{id: bulb}", "{id: lamp}"),
        ("1z 999, items: [lamp]", "1z 999, items: [lamp, blub]"),
        ("tracking_number: 1Z888, items: [bulb]", "tracking_number: 1z999"),
        ("  items: [lamp]\n", "  items: [lmp]\n"),
        ("id: track", "id: chat"),
    )


BEFORE = "2026-02-15T09:00:00Z"
EARLY = "2026-02-18T20:00:00"
SHIPPED = "The parcel was delivered before it was shipped"
ORDERED = "2026-02-16T11:02:00-08:00"


@pytest.mark.parametrize(
    ("change", "line", "message"),
    [
        (
            ("shipped_at: 2026-02-18T16:00:00", f"shipped_at: {BEFORE}"),
            14,
            f"The parcel was shipped before the order was placed ({BEFORE}, but {ORDERED})",
        ),
        (
            ("to: 2026-03-07", "to: 2026-02-27"),
            10,
            "The estimated delivery ends before it begins (2026-02-27, but 2026-02-28)",
        ),
        (
            ("filed_at: 2026-03-11T09:14:00-07:00", f"filed_at: {BEFORE}"),
            19,
            f"The claim was filed before the order was placed ({BEFORE}, but {ORDERED})",
        ),
        (
            ("claim:\n", "claim:\n  decision: {outcome: granted, at: 2026-03-10}\n"),
            17,
            "The claim was decided before it was filed (2026-03-10, but 2026-03-11T09:14:00-07:00)",
        ),
        (
            ("at: 2026-02-25T10:00:00", f"at: {EARLY}"),
            32,
            f"The parcel was delivered before its first scan ({EARLY}, but 2026-02-19T10:00:00)",
        ),
    ],
)
def test_what_cannot_have_come_in_that_order(refused, change, line, message):
    """
    Both times are told, at the line of the later one.
    """
    assert ("case.yaml", line, "E212", message) in refused(change)


def test_delivered_before_it_was_shipped(refused):
    """
    The parcel that the scans are about is found by its number.
    """
    message = f"{SHIPPED} (2026-02-25T10:00:00, but 2026-02-26T16:00:00)"

    assert [("case.yaml", 32, "E212", message)] == refused(("2026-02-18T16", "2026-02-26T16"))


def test_a_proof_of_delivery_before_the_parcel_was_shipped(refused):
    """
    A signature is held against the same parcel.
    """
    signature = (
        "    kind: delivery_signature\n    data: {tracking_number: 1Z999, carrier: UPS, "
        "delivered_at: 2026-02-17T10:00:00, signed_by: Smith}\n"
    )
    message = f"{SHIPPED} (2026-02-17T10:00:00, but 2026-02-18T16:00:00)"

    assert [("case.yaml", 27, "E212", message)] == refused(
        (CASE[CASE.index("    kind: tracking") :], signature)
    )


def test_a_day_that_may_still_be_in_order(read):
    """
    What the precision leaves open is no contradiction.
    """
    assert () == read(("at: 2026-02-25T10:00:00", "at: 2026-02-19")).warnings


def test_a_letter_older_than_its_claim(refused):
    """
    Whether the date is asked for or written.
    """
    message = "the letter is dated 2026-03-10, before the claim was filed"
    expected = [("case.yaml", 19, "E234", message)]

    assert expected == refused(("as_of: 2026-03-16", "as_of: 2026-03-10"))
    assert expected == refused(as_of=date(2026, 3, 10))


# Times ----------------------------------------------------------------------------------------


def test_times_without_a_zone(refused):
    """
    Each file is told once, with its first time; an offset, or a mere date, needs no zone.
    """
    assert [
        ("case.yaml", 10, "E210", "'2026-02-28' has no time zone, nor have 2 more in this file"),
        (
            "case.yaml",
            31,
            "E210",
            "'2026-02-19T10:00:00' has no time zone, nor have 1 more in this file",
        ),
        (
            "evidence/chat.yaml",
            2,
            "E210",
            "'2026-02-16' has no time zone, nor have 3 more in this file",
        ),
    ] == refused(("timezone: America/Los_Angeles\n", "buyer: {name: J. Smith}\n"))


def test_a_time_that_the_clocks_left_out(refused):
    """
    On 8 March 2026 there was no half past two in Los Angeles.
    """
    message = "'2026-03-08T02:30:00' does not exist: the clocks were put forward over it"

    assert [("case.yaml", 32, "E211", message)] == refused(
        ("at: 2026-02-25T10:00:00", "at: 2026-03-08T02:30:00")
    )


# Evidence -------------------------------------------------------------------------------------


def test_evidence_for_another_order(refused):
    """
    An item that carries another order's number is never this one's.
    """
    message = "this is about the order 113-02, but the case is about 113-01"

    assert [("case.yaml", 30, "E220", message)] == refused(
        ("      carrier: UPS\n", "      carrier: UPS\n      order_id: 113-02\n")
    )


def test_evidence_for_another_parcel(refused):
    """
    The case says which parcel an item is about, and the item says another.
    """
    message = "this is about the parcel 1Z999, but the case says that it is about 1Z888"

    assert [("case.yaml", 29, "E221", message)] == refused(
        ("    kind: tracking\n", "    kind: tracking\n    parcel: 1z888\n")
    )


def test_a_parcel_that_the_order_does_not_have(refused):
    """
    Neither what the case names nor what bears the order's number may be unknown.
    """
    assert [
        ("case.yaml", 27, "E222", "the order has no parcel 1Z777"),
        (
            "case.yaml",
            29,
            "E221",
            "this is about the parcel 1Z999, but the case says that it is about 1Z777",
        ),
    ] == refused(("    kind: tracking\n", "    kind: tracking\n    parcel: 1Z777\n"))
    message = "this is said to be of this order, but the order has no parcel 1Z777"
    assert [("case.yaml", 28, "E221", message)] == refused(
        (
            "      tracking_number: 1Z999\n",
            "      tracking_number: 1Z777\n      order_id: 113-01\n",
        )
    )


def test_evidence_of_an_unknown_parcel_shows_nothing(read):
    """
    That is a warning: it may be there for another reason.
    """
    case = read(("      tracking_number: 1Z999", "      tracking_number: 1Z777"))

    message = "the order has no parcel 1Z777, so this item shows nothing"
    assert [(28, "E227", message)] == warned(case)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "{attachment: evidence/x.pdf}",
            "the transcript's source 'evidence/x.pdf' is not attached",
        ),
        (
            "{attachment: evidence/chat.pdf, page: 3}",
            "'evidence/chat.pdf' has no page 3; it has 2",
        ),
    ],
)
def test_a_transcript_of_nothing(refused, folder, source, message):
    """
    What was typed can be held against a page that is there.
    """
    chat = CHAT.replace("{attachment: evidence/chat.pdf, page: 2}", source)
    (folder / "evidence" / "chat.yaml").write_text(chat)

    assert [("evidence/chat.yaml", 3, "E228", message)] == refused()


def test_an_act_of_the_other_side(refused, folder):
    """
    A buyer does not give the tracking number of the parcel, and a platform does nothing.
    """
    chat = CHAT.replace("[reports_not_received]", "[gives_tracking]").replace("seller", "platform")
    (folder / "evidence" / "chat.yaml").write_text(chat)

    assert [
        ("evidence/chat.yaml", 5, "E219", "'gives_tracking' is nothing that the buyer can do"),
        ("evidence/chat.yaml", 6, "E219", "'gives_tracking' is nothing that the platform can do"),
    ] == refused()


def test_a_file_that_is_attached_twice(read, folder):
    """
    Also under another name; it is a warning, since it may prove two things.
    """
    (folder / "copy.pdf").write_bytes((folder / "evidence" / "chat.pdf").read_bytes())
    case = read(("    kind: tracking\n", "    kind: tracking\n    attachments: [copy.pdf]\n"))

    message = "'copy.pdf' of 'track' is the same file as 'evidence/chat.pdf' of 'chat'"
    assert [(25, "E321", message)] == warned(case)


@pytest.mark.parametrize(
    ("name", "content", "code", "message"),
    [
        ("no.yaml", None, "E302", "'no.yaml' does not exist"),
        ("a.yaml", b"", "E303", "'a.yaml' is empty (0 bytes)"),
        ("a.pdf", b"%PDF-1.7", "E330", "'a.pdf' is a document, not data"),
        ("a.docx", b"PK", "E331", "the format of 'a.docx' is not known"),
        ("../a.yaml", None, "E301", "'../a.yaml' is outside the case's folder"),
    ],
)
def test_a_file_of_evidence_that_cannot_be_used(refused, folder, name, content, code, message):
    """
    The line is that of the name in the case.
    """
    if content is not None:
        (folder / name).write_bytes(content)

    assert [("case.yaml", 23, code, message)] == refused(("evidence/chat.yaml", name))


def test_the_formats_that_are_accepted_are_named(read, folder):
    """
    The remedy says what a file of evidence can be, and what to do with anything else.
    """
    (folder / "a.docx").write_bytes(b"PK")
    with pytest.raises(Stopped) as stopped:
        read(("evidence/chat.yaml", "a.docx"))

    ((remedy),) = [each.remedy for each in stopped.value.problems]
    assert remedy.startswith("Accepted are YAML and JSON in the form of the kind, and exports of: ")
    assert "17track" in remedy
    assert remedy.endswith("Anything else: save it as PDF and put it under 'attachments'.")


# Raw exports ----------------------------------------------------------------------------------

EXPORTED = (CASE[CASE.index("    data:") :], "    file: evidence/track.json\n")
DELIVERED = "/data/accepted/0/track_info/tracking/providers/0/events/0"


@pytest.fixture
def export(folder):
    """Writes an answer of 17TRACK as evidence/track.json."""

    def writing(answer=None):
        (folder / "evidence" / "track.json").write_text(json.dumps(answer or EXPORT, indent=1))

    return writing


def test_an_export_proves_itself(read, export):
    """
    It needs no attachment, keeps its places, and gets no zone from the case.
    """
    export()
    track = read(EXPORTED).item("track")

    assert ("17track", (), True, 64) == (track.export, track.zones, track.shown, len(track.digest))
    delivered = next(
        number
        for number, event in enumerate(track.data["events"])
        if event["description"] == "Delivered"
    )
    where = track.where(f"/events/{delivered}/description")
    assert ("evidence/track.json", f"{DELIVERED}/description") == (where.file, where.pointer)
    assert "Delivered" in json.dumps(EXPORT, indent=1).splitlines()[where.line - 1]


def test_an_export_gets_a_zone_from_its_item(read, export):
    """
    The seller knows in which zone the carrier counts.
    """
    export()
    zoned = ("    kind: tracking\n", "    kind: tracking\n    timezone: America/New_York\n")

    assert (NY,) == read(zoned, EXPORTED).item("track").zones


def test_an_export_of_the_return_parcel(read, export):
    """
    The same form can be of another kind; its number is no parcel of the order.
    """
    export()

    case = read(("kind: tracking", "kind: return_tracking"), EXPORTED)

    assert "return_tracking" == case.item("track").kind


def test_an_export_of_another_kind(refused, export):
    """
    A list of scans is no chat.
    """
    export()
    message = "'evidence/track.json' is an export of 17track, "
    message += "which is tracking or return_tracking, not chat_log"

    assert [("case.yaml", 26, "E333", message)] == refused(
        ("kind: tracking", "kind: chat_log"), EXPORTED
    )


def test_what_is_wrong_in_an_export_is_told_of_its_file(refused, export):
    """
    The name is as the case writes it.
    """
    export({"code": 0, "data": {"accepted": [], "rejected": []}})

    ((file, _, code, _),) = refused(EXPORTED)

    assert ("evidence/track.json", "E3") == (file, code[:2])


def test_the_parcel_chooses_from_an_export(read, refused, export):
    """
    Of several numbers in one file, that of `select`, or else of `parcel`, is read.
    """
    (accepted,) = EXPORT["data"]["accepted"]
    other = accepted | {"number": "1Z888"}
    export({"code": 0, "data": {"accepted": [other, accepted], "rejected": []}})

    numbers = [
        read(("    kind: tracking\n", f"    kind: tracking\n    {key}: 1z 999\n"), EXPORTED)
        .item("track")
        .data["tracking_number"]
        for key in ("select", "parcel")
    ]
    assert ["1Z999", "1Z999"] == numbers
    assert ["evidence/track.json"] == [problem[0] for problem in refused(EXPORTED)]


@pytest.fixture
def acting(folder, packs):
    """Packs in which a scan can have acts, so that an export can be given some."""
    kind = folder / "own" / "evidence_schemas" / "kinds" / "tracking"
    kind.mkdir(parents=True)
    built_in = BUILT_IN / "evidence_schemas" / "kinds" / "tracking"
    schema = json.loads((built_in / "schema.json").read_text())
    act = {"$ref": "../../common.schema.json#/$defs/act"}
    schema["properties"]["events"]["items"]["properties"]["acts"] = {"items": act}
    (kind / "schema.json").write_text(json.dumps(schema))
    (kind / "shows.yaml").write_text((built_in / "shows.yaml").read_text())
    return Packs((folder / "own", *packs.roots))


def test_the_case_says_what_an_export_s_messages_do(folder, export, acting):
    """
    By the number of the message, counted from 1; the export itself stays as it is.
    """
    export()
    given = EXPORTED[1] + '    acts: {"2": [asks_refund, asks_return]}\n'
    (folder / "case.yaml").write_text(CASE.replace(EXPORTED[0], given))

    case = read_case(folder / "case.yaml", Defaults({}, acting), None, TODAY)

    events = case.item("track").data["events"]
    assert [None, ["asks_refund", "asks_return"]] == [event.get("acts") for event in events]


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ('{"3": [asks_refund]}', ("E225", "there is no message 3; the export has 2")),
        ('{"1": [ask_refund]}', ("E204", "'ask_refund' is not a name that is known here")),
        ('{"0": [asks_refund]}', ("E205", "the key '0' is not written as it must be")),
        ('{"1": []}', ("E207", "'1' is empty")),
    ],
)
def test_acts_for_messages_that_are_not_there(folder, export, acting, acts, expected):
    """
    The line is that of the number in the case.
    """
    export()
    given = f"{EXPORTED[1]}    acts: {acts}\n"
    (folder / "case.yaml").write_text(CASE.replace(EXPORTED[0], given))

    with pytest.raises(Stopped) as stopped:
        read_case(folder / "case.yaml", Defaults({}, acting), None, TODAY)

    assert [(28, *expected)] == [
        (each.where.line, each.code, each.message) for each in stopped.value.problems.errors
    ]


def test_what_only_an_export_needs(refused):
    """
    Data in their own form say themselves what a message does.
    """
    assert [
        ("case.yaml", 23, "E332", "'acts' is for exports only"),
        ("case.yaml", 28, "E332", "'select' is for exports only"),
    ] == refused(
        ("    file:", '    acts: {"1": [asks_refund]}\n    file:'),
        ("    kind: tracking\n", "    kind: tracking\n    select: 1Z999\n"),
    )


# Defaults and packs ---------------------------------------------------------------------------


def test_a_team_s_defaults_fill_what_the_case_leaves_out(read):
    """
    Key by key: the case's own seller keeps his name.
    """
    defaults = {
        "timezone": "Asia/Tokyo",
        "seller": {"name": "Nobody", "contact": "care@example.com"},
    }

    case = read(("timezone: America/Los_Angeles\n", ""), defaults=defaults)

    assert (ZoneInfo("Asia/Tokyo"),) == case.zones
    assert ("Hongtu Trading", "care@example.com") == (
        case.data["seller"]["name"],
        case.data["seller"]["contact"],
    )


def test_a_default_that_is_wrong_is_told_of_its_file(refused):
    """
    The user has to mend appeal.toml, not the case.
    """
    defaults = {"langauge": "en", "seller": {"contct": "x"}, "buyer": {"name": ""}}

    assert [
        ("appeal.toml", None, "E201", "the key 'contct' is not known here"),
        ("appeal.toml", None, "E201", "the key 'langauge' is not known here"),
        ("appeal.toml", None, "E207", "'name' is empty"),
    ] == sorted(refused(defaults=defaults), key=lambda problem: problem[2:])


@pytest.mark.parametrize("folder_of_toml", ["", "cases", "cases/2026"])
def test_defaults_are_found_above_the_case(tmp_path, folder_of_toml):
    """
    The nearest file counts, and every value is text as in a case.
    """
    case = tmp_path / "cases" / "2026" / "case.yaml"
    case.parent.mkdir(parents=True)
    (tmp_path / folder_of_toml / "appeal.toml").write_text(
        'language = "en"\nas_of = 2026-03-01\nn = 1.50\ni = 3\nb = true\nl = [1, "a"]\n'
        '[seller]\nname = "红土"\n'
    )

    found = find_defaults(case)

    assert {
        "language": "en",
        "as_of": "2026-03-01",
        "n": "1.50",
        "i": "3",
        "b": "true",
        "l": ["1", "a"],
        "seller": {"name": "红土"},
    } == found.values
    assert (tmp_path / folder_of_toml / "appeal.toml", (BUILT_IN,)) == (
        found.path,
        found.packs.roots,
    )


def test_packs_are_looked_up_in_three_places(tmp_path):
    """
    The case's own folder, the team's, the built-in one; `packs` itself is no default.
    """
    case = tmp_path / "cases" / "one" / "case.yaml"
    (case.parent / "templates").mkdir(parents=True)
    (tmp_path / "team" / "evidence_schemas").mkdir(parents=True)
    (tmp_path / "cases" / "appeal.toml").write_text('packs = "../team"\n')

    found = find_defaults(case)

    assert {} == found.values
    assert [case.parent, tmp_path / "team", BUILT_IN] == [
        root.resolve() for root in found.packs.roots
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"language = en\n", "E104"),
        (b"a = 1\na = 2\n", "E104"),
        (b"\xff", "E104"),
        (b'packs = "nowhere"\n', "E403"),
        (b"packs = 3\n", "E403"),
        (b'packs = "."\n', "E403"),
    ],
)
def test_defaults_that_cannot_be_used(tmp_path, content, code):
    """
    A broken appeal.toml stops the program, with exit 1, as a broken case would.
    """
    (tmp_path / "appeal.toml").write_bytes(content)

    with pytest.raises(Stopped) as stopped:
        find_defaults(tmp_path / "case.yaml")

    assert ExitCode.PROBLEMS is stopped.value.exit_code
    assert [("appeal.toml", code)] == [
        (each.where.file, each.code) for each in stopped.value.problems
    ]


def test_a_team_s_own_kind_of_evidence(folder, packs):
    """
    A folder in the case's packs is enough for a new kind; nothing else changes.
    """
    kind = folder / "evidence_schemas" / "kinds" / "weather"
    kind.mkdir(parents=True)
    schema = {"type": "object", "properties": {"wind": {"type": "integer"}}}
    (kind / "schema.json").write_text(json.dumps(schema))
    item = "    kind: weather\n    data: {wind: 9}\n"
    (folder / "case.yaml").write_text(CASE.replace(CASE[CASE.index("    kind: tracking") :], item))
    own = find_defaults(folder / "case.yaml").packs.roots[0]

    case = read_case(folder / "case.yaml", Defaults({}, Packs((own, *packs.roots))), None, TODAY)

    assert {"wind": 9} == case.item("track").data
