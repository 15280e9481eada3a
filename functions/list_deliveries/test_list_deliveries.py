"""Everybody's deliveries."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import httpx2
import pytest

from functions.list_deliveries.main import list_deliveries
from lms_identity import Person
from lms_kernel import Actor, Invalid, new_id
from lms_notifications import Notification, Receipt, deliver, notifications
from lms_testing import actor, client
from lms_testing.identity import FakeUsers
from lms_testing.notifications import a_message, request

ADMIN = actor("admin")
ANA = actor("student", "ana")

pytestmark = pytest.mark.usefixtures("accounts")


async def _list(as_: Actor = ADMIN, **parameters: Any) -> httpx2.Response:
    async with client(list_deliveries, as_=as_) as http:
        return await http.get("/api/deliveries", params=parameters)


async def _fail(notification: Notification) -> None:
    async def refuse(_: Notification) -> Receipt:
        raise Invalid("550 no such user")

    with pytest.raises(Invalid):
        await deliver(notification.id, "email", refuse)


async def test_an_admin_sees_everybodys_with_their_ledgers() -> None:
    """Newest first, whoever they were for, each with its delivery record."""
    first = await request(a_message(recipient_id=new_id()))
    second = await request(a_message(recipient_id=new_id()))
    await _fail(first)

    answer = await _list()

    assert answer.status_code == 200
    assert [each["id"] for each in answer.json()["items"]] == [second.id, first.id]
    assert answer.json()["items"][1]["attempts"][0]["detail"] == "550 no such user"
    assert answer.json()["total"] == 2


async def test_a_status_can_be_asked_for() -> None:
    """Only failed ones; an unknown status is named."""
    notification = await request()
    await request(a_message(subject="Another"))
    await _fail(notification)

    failed = await _list(status="failed")
    unknown = await _list(status="lost")

    assert [each["id"] for each in failed.json()["items"]] == [notification.id]
    assert failed.json()["total"] == 1
    assert unknown.status_code == 422
    assert [each["field"] for each in unknown.json()["errors"]] == ["status"]


async def test_pages_follow_each_other() -> None:
    """A cursor continues where the previous page ended."""
    ids = [(await request(a_message(recipient_id=new_id()))).id for _ in range(3)]

    first = await _list(limit=2)
    second = await _list(limit=2, cursor=first.json()["next_cursor"])

    seen = [each["id"] for each in first.json()["items"] + second.json()["items"]]
    assert seen == list(reversed(ids))
    assert second.json()["next_cursor"] is None


async def test_each_says_who_it_is_for(
    accounts: FakeUsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By name and address, looked up once for the page; null for an account that is gone."""
    await accounts.have(ANA, name="Ana Lima", email="ana@example.org", active=False)
    for recipient in (ANA.id, new_id(), ANA.id):
        await request(a_message(recipient_id=recipient, channel="in_app"))
    lookups: list[Collection[str]] = []
    find = accounts.people

    async def counted(ids: Collection[str], *, with_email: bool) -> dict[str, Person]:
        lookups.append(ids)
        return await find(ids, with_email=with_email)

    monkeypatch.setattr(accounts, "people", counted)
    answer = await _list()

    ana = {"name": "Ana Lima", "email": "ana@example.org", "active": False}
    assert [each["recipient"] for each in answer.json()["items"]] == [ana, None, ana]
    assert len(lookups) == 1


async def test_an_address_is_for_those_who_may_read_accounts(accounts: FakeUsers) -> None:
    """A program that may only list deliveries gets names."""
    await accounts.have(ANA, name="Ana Lima")
    await request(a_message(recipient_id=ANA.id, channel="in_app", email=None))

    answer = await _list(Actor(new_id(), "service", scopes=frozenset({"delivery:list"})))

    assert answer.json()["items"][0]["recipient"]["email"] is None
    assert "@" not in answer.text


async def test_one_persons_can_be_asked_for() -> None:
    """Alone and together with a status, in pages; an id that is none is named."""
    ids = [(await request(a_message(recipient_id=ANA.id))).id for _ in range(3)]
    await request(a_message(recipient_id=new_id()))
    await _fail(await notifications().get(ids[0]))

    first = await _list(recipient_id=ANA.id, limit=2)
    second = await _list(recipient_id=ANA.id, limit=2, cursor=first.json()["next_cursor"])
    failed = await _list(recipient_id=ANA.id, status="failed")
    nobody = await _list(recipient_id=new_id())
    wrong = await _list(recipient_id="ana")

    seen = [each["id"] for each in first.json()["items"] + second.json()["items"]]
    assert (seen, first.json()["total"]) == (list(reversed(ids)), 3)
    assert second.json()["next_cursor"] is None
    assert [each["id"] for each in failed.json()["items"]] == ids[:1]
    assert (nobody.status_code, nobody.json()["total"]) == (200, 0)
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "recipient_id")


@pytest.mark.parametrize("role", ["student", "instructor"])
async def test_others_may_not_look(role: str) -> None:
    """403 for everybody but admins."""
    assert (await _list(actor(role))).status_code == 403
