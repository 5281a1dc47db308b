"""From a case file to a checked case, or to all that is wrong with it."""

from collections.abc import Mapping, Sequence
from datetime import date, tzinfo
from pathlib import Path
from typing import Any

from generator.case import agreement, moments
from generator.case.defaults import NAME, Defaults, is_default, merged
from generator.case.evidence import Surroundings, read_item
from generator.case.limits import step
from generator.case.load import Document, load
from generator.case.model import Case, Evidence, at
from generator.case.moments import Moment
from generator.case.schemas import UNLISTED, check_data
from generator.case.times import Source, check_sequence, check_times
from generator.case.wording import nearest
from generator.pack_files import read as read_pack
from generator.packs import Packs
from generator.problems import ExitCode, Problems, Where, stop

_SCHEMA = "case.schema.json"


def read_case(path: Path, defaults: Defaults, as_of: date | None, today: date) -> Case:
    """The case in a file, checked together with its evidence.

    The letter's date is `as_of`, else the case's own, else `today`. Stops with
    exit 1 and every problem found, or with exit 4 if a pack is wrong.
    """
    return _Reading(path, defaults, as_of, today).case()


class _Reading:
    """One case while it is read."""

    def __init__(self, path: Path, defaults: Defaults, as_of: date | None, today: date) -> None:
        self.problems = Problems()
        self.packs: Packs = defaults.packs
        self.document: Document = load(path, path.name)
        if not isinstance(self.document.data, Mapping):
            place, remedy = self.document.where(""), "Write a case as keys with values."
            raise stop(ExitCode.PROBLEMS, "E109", place, "a list is not a case", remedy)
        self.as_of = as_of
        self.today = today
        whole = merged(self.document.data, defaults.values)
        self.data, found = check_data(whole, _SCHEMA, self.packs, self._where)
        self.found = found
        self.problems += found
        if any(problem.code == UNLISTED for problem in found):
            self.problems.stop_on_error(ExitCode.PROBLEMS)  # what is sound cannot be told

    def case(self) -> Case:
        """Look at everything, then stop if anything is wrong."""
        source = Source(self.data, self._zones(), self._where)
        name = "evidence_schemas/case.sequence.yaml"
        check_times(source, _SCHEMA, self.packs, self.problems)
        check_sequence(name, {"case": source}, self.packs, self.problems)
        market = self._platform()
        if self._is_sound("order"):
            agreement.check_case(source, self.problems)
        self._check_date(source)
        items = self._evidence(source)
        self._sort()
        self.problems.stop_on_error(ExitCode.PROBLEMS)
        return self._case(source, items, market)

    def _sort(self) -> None:
        """File by file, the case's own first, and in each from top to bottom."""
        files = [self.document.name, *dict.fromkeys(each.where.file for each in self.problems)]
        self.problems.sort(
            key=lambda each: (files.index(each.where.file), each.where.line or 0, each.code)
        )

    def _where(self, pointer: str) -> Where:
        if is_default(self.document.data, pointer):
            return Where(NAME, None, pointer)
        return self.document.where(pointer)

    def _is_sound(self, *steps: str | int) -> bool:
        """Whether the schema found nothing wrong at a place or under it."""
        pointer = "".join(map(step, steps))
        return at(self.data, pointer) is not None and not any(
            f"{problem.where.pointer}/".startswith(f"{pointer}/") for problem in self.found.errors
        )

    def _zones(self) -> tuple[tzinfo, ...]:
        return (moments.zone(self.data["timezone"]),) if self._is_sound("timezone") else ()

    def _evidence(self, source: Source) -> tuple[Evidence, ...]:
        """The items that can be read; those with problems are left out, since the case stops."""
        if not isinstance(self.data.get("evidence"), list):
            return ()
        agreement.check_ids(source, self.problems)
        around = Surroundings(source, self.document.path.parent, self.document, self.packs)
        items = []
        for index in range(len(self.data["evidence"])):
            item = (
                read_item(index, around, self.problems)
                if self._is_sound("evidence", index)
                else None
            )
            if item and self._is_sound("order"):
                agreement.check_item(item, index, around, self.problems)
            items.append(item)
        read = tuple(item for item in items if item)
        agreement.check_files(read, source, self.problems)
        return read

    # What the packs must know -----------------------------------------------------------------

    def _platform(self) -> Mapping[str, Any]:
        """The market as the platform's profile describes it; fills in channel and language."""
        if not self._is_sound("platform"):
            return {}
        folder = f"templates/platforms/{self.data['platform']}"
        profile = read_pack(self.packs, f"{folder}/profile.yaml", "profile")
        markets: Mapping[str, Mapping[str, Any]] = profile["markets"]
        decided = isinstance(self.data.get("claim"), dict) and "decision" in self.data["claim"]
        channel = profile["channel_for"]["decided_claim" if decided else "open_claim"]
        self.data.setdefault("channel", channel)
        for key, pointer, sub_folder in (
            ("reason", "/claim/reason", "claims"),
            ("channel", "/channel", "channels"),
        ):
            name = at(self.data, pointer)
            known = self.packs.stems(f"{folder}/{sub_folder}")
            if self._is_sound(*pointer.split("/")[1:]) and name not in known:
                message = f"the platform has no {key} '{name}'"
                self._error("E231", pointer, message, nearest(name, known))
        if not self._is_sound("market"):
            return {}
        if self.data["market"] not in markets:
            message = f"the platform has no market '{self.data['market']}'"
            self._error("E230", "/market", message, nearest(self.data["market"], markets))
            return {}
        market = markets[self.data["market"]]
        language = self.data.setdefault("language", market["language"])
        known = self.packs.names("templates/languages", "language.yaml")
        if self._is_sound("language") and language not in known:
            message = f"letters in '{language}' cannot be written"
            self._error("E233", "/market", message, nearest(language, known))
        return market

    def _error(self, code: str, pointer: str, message: str, remedy: str) -> None:
        self.problems.error(code, self._where(pointer), message, remedy)

    # The case itself --------------------------------------------------------------------------

    def _date(self) -> date:
        written = self.data.get("as_of")
        return self.as_of or (date.fromisoformat(written) if written else self.today)

    def _check_date(self, source: Source) -> None:
        """Note that the letter would be older than what it answers."""
        if not self._is_sound("as_of") and "as_of" in self.data:
            return
        letter = moments.parse(self._date().isoformat(), source.zones, guess_zone=True)
        for pointer, what in (("/claim/filed_at", "filed"), ("/claim/decision/at", "decided")):
            moment = _moment(self.data, pointer, source.zones)
            if moment and letter.before(moment):
                message = f"the letter is dated {letter.written}, before the claim was {what}"
                remedy = "Correct 'as_of' or the date of the claim."
                self._error("E234", pointer, message, remedy)

    def _delivery_zones(self, source: Source, market: Mapping[str, Any]) -> tuple[tzinfo, ...]:
        """The zones in which a day at the place of delivery may be meant."""
        ship_to = self.data["order"].get("ship_to", {})
        if "timezone" in ship_to:
            return (moments.zone(ship_to["timezone"]),)
        if ship_to.get("country") == market["country"]:
            return tuple(map(moments.zone, market["timezones"]))
        message = "the time zone of the place of delivery is not known"
        remedy = "Give order.ship_to.timezone; until then, its days are read in the case's zone."
        self.problems.warn("E235", self._where("/order/ship_to"), message, remedy)
        return tuple(source.zones)

    def _case(self, source: Source, items: tuple[Evidence, ...], market: Mapping[str, Any]) -> Case:
        data, as_of = self.data, self._date()
        order, claim = data["order"], data["claim"]
        everything = (item["id"] for item in order["items"])
        delivery_zones = self._delivery_zones(source, market)
        return Case(
            name=data["case"],
            document=self.document,
            data={**data, "as_of": as_of.isoformat()},
            as_of=as_of,
            platform=data["platform"],
            market=data["market"],
            channel=data["channel"],
            language=data["language"],
            reason=claim["reason"],
            zones=tuple(source.zones),
            delivery_zones=delivery_zones,
            parcels=agreement.parcels_of(order),
            disputed=frozenset(claim.get("items", everything)),
            evidence=items,
            warnings=tuple(self.problems),
        )


def _moment(data: Any, pointer: str, zones: Sequence[tzinfo]) -> Moment | None:
    text = at(data, pointer)
    try:
        return moments.parse(text, zones, guess_zone=True) if text else None
    except ValueError:  # noted already
        return None
