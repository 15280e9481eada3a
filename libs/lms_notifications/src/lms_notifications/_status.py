"""The statuses of a notification, and which of them are terminal: their one home.

The scripts in Redis take both from here (``_lua.py``), OpenAPI and the front end's types follow.
"""

from __future__ import annotations

from typing import Literal, get_args

NotificationStatus = Literal["queued", "sending", "delivered", "bounced", "failed", "suppressed"]
STATUSES: tuple[NotificationStatus, ...] = get_args(NotificationStatus)
# Nothing changes a notification in one of these unless an admin replays it.
TERMINAL: frozenset[NotificationStatus] = frozenset(
    {"delivered", "bounced", "failed", "suppressed"}
)
