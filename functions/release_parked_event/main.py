"""POST /api/parked-events/{id}/release: send a refused event to the broker again."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, accepted, endpoint, path_id
from lms_kernel import ParkedEvent
from lms_outboxes import release


@functions_framework.aio.http
@endpoint
async def release_parked_event(request: Request) -> Answer[ParkedEvent]:
    """Return 202 with the event as it was parked; it is published after this response.

    If the broker refuses it again, it is parked again with the new reason. 409 when it is already
    on its way; 404 when it has been published or never existed.
    """
    await require(request, "parked_event:release")

    released = await release(path_id(request, segment=-2))

    return accepted(released, location="/api/parked-events")
