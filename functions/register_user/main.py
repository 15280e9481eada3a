"""POST /api/auth/register: open a student account."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_http import Answer, created, endpoint, parse
from lms_idempotency import once
from lms_identity import NewUser, User, register
from lms_limits import client_address, limit


@functions_framework.aio.http
@endpoint
async def register_user(request: Request) -> Answer[User]:
    """Return 201 with the new student, or 409 when the address already has an account."""
    address = client_address(request)
    await limit("register_user.address", address, per_minute=20)
    new_user = await parse(request, NewUser)
    # By both together: otherwise a stranger could keep somebody from opening an account.
    await limit("register_user.account", f"{new_user.email} {address}", per_minute=5)

    async def add(user_id: str) -> Answer[User]:
        user = await register(new_user, user_id=user_id)
        return created(user, f"/api/users/{user.id}", etag=str(user.version))

    return await once(request, new_user.email, add)
