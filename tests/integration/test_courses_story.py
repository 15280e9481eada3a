"""Courses from their author to their readers: the functions on real stores."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from functions.create_course.main import create_course
from functions.delete_course.main import delete_course
from functions.index_course.main import index_course
from functions.list_courses.main import list_courses
from functions.rebuild_catalog.main import rebuild_catalog
from functions.relay_outbox.main import relay_outbox
from functions.update_course.main import update_course
from lms_catalog import RebuildRequested
from lms_kernel import utc_now
from lms_postgres import Database
from lms_testing import CapturedEvents, actor, client, deliver, event

OLGA = actor("instructor")
pytestmark = pytest.mark.usefixtures("postgres", "mongo", "real_redis")


async def _titles(query: str = "") -> list[str]:
    async with client(list_courses) as http:
        answer = await http.get(f"/api/courses?sort=title&{query}")
    assert answer.status_code == 200
    return [item["title"] for item in answer.json()["items"]]


async def _open(title: str, **fields: Any) -> dict[str, Any]:
    async with client(create_course, as_=OLGA) as http:
        answer = await http.post("/api/courses", json={"title": title, **fields})
    assert answer.status_code == 201
    opened: dict[str, Any] = answer.json()
    return opened


async def test_readers_see_what_authors_do(broker: CapturedEvents) -> None:
    """Published, changed and deleted: each shows in the next response, through the page cache."""
    course = await _open("Growing herbs")
    assert await _titles("q=herbs") == []

    async with client(update_course, as_=OLGA) as http:
        path = f"/api/courses/{course['id']}"
        await http.put(path, json={"status": "published"}, headers={"If-Match": '"1"'})
        assert await _titles("q=herbs") == ["Growing herbs"]
        await http.put(path, json={"title": "Growing herbs at home"})
        assert await _titles("q=herbs") == ["Growing herbs at home"]
    async with client(delete_course, as_=OLGA) as http:
        assert (await http.delete(path)).status_code == 204

    assert await _titles("q=herbs") == []
    assert [str(each["type"]).split(".")[3] for each in broker] == [
        "created",
        "published",
        "updated",
        "deleted",
    ]


async def test_authors_with_one_title_all_succeed(broker: CapturedEvents) -> None:
    """Twenty at once: twenty courses, twenty slugs, nobody sees an error."""
    opened = await asyncio.gather(
        *(_open("Raced title", status="published", category="Races") for _ in range(20))
    )

    assert len({each["slug"] for each in opened}) == 20
    assert len(await _titles("category=races&limit=50")) == 20


async def test_a_lost_catalog_is_read_anew(postgres: Database, broker: CapturedEvents) -> None:
    """Rebuilding restores every course, and late earlier events change nothing."""
    for number in range(3):
        await _open(f"Kept {number}", status="published", category="Kept")
    await postgres.execute(
        "TRUNCATE catalog, catalog_lexicon, catalog_counts, catalog_totals", name="test_lose"
    )

    await deliver(rebuild_catalog, event(RebuildRequested()))
    late = list(broker)
    for each in late:
        assert (await deliver(index_course, each)).status_code // 100 == 2

    assert await _titles("category=kept") == ["Kept 0", "Kept 1", "Kept 2"]
    assert await _titles("q=kept") == ["Kept 0", "Kept 1", "Kept 2"]


async def test_events_of_a_crash_are_relayed(broker: CapturedEvents) -> None:
    """What the broker did not accept is published later, once."""
    broker.is_away = True
    course = await _open("While the broker is down")
    assert broker == []

    broker.is_away = False
    await asyncio.sleep(5.1)
    for number in range(2):
        tick = {
            "specversion": "1.0",
            "id": f"tick-{number}",
            "source": "/test",
            "type": "dev.knative.sources.ping",
            "time": utc_now().isoformat(),
        }
        assert (await deliver(relay_outbox, tick)).status_code // 100 == 2

    assert [each["subject"] for each in broker] == [course["id"]]
