"""Changing an account."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from functions.update_user.main import update_user
from lms_access import sessions
from lms_identity import verify_password
from lms_kernel import Actor, new_id
from lms_testing import CapturedEvents, actor, client
from lms_testing.access import bearer, redis_away
from lms_testing.identity import PASSWORD, FakeUsers

ANA = actor("student")
ADMIN = actor("admin")


async def _put(
    body: dict[str, Any], *, by: Actor = ANA, to: str = "me", edited: str = "*"
) -> httpx2.Response:
    async with client(update_user, as_=by) as http:
        return await http.put(f"/api/users/{to}", json=body, headers={"If-Match": edited})


async def test_one_changes_ones_own_name(accounts: FakeUsers, published: CapturedEvents) -> None:
    """Omitted fields stay; the version grows and the change is announced."""
    before = await accounts.have(ANA)
    answer = await _put({"name": "Ana Lima"})
    after = answer.json()
    assert answer.status_code == 200
    assert (after["name"], after["email"], after["version"]) == ("Ana Lima", before.email, 2)
    assert answer.headers["etag"] == '"2"'
    (event,) = published
    assert event["type"] == "org.learning.user.updated.v1"
    assert event["actorid"] == ANA.id
    assert event["data"] == {
        "user_id": ANA.id,
        "email": before.email,
        "name": "Ana Lima",
        "role": "student",
        "active": True,
        "version": 2,
        "changes": ["name"],
        "previous_email": None,
    }


async def test_a_change_to_the_same_changes_nothing(
    accounts: FakeUsers, published: CapturedEvents
) -> None:
    """A form may send every field back unchanged."""
    user = await accounts.have(ANA)
    answer = await _put({"name": user.name, "email": user.email, "role": "student", "active": True})
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    assert published == []


async def test_a_stale_copy_is_refused(accounts: FakeUsers) -> None:
    """If-Match names the version that was edited."""
    await accounts.have(ANA, version=3)
    stale = await _put({"name": "Old"}, edited='"2"')
    assert stale.status_code == 412
    assert (await _put({"name": "New"}, edited='"3"')).status_code == 200
    assert (await _put({"name": "New"}, edited="nonsense")).status_code == 400


async def test_a_new_password_needs_the_current_one(accounts: FakeUsers) -> None:
    """Someone at an unlocked screen must not take over the account."""
    await accounts.have(ANA)
    change = {"password": "a new long password"}
    for proof in ({}, {"current_password": "wrong horse battery"}):
        answer = await _put({**change, **proof})
        assert answer.status_code == 422
        assert [each["field"] for each in answer.json()["errors"]] == ["current_password"]
    assert (await _put({**change, "current_password": PASSWORD})).status_code == 200


async def test_ones_own_address_changes_by_a_link_alone(accounts: FakeUsers) -> None:
    """The new one has to be read by its owner first."""
    user = await accounts.have(ANA)
    answer = await _put({"email": "new@example.org", "current_password": PASSWORD})
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["email"]
    assert accounts.accounts[ANA.id].user == user


async def test_a_new_password_signs_out_everywhere_else(
    accounts: FakeUsers, published: CapturedEvents
) -> None:
    """The session in which it was changed continues, even after the event."""
    await accounts.have(ANA)
    elsewhere = await sessions().open(ANA.id, "student", version=1)
    await _put({"password": "a new long password", "current_password": PASSWORD})
    assert await verify_password("a new long password", accounts.accounts[ANA.id].password_hash)
    assert await sessions().alive(elsewhere.session.id) is None
    here = await sessions().alive(ANA.session_id)
    assert here is not None
    assert here.version == 2
    assert "a new long password" not in str(published)


async def test_guessing_the_current_password_is_limited(accounts: FakeUsers) -> None:
    """Ten a minute."""
    await accounts.have(ANA)
    change = {"password": "a new long password", "current_password": "wrong horse battery"}
    answers = [(await _put(change)).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


async def test_a_taken_email_is_refused(accounts: FakeUsers) -> None:
    """Upper and lower case are the same address."""
    await accounts.have(ANA)
    await accounts.have(actor("student", "ben"), email="ben@example.org")
    answer = await _put({"email": "BEN@example.org"}, by=ADMIN, to=ANA.id)
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/email-taken"


@pytest.mark.parametrize("change", [{"role": "admin"}, {"active": False}])
@pytest.mark.parametrize("role", ["student", "instructor", "admin"])
async def test_nobody_changes_their_own_rights(
    accounts: FakeUsers, role: str, change: dict[str, Any]
) -> None:
    """Not even an admin, who could not take it back."""
    person = actor(role)
    await accounts.have(person)
    if change == {"role": role}:
        change = {"role": "student"}
    answer = await _put(change, by=person)
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/own-rights"


@pytest.mark.parametrize("role", ["student", "instructor"])
async def test_others_are_not_changed_and_not_admitted_to_exist(
    accounts: FakeUsers, role: str
) -> None:
    """403 with the same wording for a real and a made-up id."""
    await accounts.have(ANA)
    other = actor(role, "other")
    real = await _put({"name": "X"}, by=other, to=ANA.id)
    made_up = await _put({"name": "X"}, by=other, to=new_id())
    assert real.status_code == made_up.status_code == 403
    assert real.json() == made_up.json()


@pytest.mark.parametrize("change", [{"role": "instructor"}, {"active": False}])
async def test_an_admin_changes_rights_and_that_signs_the_person_out(
    accounts: FakeUsers, published: CapturedEvents, change: dict[str, Any]
) -> None:
    """Nobody continues with the old rights; the audit trail records who did it."""
    await accounts.have(ANA)
    await bearer(ANA)
    answer = await _put(change, by=ADMIN, to=ANA.id)
    assert answer.status_code == 200
    assert {name: answer.json()[name] for name in change} == change
    assert await sessions().alive(ANA.session_id) is None
    (event,) = published
    assert (event["actorid"], event["privileged"]) == (ADMIN.id, "true")


async def test_an_admin_sets_nobodys_password(accounts: FakeUsers) -> None:
    """That would be a way to act as somebody else."""
    await accounts.have(ANA)
    answer = await _put({"password": "a new long password"}, by=ADMIN, to=ANA.id)
    assert answer.status_code == 403


async def test_an_admin_corrects_name_and_email_of_others(
    accounts: FakeUsers, published: CapturedEvents
) -> None:
    """Without their password. Sessions end, and the address has to be verified again."""
    before = await accounts.have(ANA)
    await bearer(ANA)
    answer = await _put({"name": "Ana Lima", "email": "ana@example.org"}, by=ADMIN, to=ANA.id)
    assert (answer.json()["email"], answer.json()["email_verified"]) == ("ana@example.org", False)
    assert await sessions().alive(ANA.session_id) is None
    (event,) = published
    assert event["data"]["previous_email"] == before.email  # type: ignore[index]


async def test_the_last_admin_stays(accounts: FakeUsers) -> None:
    """A service that may change users cannot leave the platform without one."""
    await accounts.have(ADMIN)
    service = Actor(new_id(), "service", new_id(), frozenset({"user:update:any"}))
    answer = await _put({"active": False}, by=service, to=ADMIN.id)
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/last-admin"
    await accounts.have(actor("admin", "second"))
    assert (await _put({"role": "student"}, by=service, to=ADMIN.id)).status_code == 200


async def test_a_service_without_the_scope_for_all_changes_nobody(accounts: FakeUsers) -> None:
    """``user:update`` covers only oneself, and a service is not a user."""
    await accounts.have(ANA)
    service = Actor(new_id(), "service", new_id(), frozenset({"user:update"}))
    assert (await _put({"name": "X"}, by=service, to=ANA.id)).status_code == 403
    assert (await _put({"name": "X"}, by=service)).status_code == 404


async def test_changes_made_at_the_same_time_are_both_kept(
    accounts: FakeUsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without If-Match the later one is applied to the result of the earlier."""
    await accounts.have(ANA)
    save = accounts.save
    overtaken: list[bool] = []

    async def save_too_late(*args: Any, **kwargs: Any) -> bool:
        if not overtaken:
            overtaken.append(True)
            await _put({"email": "ana@example.org"}, by=ADMIN, to=ANA.id)
        return await save(*args, **kwargs)

    monkeypatch.setattr(accounts, "save", save_too_late)
    answer = await _put({"name": "Ana Lima"})
    assert answer.json()["name"] == "Ana Lima"
    assert answer.json()["email"] == "ana@example.org"
    assert answer.json()["version"] == 3


