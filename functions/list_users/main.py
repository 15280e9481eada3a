"""GET /api/users: find people, newest first."""

from __future__ import annotations

from typing import Annotated

import functions_framework.aio
from msgspec import Meta
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok, query
from lms_identity import Role, User, UserFilter, users
from lms_kernel import Page, PageQuery, by_creation, page_of


class UserQuery(PageQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which users; ``q`` matches part of the name or the email address."""

    q: Annotated[str, Meta(max_length=100)] | None = None
    role: Role | None = None
    active: bool | None = None


@functions_framework.aio.http
@endpoint
async def list_users(request: Request) -> Answer[Page[User]]:
    """Return one page of the matching users."""
    await require(request, "user:list")
    wanted = query(request, UserQuery)

    found = await users().page(
        UserFilter(q=wanted.q, role=wanted.role, active=wanted.active), **wanted.window
    )

    return ok(page_of(wanted, found, by_creation))
