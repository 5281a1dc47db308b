"""What a platform requires of a claim, and the way in by which it is answered: its packs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.pack_files import read
from generator.packs import Packs
from generator.reasoning.conditions import Condition


@dataclass(frozen=True, slots=True)
class ClaimCondition:
    """One thing that must be true for a claim of this reason to stand."""

    id: str
    says: Mapping[str, str]
    rule: str


@dataclass(frozen=True, slots=True)
class ClaimReason:
    """A claim reason on one platform."""

    id: str
    title: Mapping[str, str]
    conditions: tuple[ClaimCondition, ...]
    advice: Sequence[Mapping[str, Any]]
    other: str | None  # the other claim reason that a buyer may turn to
    other_when: Condition | None


@dataclass(frozen=True, slots=True)
class Channel:
    """One way in to a platform, with its limits; `data` is its pack's file."""

    id: str
    name: Mapping[str, str]
    relief: tuple[str, ...]
    data: Mapping[str, Any]

    @property
    def text_limit(self) -> int | None:
        """The most characters that the channel's text box takes, or None if that is unknown."""
        limit = self.data["text"]["limit"]
        return limit if isinstance(limit, int) else None


def load_reason(packs: Packs, platform: str, reason: str) -> ClaimReason:
    """The platform's view of a claim reason."""
    data = read(packs, f"templates/platforms/{platform}/claims/{reason}.yaml", "claim")
    other = data.get("other", {})
    return ClaimReason(
        reason,
        data["title"],
        tuple(
            ClaimCondition(condition["id"], condition["says"], condition["rule"])
            for condition in data["conditions"]
        ),
        data.get("advice", ()),
        other.get("reason"),
        other.get("when"),
    )


def load_channel(packs: Packs, platform: str, channel: str) -> Channel:
    """A channel of a platform."""
    data = read(packs, f"templates/platforms/{platform}/channels/{channel}.yaml", "channel")
    return Channel(channel, data["name"], tuple(data["relief"]), data)
