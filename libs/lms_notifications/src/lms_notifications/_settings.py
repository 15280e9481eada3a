"""The settings of notifications."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from lms_settings import Settings


class NotificationSettings(Settings, frozen=True):
    """Where links in messages lead, how long the account is kept, how long a sender is waited for.

    A sender renews its lease while it works; one that was killed blocks the next try for at most
    ``lms_notifications_lease_seconds``.
    """

    lms_public_url: Annotated[str, Meta(pattern=r"^https?://")] = "http://127.0.0.1:8080"
    lms_notifications_retention_seconds: Annotated[int, Meta(ge=3600)] = 90 * 24 * 3600
    lms_notifications_lease_seconds: Annotated[float, Meta(gt=0, le=60)] = 5.0

    def link(self, path: str) -> str:
        """Answer the address of a page for people."""
        return self.lms_public_url.rstrip("/") + path
