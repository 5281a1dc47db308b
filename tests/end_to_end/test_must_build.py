"""Hard cases that must come to a letter, or to an honest "unknown"."""

import json
from datetime import UTC, datetime, timedelta

import pikepdf
import pypdfium2

from generator.packet.read_back import read_docx

LINES = 10_000
START = datetime(2026, 6, 2, tzinfo=UTC)
THREAD = """\
channel: Buyer-Seller Messages
order_id: 203-5518274-6690312
complete: {from: 2026-06-01, to: 2026-06-13T09:15+01:00, basis: the whole thread}
"""
ASKED = '- {at: 2026-06-08T07:41+01:00, from: buyer, text: "It broke.", acts: [reports_defect]}'
ANSWERED = (
    "- {at: 2026-06-08T10:26+01:00, from: seller, text: You can have a new one.,"
    " acts: [offers_replacement]}"
)
FREE_TEXT = [  # of the seller, as the letter shows them: nothing taken away, nothing understood
    "Bits & <b>Bobs</b>",
    "[RLO]espoons[PDF]",
    "小店 みせ",
    "Lin & <b>Sons</b> \"Trading\" 'Co.' [RLM]",
    "深圳市林氏贸易 リン商会",
    "shop&<b>help</b> <help@example.com>",
    'ATZ & <1> "x"',
    'Lin "Xiao" & <b>Mei</b> 林小梅 リン',
    'O\'NEIL & <b>Zed</b> "Z" [RLM]王 あん',
    'It <b>never</b> came & "nobody" cares [RLM][RLO]ereht[PDF]',
    "没收到 届いていない",
    'They don\'t "answer" <i>&amp; </i>',
    'Saint & <b>Mary</b> "Bay" 玛丽湾 マリー',
]
IN_THE_STATEMENT = FREE_TEXT[6:]  # it has no letterhead, and the signature names who signs
IN_EXHIBITS = [
    "<script>alert(1)</script> {{ 7*7 }} {% raw %} \\",
    "[RLO]reversed[PDF] [LRI]iso[PDI]",
    "[U+1FAE9] 没收到货 届いていません",
    "包裹已签收。",
    "荷物は配達済みです。'Regards' <br/> Lin & Co.",
    "UPS & <b>Söhne</b> [RLM]快递 便",
    '深圳 & <b> "南山"',
    "evidence/全部 & もの (1).pdf",
    'Paper & <b>"work"</b> [RLO]krow[PDF]',
    'RMA & <b> "9" 号 番',
    'REF & <b> "5" 号 番',
]
EMOJI = ["👨‍👩‍👧", "❤️", "☎️", "👩‍👧", "🙉"]


def text_of(path):
    """The text of every page of a PDF, on one line."""
    document = pypdfium2.PdfDocument(path)
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def missing(wanted, text):
    """Those that a text does not hold; where its lines break says nothing."""
    whole = "".join(text.split())
    return [each for each in wanted if "".join(each.split()) not in whole]


def test_odd_characters_stand_in_every_form_of_the_letter_as_they_were_written(made):
    """
    Markup, quotes, Chinese and Japanese are text; marks of direction are named.
    """
    hard = made("hard")

    assert (0, "") == (hard.ran.code, hard.ran.err)
    assert [] == missing(FREE_TEXT, text_of(hard.folder / "letter.pdf")[0])
    assert [] == missing(FREE_TEXT, text_of(hard.folder / "packet.pdf")[0])
    assert [] == missing([*FREE_TEXT, *EMOJI], read_docx(hard.folder / "letter.docx"))
    statement = (hard.folder / "statement.txt").read_text("utf-8")
    assert [] == missing([*IN_THE_STATEMENT, "🙉", "👩‍👧"], statement)


def test_odd_characters_stand_in_the_exhibits_as_they_were_written(made):
    """
    What looks like a script or a template is printed, and neither is run.
    """
    assert [] == missing(IN_EXHIBITS, " ".join(text_of(made("hard").folder / "packet.pdf")))


def test_a_character_that_no_font_has_is_named_in_evidence_and_noted(made):
    """
    The change stands in the manifest; the character itself stands nowhere.
    """
    folder = made("hard").folder
    changes = json.loads((folder / "manifest.json").read_bytes())["changes"]

    assert [
        "everything.yaml: the character U+1FAE9 has no glyph in any installed font and is printed"
    ] == [each.removesuffix(" as [U+1FAE9].") for each in changes if "U+1FAE9" in each]
    assert "\U0001fae9" not in "".join(text_of(folder / "packet.pdf"))


def test_a_character_that_no_font_has_stops_the_seller_s_own_text(example, appeal):
    """
    Nobody should send a letter with a hole in it: exit 5, and nothing is written.
    """
    case = example("delivered_and_signed", ("store: Lamp & Loft", "store: Lamp \u0378"))

    ran = appeal("build", case, "--json")
    problems = json.loads(ran.out)["problems"]

    assert (5, ["E603"]) == (ran.code, [each["code"] for each in problems])
    assert "U+0378" in problems[0]["message"]
    assert not (case.parent / "out").exists()


def test_pdfs_that_only_restrict_are_taken_whole(made):
    """
    An owner's restrictions need no password to read; the packet itself restricts nothing.
    """
    hard = made("hard")
    (notice,) = [
        file
        for exhibit in json.loads((hard.folder / "manifest.json").read_bytes())["exhibits"]
        for file in exhibit["attachments"]
        if file["name"] == "evidence/owner_restricted.pdf"
    ]
    pages = text_of(hard.folder / "packet.pdf")[notice["first_page"] - 1 : notice["last_page"]]

    with pikepdf.open(hard.case.parent / notice["name"]) as source:
        assert (True, 2) == (source.is_encrypted, len(source.pages))
    with pikepdf.open(hard.folder / "packet.pdf") as packet:
        assert not packet.is_encrypted
    assert [[], []] == [missing(['One & <b>two</b> "three"'], page) for page in pages]


