"""GET /api/audit-entries: who did what, and when."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import functions_framework.aio
from msgspec import Meta
from starlette.requests import Request

from lms_access import require
from lms_audit import EntryFilter, RecordedEntry, audit_trail
from lms_http import Answer, endpoint, ok, query
from lms_kernel import Page, Paging, decode_cursor, page_of

_HINT = {"hint": "must be up to 200 letters, digits and signs, without spaces"}
_Name = Annotated[str, Meta(pattern=r"^[!-~]{1,200}\Z", extra=_HINT)]
_TRACE = {"hint": "must be 32 digits of a trace id, like those of traceparent"}
_MOMENT = {"hint": "must be a time with its offset, like 2026-11-29T08:00:00Z"}
_Moment = Annotated[datetime, Meta(tz=True, extra=_MOMENT)]


class AuditQuery(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which entries, and which page of them."""

    actor_id: Annotated[_Name | None, Meta(description="Who did it: an account's id")] = None
    subject: Annotated[_Name | None, Meta(description="What it was done to: an id")] = None
    type: Annotated[_Name | None, Meta(description="The type of the event")] = None
    request_id: Annotated[_Name | None, Meta(description="X-Request-Id of the request")] = None
    trace_id: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z", extra=_TRACE)] | None = None
    since: Annotated[_Moment | None, Meta(description="When it happened, at the earliest")] = None
    until: Annotated[_Moment | None, Meta(description="When it happened, before this")] = None


@functions_framework.aio.http
@endpoint
async def list_audit_entries(request: Request) -> Answer[Page[RecordedEntry]]:
    """Return 200 with a page of the audit trail, latest first.

    Privileged writes, sign-ins and changes of accounts. `total` counts up to 10,000 entries.
    """
    await require(request, "audit:list")
    wanted = query(request, AuditQuery)
    (before,) = decode_cursor(wanted.cursor, tuple[int]) if wanted.cursor else (None,)

    names = EntryFilter.__struct_fields__
    selection = EntryFilter(**{name: getattr(wanted, name) for name in names})
    found = await audit_trail().page(
        selection, limit=wanted.fetched, offset=wanted.offset, before=before
    )

    return ok(page_of(wanted, found, lambda each: (each.position,)))
