"""GET /api/notifications: one's own inbox."""

from __future__ import annotations

import functions_framework.aio
import msgspec
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok, query
from lms_kernel import Page, PageQuery, page_of
from lms_notifications import Notification, inbox
from lms_preferences import Channel


class InboxQuery(PageQuery, frozen=True, kw_only=True):
    """Messages of which channel (all without one), and which part of the list."""

    channel: Channel | None = None


class Inbox(Page[Notification], frozen=True, kw_only=True):
    """A page of an inbox, and how many in-app messages of the whole one were not read."""

    unread: int


@functions_framework.aio.http
@endpoint
async def list_notifications(request: Request) -> Answer[Inbox]:
    """Return 200 with a page of what was sent to the caller, newest first."""
    reader = await require(request, "notification:list")
    selection = query(request, InboxQuery)

    found = await inbox().page(reader.id, channel=selection.channel, **selection.window)

    page = page_of(selection, found, lambda each: (each.created_at, each.id))

    unread = await inbox().unread(reader.id)
    return ok(Inbox(**msgspec.structs.asdict(page), unread=unread))
