"""Asking for a link that moves an account to a new address."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from functions.request_email_change.main import request_email_change
from lms_kernel import Actor
from lms_testing import CapturedEvents, actor, client
from lms_testing.identity import PASSWORD, FakeUsers

ANA = actor("student")


async def _ask(as_: Actor | None = ANA, **fields: Any) -> httpx2.Response:
    body = {"email": "new@example.org", "current_password": PASSWORD, **fields}
    async with client(request_email_change, as_=as_) as http:
        return await http.post("/api/email-changes", json=body)


async def test_a_link_is_on_its_way_to_the_new_address(
    accounts: FakeUsers, published: CapturedEvents
) -> None:
    """The account stays as it is until the link is used."""
    user = await accounts.have(ANA)
    answer = await _ask(email="NEW@example.org")
    assert (answer.status_code, answer.content) == (204, b"")
    assert accounts.accounts[ANA.id].user == user
    (event,) = published
    assert event["data"] == {
        "user_id": ANA.id,
        "email": "new@example.org",
        "purpose": "email_change",
    }


@pytest.mark.parametrize("password", ["wrong horse battery", ""])
async def test_it_needs_the_password(
    accounts: FakeUsers, published: CapturedEvents, password: str
) -> None:
    """Someone at an unlocked screen must not take over the account."""
    await accounts.have(ANA)
    answer = await _ask(current_password=password)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["current_password"]
    assert published == []


async def test_a_taken_address_is_refused(accounts: FakeUsers, published: CapturedEvents) -> None:
    """As it is at registration."""
    await accounts.have(ANA)
    await accounts.have(actor("student", "ben"), email="new@example.org")
    answer = await _ask()
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/email-taken")
    assert published == []


async def test_ones_own_address_needs_no_link(
    accounts: FakeUsers, published: CapturedEvents
) -> None:
    """It is the case already."""
    user = await accounts.have(ANA)
    assert (await _ask(email=user.email)).status_code == 204
    assert published == []


async def test_guessing_the_password_is_limited(accounts: FakeUsers) -> None:
    """Ten a minute."""
    await accounts.have(ANA)
    answers = [(await _ask(current_password="guess")).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


async def test_only_people_with_an_account_ask(accounts: FakeUsers) -> None:
    """Neither strangers nor those whose account is gone."""
    assert (await _ask(None)).status_code == 401
    assert (await _ask()).status_code == 404


@pytest.mark.parametrize(("field", "value"), [("email", "ana"), ("email", 1), ("user_id", "x")])
async def test_an_invalid_request_is_refused_by_field(
    accounts: FakeUsers, field: str, value: Any
) -> None:
    """Including unknown fields."""
    await accounts.have(ANA)
    answer = await _ask(ANA, **{field: value})
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]
