"""GET /api/deliveries: what was sent to whom, and what became of it."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok, query
from lms_kernel import Page, PageQuery, by_creation, page_of
from lms_notifications import Notification, NotificationStatus, deliveries


class DeliveryQuery(PageQuery, frozen=True, kw_only=True):
    """Which status (any without one), and which page."""

    status: NotificationStatus | None = None


@functions_framework.aio.http
@endpoint
async def list_deliveries(request: Request) -> Answer[Page[Notification]]:
    """Return 200 with a page of everybody's notifications, newest first, with their ledgers."""
    await require(request, "delivery:list")
    selection = query(request, DeliveryQuery)

    found = await deliveries().page(selection.status, **selection.window)

    return ok(page_of(selection, found, by_creation))
