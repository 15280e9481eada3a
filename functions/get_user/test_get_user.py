"""Looking at one account."""

from __future__ import annotations

import pytest

from functions.get_user.main import get_user
from lms_kernel import Actor, new_id
from lms_testing import actor, client
from lms_testing.access import forge, signing_key
from lms_testing.identity import FakeUsers

ANA = actor("student")


async def test_one_sees_oneself(accounts: FakeUsers) -> None:
    """By id or as ``me``, and never with the hash."""
    user = await accounts.have(ANA, name="Ana Lima")
    async with client(get_user, as_=ANA) as http:
        for path in (f"/api/users/{ANA.id}", "/api/users/me"):
            answer = await http.get(path)
            assert answer.status_code == 200
            assert answer.json()["name"] == "Ana Lima"
            assert set(answer.json()) == set(user.__struct_fields__)
            assert "bcrypt" not in answer.text


async def test_an_unchanged_user_is_not_sent_again(accounts: FakeUsers) -> None:
    """The version is the ETag."""
    await accounts.have(ANA, version=4)
    async with client(get_user, as_=ANA) as http:
        assert (await http.get("/api/users/me")).headers["etag"] == '"4"'
        again = await http.get("/api/users/me", headers={"If-None-Match": '"4"'})
        changed = await http.get("/api/users/me", headers={"If-None-Match": '"3"'})
    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200


@pytest.mark.parametrize("role", ["student", "instructor"])
async def test_others_are_not_shown_and_not_admitted_to_exist(
    accounts: FakeUsers, role: str
) -> None:
    """403 with the same wording for a real and a made-up id."""
    await accounts.have(ANA)
    async with client(get_user, as_=actor(role, "other")) as http:
        real = await http.get(f"/api/users/{ANA.id}")
        made_up = await http.get(f"/api/users/{new_id()}")
    assert real.status_code == made_up.status_code == 403
    assert real.json() == made_up.json()


async def test_an_admin_sees_everybody(accounts: FakeUsers) -> None:
    """And learns that a user does not exist."""
    await accounts.have(ANA)
    async with client(get_user, as_=actor("admin")) as http:
        assert (await http.get(f"/api/users/{ANA.id}")).json()["id"] == ANA.id
        for path in (new_id(), "ana", ANA.id.upper(), "%00", "a%2Fb", "me"):
            answer = await http.get(f"/api/users/{path}")
            assert answer.status_code == 404, path


async def test_a_service_sees_what_its_scopes_say(accounts: FakeUsers) -> None:
    """``user:read:any`` shows everybody; no other scope does."""
    await accounts.have(ANA)
    for scope, status in (("user:read:any", 200), ("user:read", 403), ("user:list", 403)):
        service = Actor(new_id(), "service", new_id(), frozenset({scope}))
        async with client(get_user, as_=service) as http:
            assert (await http.get(f"/api/users/{ANA.id}")).status_code == status


@pytest.mark.parametrize(
    "token",
    ["", "a.b.c", forge(signing_key(), exp=1), forge(signing_key(), role="admin")],
    ids=["none", "broken", "expired", "no session"],
)
async def test_a_stranger_sees_nobody(accounts: FakeUsers, token: str) -> None:
    """No token, a broken one, an expired one, one without a session."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with client(get_user) as http:
        answer = await http.get("/api/users/me", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
