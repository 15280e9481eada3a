"""GET /api/deliveries: what was sent to whom, and what became of it."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, Page, PageQuery, endpoint, ok, page_of, query
from lms_notifications import Notification, NotificationStatus, notifications


class DeliveryQuery(PageQuery, frozen=True, kw_only=True):
    """Which status (any without one), and which page."""

    status: NotificationStatus | None = None


@functions_framework.aio.http
@endpoint
async def list_deliveries(request: Request) -> Answer[Page[Notification]]:
    """Return 200 with a page of everybody's notifications, newest first, with their ledgers."""
    await require(request, "delivery:list")
    wanted = query(request, DeliveryQuery)

    found = await notifications().ledger(
        wanted.status, limit=wanted.limit + 1, offset=wanted.offset, after=wanted.after
    )

    return ok(page_of(wanted, found.items, found.total, lambda each: (each.created_at, each.id)))
