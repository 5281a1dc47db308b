"""Read an answer of the tracking service 17TRACK (version 2.x) as the tracking of one parcel.

Two forms are read: what `gettrackinfo` answers, and what the service sends to a
webhook. A time without a zone stays without one. The record counts as complete
only up to the time at which the service had last heard from every carrier in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.case.load import Document, load
from generator.case.model import at, tracking_number
from generator.intake.formats import Export
from generator.intake.scans import Scan, merge, moment
from generator.intake.seventeentrack_events import copied, scan, status, text
from generator.problems import ExitCode, Problems, Stopped, Where, stop

NAME = "17track"
KINDS = ("tracking", "return_tracking")

LARGEST = 20 * 1024**2  # bytes

_ASK_AGAIN = "Ask 17TRACK for the number with gettrackinfo, version 2.x, and save the answer."
_SAVE_AGAIN = "Save the answer of gettrackinfo again, whole and unchanged."

_PROVIDERS = "/track_info/tracking/providers"
_STATUS = "/track_info/latest_status"
_SHIPPING = "/track_info/shipping_info"
_ESTIMATE = "/track_info/time_metrics/estimated_delivery_date"
_PLACES = {
    "/tracking_number": "/number",
    "/service": f"{_PROVIDERS}/0/service_type",
    "/origin/city": f"{_SHIPPING}/shipper_address/city",
    "/origin/country": f"{_SHIPPING}/shipper_address/country",
    "/destination/city": f"{_SHIPPING}/recipient_address/city",
    "/destination/postcode": f"{_SHIPPING}/recipient_address/postal_code",
    "/destination/country": f"{_SHIPPING}/recipient_address/country",
    "/estimated_delivery/from": f"{_ESTIMATE}/from",
    "/estimated_delivery/to": f"{_ESTIMATE}/to",
}


def recognises(head: bytes) -> float:
    """How sure it is that a file beginning with these bytes comes from 17TRACK."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    answer = all(word in start for word in (b'"code"', b'"data"', b'"accepted"'))
    webhook = b'"TRACKING_UPDATED"' in start or b'"TRACKING_STOPPED"' in start
    if not start.startswith(b"{") or not (answer or webhook):
        return 0.0
    return 1.0 if b'"track_info"' in start else 0.7


def read(path: Path, select: str | None = None) -> Export:
    """The tracking of one parcel; `select` is its number, needed if the file holds several.

    Raises `Stopped` with E310 to E315, or with what `load` says of a file that is not JSON.
    """
    if path.suffix.lower() != ".json":
        message = "an answer of 17TRACK is JSON, but the name of the file does not end in .json"
        raise stop(ExitCode.PROBLEMS, "E311", Where(path.name), message, "Rename the file.")
    if path.is_file() and path.stat().st_size > LARGEST:
        message = f"the file is larger than {LARGEST // 1024**2} MiB"
        remedy = "Save the answer for this parcel alone."
        raise stop(ExitCode.PROBLEMS, "E310", Where(path.name), message, remedy)
    document = load(path, path.name)
    record = _Record(document, _choose(document, select), Problems())
    scans, whole = _scans(record)
    data, places = _parcel(record, whole)
    record.problems.stop_on_error(ExitCode.PROBLEMS)
    for number, each in enumerate(scans):
        places |= {f"/events/{number}{native}": place for native, place in each.places.items()}
    return Export(
        KINDS[0],
        {**data, "events": [dict(each.data) for each in scans]},
        {native: record.base + place for native, place in places.items()},
        tuple(record.problems),
    )


# Which record of the file -------------------------------------------------------------------


def _choose(document: Document, select: str | None) -> str:
    """The place of the one record that is meant; raises `Stopped` if there is not exactly one."""
    data = document.data
    numbers = _accepted(data)
    wanted = tracking_number(select or "")
    fitting = [place for place, number in numbers.items() if wanted in ("", number)]
    if not fitting:
        raise _nothing(document, wanted, numbers)
    if not any(isinstance(at(data, f"{place}/track_info"), Mapping) for place in fitting):
        raise _without_scans(document, fitting[0])
    if len(fitting) == 1:
        return fitting[0]
    if len({numbers[place] for place in fitting}) > 1:
        message = f"the file holds several parcels: {_listed(numbers.values())}"
        remedy = "Say in the case which of these numbers is meant."
    else:
        message = f"the file holds {len(fitting)} records of {numbers[fitting[0]]}"
        remedy = "Save the answer for the carrier of this parcel alone."
    raise stop(ExitCode.PROBLEMS, "E314", document.where("/data/accepted"), message, remedy)


def _accepted(data: Any) -> dict[str, str]:
    """The tracking number of each record, by its place."""
    accepted = at(data, "/data/accepted")
    places = ["/data"] if at(data, "/event") is not None else []
    if isinstance(accepted, list):
        places = [f"/data/accepted/{index}" for index in range(len(accepted))]
    found = ((place, text(data, f"{place}/number")) for place in places)
    return {place: tracking_number(number) for place, number in found if number}


