"""The events that the broker refused, of all stores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from functions.list_parked_events.main import list_parked_events
from lms_kernel import Actor, StoreName
from lms_outboxes import outboxes
from lms_templates import TemplateUpdated
from lms_testing import actor, client
from lms_testing.outboxes import MemoryOutbox, an_event

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2

ADMIN = actor("admin")
STORES: tuple[StoreName, ...] = ("postgres", "mongodb", "redis")


@pytest.fixture(autouse=True)
def fakes() -> Iterator[list[MemoryOutbox]]:
    """Replace all stores' outboxes with outboxes in memory."""
    replacements = [MemoryOutbox(each) for each in STORES]
    with outboxes.override(replacements):
        yield replacements


async def _parked(outbox: MemoryOutbox) -> str:
    event = an_event()
    id_ = str(event["id"])
    outbox.kept[id_] = event
    await outbox.park(id_, f"400: no such thing as {id_}")
    return id_


async def _list(as_: Actor = ADMIN, **parameters: Any) -> httpx2.Response:
    async with client(list_parked_events, as_=as_) as http:
        return await http.get("/api/parked-events", params=parameters)


async def test_an_admin_sees_what_each_store_has_set_aside(fakes: list[MemoryOutbox]) -> None:
    """Newest first, with the reason and all attributes of the event but not its data."""
    ids = [await _parked(each) for each in fakes]

    answer = await _list()

    body = answer.json()
    assert answer.status_code == 200
    assert [each["id"] for each in body["items"]] == ids[::-1]
    assert [each["store"] for each in body["items"]] == ["redis", "mongodb", "postgres"]
    assert body["total"] == 3
    newest = body["items"][0]
    assert newest["reason"] == f"400: no such thing as {ids[-1]}"
    assert (newest["refusals"], newest["type"]) == (1, TemplateUpdated.type)
    assert newest["attributes"]["source"].startswith("/functions/")
    assert "data" not in newest["attributes"]


async def test_pages_follow_each_other(fakes: list[MemoryOutbox]) -> None:
    """By cursor and by number, across all stores: each event is on one page."""
    ids = [await _parked(fakes[number % 3]) for number in range(7)]

    first = (await _list(limit=3)).json()
    second = (await _list(limit=3, cursor=first["next_cursor"])).json()
    third = (await _list(limit=3, page=3)).json()

    pages = (first, second, third)
    assert [each["id"] for page in pages for each in page["items"]] == ids[::-1]
    assert {page["total"] for page in pages} == {7}
    assert third["next_cursor"] is None


async def test_events_that_only_wait_are_not_shown(fakes: list[MemoryOutbox]) -> None:
    """They are on their way."""
    event = an_event()
    fakes[0].kept[str(event["id"])] = event

    assert (await _list()).json()["items"] == []


@pytest.mark.parametrize("role", ["student", "instructor"])
async def test_others_may_not_look(role: str) -> None:
    """403 for everybody but admins."""
    assert (await _list(actor(role))).status_code == 403
