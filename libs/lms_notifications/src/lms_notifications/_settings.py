"""The settings of notifications."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from lms_settings import Settings


class NotificationSettings(Settings, frozen=True):
    """How long the ledger is stored, how long a lease lasts, and the broker's retries.

    A sender renews its lease while it works; one that was killed blocks the next try for at most
    ``lms_notifications_lease_seconds``. A send that takes longer than
    ``lms_notifications_send_seconds`` is ended before its request is, and recorded.
    ``lms_delivery_retry`` and ``lms_delivery_backoff_delay`` (ISO 8601) are the broker's rules,
    from func.yaml's annotations: the ledger computes the next attempt from them.
    """

    lms_notifications_retention_seconds: Annotated[int, Meta(ge=3600)] = 90 * 24 * 3600
    lms_notifications_lease_seconds: Annotated[float, Meta(gt=0, le=60)] = 5.0
    lms_notifications_send_seconds: Annotated[float, Meta(gt=0, le=60)] = 22.0
    lms_notifications_jitter_seconds: Annotated[float, Meta(ge=0, le=10)] = 1.0
    lms_delivery_retry: Annotated[int, Meta(ge=0)] = 10
    lms_delivery_backoff_delay: Annotated[str, Meta(pattern=r"^P")] = "PT0.5S"

    @property
    def backoff_seconds(self) -> float:
        """Return the pause before the first retry; each further one is twice as long."""
        return msgspec.convert(self.lms_delivery_backoff_delay, timedelta).total_seconds()
