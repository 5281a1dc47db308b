"""Whether the case's parts speak of the same order, parcels and files."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from generator.case.evidence import Surroundings, shows_of
from generator.case.model import Evidence, Parcel, at, tracking_number
from generator.case.times import Source, check_sequence
from generator.case.wording import nearest
from generator.pack_files import read as read_pack
from generator.problems import Problems

_ACTS = "evidence_schemas/acts.yaml"


def check_case(case: Source, problems: Problems) -> None:
    """Note what is given twice, and goods that the order does not have; the order is sound."""
    order = case.data["order"]
    items = [item["id"] for item in order["items"]]
    parcels = order.get("parcels", ())
    _check_twice("/order/items/{}/id", items, "the item", case, problems)
    numbers = [tracking_number(parcel["tracking_number"]) for parcel in parcels]
    pattern = "/order/parcels/{}/tracking_number"
    _check_twice(pattern, numbers, "the parcel", case, problems)
    named = [
        (f"/order/parcels/{number}/items", parcel.get("items", ()))
        for number, parcel in enumerate(parcels)
    ]
    disputed = at(case.data, "/claim/items")
    for pointer, ids in (*named, ("/claim/items", disputed if isinstance(disputed, list) else ())):
        for number, identity in enumerate(ids):
            if identity not in items:
                where = case.where(f"{pointer}/{number}")
                message = f"the order has no item '{identity}'"
                problems.error("E224", where, message, nearest(identity, items))
    for number, parcel in enumerate(parcels):
        if "items" not in parcel and len(parcels) > 1:
            where = case.where(f"/order/parcels/{number}")
            message = "of several parcels, this one does not say which items are in it"
            problems.error("E226", where, message, f"Add 'items' with some of: {', '.join(items)}.")


def check_ids(case: Source, problems: Problems) -> None:
    """Note ids of evidence that are given twice."""
    entries = case.data["evidence"]
    ids = [each.get("id") if isinstance(each, dict) else None for each in entries]
    _check_twice("/evidence/{}/id", ids, "the item", case, problems)


def parcels_of(order: Mapping[str, Any]) -> tuple[Parcel, ...]:
    """The parcels of a checked order; the only one holds everything if it does not say."""
    everything = [item["id"] for item in order["items"]]
    return tuple(
        Parcel(
            parcel["carrier"],
            tracking_number(parcel["tracking_number"]),
            frozenset(parcel.get("items", everything)),
        )
        for parcel in order.get("parcels", ())
    )


def check_item(item: Evidence, index: int, around: Surroundings, problems: Problems) -> None:
    """Note where an item contradicts the case, or itself."""
    order = around.case.data["order"]
    own = item.data.get("order_id")
    if own is not None and _same_text(own) != _same_text(order["id"]):
        message = f"this is about the order {own}, but the case is about {order['id']}"
        remedy = "Take the item out, or correct the number that is wrong."
        problems.error("E220", item.where("/order_id"), message, remedy)
    else:
        _check_parcel(item, index, around, problems)
    _check_transcript(item, problems)
    _check_senders(item, around, problems)
    _check_order_of_times(item, around, problems)


def check_files(items: Iterable[Evidence], case: Source, problems: Problems) -> None:
    """Warn of a file that is attached twice, even under another name."""
    seen: dict[str, str] = {}
    for item in items:
        for attachment in item.attachments:
            first = seen.setdefault(attachment.digest, f"'{attachment.name}' of '{item.id}'")
            if first != f"'{attachment.name}' of '{item.id}'":
                message = f"'{attachment.name}' of '{item.id}' is the same file as {first}"
                place = case.where(f"/evidence/{_index(case, item)}")
                problems.warn("E321", place, message, "Attach it once, unless it proves both.")


def _check_twice(
    pattern: str, names: Sequence[str | None], what: str, case: Source, problems: Problems
) -> None:
    for number, name in enumerate(names):
        if name is not None and name in names[:number]:
            where = case.where(pattern.format(number))
            message = f"{what} '{name}' is given twice"
            problems.error("E223", where, message, "Give each its own.")


def _check_parcel(item: Evidence, index: int, around: Surroundings, problems: Problems) -> None:
    """Note a parcel that is not one of the order, if the item is said to be of this order."""
    case = around.case
    numbers = [parcel.number for parcel in parcels_of(case.data["order"])]
    said = tracking_number(item.parcel) if item.parcel else None
    if said and said not in numbers:
        where = case.where(f"/evidence/{index}/parcel")
        problems.error("E222", where, f"the order has no parcel {said}", nearest(said, numbers))
    pointer = shows_of(item.kind, around.packs).get("parcel")
    written = at(item.data, pointer) if pointer else None
    if not pointer or written is None:
        return
    number = tracking_number(written)
    if said and number != said:
        message = f"this is about the parcel {number}, but the case says that it is about {said}"
        remedy = "Name the right file, or correct the number that is wrong."
        problems.error("E221", item.where(pointer), message, remedy)
    elif number not in numbers and "order_id" in item.data:
        message = f"this is said to be of this order, but the order has no parcel {number}"
        remedy = f"Add the parcel to the order, or take the item out. {nearest(number, numbers)}"
        problems.error("E221", item.where(pointer), message, remedy)
    elif number not in numbers:
        message = f"the order has no parcel {number}, so this item shows nothing"
        remedy = f"If it is one of this order, add it there. {nearest(number, numbers)}"
        problems.warn("E227", item.where(pointer), message, remedy)


def _check_transcript(item: Evidence, problems: Problems) -> None:
    """Note a transcript of something that is not attached."""
    source = item.data.get("transcribed_from")
    if not isinstance(source, Mapping):
        return
    names = {attachment.name: attachment for attachment in item.attachments}
    attached = names.get(source.get("attachment", ""))
    if attached is None:
        message = f"the transcript's source '{source.get('attachment')}' is not attached"
        where = item.where("/transcribed_from/attachment")
        remedy = nearest(source.get("attachment", ""), names) if names else "Attach it."
        problems.error("E228", where, message, remedy)
    elif source.get("page", 1) > attached.pages:
        message = f"'{attached.name}' has no page {source['page']}; it has {attached.pages}"
        where = item.where("/transcribed_from/page")
        problems.error("E228", where, message, "Count the pages of the file from 1.")


def _check_senders(item: Evidence, around: Surroundings, problems: Problems) -> None:
    """Note an act that the sender of the message cannot do."""
    path = shows_of(item.kind, around.packs).get("entries", {}).get("path")
    if not path:
        return
    for number, entry in enumerate(at(item.data, path) or ()):
        sender = entry.get("from")
        if sender is None or not entry.get("acts"):
            continue
        own = read_pack(around.packs, _ACTS, "acts").get(sender, {})
        for each, act in enumerate(entry["acts"]):
            if act not in own:
                where = item.where(f"{path}/{number}/acts/{each}")
                message = f"'{act}' is nothing that the {sender} can do"
                problems.error("E219", where, message, nearest(act, own))


def _check_order_of_times(item: Evidence, around: Surroundings, problems: Problems) -> None:
    sources = {"item": Source(item.data, item.zones, item.where), "case": around.case}
    pointer = shows_of(item.kind, around.packs).get("parcel")
    number = tracking_number((at(item.data, pointer) if pointer else item.parcel) or "")
    parcels = around.case.data["order"].get("parcels", ())
    for position, parcel in enumerate(parcels):
        if tracking_number(parcel["tracking_number"]) == number:
            sources["parcel"] = around.case.under(f"/order/parcels/{position}")
    name = f"evidence_schemas/kinds/{item.kind}/sequence.yaml"
    check_sequence(name, sources, around.packs, problems)


def _same_text(text: str) -> str:
    return "".join(text.split()).casefold()


def _index(case: Source, item: Evidence) -> int:
    return next(n for n, each in enumerate(case.data["evidence"]) if each["id"] == item.id)