async def test_a_user_who_is_changed_without_end_is_a_conflict(
    accounts: FakeUsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a few attempts the caller is told."""
    await accounts.have(ANA)

    async def never(*_: Any, **__: Any) -> bool:
        return False

    monkeypatch.setattr(accounts, "save", never)
    answer = await _put({"name": "Ana Lima"})
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/user-busy"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", None),
        ("email", "ana"),
        ("password", "short"),
        ("role", "root"),
        ("active", "yes"),
        ("id", "x"),
        ("password_hash", "x"),
    ],
)
async def test_an_invalid_request_is_refused_by_field(
    accounts: FakeUsers, field: str, value: object
) -> None:
    """Including unknown fields."""
    await accounts.have(ANA)
    answer = await _put({field: value})
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]


async def test_an_unknown_role_is_answered_with_all_roles(accounts: FakeUsers) -> None:
    """The field is named as well."""
    await accounts.have(ANA)
    answer = await _put({"role": "root"}, by=ADMIN, to=ANA.id)
    assert answer.json()["errors"] == [
        {"field": "role", "message": "must be one of: student, instructor, admin"}
    ]


async def test_a_change_is_kept_when_sessions_cannot_be_ended_at_once(
    accounts: FakeUsers, published: CapturedEvents, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Redis fails in between: the event written with the change is the guarantee."""
    await accounts.have(ANA)
    save = accounts.save

    async def save_then_lose_redis(*args: Any, **kwargs: Any) -> bool:
        saved = await save(*args, **kwargs)
        away.__enter__()
        return saved

    away = redis_away()
    monkeypatch.setattr(accounts, "save", save_then_lose_redis)
    try:
        answer = await _put({"role": "instructor"}, by=ADMIN, to=ANA.id)
    finally:
        away.__exit__(None, None, None)
    assert answer.status_code == 200
    assert published.types() == ["org.learning.user.updated.v1"]


async def test_an_unknown_user_is_not_found(accounts: FakeUsers) -> None:
    """To admins, who may know."""
    for user_id in (new_id(), "ana"):
        answer = await _put({"name": "X"}, by=ADMIN, to=user_id)
        assert answer.status_code == 404
        assert answer.json()["type"] == "/problems/user-not-found"
