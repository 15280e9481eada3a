"""Web Push: sending one notification to one browser."""

from __future__ import annotations

from lms_push._keys import application_server_key
from lms_push._message import Push, PushRefused, Urgency
from lms_push._pusher import Pusher, WebPusher, pusher
from lms_push._settings import PushSettings
from lms_push._subscription import (
    Subscription,
    SubscriptionGone,
    SubscriptionRefused,
    check_subscription,
)

__all__ = [
    "Push",
    "PushRefused",
    "PushSettings",
    "Pusher",
    "Subscription",
    "SubscriptionGone",
    "SubscriptionRefused",
    "Urgency",
    "WebPusher",
    "application_server_key",
    "check_subscription",
    "pusher",
]
