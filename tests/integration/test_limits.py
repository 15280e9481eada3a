"""What a field allows, every store behind it takes: never a 500 for a value that passed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from functions.create_course.main import create_course
from functions.register_user.main import register_user
from functions.update_course.main import update_course
from lms_catalog import Card, PostgresCatalog
from lms_courses import NewCourse
from lms_kernel import convert, limits
from lms_redis import redis
from lms_testing import CapturedEvents, actor, client
from lms_testing.catalog import fake_catalog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fakeredis import FakeAsyncRedis

OLGA = actor("instructor")
# A letter of four bytes and two UTF-16 units: one character to Python, JSON Schema and MongoDB.
WIDE = "🎓"


@pytest.fixture(autouse=True)
def _redis_in_memory(fake_redis: FakeAsyncRedis) -> Iterator[None]:
    with redis.override(fake_redis):
        yield


async def _statuses(body: dict[str, Any]) -> list[int]:
    """Open a course, and change another one into it: the status of each."""
    with fake_catalog():
        async with client(create_course, as_=OLGA) as http:
            opened = await http.post("/api/courses", json=body)
            other = (await http.post("/api/courses", json={"title": "Other"})).json()
        async with client(update_course, as_=OLGA) as http:
            changed = await http.put(f"/api/courses/{other['id']}", json=body)
    return [opened.status_code, changed.status_code]


@pytest.mark.usefixtures("mongo", "broker")
async def test_a_title_may_be_as_long_as_its_field_says() -> None:
    """The longest is kept; one character more is refused, and never a server error."""
    longest = limits(NewCourse, "title").max_length or 0

    assert await _statuses({"title": WIDE * longest}) == [201, 200]
    assert await _statuses({"title": WIDE * (longest + 1)}) == [422, 422]


@pytest.mark.usefixtures("mongo", "broker")
async def test_limits_hold_for_what_is_stored() -> None:
    """NFC makes three letters of one (U+1D160), and the Turkish İ is one in lower case."""
    assert await _statuses({"title": "Tags", "tags": ["İ" * 40]}) == [201, 200]
    assert await _statuses({"title": "Tags", "tags": ["İ" * 41]}) == [422, 422]
    assert await _statuses({"title": "Tags", "tags": ["\U0001d160" * 13]}) == [201, 200]
    assert await _statuses({"title": "Tags", "tags": ["\U0001d160" * 14]}) == [422, 422]


@pytest.mark.usefixtures("mongo", "postgres")
async def test_the_longest_of_everything_fits(broker: CapturedEvents) -> None:
    """A course whose every field is as long as allowed is stored, listed and changed."""
    fields = {
        name: WIDE * (limits(NewCourse, name).max_length or 0)
        for name in ("title", "description", "category")
    }
    most = limits(NewCourse, "tags").max_length or 0
    tags = [f"{number:02}" + WIDE * 38 for number in range(most)]
    body = {
        **fields,
        "tags": tags,
        "language": "abc" + "-abcdefgh-bcdefghi-cdefghij",
        "status": "published",
    }

    assert await _statuses(body) == [201, 200]
    assert await PostgresCatalog().index(convert(broker[-1]["data"], Card))


@pytest.mark.usefixtures("postgres", "broker")
async def test_the_longest_person_fits() -> None:
    """Name and address as long as allowed."""
    body = {
        "name": WIDE * 100,
        "email": "@".join(("a" * 64, ".".join(("b" * 63, "c" * 63, "d" * 61)))),
        "password": WIDE * 256,
    }
    async with client(register_user) as http:
        assert (await http.post("/api/auth/register", json=body)).status_code == 201
