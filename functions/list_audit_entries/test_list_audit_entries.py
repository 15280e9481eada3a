"""Searching the audit trail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from functions.list_audit_entries.main import list_audit_entries
from lms_audit import AuditEntry, audit_trail
from lms_kernel import Actor
from lms_testing import actor, client
from lms_testing.audit import FakeAuditTrail

ADMIN = actor("admin")
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def trail() -> Iterator[FakeAuditTrail]:
    """Return a trail with five entries, an hour apart."""
    fake = FakeAuditTrail()
    for number in range(5):
        fake.entries[f"e-{number}"] = AuditEntry(
            id=f"e-{number}", source="/functions/update_user", type=f"org.x{number % 2}.v1",
            subject=f"s-{number}", actor_id=f"a-{number % 2}", actor_role="admin",
            trace_id=TRACE if number == 3 else "", request_id=f"r-{number}", data={"n": number},
            happened_at=NOON + timedelta(hours=number),
        )  # fmt: skip
    with audit_trail.override(fake):
        yield fake


async def _list(as_: Actor = ADMIN, **parameters: Any) -> httpx2.Response:
    async with client(list_audit_entries, as_=as_) as http:
        return await http.get("/api/audit-entries", params=parameters)


async def _found(**parameters: Any) -> list[str]:
    return [each["id"] for each in (await _list(**parameters)).json()["items"]]


async def test_an_admin_sees_who_did_what() -> None:
    """Latest first, with place and hash in the chain."""
    answer = await _list()

    page = answer.json()
    assert (answer.status_code, page["total"]) == (200, 5)
    assert [each["position"] for each in page["items"]] == [5, 4, 3, 2, 1]
    assert page["items"][0]["data"] == {"n": 4}
    assert set(page["items"][0]) >= {"actor_id", "actor_role", "subject", "request_id", "hash"}


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"actor_id": "a-1"}, ["e-3", "e-1"]),
        ({"subject": "s-2"}, ["e-2"]),
        ({"type": "org.x1.v1", "actor_id": "a-1", "subject": "s-1"}, ["e-1"]),
        ({"request_id": "r-4"}, ["e-4"]),
        ({"trace_id": TRACE}, ["e-3"]),
        ({"since": "2026-11-29T13:00:00Z", "until": "2026-11-29T16:00:00+01:00"}, ["e-2", "e-1"]),
        ({"actor_id": "nobody"}, []),
    ],
)
async def test_entries_are_found(parameters: dict[str, str], found: list[str]) -> None:
    """By actor, subject, type, request, trace and time, and by all of them together."""
    assert await _found(**parameters) == found


async def test_pages_follow_each_other() -> None:
    """By cursor: entries that are added meanwhile move none."""
    first = (await _list(limit=2)).json()
    second = (await _list(limit=2, cursor=first["next_cursor"])).json()
    third = (await _list(limit=2, cursor=second["next_cursor"])).json()

    pages = [[each["id"] for each in page["items"]] for page in (first, second, third)]
    assert pages == [["e-4", "e-3"], ["e-2", "e-1"], ["e-0"]]
    assert third["next_cursor"] is None


@pytest.mark.parametrize(
    "parameters",
    [
        {"since": "yesterday"},
        {"since": "2026-11-29T12:00:00"},
        {"trace_id": "x"},
        {"subject": "with space"},
        {"subject": "\0"},
        {"cursor": "WyJhIl0"},
        {"email": "ana@example.org"},
    ],
)
async def test_what_cannot_be_asked_is_named(parameters: dict[str, Any]) -> None:
    """422 with the field at fault."""
    answer = await _list(**parameters)

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == list(parameters)


@pytest.mark.parametrize("role", ["student", "instructor"])
async def test_only_admins_see_it(role: str) -> None:
    """403: it says a lot about everybody."""
    assert (await _list(as_=actor(role))).status_code == 403