def test_a_complete_thread_without_messages_proves_that_nobody_wrote(example, appeal):
    """
    The lead is that the seller was never asked; each sentence rests on the empty thread.
    """
    case = example("buyer_silent")
    (case.parent / "evidence/messages.yaml").write_text(f"{THREAD}messages: []\n")

    ran = appeal("build", case, "--json")
    manifest = json.loads((case.parent / "out/manifest.json").read_bytes())
    (chat,) = [each for each in manifest["exhibits"] if each["item"] == "chat"]
    statement = (case.parent / "out/statement.txt").read_text("utf-8")

    assert (0, "no_prior_contact") == (ran.code, json.loads(ran.out)["leading_ground"])
    assert (
        "The message thread holds no message of the buyer before the claim"
        f" (Exhibit {chat['label']}, p. {chat['first_page']})." in statement
    )
    assert "we answered" not in statement


def test_a_thread_without_messages_proves_nothing_if_it_is_not_complete(example, appeal):
    """
    Without the declaration the same thread leaves everything unknown.
    """
    case = example("buyer_silent")
    thread = "\n".join(THREAD.splitlines()[:2])
    text = "- {at: 2026-06-02T10:00+01:00, from: platform, text: The order was confirmed.}"
    (case.parent / "evidence/messages.yaml").write_text(f"{thread}\nmessages:\n{text}\n")

    ran = appeal("explain", case, "--json")
    grounds = json.loads(ran.out)["grounds"]

    assert 3 == ran.code
    assert ["unknown", "unknown"] == [
        grounds[name]["verdict"] for name in ("no_prior_contact", "buyer_silent")
    ]


def test_ten_thousand_messages_are_cut_to_what_is_cited(example, appeal):
    """
    The exhibit shows the cited messages under their numbers in the record, with their context.
    """
    case = example("buyer_silent")
    notes = [
        f"- {{at: {(START + timedelta(seconds=30 * i)).isoformat()}, from: platform, text: N{i}}}"
        for i in range(LINES - 2)
    ]
    lines = "\n".join([*notes, ASKED, ANSWERED])
    (case.parent / "evidence/messages.yaml").write_text(f"{THREAD}messages:\n{lines}\n")

    ran = appeal("build", case, "--json")
    manifest = json.loads((case.parent / "out/manifest.json").read_bytes())
    (chat,) = [each for each in manifest["exhibits"] if each["item"] == "chat"]
    pages = text_of(case.parent / "out/packet.pdf")
    shown = " ".join(pages[chat["first_page"] - 1 : chat["attachments"][0]["slip_page"] - 1])

    assert (0, "buyer_silent") == (ran.code, json.loads(ran.out)["leading_ground"])
    assert manifest["pages"] < 20
    assert [] == missing([f"{LINES - 1} Buyer", f"{LINES} Seller", "It broke."], shown)
    assert [False, False, True, True] == [
        f" N{i} " in shown for i in (0, LINES - 5, LINES - 4, LINES - 3)
    ]


def test_a_day_is_unknown_where_only_a_moment_would_decide(example, appeal, edit):
    """
    A reply of the claim's own day may have come after it: the ground is neither true nor false.
    """
    case = example("buyer_silent")
    edit(
        case.parent / "evidence/messages.yaml",
        ("at: 2026-06-08T10:26+01:00", "at: 2026-06-12"),
        ("at: 2026-06-10T10:02+01:00", "at: 2026-06-12T19:00+01:00"),
    )

    ran = appeal("explain", case, "--json")
    data = json.loads(ran.out)

    assert (3, "unknown") == (ran.code, data["grounds"]["buyer_silent"]["verdict"])
    assert "contact.first_reply_at" in data["grounds"]["buyer_silent"]["missing"]
    assert "contact.first_reply_at" not in [fact["fact"] for fact in data["facts"]]


def test_a_day_decides_where_it_can(example, appeal, edit):
    """
    A reply of an earlier day is before the claim, at whatever hour.
    """
    case = example("buyer_silent")
    edit(
        case.parent / "evidence/messages.yaml",
        ("at: 2026-06-08T10:26+01:00", "at: 2026-06-09"),
        ("at: 2026-06-10T10:02+01:00", "at: 2026-06-11"),
    )

    ran = appeal("explain", case, "--json")

    assert (0, "buyer_silent") == (ran.code, json.loads(ran.out)["leading_ground"])


def test_evidence_that_disagrees_is_unknown_and_explained(example, appeal):
    """
    Tracking and signature give two times of delivery: neither is taken, and both are shown.
    """
    case = example(
        "delivered_and_signed", ("delivered_at: 2026-08-14T14:41-05:00", "delivered_at: 2026-08-15")
    )

    told, data = appeal("explain", case), json.loads(appeal("explain", case, "--json").out)
    built = appeal("build", case)
    (conflict,) = data["conflicts"]

    assert "delivery.delivered_at" == conflict["fact"]
    assert [
        ("pod, delivered_at", "2026-08-15"),
        ("tracking, scan 11", "2026-08-14T14:41:00-05:00"),
    ] == sorted((source["place"], source["says"]) for source in conflict["sources"])
    assert ["unknown", "unknown"] == [
        data["grounds"][name]["verdict"]
        for name in ("delivered_and_signed", "delivered_by_tracking")
    ]
    assert "In conflict, so unknown" in told.out
    assert (3, 3) == (told.code, built.code)
