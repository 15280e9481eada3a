"""What happens to notifications."""

from __future__ import annotations

from typing import ClassVar

from lms_kernel import DomainEvent, Id


class NotificationRequested(DomainEvent, frozen=True, kw_only=True):
    """A notification was stored and waits for the function of its channel.

    The envelope's extension ``channel`` is what triggers filter by; everything else is in the
    store, so that no event carries an address.
    """

    type: ClassVar[str] = "org.learning.notification.requested.v1"

    notification_id: Id
