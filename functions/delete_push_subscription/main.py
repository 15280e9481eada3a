"""DELETE /api/push-subscriptions/{id}: stop showing notifications in a browser."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, no_content, path_id
from lms_preferences import devices


@functions_framework.aio.http
@endpoint
async def delete_push_subscription(request: Request) -> Answer[None]:
    """Return 204; 404 for an unknown device and for somebody else's."""
    owner = await require(request, "subscription:delete")

    await devices().remove(owner.id, path_id(request))

    return no_content()
