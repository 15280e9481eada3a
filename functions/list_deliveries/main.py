"""GET /api/deliveries: what was sent to whom, and what became of it."""

from __future__ import annotations

from typing import Annotated

import functions_framework.aio
from msgspec import Meta, structs
from starlette.requests import Request

from lms_access import may, require
from lms_http import Answer, endpoint, ok, query
from lms_identity import Person, users
from lms_kernel import Id, Page, PageQuery, by_creation, page_of
from lms_notifications import SELECTED_FROM, Notification, NotificationStatus, deliveries


class DeliveryQuery(PageQuery, frozen=True, kw_only=True):
    """Which status and which recipient (any without one), and which page."""

    status: NotificationStatus | None = None
    recipient_id: Annotated[
        Id | None,
        Meta(description=f"Together with a status, of the person's newest {SELECTED_FROM:,}"),
    ] = None


class Delivery(Notification, frozen=True, kw_only=True):
    """A message with who it is for; ``recipient`` is null when the account no longer exists."""

    recipient: Person | None


@functions_framework.aio.http
@endpoint
async def list_deliveries(request: Request) -> Answer[Page[Delivery]]:
    """Return 200 with a page of messages, newest first, with their ledgers and recipients."""
    actor = await require(request, "delivery:list")
    selection = query(request, DeliveryQuery)

    found = await deliveries().page(selection.status, selection.recipient_id, **selection.window)
    page = page_of(selection, found, by_creation)
    people = await users().people(
        [each.recipient_id for each in page.items], with_email=may(actor, "user:read:any")
    )

    items = [
        Delivery(**structs.asdict(each), recipient=people.get(each.recipient_id))
        for each in page.items
    ]
    return ok(Page(**{**structs.asdict(page), "items": items}))
