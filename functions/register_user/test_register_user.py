"""Opening an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from functions.register_user.main import register_user
from lms_identity import authenticate
from lms_kernel import request_scope
from lms_limits import LimitSettings
from lms_testing import CapturedEvents, actor, client
from lms_testing.identity import FakeUsers

if TYPE_CHECKING:
    from fakeredis import FakeAsyncRedis

GOOD: dict[str, Any] = {
    "email": "Ana@Example.org",
    "password": "correct horse battery",
    "name": "Ana Lima",
}


async def _register(headers: dict[str, str] | None = None, **fields: Any) -> httpx2.Response:
    async with client(register_user) as http:
        return await http.post("/api/auth/register", json={**GOOD, **fields}, headers=headers or {})


async def test_a_new_account_is_answered_without_its_password(accounts: FakeUsers) -> None:
    """201 with its location, and never a hash."""
    answer = await _register()
    user = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/api/users/{user['id']}"
    assert (user["email"], user["name"]) == ("ana@example.org", "Ana Lima")
    assert (user["role"], user["active"], user["version"]) == ("student", True, 1)
    assert "password" not in answer.text
    assert accounts.accounts[user["id"]].password_hash not in answer.text


async def test_a_new_account_is_announced(accounts: FakeUsers, published: CapturedEvents) -> None:
    """With everything the welcome email needs, and settled in the outbox."""
    user = (await _register()).json()
    (event,) = published
    assert event["type"] == "org.learning.user.registered.v1"
    assert event["subject"] == user["id"]
    assert event["data"] == {
        "user_id": user["id"],
        "email": "ana@example.org",
        "name": "Ana Lima",
        "role": "student",
        "active": True,
    }
    assert accounts.outbox.kept == {}


async def test_an_event_that_cannot_be_published_waits_in_the_outbox(
    accounts: FakeUsers, published: CapturedEvents
) -> None:
    """The account is acknowledged all the same."""
    published.is_away = True
    assert (await _register()).status_code == 201
    assert len(accounts.outbox.kept) == 1


async def test_one_can_sign_in_with_the_new_password(accounts: FakeUsers) -> None:
    """The address that is stored is the one that is looked up."""
    user = (await _register()).json()
    async with request_scope():
        assert (await authenticate("ana@example.org", GOOD["password"])).id == user["id"]


async def test_a_taken_email_is_refused(accounts: FakeUsers) -> None:
    """Upper and lower case are the same address."""
    await _register()
    answer = await _register(email="ANA@EXAMPLE.ORG")
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/email-taken"
    assert len(accounts.accounts) == 1


async def test_a_repeat_with_the_same_key_makes_one_account(
    accounts: FakeUsers, published: CapturedEvents
) -> None:
    """The first result is returned again."""
    first = await _register({"Idempotency-Key": "k1"})
    again = await _register({"Idempotency-Key": "k1"})
    assert (again.status_code, again.json()) == (201, first.json())
    assert len(accounts.accounts) == len(published) == 1


async def test_a_forgotten_key_shows_the_account_only_to_its_owner(
    accounts: FakeUsers, fake_redis: FakeAsyncRedis
) -> None:
    """A day later the key is forgotten but not the id; only the password proves whose it is."""
    first = await _register({"Idempotency-Key": "k1"})
    await fake_redis.flushall()
    again = await _register({"Idempotency-Key": "k1"})
    assert (again.status_code, again.json()) == (201, first.json())
    await fake_redis.flushall()
    guessed = await _register({"Idempotency-Key": "k1"}, password="somebody else's password")
    assert guessed.status_code == 409
    assert guessed.json()["type"] == "/problems/email-taken"
    assert len(accounts.accounts) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "ana"),
        ("email", "ana@example.org\nBcc: all@example.org"),
        ("email", 7),
        ("password", "short"),
        ("password", "x" * 257),
        ("password", None),
        ("name", ""),
        ("name", " "),
        ("name", "Ana\nLima"),
        ("name", "x" * 101),
        ("role", "admin"),
        ("active", True),
    ],
)
async def test_an_invalid_request_is_refused_by_field(
    accounts: FakeUsers, field: str, value: Any
) -> None:
    """The role cannot be chosen either."""
    answer = await _register(**{field: value})
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert accounts.accounts == {}


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b'"\xff"', "application/json", 400),
        (b'{"name": "\\u0000"}', "application/json", 422),
        (b'{"name": "\\ud800"}', "application/json", 400),
        (b"[" * 5000, "application/json", 400),
        (b"[]", "application/json", 422),
        (b"email=ana", "application/x-www-form-urlencoded", 415),
        (b'{"a": "' + b"x" * 2_000_000 + b'"}', "application/json", 413),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(
    accounts: FakeUsers, body: bytes, kind: str, status: int
) -> None:
    """Each with its own reason."""
    async with client(register_user) as http:
        answer = await http.post("/", content=body, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_registering_is_limited_by_address(accounts: FakeUsers) -> None:
    """One network neighbor does not lock out another."""
    with LimitSettings.override(lms_client_address_header="X-Real-IP"):
        for number in range(20):
            await _register({"X-Real-IP": "203.0.113.7"}, email=f"ana{number}@example.org")
        refused = await _register({"X-Real-IP": "203.0.113.7"}, email="last@example.org")
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
        other = await _register({"X-Real-IP": "203.0.113.8"}, email="last@example.org")
        assert other.status_code == 201


async def test_being_signed_in_makes_no_difference(accounts: FakeUsers) -> None:
    """An admin, too, registers a student here."""
    async with client(register_user, as_=actor("admin")) as http:
        answer = await http.post("/api/auth/register", json=GOOD)
    assert answer.json()["role"] == "student"
