"""DELETE /api/push-subscriptions/{id}: show nothing more in that browser."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, no_content, path_id
from lms_preferences import devices


@functions_framework.aio.http
@endpoint
async def delete_push_subscription(request: Request) -> Answer[None]:
    """Return 204; somebody else's device is as if it were not there: 404."""
    owner = await require(request, "subscription:delete")

    await devices().remove(owner.id, path_id(request))

    return no_content()
