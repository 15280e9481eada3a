"""GET /api/push-subscriptions: the browsers that show the caller's notifications."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok
from lms_preferences import PushSubscriptions, devices
from lms_push import application_server_key


@functions_framework.aio.http
@endpoint
async def list_push_subscriptions(request: Request) -> Answer[PushSubscriptions]:
    """Return 200 with the caller's devices, ten at most, and the key that browsers subscribe with.

    The devices' keys are not shown, and of their endpoints only the push service.
    """
    owner = await require(request, "subscription:list")

    subscriptions = await devices().of(owner.id)

    return ok(
        PushSubscriptions(
            items=[each.for_owner() for each in subscriptions],
            application_server_key=application_server_key(),
        )
    )
