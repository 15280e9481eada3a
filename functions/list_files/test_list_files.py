"""Somebody's files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from functions.list_files.main import list_files
from libs.lms_files.tests.fake import FakeFiles, fake_files
from lms_files import CourseFiles, purposes
from lms_kernel import Actor, new_id
from lms_testing import actor, client
from tests.all_pages import walk

OLGA, ANA, ROOT = actor("instructor", "olga"), actor("student", "ana"), actor("admin")


@pytest.fixture
def shelf() -> Iterator[FakeFiles]:
    """Return an empty shelf."""
    with fake_files() as fake:
        yield fake


async def _list(path: str = "/api/files", *, as_: Actor = OLGA) -> Any:
    async with client(list_files, as_=as_) as http:
        answer = await http.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_everybody_lists_their_own_newest_first(shelf: FakeFiles) -> None:
    """Page by page, and nobody else's."""
    own = [shelf.keep(new_id(), OLGA.id).id for _ in range(3)]
    shelf.keep(new_id(), ANA.id)

    items = await walk(list_files, "/api/files", 2, as_=OLGA)

    assert [each["id"] for each in items] == own[::-1]
    assert (await _list())["total"] == 3


async def test_a_file_says_what_it_is_used_for(shelf: FakeFiles) -> None:
    """By course; the filter shows one kind or the other."""
    used, unused = shelf.keep(new_id(), OLGA.id), shelf.keep(new_id(), OLGA.id)
    course_id = new_id()
    shelf.courses[course_id] = CourseFiles(
        course_id=course_id, version=1, owner_id=OLGA.id, title="Gardening", file_ids=[used.id]
    )

    (item,) = (await _list("/api/files?in_use=true"))["items"]
    (other,) = (await _list("/api/files?in_use=false"))["items"]

    assert item["uses"] == [
        {
            "course_id": course_id,
            "course_title": "Gardening",
            "lesson_id": None,
            "lesson_title": None,
        }
    ]
    assert (item["id"], item["in_use"], item["handed_in"]) == (used.id, True, False)
    assert item["use_count"] == 1
    assert (other["id"], other["in_use"], other["uses"]) == (unused.id, False, [])


async def test_the_room_is_told_for_what_somebody_may_upload(shelf: FakeFiles) -> None:
    """A learner hands in; an author has every purpose."""
    file = shelf.keep(new_id(), ANA.id, "submission")
    rule = purposes["submission"]

    (learners,) = (await _list(as_=ANA))["usage"]
    authors = (await _list())["usage"]

    assert learners == {
        "purpose": "submission",
        "files": 1,
        "bytes": file.bytes,
        "quota_files": rule.quota_files,
        "quota_bytes": rule.quota_bytes,
    }
    assert [each["purpose"] for each in authors] == list(purposes)
    assert {each["bytes"] for each in authors} == {0}


async def test_the_room_is_told_for_what_somebody_keeps(shelf: FakeFiles) -> None:
    """Also if they may not upload any more of it, because they are no author any longer."""
    shelf.keep(new_id(), ANA.id, "cover")

    usage = (await _list(as_=ANA))["usage"]

    assert [(each["purpose"], each["files"]) for each in usage] == [("cover", 1), ("submission", 0)]


async def test_an_admin_may_look_at_somebodys(shelf: FakeFiles) -> None:
    """And nobody else: 403, no matter whose files they are."""
    file = shelf.keep(new_id(), ANA.id, "submission")
    path = f"/api/files?owner_id={ANA.id}"

    assert [each["id"] for each in (await _list(path, as_=ROOT))["items"]] == [file.id]
    assert [each["id"] for each in (await _list(path, as_=ANA))["items"]] == [file.id]
    async with client(list_files, as_=OLGA) as http:
        assert (await http.get(path)).status_code == 403


async def test_an_admin_sees_only_the_room_that_somebody_uses(shelf: FakeFiles) -> None:
    """Not what the admin may upload: a learner has no room for videos."""
    shelf.keep(new_id(), ANA.id, "submission")

    of_ana = (await _list(f"/api/files?owner_id={ANA.id}", as_=ROOT))["usage"]
    own = (await _list(f"/api/files?owner_id={ROOT.id}", as_=ROOT))["usage"]

    assert [each["purpose"] for each in of_ana] == ["submission"]
    assert [each["purpose"] for each in own] == list(purposes)


async def test_strangers_have_no_list(shelf: FakeFiles) -> None:
    """401."""
    async with client(list_files) as http:
        assert (await http.get("/api/files")).status_code == 401
