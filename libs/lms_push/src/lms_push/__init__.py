"""Web Push: sending one notification to one browser."""

from __future__ import annotations

from lms_push._keys import application_server_key
from lms_push._message import Push, Urgency
from lms_push._pusher import WebPusher, pusher
from lms_push._settings import PushSettings
from lms_push._subscription import Subscription, check_subscription
from lms_push.errors import PushRefused, SubscriptionGone, SubscriptionRefused

__all__ = [
    "Push",
    "PushRefused",
    "PushSettings",
    "Subscription",
    "SubscriptionGone",
    "SubscriptionRefused",
    "Urgency",
    "WebPusher",
    "application_server_key",
    "check_subscription",
    "pusher",
]
