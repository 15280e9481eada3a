"""POST /api/push-subscriptions: let this browser show the caller's notifications."""

from __future__ import annotations

import functions_framework.aio
from msgspec.structs import replace
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, created, endpoint, parse
from lms_preferences import NewPushSubscription, PushKeys, PushSubscription, devices
from lms_push import Subscription, check_subscription


@functions_framework.aio.http
@endpoint
async def create_push_subscription(request: Request) -> Answer[PushSubscription]:
    """Return 201 with the device; repeating an endpoint updates the keys of the same device.

    422 naming ``endpoint`` unless it belongs to a known push service. The browser shows the
    messages of the person who subscribed last.
    """
    owner = await require(request, "subscription:create")
    subscription = await parse(request, NewPushSubscription)
    browser = check_subscription(
        Subscription(
            endpoint=subscription.endpoint,
            p256dh=subscription.keys.p256dh,
            auth=subscription.keys.auth,
        )
    )

    device = await devices().add(
        owner.id,
        replace(
            subscription,
            endpoint=browser.endpoint,
            keys=PushKeys(p256dh=browser.p256dh, auth=browser.auth),
        ),
    )

    return created(device.for_owner(), location=f"/api/push-subscriptions/{device.id}")
