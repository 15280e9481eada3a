"""What a subscriber's response means (Knative's rules).

https://knative.dev/docs/eventing/event-delivery/ and knative/eventing pkg/kncloudevents/retries.go
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from local.broker.events import BATCH, STRUCTURED, Event, EventFault, media_type, read_event

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_ANSWER = 0
RETRIED = frozenset({NO_ANSWER, 404, 408, 409, 429})
BAD_GATEWAY = 502
LONGEST_ERROR_TEXT = 1024


@dataclass(frozen=True, slots=True)
class Done:
    """The event was handled; `reply` is a new event for the broker."""

    code: int
    reply: Event | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The event was not handled; `again` tells whether to retry."""

    code: int
    text: str
    again: bool


def judge(status: int, headers: Mapping[str, str], body: bytes) -> Done | Failed:
    """Judge one response; `headers` has lower-case names.

    A 2xx response is done only with an empty body or a CloudEvent in it: anything else is a failed
    delivery, as in Knative's brokers.
    """
    if 200 <= status < 300:  # noqa: PLR2004 - the class of successful answers
        if not body and not _claims_an_event(headers):
            return Done(status)
        try:
            reply = read_event(headers, body)
        except EventFault as fault:
            words = error_text(f"{fault}: ".encode() + body)
            text = f"answered {status} with a body that is not a CloudEvent: {words}"
            return Failed(BAD_GATEWAY, text, again=True)
        return Done(status, reply)
    again = status in RETRIED or status >= 500  # noqa: PLR2004 - the class of server errors
    return Failed(status, error_text(body), again=again)


def _claims_an_event(headers: Mapping[str, str]) -> bool:
    claimed = media_type(headers.get("content-type", ""))
    return "ce-specversion" in headers or claimed in {STRUCTURED, BATCH}


def error_text(body: bytes) -> str:
    """Return a body as text that fits into a header: printable ASCII, 1024 characters at most."""
    text = body[: 4 * LONGEST_ERROR_TEXT].decode(errors="replace")
    printable = (sign if " " <= sign <= "~" else " " if sign.isspace() else "?" for sign in text)
    return "".join(printable)[:LONGEST_ERROR_TEXT]


def dead_letter(event: Event, destination: str, failure: Failed) -> Event:
    """Return the event as the dead letter sink gets it: the text in base64, as Knative does."""
    return {
        **event,
        "knativeerrordest": destination,
        "knativeerrorcode": str(failure.code),
        "knativeerrordata": base64.b64encode(failure.text.encode()).decode()[:LONGEST_ERROR_TEXT],
    }
