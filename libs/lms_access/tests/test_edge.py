"""The two questions of a function, and the cookie."""

from __future__ import annotations

import functions_framework.aio
import httpx2
import pytest
from starlette.requests import Request

from lms_access import CookieSettings, identify, keep_in_cookie, require, sessions
from lms_access.signing import issue_service_token
from lms_http import Answer, endpoint, no_content, ok
from lms_kernel import current
from lms_testing import actor, client
from lms_testing.access import bearer, forge, redis_away, signing_key


@functions_framework.aio.http
@endpoint
async def ask(request: Request) -> Answer[str]:
    """Return the caller's role to those who may list users."""
    caller = await require(request, "user:list")
    assert current().actor == caller
    return ok(caller.role)


@functions_framework.aio.http
@endpoint
async def greet(request: Request) -> Answer[str]:
    """Return the caller's role, or stranger."""
    caller = await identify(request)
    return ok(caller.role if caller else "stranger")


async def _get(function: object, **headers: str) -> httpx2.Response:
    async with client(function) as http:  # type: ignore[arg-type]
        return await http.get("/", headers=headers)


async def test_a_caller_with_the_permission_comes_in() -> None:
    """And the rest of the request knows who it is."""
    async with client(ask, as_=actor("admin")) as http:
        assert (await http.get("/")).json() == "admin"


async def test_a_caller_without_the_permission_is_told_which() -> None:
    """403, for signing in again would not help."""
    async with client(ask, as_=actor("student")) as http:
        answer = await http.get("/")
    assert answer.status_code == 403
    assert "user:list" in answer.json()["detail"]


async def test_a_stranger_is_asked_to_sign_in() -> None:
    """Without a credential the challenge names no error (RFC 6750, section 3.1)."""
    answer = await _get(ask)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="learning"'


@pytest.mark.parametrize("value", ["Basic YTpi", "Bearer", "Bearer ", "Bearer a.b.c", "token"])
async def test_a_bad_credential_is_refused_on_public_routes_too(value: str) -> None:
    """Ignoring it would hide from a client that its session is over."""
    for function in (ask, greet):
        answer = await _get(function, Authorization=value)
        assert answer.status_code == 401
        assert 'error="invalid_token"' in answer.headers["www-authenticate"]


async def test_two_credentials_are_refused() -> None:
    """Which of them a proxy looked at, nobody knows."""
    good = await bearer(actor("admin"))
    async with client(ask) as http:
        headers = [("Authorization", good), ("Authorization", good)]
        assert (await http.get("/", headers=headers)).status_code == 401


async def test_a_cookie_is_no_credential_for_the_api() -> None:
    """Only the Authorization header counts, so a foreign page can do nothing."""
    token = (await bearer(actor("admin"))).removeprefix("Bearer ")
    answer = await _get(ask, Cookie=f"access_token={token}; Authorization=Bearer {token}")
    assert answer.status_code == 401


async def test_a_token_dies_with_its_session() -> None:
    """Signing out is immediate, although the token itself is still good."""
    person = actor("admin")
    token = await bearer(person)
    assert (await _get(ask, Authorization=token)).status_code == 200
    await sessions().revoke(person.session_id)
    assert (await _get(ask, Authorization=token)).status_code == 401


async def test_a_token_must_fit_its_session() -> None:
    """Same user, same role as when the session was opened."""
    person = actor("student")
    await bearer(person)
    for role, user_id in (("admin", person.id), ("student", "other")):
        token = forge(signing_key(), sid=person.session_id, role=role, sub=user_id)
        assert (await _get(ask, Authorization=f"Bearer {token}")).status_code == 401


async def test_a_service_token_may_what_its_scopes_say() -> None:
    """Until it is revoked."""
    token = f"Bearer {await issue_service_token('reporting', ['user:list'], 3600)}"
    assert (await _get(ask, Authorization=token)).json() == "service"
    other = f"Bearer {await issue_service_token('other', ['course:read'], 3600)}"
    assert (await _get(ask, Authorization=other)).status_code == 403
    await sessions().revoke_service("reporting")
    assert (await _get(ask, Authorization=token)).status_code == 401


async def test_without_redis_nobody_is_let_in_and_strangers_are_served() -> None:
    """503 with Retry-After where a session is needed; public routes take the caller for nobody."""
    token = await bearer(actor("admin"))
    with redis_away():
        refused = await _get(ask, Authorization=token)
        served = await _get(greet, Authorization=token)
    assert refused.status_code == 503
    assert int(refused.headers["retry-after"]) > 0
    assert served.json() == "stranger"


@functions_framework.aio.http
@endpoint
async def keep(request: Request) -> Answer[None]:
    """Open a session and keep its refresh token in the cookie."""
    del request
    answer = no_content()
    keep_in_cookie(answer, await sessions().open("ana", "student"))
    return answer


async def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites() -> None:
    """HttpOnly, Secure, SameSite=Strict, and sent to /api/auth alone."""
    cookie = (await _get(keep)).headers["set-cookie"]
    assert {"HttpOnly", "Secure", "SameSite=strict", "Path=/api/auth", "Max-Age=2592000"} <= set(
        cookie.split("; ")
    )


async def test_secure_can_be_left_out_on_ones_own_machine() -> None:
    """Where there is no TLS, some clients would not send it back."""
    with CookieSettings.override(lms_cookie_secure="off"):
        assert "Secure" not in (await _get(keep)).headers["set-cookie"]
