"""A made-up case with every kind of exhibit, for the tests of how letter and packet look."""

from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from generator.case.load import Document
from generator.case.model import Attachment, Evidence
from generator.packet.model import (
    Exhibit,
    PacketView,
    PlacedPicture,
    RuleRow,
    TimelineRow,
)
from generator.packs import Packs
from generator.writing.model import Block, Cite, Letter, Row, Sentence
from generator.writing.words import load_words

WORDS = load_words(Packs(), "en")
PACIFIC = ZoneInfo("America/Los_Angeles")


def attachment(name: str, pages: int = 1, media: str = "pdf") -> Attachment:
    digest = sha256(name.encode()).hexdigest()
    return Attachment(Path(name), name, digest, 20_480, media, pages)


def exhibit(label, kind, data, *files, cited=(), shows=(), caption=None, export=None, zones=()):
    name = f"evidence/{kind}.{'json' if export else 'yaml'}"
    digest = sha256(kind.encode()).hexdigest() if export else None
    item = Evidence(
        label.lower(),
        kind,
        data,
        Document(Path(name), name, data),
        "",
        zones,
        tuple(files),
        export,
        digest=digest,
    )
    title = WORDS.get("kinds", kind)
    return Exhibit(label, item, title, caption, tuple(shows), frozenset(cited))


def message(at, sender, text, **more):
    return {"at": at, "from": sender, "text": text, **more}


LONG_REPLY = (
    "Dear Mr Smith,\nthank you for your message. The carrier's record says that the "
    "parcel was handed"
    " over on 5 March at 14:12 and signed for by “J. Smith” at 1 Main St, Austin. I "
    "attach the page."
    " If the parcel is not with you, please tell me by return: I will then ask UPS for the driver's"
    " note, and send you a second lamp or your money back, as you prefer.\nKind regards\nLi Wei"
)
CHAT = [
    message("2026-02-17T08:00:00-08:00", "platform", "The order was confirmed."),
    *(
        message(f"2026-02-{18 + day}T09:30:00-08:00", "seller", "Your parcel is on its way.")
        for day in range(10)
    ),
    message(
        "2026-03-07T21:44:10-08:00",
        "buyer",
        "Hello? <b>Where</b> is it & why so late 😀",
        name="J. Smith",
    ),
    message("2026-03-08T10:02:00-07:00", "buyer", "Where is my lamp?", name="J. Smith"),
    message(
        "2026-03-08T11:40:00-07:00",
        "seller",
        LONG_REPLY,
        name="Li Wei",
        attachments=["ups page.pdf"],
    ),
    message("2026-03-08T12:01:00-07:00", "buyer", "", deleted=True, name="J. Smith"),
    message(
        "2026-03-09T08:15:00-07:00",
        "buyer",
        "谢谢!我再找找。ありがとう。\u202eevil\u202c שלום",
        name="张伟 Смит",
    ),
    *(
        message(f"2026-03-09T{10 + hour}:00:00-07:00", "seller", "Has the parcel turned up?")
        for hour in range(6)
    ),
    message("2026-03-11T07:00:00-07:00", "platform", "A claim was opened on this order."),
]
CHAT_LOG = {
    "channel": "Buyer-Seller Messages",
    "complete": {"from": "2026-02-16", "to": "2026-03-14", "basis": "whole thread printed"},
    "transcribed_from": {"attachment": "evidence/chat.pdf", "page": 2},
    "messages": CHAT,
}
SCANS = {
    "tracking_number": "1Z999AA10123456784",
    "carrier": "UPS",
    "service": "Worldwide Saver",
    "origin": {"city": "Shenzhen", "country": "CN"},
    "destination": {"city": "Austin", "postcode": "01234", "country": "US"},
    "estimated_delivery": {"from": "2026-03-04", "to": "2026-03-07"},
    "status": "delivered",
    "status_raw": "Delivered",
    "fetched_at": "2026-03-12T02:00:00Z",
    "events": [
        {
            "at": "2026-03-05T14:12:00-06:00",
            "description": "Delivered, signed by J SMITH",
            "status": "delivered",
            "city": "Austin",
            "country": "US",
            "provider": "UPS",
        },
        {
            "at": "2026-03-05T08:51:00-06:00",
            "description": "Out for delivery",
            "status": "out_for_delivery",
            "city": "Austin",
            "country": "US",
        },
        {
            "at": "2026-03-03T05:20:00",
            "description": "Arrived at facility",
            "location": "Dallas TX",
        },
        {
            "at": "2026-02-18T16:00:00+08:00",
            "description": "已揽收",
            "translation": "Picked up",
            "status": "picked_up",
            "city": "Shenzhen",
            "country": "CN",
        },
    ],
}
ADDRESS = {
    "name": "J. Smith",
    "street": "1 Main St",
    "city": "Austin",
    "region": "TX",
    "postcode": "01234",
    "country": "US",
}
DEPOT = {
    "company": "Hongtu Returns & Co.",
    "street": "200 Dock Rd",
    "city": "Reno",
    "region": "NV",
    "postcode": "89502",
    "country": "US",
}

