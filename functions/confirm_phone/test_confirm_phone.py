"""Proving that a phone number is one's own."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from functions.confirm_phone.main import confirm_phone
from lms_kernel import Actor
from lms_preferences import preferences
from lms_testing import actor, client
from lms_testing.notifications import a_message, decide, request
from lms_testing.phones import PHONE, another, ask, read_code

ANA, BEN = actor("student", "ana"), actor("student", "ben")


@pytest.fixture
async def code() -> str:
    """Return the code that was sent to Ana's phone."""
    await decide(ANA.id, phone=PHONE)
    return await read_code(await ask(PHONE, ANA.id))


async def _post(body: Any, *, as_: Actor = ANA) -> httpx2.Response:
    async with client(confirm_phone, as_=as_) as http:
        return await http.post("/api/preferences/phone", json=body)


async def test_the_code_confirms_the_number(code: str) -> None:
    """200 with the preferences and their version; from then on texts go to it."""
    sms = a_message(recipient_id=ANA.id, channel="sms")
    before = await request(sms)

    answer = await _post({"code": code})

    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert (answer.json()["phone"], answer.json()["phone_confirmed"]) == (PHONE, True)
    after = await request(sms)
    assert (before.status, after.status, after.address) == ("suppressed", "queued", PHONE)


async def test_a_wrong_code_names_its_fault(code: str) -> None:
    """422; after five wrong codes none is pending any more: 409."""
    for _ in range(5):
        answer = await _post({"code": another(code)})
        assert answer.status_code == 422
        assert [each["field"] for each in answer.json()["errors"]] == ["code"]

    spent = await _post({"code": code})

    assert (spent.status_code, spent.json()["type"]) == (409, "/problems/no-phone-code")
    assert not (await preferences().get(ANA.id)).phone_confirmed


async def test_a_code_is_its_owners_alone(code: str) -> None:
    """Someone else, with no pending code, gets 409 and uses up no attempt."""
    for _ in range(6):
        assert (await _post({"code": code}, as_=BEN)).status_code == 409

    assert (await _post({"code": code})).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"code": "12345"}, "code"),
        ({"code": "12345a"}, "code"),
        ({"code": "²²²²²x"}, "code"),
        ({"code": 123456}, "code"),
        ({}, "code"),
        ({"code": "123456", "phone": PHONE}, "phone"),
    ],
)
async def test_what_cannot_be_a_code_takes_no_try(code: str, body: Any, field: str) -> None:
    """422 naming the field."""
    for _ in range(6):
        answer = await _post(body)
        assert answer.status_code == 422
        assert [each["field"] for each in answer.json()["errors"]] == [field]

    assert (await _post({"code": code})).status_code == 200
