"""Events of the tests: envelopes to deliver, and what was published instead of sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms_kernel import Unavailable, envelope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lms_kernel import DomainEvent


def event(happened: DomainEvent, **extensions: str) -> dict[str, object]:
    """Answer the event in its envelope, ready to be delivered."""
    return envelope(happened, **extensions)


class CapturedEvents(list[dict[str, object]]):
    """A broker that keeps what it was given; ``is_away`` makes it refuse."""

    is_away: bool = False

    async def send(self, envelope: Mapping[str, object]) -> None:
        """Keep the event, or be away."""
        if self.is_away:
            raise Unavailable("The event broker cannot be reached.")
        self.append(dict(envelope))

    async def close(self) -> None:
        """Nothing was opened."""

    def types(self) -> list[str]:
        """Answer the types of what was published, in order."""
        return [str(each["type"]) for each in self]