CHAT_PDF, POD_PDF = attachment("evidence/chat.pdf", 3), attachment("evidence/proof of delivery.pdf")
PORCH, SCAN_TIFF = (
    attachment("evidence/porch.heic", 1, "heic"),
    attachment("evidence/scan.tiff", 2, "tiff"),
)
TERMS_PDF = attachment(
    "evidence/a very long file name that somebody gave to the terms of the carrier, second edition"
    " (final) (2).pdf",
    12,
)

EXHIBITS = (
    exhibit(
        "A",
        "tracking",
        SCANS,
        cited=["/events/0"],
        shows=["Parcel delivered: 5 March 2026, 14:12 (UTC-06:00)", "Postcode of delivery: 01234"],
        export="17TRACK v2.4",
        caption="UPS 1Z999AA10123456784, as 17TRACK gave it on 12 March 2026",
    ),
    exhibit(
        "B",
        "delivery_signature",
        {
            "tracking_number": "1Z999AA10123456784",
            "carrier": "UPS",
            "delivered_at": "2026-03-05T14:12:00-06:00",
            "signed_by": "J SMITH",
            "address": ADDRESS,
            "document_number": "POD-88213",
        },
        POD_PDF,
        PORCH,
        cited=["/signed_by"],
        shows=["Signed for by: J SMITH"],
    ),
    exhibit(
        "C",
        "chat_log",
        CHAT_LOG,
        CHAT_PDF,
        cited=["/messages/12", "/messages/13"],
        shows=[
            "Buyer first raised the problem: 8 March 2026, 10:02 (UTC-07:00)",
            "Seller first replied: 8 March 2026, 11:40 (UTC-07:00)",
            "Buyer answered the seller: none found in the record",
        ],
        caption="The whole thread in Seller Central, printed 12 March 2026",
        zones=(PACIFIC,),
    ),
    exhibit(
        "D",
        "order_record",
        {
            "order_id": "113-1234567-7654321",
            "placed_at": "2026-02-16T11:02:00-08:00",
            "ship_by": "2026-02-19",
            "estimated_delivery": {"from": "2026-02-28", "to": "2026-03-07"},
            "ship_to": ADDRESS,
            "total": {"amount": "52.80", "currency": "USD"},
            "items": [
                {
                    "id": "lamp",
                    "sku": "LMP-01",
                    "title": "Desk lamp “Aurora” <LED> & clamp",
                    "quantity": 1,
                    "price": {"amount": "48.90", "currency": "USD"},
                }
            ],
        },
        SCAN_TIFF,
    ),
    exhibit(
        "E",
        "platform_notice",
        {
            "notice": "claim_opened",
            "claim_id": "ATZ-1",
            "reason": "item_not_received",
            "filed_at": "2026-03-11T09:14:00-07:00",
            "amount": {"amount": "52.80", "currency": "USD"},
            "answer_by": "2026-03-18",
            "decision": {"outcome": "granted", "at": "2026-03-13", "text": "We granted the claim."},
            "text": "Hello,\nthe buyer filed a claim on the order named below.\n\n   Regards",
        },
        CHAT_PDF,
    ),
    exhibit(
        "F",
        "return_address",
        {
            "given_at": "2026-03-08T11:40:00-07:00",
            "channel": "Buyer-Seller Messages",
            "address": DEPOT,
            "label": {
                "carrier": "USPS",
                "tracking_number": "9400100000000000000000",
                "prepaid": True,
            },
        },
        TERMS_PDF,
    ),
    exhibit(
        "G",
        "return_authorization",
        {
            "rma": "RMA-7",
            "requested_at": "2026-03-08",
            "reason": "No longer needed",
            "authorized_at": "2026-03-08T12:00:00Z",
            "address": DEPOT,
            "label": {"prepaid": False},
            "closed_at": "2026-04-01",
            "closed_reason": "Not sent back",
        },
    ),
    exhibit("H", "return_tracking", {"tracking_number": "9400", "carrier": "USPS", "events": []}),
    exhibit(
        "I",
        "refund",
        {
            "made_at": "2026-03-10T01:02:03Z",
            "amount": {"amount": "5280", "currency": "JPY"},
            "full": True,
            "reference": "R-1",
        },
    ),
    exhibit(
        "J",
        "photo",
        {
            "shows": "The parcel on the porch, with the label readable.",
            "taken_at": "2026-03-05T14:13:00-06:00",
        },
    ),
    exhibit(
        "K",
        "document",
        {
            "title": "Terms of carriage",
            "date": "2025-01-01",
            "description": "The page on signatures.",
        },
    ),
    exhibit(
        "L",
        "chat_log",
        {"complete": {"to": "2026-03-14", "basis": "search of the message centre"}, "messages": []},
    ),
)

