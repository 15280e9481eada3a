"""GET /api/notifications: the caller's inbox."""

from __future__ import annotations

import functions_framework.aio
import msgspec
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok, query
from lms_kernel import Page, PageQuery, by_creation, page_of
from lms_notifications import Notification, inbox
from lms_preferences import Channel


class InboxQuery(PageQuery, frozen=True, kw_only=True):
    """Which channel's messages (every channel's without one), and which page."""

    channel: Channel | None = None


class Inbox(Page[Notification], frozen=True, kw_only=True):
    """A page of an inbox, and the number of unread messages in the whole inbox."""

    unread: int


@functions_framework.aio.http
@endpoint
async def list_notifications(request: Request) -> Answer[Inbox]:
    """Return 200 with a page of the messages sent to the caller, newest first."""
    reader = await require(request, "notification:list")
    selection = query(request, InboxQuery)

    found = await inbox().page(reader.id, channel=selection.channel, **selection.window)

    page = page_of(selection, found, by_creation)
    return ok(Inbox(**msgspec.structs.asdict(page), unread=found.unread))
