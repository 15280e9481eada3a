"""GET /api/parked-events: events that the broker refused."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok, query
from lms_kernel import Page, PageQuery, ParkedEvent, page_of
from lms_outboxes import parked_page


@functions_framework.aio.http
@endpoint
async def list_parked_events(request: Request) -> Answer[Page[ParkedEvent]]:
    """Return a page of the parked events of all stores, newest first, without their data.

    `reason` is the broker's explanation, `refusals` the number of times the event was parked.
    """
    await require(request, "parked_event:list")
    wanted = query(request, PageQuery)

    found = await parked_page(**wanted.window)

    return ok(page_of(wanted, found, lambda each: (each.parked_at, each.id)))