_SIGNED = (Cite("B", "B"),)
_SCANNED = (Cite("A", "A-events-0"),)
_ASKED, _ANSWERED = Cite("C", "C-messages-12"), Cite("C", "C-messages-13")

LETTER = Letter(
    language="en",
    date="16 March 2026",
    sender=("Hongtu Direct", "Hongtu Trading Co., Ltd.", "China", "care@example.com"),
    recipient=("Amazon.com, A-to-z Guarantee Team",),
    subject="Appeal of A-to-z claim ATZ-1 on order 113-1234567-7654321: item not received",
    identifiers=(
        ("Order", "113-1234567-7654321"),
        ("Claim", "ATZ-1"),
        ("Claim reason", "Item not received"),
        ("Amount claimed", "$52.80"),
        ("Claim filed", "11 March 2026, 09:14 (UTC-07:00)"),
        ("Claim decided", "13 March 2026"),
    ),
    opening=(
        Sentence(
            "The parcel was delivered to the address on the order on 5 March 2026, 14:12 "
            "(UTC-06:00),"
            " and J SMITH signed for it.",
            (*_SCANNED, *_SIGNED),
        ),
    ),
    rows=(
        Row(
            "The order did not arrive by the latest estimated delivery date.",
            (
                Sentence(
                    "It was delivered on 5 March 2026; the window ended on 7 March 2026.",
                    (*_SCANNED, Cite("D", "D")),
                ),
            ),
        ),
        Row(
            "The buyer contacts the seller first and allows 48 hours.",
            (
                Sentence(
                    "The buyer wrote on 8 March 2026, 10:02 (UTC-07:00), and the seller "
                    "replied after 1 hour 38 minutes.",
                    (_ASKED, _ANSWERED),
                ),
            ),
        ),
        Row(
            "Only if the two do not agree on a resolution may a claim be filed.",
            (
                Sentence(
                    "The buyer did not answer the seller's offer before the claim.",
                    (_ANSWERED, Cite("C", "C")),
                ),
            ),
        ),
    ),
    grounds=(
        Block(
            "The parcel was delivered and signed for",
            (
                Sentence(
                    "UPS delivered the parcel with the tracking number 1Z999AA10123456784"
                    " at the postcode 01234 on 5 March 2026, 14:12 (UTC-06:00).",
                    _SCANNED,
                ),
                Sentence("The proof of delivery names J SMITH as the person who signed.", _SIGNED),
                Sentence(
                    "The address on the proof of delivery is the address on the order: 1 "
                    "Main St, Austin, TX 01234.",
                    (*_SIGNED, Cite("D", "D")),
                ),
            ),
        ),
        Block(
            "The seller answered, and the buyer fell silent",
            (
                Sentence(
                    "The buyer first wrote on 8 March 2026, 10:02 (UTC-07:00): “Where is my lamp?”",
                    (_ASKED,),
                ),
                Sentence(
                    "The seller replied 1 hour 38 minutes later and offered a second lamp"
                    " or the money back.",
                    (_ASKED, _ANSWERED),
                ),
                Sentence(
                    "The record of the thread is complete until 14 March 2026 and holds "
                    "no answer to this offer.",
                    (Cite("C", "C"),),
                ),
            ),
        ),
    ),
    points=(
        Block(
            "“It never came.”",
            (
                Sentence(
                    "UPS recorded the delivery, with a signature, on 5 March 2026.",
                    (*_SCANNED, *_SIGNED),
                ),
            ),
        ),
        Block(
            "“The seller did not answer.”",
            (
                Sentence(
                    "The seller answered on 8 March 2026, 11:40 (UTC-07:00), within 1 "
                    "hour 38 minutes.",
                    (_ANSWERED,),
                ),
            ),
        ),
    ),
    other=(
        Sentence(
            "The buyer raised no fault of the goods in the thread, so the claim would not"
            " hold as “not as described” either.",
            (Cite("C", "C"),),
        ),
    ),
    relief=(
        Sentence(
            "We ask that the decision on claim ATZ-1 be reversed and that the debit of "
            "$52.80 be returned to the seller."
        ),
        Sentence("Failing that, we ask that the claim not be counted in the order defect rate."),
    ),
    closing="Yours faithfully,",
    signatory=("Li Wei", "Hongtu Trading Co., Ltd."),
)

