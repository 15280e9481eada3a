"""People upload and fetch files while the object store is killed again and again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from itertools import cycle
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from tests.chaos.kills import kill, persist
from tests.e2e.learners import Learner, make_learners
from tests.e2e.platform import course_fields, eventually
from tests.e2e.returning import many_clients

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import httpx2

    from tests.e2e.platform import Platform

pytestmark = [pytest.mark.chaos, pytest.mark.system]

# A few kills on every run; `nox -s chaos` makes more rounds.
KILLS = 4 * int(os.environ.get("LMS_CHAOS_ROUNDS", "1"))
UPLOADERS = 4
LEARNERS = 400
# S3's InternalError asks to try again (Amazon S3, list of error codes); a bucket that has just
# started may say so on a busy machine.
BUSY = frozenset({500})
# Of what is sent: mostly small, and some that a kill is likely to cut in the middle.
SIZES = (100, 5_000, 80_000, 600_000, 6_000_000)
AWAY = "Not ready yet: SeaweedFS (S3)."
PNG = b"\x89PNG\r\n\x1a\n"
CONTENT = {
    "modules": [
        {
            "title": "All",
            "lessons": [{"id": "text", "title": "A text", "kind": "article", "body": "Read me."}],
        }
    ]
}


@dataclass
class Record:
    """What was acknowledged to people, and what the platform said meanwhile."""

    files: dict[str, tuple[Learner, str]] = field(default_factory=dict)
    """Those whose completion returned 200: id to owner and hash."""
    fetched: int = 0
    repeated: int = 0
    """Uploads that were stored although nobody heard of it."""
    lost: list[str] = field(default_factory=list)
    """Methods of requests to the bucket that were cut off or refused."""
    statuses: dict[str, list[int]] = field(default_factory=dict)
    """Of requests that need no file, by kind."""
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def has(self, count: int) -> bool:
        """Tell whether that many files were acknowledged."""
        return len(self.files) >= count


async def _announce(
    http: httpx2.AsyncClient, owner: Learner, content: bytes
) -> tuple[str, dict[str, Any]]:
    new = {"purpose": "lesson", "name": "a.png", "content_type": "image/png", "bytes": len(content)}
    made = await persist(http, "POST", "/api/files", owner, new)
    assert made.status_code == 201, made.text
    return made.json()["file"]["id"], made.json()["upload"]


async def _upload(http: httpx2.AsyncClient, owner: Learner, content: bytes, record: Record) -> None:
    """Upload a file as a browser does, again and again until it is acknowledged; fetch it."""
    file_id, upload = await _announce(http, owner, content)
    headers = upload["headers"]
    sent = await persist(
        http, "PUT", upload["url"], headers=headers, content=content, lost=record.lost, also=BUSY
    )
    # 412: a try whose response was lost has stored it.
    assert sent.status_code in {200, 412}, sent.text
    record.repeated += sent.status_code == 412
    # 409 would be a file that the bucket took and does not have, 422 one that is not whole.
    done = await persist(http, "PUT", f"/api/files/{file_id}/completion", owner)
    assert done.status_code == 200, (sent.status_code, done.text)
    record.files[file_id] = owner, sha256(content).hexdigest()
    assert await _fetch(http, owner, file_id, record.lost) == record.files[file_id][1]
    record.fetched += 1


async def _fetch(
    http: httpx2.AsyncClient, owner: Learner, file_id: str, lost: list[str] | None = None
) -> str:
    """Fetch a file by a new link; return its hash."""
    shown = await persist(http, "GET", f"/api/files/{file_id}", owner)
    assert shown.status_code == 200, shown.text
    found = await persist(http, "GET", shown.json()["url"], lost=lost, also=BUSY)
    assert found.status_code == 200, found.text
    return sha256(found.content).hexdigest()


async def _upload_all(
    http: httpx2.AsyncClient, owner: Learner, record: Record, chance: random.Random
) -> None:
    while not record.over.is_set():
        size = chance.choice(SIZES)
        await _upload(http, owner, PNG + chance.randbytes(size), record)


async def _learn(
    http: httpx2.AsyncClient, course_id: str, learners: Iterable[Learner], record: Record
) -> None:
    """Do what needs no file, and repeat nothing that fails: note each status.

    A learner who comes again has a seat already.
    """
    seated: set[str] = set()
    course = f"/api/courses/{course_id}"
    lesson = f"{course}/lessons/text"
    for each in learners:
        for kind, method, path, body in (
            ("catalog", "GET", "/api/courses", None),
            ("course", "GET", course, None),
            ("seat", "POST", "/api/enrollments", {"course_id": course_id}),
            ("lesson", "GET", lesson, None),
            ("progress", "PUT", f"{lesson}/progress", {"completed": True}),
        ):
            if kind == "seat" and each.id in seated:
                continue
            response = await http.request(method, path, json=body, headers=each.headers)
            record.statuses.setdefault(kind, []).append(response.status_code)
        seated.add(each.id)
        if record.over.is_set():
            break
        await asyncio.sleep(0.1)


async def _rage(platform: Platform, record: Record, moments: random.Random) -> int:
    """Kill the store again and again, each time once files went through.

    Count how often readiness reported it.
    """
    told = 0

    async def until(holds: Callable[[], object], within_seconds: float) -> None:
        await asyncio.to_thread(eventually, holds, within_seconds=within_seconds)

    for number in range(1, KILLS + 1):
        await until(partial(record.has, 5 * number), 120)
        await asyncio.sleep(moments.uniform(0, 1))
        await until(partial(kill, platform, "objects"), 60)
        # Whether the host notices before the store is back depends on the moment.
        with contextlib.suppress(TimeoutError):
            await until(lambda: _says(platform) == AWAY, 5)
            told += 1
        await until(lambda: not _says(platform), 60)
    record.over.set()
    return told


def _says(platform: Platform) -> str:
    """Return what readiness says is missing; empty when nothing is."""
    with platform.client() as http:
        response = http.get("/healthz")
    return "" if response.status_code == 200 else str(response.json()["detail"])


async def _open_course(platform: Platform) -> tuple[str, list[Learner], list[Learner]]:
    """Publish a course without files; return it, who uploads, and who learns."""
    uploaders = await make_learners(platform, UPLOADERS, role="instructor")
    learners = await make_learners(platform, LEARNERS)
    with platform.client(headers=uploaders[0].headers) as http:
        made = http.post("/api/courses", json=course_fields("Resilience", content=CONTENT))
        assert made.status_code == 201, made.text
        course_id: str = made.json()["id"]
        # As soon as the catalog knows the course; and every function is warm.
        first = learners.pop()
        body = {"course_id": course_id}
        eventually(
            lambda: http.post("/api/enrollments", json=body, headers=first.headers).is_success,
            within_seconds=60,
        )
    return course_id, uploaders, learners


async def test_no_acknowledged_file_is_lost(doomed: Platform) -> None:
    """Each is there byte by byte after every kill; people who need no file notice nothing."""
    seed = random.randrange(10**6)
    print(f"seed {seed}")  # noqa: T201 - needed to reproduce a failure
    chance, record = random.Random(seed), Record()
    course_id, uploaders, learners = await _open_course(doomed)

    async with many_clients(doomed, UPLOADERS + 2) as http:
        # The first task to fail ends the others immediately, so that its failure is what is seen.
        async with asyncio.TaskGroup() as crowd:
            crowd.create_task(_learn(http, course_id, cycle(learners), record))
            for each in uploaders:
                crowd.create_task(_upload_all(http, each, record, chance))
            raging = crowd.create_task(_rage(doomed, record, random.Random(seed + 1)))
        told = raging.result()
    figures = {"files": len(record.files), "kills": KILLS, "told": told}
    print(figures, Counter(record.lost), record.repeated)  # noqa: T201 - the figures
    print({kind: len(found) for kind, found in record.statuses.items()})  # noqa: T201
    assert told
    # Otherwise nothing was under way when the store died.
    assert record.lost
    assert record.fetched == len(record.files)
    for kind, found in record.statuses.items():
        assert set(found) <= {200, 201}, kind

    # Everything at once; what the kernel has is not lost by that.
    await asyncio.to_thread(doomed.kill)
    await asyncio.to_thread(doomed.start)
    async with many_clients(doomed, 1) as http:
        for file_id, (owner, expected) in record.files.items():
            assert await _fetch(http, owner, file_id) == expected, file_id
    with psycopg.connect(doomed.environment()["DATABASE_URL"]) as database:
        rows = database.execute("SELECT id::text FROM files WHERE stored_at IS NOT NULL")
        assert {id_ for (id_,) in rows} >= record.files.keys()


async def test_while_the_store_is_down_readiness_names_it_and_the_rest_works(
    doomed: Platform,
) -> None:
    """Uploads return 503; the catalog, lessons without files, seats and progress do not."""
    course_id, (owner, *_), learners = await _open_course(doomed)
    content, record = PNG + bytes(1000), Record()
    async with many_clients(doomed, 2) as http:
        await _upload(http, owner, content, record)
        (file_id,) = record.files
        waiting, upload = await _announce(http, owner, content)
        await asyncio.to_thread(doomed.store, "objects", "stop")
        assert await asyncio.to_thread(_says, doomed) == AWAY

        sent = await http.put(upload["url"], headers=upload["headers"], content=content)
        assert sent.status_code == 502
        done = await http.put(f"/api/files/{waiting}/completion", headers=owner.headers)
        assert (done.status_code, done.json()["type"]) == (503, "/problems/unavailable")
        await _learn(http, course_id, learners[:5], record)
        assert set(record.statuses) == {"catalog", "course", "seat", "lesson", "progress"}
        for kind, found in record.statuses.items():
            assert set(found) <= {200, 201}, kind

        await asyncio.to_thread(doomed.store, "objects", "start")
        await asyncio.to_thread(eventually, lambda: not _says(doomed), within_seconds=60)
        sent = await persist(
            http, "PUT", upload["url"], headers=upload["headers"], content=content, also=BUSY
        )
        assert sent.status_code == 200
        done = await persist(http, "PUT", f"/api/files/{waiting}/completion", owner)
        assert done.status_code == 200
        assert await _fetch(http, owner, file_id) == record.files[file_id][1]
