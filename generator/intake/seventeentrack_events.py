"""What one event of a 17TRACK record says: its time, its status, its place and words."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.case.model import at
from generator.case.moments import Moment
from generator.intake.scans import Scan, moment

Note = Callable[[str, str, str], None]  # code, message, remedy

_PLACES = {
    "/description": "/description",
    "/translation": "/description_translation/description",
    "/city": "/address/city",
    "/postcode": "/address/postal_code",
    "/country": "/address/country",
    "/location": "/location",
}

# A stage, a main status, or the part of a sub-status before its underscore.
_STATUS = {
    "NotFound": "not_found",
    "InfoReceived": "info_received",
    "PickedUp": "picked_up",
    "Departure": "in_transit",
    "Arrival": "in_transit",
    "InTransit": "in_transit",
    "OutForDelivery": "out_for_delivery",
    "AvailableForPickup": "available_for_pickup",
    "Delivered": "delivered",
    "DeliveryFailure": "delivery_failed",
    "Returning": "returning",
    "Returned": "returned",
    "Exception": "exception",
    "Expired": "expired",
}
# Sub-statuses that say more than that part.
_SUB_STATUS = {
    "InTransit_PickedUp": "picked_up",
    "InTransit_CustomsProcessing": "customs",
    "InTransit_CustomsReleased": "customs",
    "InTransit_CustomsRequiringInformation": "customs",
    "Exception_Returning": "returning",
    "Exception_Returned": "returned",
    "Exception_NoBody": "delivery_failed",
    "Exception_Rejected": "delivery_failed",
    "Exception_Cancel": "cancelled",
}

_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2}(?::\d{2}(?:\.\d+)?)?)", re.ASCII)
_OFFSET = re.compile(r"Z|[+-]\d{2}:?\d{2}", re.ASCII)
_MIDNIGHT = "T00:00:00"


def scan(event: Any, place: str, provider: str | None, note: Note) -> Scan | None:
    """The event at `place` of the export as a scan; None, and a note, if it has no date."""
    time = _time(event, note)
    if time is None:
        note("E319", "a scan without a date is left out", "Show it by the carrier's own page.")
        return None
    said = status(text(event, "/stage"), text(event, "/sub_status"))
    if said.get("status") == "unknown":
        message = f"it is not known what 17TRACK means by '{said['status_raw']}'"
        note("E317", message, "The scan stands in the packet, but nothing is argued from it.")
    data = {"at": time.written, **said, "description": said.get("status_raw", "(no words)")}
    data["zone_from"] = "event" if time.zone_known else "none"
    if provider:
        data["provider"] = provider
    places = {"": place} | {f"/{key}": place for key in data}
    for native, value, inside in copied(event, _PLACES):
        data[native[1:]], places[native] = value, place + inside
    return Scan(data, places, time)


def status(main: str | None, finer: str | None) -> dict[str, str]:
    """The status of our list, with the words of the service; {} if it says nothing.

    `unknown` if the words are new, or if only one of the two says "delivered".
    """
    if not main and not finer:
        return {}
    told = [_of_list(word) for word in (finer, main) if word]
    known = [each for each in told if each]
    if not known or ("delivered" in known and len(set(known)) > 1):
        return {"status": "unknown", "status_raw": " / ".join(filter(None, (main, finer)))}
    return {"status": known[0], "status_raw": finer or main or ""}


def text(node: Any, pointer: str) -> str | None:
    """The text at a pointer, without blanks around it; None if there is none."""
    value = at(node, pointer)
    return value.strip() or None if isinstance(value, str) else None


def copied(node: Any, places: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Place in our form, value, and place in the node, of every text that is taken as it is."""
    for native, place in places.items():
        value = text(node, place)
        if value and (not native.endswith("/country") or _COUNTRY.fullmatch(value)):
            yield native, value, place


def _of_list(word: str) -> str | None:
    return _SUB_STATUS.get(word) or _STATUS.get(word.partition("_")[0])


def _time(event: Any, note: Note) -> Moment | None:
    """When it happened.

    `time_raw` is what the carrier wrote, `time_iso` what the service made of it.
    The latter has the zone; but where it says something else, the carrier's
    word counts. Where only a day is known, it fills in a midnight.
    """
    made, written = moment(text(event, "/time_iso")), moment(_raw(event))
    if not made or not written:
        return made or written
    if written.is_day:
        trusted = written.overlaps(made) and _MIDNIGHT not in made.written
        return made if trusted else written
    if made.written.replace(" ", "T").startswith(written.written):
        return made
    if written.zone_known and written.overlaps(made):
        return made
    message = "17TRACK gives two times for a scan, and the carrier's own is taken"
    note("E316", message, "If the time matters, show it by the carrier's own page.")
    return written


def _raw(event: Any) -> str | None:
    """`time_raw` as one text: a day, or a time with the offset if there is one."""
    day = text(event, "/time_raw/date")
    clock = _CLOCK.fullmatch(text(event, "/time_raw/time") or "")
    if not day or not clock:
        return day
    offset = text(event, "/time_raw/timezone") or ""
    return f"{day}T{clock[1]:0>2}:{clock[2]}{offset if _OFFSET.fullmatch(offset) else ''}"