TIMELINE = (
    TimelineRow("16 February 2026, 11:02 (UTC-08:00)", "", "Order placed", Cite("D", "D")),
    TimelineRow(
        "18 February 2026, 16:00 (UTC+08:00)",
        "1 day 12 hours",
        "First scan by the carrier",
        Cite("A", "A-events-3"),
    ),
    TimelineRow(
        "5 March 2026, 14:12 (UTC-06:00)",
        "15 days 12 hours",
        "Parcel delivered",
        Cite("A", "A-events-0"),
    ),
    TimelineRow("7 March 2026", "", "Promised delivery time ended", Cite("D", "D")),
    TimelineRow("8 March 2026, 10:02 (UTC-07:00)", "", "Buyer first raised the problem", _ASKED),
    TimelineRow(
        "8 March 2026, 11:40 (UTC-07:00)", "1 hour 38 minutes", "Seller first replied", _ANSWERED
    ),
    TimelineRow(
        "11 March 2026, 09:14 (UTC-07:00)",
        "2 days 21 hours",
        "Claim filed",
        Cite("E", "E"),
        claim=True,
    ),
    TimelineRow("13 March 2026", "", "Claim decided", Cite("E", "E"), claim=True),
)

RULES = (
    RuleRow(
        "Contact first",
        "The buyer contacts the seller through the account and waits 48 hours before a claim.",
        "https://sellercentral.amazon.com/help/hub/reference/external/G202041210",
        "20 November 2026",
    ),
)

PICTURES = {
    PORCH.digest: (PlacedPicture("porch.png", 1200, 1600),),
    SCAN_TIFF.digest: (
        PlacedPicture("scan-1.png", 1654, 2339),
        PlacedPicture("scan-2.png", 400, 120),
    ),
}

VIEW = PacketView(
    case="AZ-113-7654321",
    title="Appeal of A-to-z claim ATZ-1",
    author="Hongtu Direct",
    created=date(2026, 3, 16),
    paper="letter",
    letter=LETTER,
    exhibits=EXHIBITS,
    timeline=TIMELINE,
    rules=RULES,
    pictures=PICTURES,
    changes=("evidence/porch.heic: The copy in the packet is a JPEG picture.",),
)


def hostile(letter: Letter = LETTER) -> Letter:
    """The letter with every text of a seller or buyer made as awkward as it can be."""
    awkward = " & <b>“x”</b> \u200f\u202e😀 上海市 東京 {{ 1 }} {% x %}"
    return replace(
        letter,
        sender=tuple(line + awkward for line in letter.sender),
        subject=letter.subject + awkward,
        identifiers=tuple((label, value + awkward) for label, value in letter.identifiers),
        signatory=tuple(line + awkward for line in letter.signatory),
        points=tuple(replace(block, heading=block.heading + awkward) for block in letter.points),
    )
