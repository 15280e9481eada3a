"""Events of the tests: envelopes to deliver, and what was published instead of sent.

What a test publishes or delivers is checked by the rules of the one-machine host's broker, which
refuses whatever a real one does: a bad event fails the test that makes it, not the first cluster.
"""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

import msgspec

from lms_kernel import Unavailable, envelope
from local.broker.events import STRUCTURED, EventFault, read_event, write_binary
from local.broker.sender import broker_headers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lms_kernel import DomainEvent

# What every carrier brings through unchanged. Some encode the rest in headers, as they should; the
# SDK of Knative's broker neither encodes nor decodes.
_PLAIN = frozenset(string.ascii_letters + string.digits + string.punctuation) - {'"', "%"}


def event(happened: DomainEvent, **extensions: str) -> dict[str, object]:
    """Return the event in its envelope, ready to be delivered."""
    return envelope(happened, **extensions)


def accepted(envelope: Mapping[str, object]) -> dict[str, object]:
    """Return the event as a broker reads it; raises EventFault for what none would take."""
    read = read_event({"content-type": STRUCTURED}, msgspec.json.encode(envelope))
    for name, value in read.items():
        if name in {"data", "data_base64", "datacontenttype"} or not isinstance(value, str):
            continue
        if not _PLAIN.issuperset(value):
            message = f"the attribute {name} does not get through every broker: {value!r}"
            raise EventFault(message)
    return read


def delivery(envelope: Mapping[str, object]) -> tuple[dict[str, str], bytes]:
    """Return headers and body with which a broker delivers the event: in binary mode."""
    read = accepted(envelope)
    headers, body = write_binary(read)
    return headers | broker_headers(read), body


class CapturedEvents(list[dict[str, object]]):
    """A broker that keeps what it was given; ``is_away`` makes it refuse.

    ``faults`` says what it was given that is no event: a test that leaves some there fails.
    """

    is_away: bool = False

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.faults: list[str] = []

    async def send(self, envelope: Mapping[str, object]) -> None:
        """Keep the event, or be down; raises EventFault for what no broker would take."""
        try:
            accepted(envelope)
        except EventFault as fault:
            # What was raised after the response is only in the log.
            self.faults.append(str(fault))
            raise
        if self.is_away:
            raise Unavailable("The event broker cannot be reached.")
        self.append(dict(envelope))

    def types(self) -> list[str]:
        """Return the types of what was published, in order."""
        return [str(each["type"]) for each in self]
