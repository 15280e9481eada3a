"""POST /api/push-subscriptions: let this browser show one's notifications."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, created, endpoint, parse
from lms_notifications import NewPushSubscription, PushSubscription, devices
from lms_push import Subscription, check_subscription


@functions_framework.aio.http
@endpoint
async def create_push_subscription(request: Request) -> Answer[PushSubscription]:
    """Return 201 with the device; repeating an endpoint updates the keys of the same device.

    422 naming ``endpoint`` unless it belongs to a known push service. The browser shows the
    messages of whoever subscribed last.
    """
    owner = await require(request, "subscription:create")
    wanted = await parse(request, NewPushSubscription)
    check_subscription(
        Subscription(endpoint=wanted.endpoint, p256dh=wanted.keys.p256dh, auth=wanted.keys.auth)
    )

    device = await devices().add(owner.id, wanted)

    return created(device.for_owner(), location=f"/api/push-subscriptions/{device.id}")
