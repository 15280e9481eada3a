"""The settings of notifications."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from lms_settings import Settings


class NotificationSettings(Settings, frozen=True):
    """Where links in messages lead, how long the account is kept, how long a sender is waited for.

    A sender renews its lease while it works; one that was killed blocks the next try for at most
    ``lms_notifications_lease_seconds``. ``lms_delivery_retry`` and ``lms_delivery_backoff_delay``
    (ISO 8601) are the broker's rules, told by func.yaml's annotations: the ledger names the next
    try by them.
    """

    lms_public_url: Annotated[str, Meta(pattern=r"^https?://")] = "http://127.0.0.1:8080"
    lms_notifications_retention_seconds: Annotated[int, Meta(ge=3600)] = 90 * 24 * 3600
    lms_notifications_lease_seconds: Annotated[float, Meta(gt=0, le=60)] = 5.0
    lms_notifications_jitter_seconds: Annotated[float, Meta(ge=0, le=10)] = 1.0
    lms_delivery_retry: Annotated[int, Meta(ge=0)] = 10
    lms_delivery_backoff_delay: Annotated[str, Meta(pattern=r"^P")] = "PT0.5S"

    def link(self, path: str) -> str:
        """Return the address of a page for people."""
        return self.lms_public_url.rstrip("/") + path

    @property
    def backoff_seconds(self) -> float:
        """Return the pause before the first retry; each further one is twice as long."""
        return msgspec.convert(self.lms_delivery_backoff_delay, timedelta).total_seconds()
