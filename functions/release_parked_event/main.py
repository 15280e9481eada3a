"""POST /api/parked-events/{id}/release: let the broker see a refused event once more."""

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
    """Return 202 with the event as it was parked: it is published after this answer.

    Should the broker refuse it again, it is parked again within a moment, with the new reason.
    409 when it is on its way already; 404 when it has left, or never was.
    """
    await require(request, "parked_event:release")

    released = await release(path_id(request, segment=-2))

    return accepted(released, location="/api/parked-events")
