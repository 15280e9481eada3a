"""Courses on a real store of documents: the promises, and what only a server can break."""

from __future__ import annotations

from typing import Any

import pytest
from pymongo.asynchronous.collection import AsyncCollection

from libs.lms_courses.tests.contract import CoursesContract
from lms_courses import (
    Completion,
    Content,
    CourseChanges,
    CourseNotFound,
    CoursesOutbox,
    MongoCourses,
    SlugTaken,
)
from lms_events import Outbox
from lms_kernel import Invalid, Unavailable, new_id
from lms_testing.courses import FakeCourses, a_course


class MongoShelf:
    """The collection and its outbox."""

    def __init__(self, documents: AsyncCollection[dict[str, Any]]) -> None:
        """Inspect the documents themselves, too."""
        self.store: MongoCourses | FakeCourses = MongoCourses()
        self.outbox: Outbox = CoursesOutbox()
        self.documents = documents


@pytest.fixture
def shelf(mongo: AsyncCollection[dict[str, Any]]) -> MongoShelf:
    """Return a shelf on the module's database."""
    return MongoShelf(mongo)


class TestMongoCourses(CoursesContract):
    """The promises, kept by the real store."""


async def test_a_tombstone_keeps_the_address_and_nothing_to_read(shelf: MongoShelf) -> None:
    """A deleted course leaves id and slug behind, also after its events are settled."""
    first = await shelf.store.add(a_course())
    gone = await shelf.store.save(first.course.delete())

    tombstone = await shelf.documents.find_one({"_id": first.course.id})
    assert tombstone is not None
    assert tombstone["content"] == {"modules": []}
    await shelf.outbox.settle([str(each["id"]) for each in [*first.news, *gone.news]])

    left = await shelf.documents.find_one({"_id": first.course.id})
    assert left is not None
    assert (left["slug"], left["outbox"]) == (first.course.slug, [])
    assert (left["description"], left["tags"]) == ("", [])


async def test_a_slug_that_looks_like_an_id_is_found(shelf: MongoShelf) -> None:
    """Also one that was written before slugs were told apart; a course with that id comes first."""
    course = (await shelf.store.add(a_course())).course
    id_like = new_id()
    await shelf.documents.update_one({"_id": course.id}, {"$set": {"slug": id_like}})

    assert (await shelf.store.find(id_like)).id == course.id

    other = (await shelf.store.add(a_course())).course
    await shelf.documents.update_one({"_id": course.id}, {"$set": {"slug": other.id}})
    assert (await shelf.store.find(other.id)).id == other.id


async def test_an_outbox_that_overflows_refuses_changes(shelf: MongoShelf) -> None:
    """While the broker is down for long, changes are refused rather than events dropped."""
    course = (await shelf.store.add(a_course())).course
    for _ in range(49):
        course = (await shelf.store.save(course.change(CourseChanges(level="advanced")))).course

    with pytest.raises(Unavailable):
        await shelf.store.save(course.change(CourseChanges(level="beginner")))

    document = await shelf.documents.find_one({"_id": course.id})
    assert document is not None
    assert len(document["outbox"]) == 50
    await shelf.outbox.settle([str(each["id"]) for each in document["outbox"]])
    await shelf.store.save(course.change(CourseChanges(level="beginner")))


async def test_the_largest_course_fits(shelf: MongoShelf) -> None:
    """500 lessons with a text each are stored and returned unchanged."""
    lesson = {"title": "A title of some length " * 5, "kind": "article", "body": "word " * 150}
    modules = [{"title": "Module", "lessons": [lesson] * 50} for _ in range(10)]

    course = (await shelf.store.add(a_course(content={"modules": modules}))).course

    found = await shelf.store.find(course.id)
    assert found.content == course.content
    assert isinstance(found.content, Content)
    assert len(found.content.lessons()) == 500


async def test_a_course_of_an_older_release_is_read(shelf: MongoShelf) -> None:
    """Without completion, cover and previews, which the next change gives it (decision 0080)."""
    lesson = {"id": "l1", "title": "Worms", "kind": "video", "duration_minutes": 5, "url": None,
              "body": "They dig."}  # fmt: skip
    modules = [{"id": "m1", "title": "Soil", "lessons": [lesson], "modules": []}]
    course = (await shelf.store.add(a_course())).course
    await shelf.documents.update_one(
        {"_id": course.id},
        {
            "$set": {"content": {"modules": modules}},
            "$unset": {"completion": "", "cover_file_id": ""},
        },
    )

    found = await shelf.store.find(course.id)
    assert (found.completion, found.cover_file_id) == (Completion(), None)
    assert [each.is_preview for each in found.content.lessons()] == [False]

    await shelf.store.save(found.change(CourseChanges(level="advanced")))
    document = await shelf.documents.find_one({"_id": course.id})
    assert document is not None
    assert document["completion"] == {"minimum_percent": 100, "required_lessons": []}
    assert document["content"]["modules"][0]["lessons"][0]["body"] == "They dig."


async def test_the_server_refuses_what_is_no_course(shelf: MongoShelf) -> None:
    """The validator also applies to writes that bypass the application."""
    from pymongo.errors import WriteError

    with pytest.raises(WriteError):
        await shelf.documents.insert_one({"_id": "x", "title": "No course"})


async def test_slugs_run_out_in_a_clean_conflict(
    shelf: MongoShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When no variation is free either, the author is told."""
    monkeypatch.setattr("secrets.token_hex", lambda _: "same")
    for _ in range(2):
        await shelf.store.add(a_course(title="Popular title"))

    with pytest.raises(SlugTaken):
        await shelf.store.add(a_course(title="Popular title"))


async def test_a_repeat_after_the_deletion_finds_nothing(shelf: MongoShelf) -> None:
    """The id of a tombstone is not given to a new course."""
    new_course = a_course(title="Gone soon")
    first = await shelf.store.add(new_course)
    await shelf.store.save(first.course.delete())

    with pytest.raises(CourseNotFound):
        await shelf.store.add(new_course)


async def test_a_field_that_breaks_a_newer_rule_is_named_when_it_is_saved(
    shelf: MongoShelf,
) -> None:
    """It was read as it is (decision 0049); 422 says what to change, and then it can be changed."""
    course = (await shelf.store.add(a_course())).course
    database, name = shelf.documents.database, shelf.documents.name
    options = await shelf.documents.options()
    await database.command("collMod", name, validator={})
    await shelf.documents.update_one({"_id": course.id}, {"$set": {"tags": ["x" * 100]}})
    await database.command("collMod", name, validator=options["validator"])
    stored = await shelf.store.find(course.id)

    with pytest.raises(Invalid) as refused:
        await shelf.store.save(stored.change(CourseChanges(level="advanced")))
    await shelf.store.save(stored.change(CourseChanges(level="advanced", tags=["soil"])))

    assert [each.field for each in refused.value.errors] == ["tags[0]"]
