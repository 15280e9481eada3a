"""Asking for a link that sets a new password."""

from __future__ import annotations

import httpx2
import pytest

from functions.request_password_reset.main import request_password_reset
from lms_limits import LimitSettings
from lms_testing import CapturedEvents, actor, client
from lms_testing.identity import FakeUsers

ANA = actor("student")
EMAIL = f"{ANA.id}@example.org"


async def _ask(email: object = EMAIL, **headers: str) -> httpx2.Response:
    async with client(request_password_reset) as http:
        return await http.post("/api/password-resets", json={"email": email}, headers=headers)


async def test_a_request_is_announced_with_the_address(
    accounts: FakeUsers, published: CapturedEvents
) -> None:
    """As it is compared; what follows is the reaction's business."""
    await accounts.have(ANA)
    answer = await _ask(EMAIL.upper())
    assert (answer.status_code, answer.content) == (204, b"")
    (event,) = published
    assert event["type"] == "org.learning.accountlink.requested.v1"
    assert event["data"] == {"user_id": None, "email": EMAIL, "purpose": "password_reset"}
    assert "subject" not in event


async def test_an_unknown_address_looks_the_same(
    accounts: FakeUsers, published: CapturedEvents, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same response after the same work: nobody is looked up before it (OWASP, ASVS 6.3.8)."""
    await accounts.have(ANA)
    looked_up: list[str] = []

    async def account(**by: str) -> None:
        looked_up.append(str(by))

    monkeypatch.setattr(accounts, "account", account)
    known, unknown = await _ask(), await _ask("nobody@example.org")
    assert known.status_code == unknown.status_code == 204
    assert known.content == unknown.content
    assert {*known.headers} == {*unknown.headers}
    assert looked_up == []
    assert len(published) == 2


async def test_requests_are_limited_without_locking_the_owner_out(accounts: FakeUsers) -> None:
    """Five an hour from one address for one account; the owner asks from another one."""
    await accounts.have(ANA)
    with LimitSettings.override(lms_client_address_header="X-Real-IP"):
        asked = [await _ask(**{"X-Real-IP": "203.0.113.1"}) for _ in range(6)]
        assert [each.status_code for each in asked] == [204] * 5 + [429]
        assert (await _ask(**{"X-Real-IP": "203.0.113.2"})).status_code == 204
        others = [
            (await _ask(f"{each}@example.org", **{"X-Real-IP": "203.0.113.1"})).status_code
            for each in range(70)
        ]
        assert 429 in others


@pytest.mark.parametrize("email", ["ana", "", None, 1])
async def test_what_is_no_address_is_refused(accounts: FakeUsers, email: object) -> None:
    """By field."""
    answer = await _ask(email)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["email"]


async def test_nothing_is_promised_while_the_database_is_away(accounts: FakeUsers) -> None:
    """503: what was acknowledged would be lost."""
    accounts.is_away = True
    assert (await _ask()).status_code == 503