def _nothing(document: Document, wanted: str, numbers: Mapping[str, str]) -> Stopped:
    """Why no record fits."""
    rejected = at(document.data, "/data/rejected")
    refused = {
        tracking_number(number): text(row, "/error/message") or "it gives no reason"
        for row in (rejected if isinstance(rejected, list) else [])
        if (number := text(row, "/number"))
    }
    number = wanted or next(iter(refused), "")
    if number in refused:
        code, message = "E313", f"17TRACK did not accept {number}: {refused[number]}"
        remedy = f"Check the number and its carrier. {_ASK_AGAIN}"
    elif numbers or refused:
        known = _listed([*numbers.values(), *refused])
        code, message = "E314", f"the file holds nothing of {wanted}, only of {known}"
        remedy = "Check the number, or name the file that holds it."
    else:
        said = text(document.data, "/data/errors/0/message")
        code, remedy = "E311", _ASK_AGAIN
        message = f"17TRACK answered with an error: {said}" if said else "the file holds no parcel"
    return stop(ExitCode.PROBLEMS, code, document.where("/data"), message, remedy)


def _without_scans(document: Document, place: str) -> Stopped:
    record = at(document.data, place)
    if "track" in record:
        message = "this is an old answer of 17TRACK (version 1)"
    elif "package_status" in record:
        message = "this is a list of parcels (gettracklist), without their scans"
    elif at(document.data, "/event") == "TRACKING_STOPPED":
        message = "17TRACK only says here that it no longer follows the parcel"
    else:
        message = "17TRACK gives no tracking for this number here"
    return stop(ExitCode.PROBLEMS, "E312", document.where(place), message, _ASK_AGAIN)


def _listed(numbers: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(numbers))


# What the record says -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Record:
    """A record at the pointer `base` of a file, and what is noted while it is read."""

    document: Document
    base: str
    problems: Problems

    def get(self, pointer: str) -> Any:
        return at(self.document.data, self.base + pointer)

    def where(self, pointer: str) -> Where:
        return self.document.where(self.base + pointer)

    def warn(self, code: str, pointer: str, message: str, remedy: str) -> None:
        """Note it, but only at its first place."""
        if (code, message) not in {(noted.code, noted.message) for noted in self.problems}:
            self.problems.warn(code, self.where(pointer), message, remedy)


def _scans(record: _Record) -> tuple[list[Scan], bool]:
    """All scans, the oldest first, and whether each could be kept and understood."""
    providers = record.get(_PROVIDERS)
    if not isinstance(providers, list) or not providers:
        message = "17TRACK has no answer of any carrier for this number yet"
        remedy = f"Wait a day. {_ASK_AGAIN}"
        raise stop(ExitCode.PROBLEMS, "E315", record.where(""), message, remedy)
    carriers: list[list[Scan | None]] = []
    for index, provider in enumerate(providers):
        place = f"{_PROVIDERS}/{index}"
        name, events = text(provider, "/provider/name"), at(provider, "/events")
        if name is None or not isinstance(events, list):
            message = "the carrier's name or its list of scans is missing here"
            record.problems.error("E311", record.where(place), message, _SAVE_AGAIN)
            continue
        shown = name if len(providers) > 1 else None
        carriers.append([_scan(record, f"{place}/events/{n}", shown) for n in range(len(events))])
    kept = [[each for each in read if each] for read in carriers]
    scans, by_instants = merge(kept, newest_first=True)
    if not by_instants:
        message = "not every scan has a time zone, so the scans keep the order of the file"
        remedy = "If those without one are all of one zone, give it as the item's 'timezone'."
        record.warn("E316", _PROVIDERS, message, remedy)
    clear = all(each.data.get("status") != "unknown" for each in scans)
    return scans, clear and all(None not in read for read in carriers)


def _scan(record: _Record, place: str, provider: str | None) -> Scan | None:
    def note(code: str, message: str, remedy: str) -> None:
        record.warn(code, place, message, remedy)

    return scan(record.get(place), place, provider, note)


def _parcel(record: _Record, whole: bool) -> tuple[dict[str, Any], dict[str, str]]:
    """All but the scans, and where it stands in the record."""
    providers = record.get(_PROVIDERS)
    names = [text(provider, "/provider/name") for provider in providers]
    found = {"/carrier": " / ".join(dict.fromkeys(name for name in names if name))}
    places = {"": "", "/events": _PROVIDERS, "/carrier": f"{_PROVIDERS}/0/provider/name"}
    for native, value, place in copied(record.get(""), _PLACES):
        if not native.startswith("/estimated_delivery") or moment(value):
            found[native], places[native] = value, place
            parent = native.rpartition("/")[0]
            places[parent] = place.rpartition("/")[0] if parent else ""
    latest = record.get(_STATUS)
    for key, value in status(text(latest, "/status"), text(latest, "/sub_status")).items():
        found[f"/{key}"], places[f"/{key}"] = value, _STATUS
    complete = _complete_to(providers) if whole else None
    if complete:
        found["/fetched_at"], places["/fetched_at"] = complete
    else:
        message = "the record does not count as complete: a scan or a carrier's answer is missing"
        remedy = "It cannot prove that something did not happen. Ask 17TRACK again for that."
        record.warn("E318", _PROVIDERS, message, remedy)
    data: dict[str, Any] = {}
    for native, value in found.items():
        *parents, key = native[1:].split("/")
        (data.setdefault(parents[0], {}) if parents else data)[key] = value
    return data, places


def _complete_to(providers: Sequence[Any]) -> tuple[str, str] | None:
    """The earliest of the times at which the carriers last answered, and its place."""
    heard = []
    for index, provider in enumerate(providers):
        written = text(provider, "/latest_sync_time") or ""
        time = moment(written)
        if not time or not time.is_exact or text(provider, "/latest_sync_status") != "Success":
            return None
        place = f"{_PROVIDERS}/{index}/latest_sync_time"
        heard.append((time.first.timestamp(), written, place))
    return min(heard)[1:]
