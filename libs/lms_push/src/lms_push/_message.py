"""A notification as a browser receives it."""

from __future__ import annotations

import base64
import hashlib
from typing import Literal

import msgspec

from lms_push.errors import PushRefused
from lms_text import cut

Urgency = Literal["very-low", "low", "normal", "high"]

# Push services take 4,096 bytes with all that encryption adds (RFC 8030, section 7.2).
_LARGEST_PAYLOAD = 3000
_TOPIC_BYTES = 24


class Push(msgspec.Struct, frozen=True, kw_only=True):
    """One notification; the same ``id`` replaces the one a browser shows. A click opens ``url``."""

    id: str
    title: str
    body: str
    url: str
    urgency: Urgency = "normal"


def payload(push: Push) -> bytes:
    """Return the JSON for a browser, with as much of the body as fits.

    Raises PushRefused when it is too large even without one.
    """
    whole = _encoded(push, push.body)
    if len(whole) <= _LARGEST_PAYLOAD:
        return whole

    def closed(beginning: str) -> bytes:
        return _encoded(push, f"{beginning.rstrip()}…")

    # Between characters as people count them; how many bytes each takes JSON decides.
    fitting = closed(cut(push.body, lambda beginning: len(closed(beginning)) <= _LARGEST_PAYLOAD))
    if len(fitting) > _LARGEST_PAYLOAD:
        raise PushRefused("The title and the link alone are too long for a notification.")
    return fitting


def topic(push: Push) -> str:
    """Return the topic: 32 characters. A push service keeps only a topic's last message."""
    digest = hashlib.blake2b(push.id.encode(), digest_size=_TOPIC_BYTES).digest()
    return base64.urlsafe_b64encode(digest).decode()


def _encoded(push: Push, body: str) -> bytes:
    return msgspec.json.encode({"id": push.id, "title": push.title, "body": body, "url": push.url})
