"""Changing a course."""

from __future__ import annotations

import httpx2
import pytest

from functions.update_course.main import update_course
from lms_courses import Change, Course, CourseChanges, StaleCourse, Written
from lms_kernel import Actor, new_id
from lms_testing import CapturedEvents, actor, client
from lms_testing.catalog import FakeCatalog
from lms_testing.courses import FakeCourses, a_course

pytestmark = pytest.mark.usefixtures("shown")
OLGA = actor("instructor")
OTTO = actor("instructor", "two")


def _kept(shelf: FakeCourses, status: str = "draft") -> Course:
    course = a_course(OLGA.id, status=status, capacity=30).course
    shelf.kept[course.id] = course
    return course


async def _update(
    name: str, body: object, *, as_: Actor = OLGA, if_match: str | None = None
) -> httpx2.Response:
    headers = {} if if_match is None else {"If-Match": if_match}
    async with client(update_course, as_=as_) as http:
        return await http.put(f"/api/courses/{name}", json=body, headers=headers)


@pytest.mark.parametrize("who", [OLGA, actor("admin")])
async def test_owner_and_admins_change_a_course(
    shelf: FakeCourses, shown: FakeCatalog, published: CapturedEvents, who: Actor
) -> None:
    """Given fields change, omitted ones stay; a new version is announced and shown."""
    course = _kept(shelf)

    answer = await _update(course.id, {"title": "Growing herbs"}, as_=who)

    assert answer.status_code == 200
    body = answer.json()
    assert (body["title"], body["slug"], body["capacity"]) == ("Growing herbs", "gardening", 30)
    assert (body["version"], answer.headers["etag"]) == (2, '"2"')
    assert published.types() == ["org.learning.course.updated.v1"]
    assert shown.kept[course.id].title == "Growing herbs"


async def test_null_is_said_where_nothing_is_meant(shelf: FakeCourses) -> None:
    """A capacity of null lifts the limit; a title cannot be null."""
    course = _kept(shelf)

    lifted = await _update(course.id, {"capacity": None})
    refused = await _update(course.id, {"title": None})

    assert lifted.json()["capacity"] is None
    assert refused.status_code == 422
    assert [each["field"] for each in refused.json()["errors"]] == ["title"]


async def test_publishing_is_told_as_such(shelf: FakeCourses, published: CapturedEvents) -> None:
    """The first publication sets the date, even after a spell in the archive."""
    course = _kept(shelf)

    first = (await _update(course.id, {"status": "published"})).json()
    await _update(course.id, {"status": "archived"})
    again = (await _update(course.id, {"status": "published"})).json()

    assert first["published_at"] is not None
    assert again["published_at"] == first["published_at"]
    assert published.types() == [
        "org.learning.course.published.v1",
        "org.learning.course.updated.v1",
        "org.learning.course.archived.v1",
        "org.learning.course.published.v1",
    ]


@pytest.mark.parametrize(
    ("status", "who", "answered"),
    [
        ("draft", actor("student"), 403),
        ("draft", OTTO, 404),
        ("published", OTTO, 403),
        ("published", actor("student"), 403),
    ],
)
async def test_nobody_else_changes_it(
    shelf: FakeCourses, status: str, who: Actor, answered: int
) -> None:
    """Somebody else's draft is not revealed; a published course is not theirs to change."""
    course = _kept(shelf, status)

    answer = await _update(course.id, {"title": "Mine now"}, as_=who)

    assert answer.status_code == answered
    assert shelf.kept[course.id] == course


async def test_a_stale_copy_is_refused(shelf: FakeCourses) -> None:
    """412 when If-Match names an older version; the newest one goes through."""
    course = _kept(shelf)
    await _update(course.id, {"level": "advanced"}, if_match='"1"')

    stale = await _update(course.id, {"level": "beginner"}, if_match='"1"')
    fresh = await _update(course.id, {"level": "intermediate"}, if_match='"2"')

    assert stale.status_code == 412
    assert stale.json()["type"] == "/problems/stale-course"
    assert fresh.json()["version"] == 3


async def test_a_lesson_that_goes_leaves_the_rule_of_completion(shelf: FakeCourses) -> None:
    """An author who removes a lesson has not to change the rule first; nobody can require it."""
    lessons = [{"id": each, "title": each, "kind": "article"} for each in ("a", "b")]
    course = _kept(shelf)

    def content(*kept: int) -> object:
        return {"modules": [{"title": "M", "lessons": [lessons[each] for each in kept]}]}

    rule = {"minimum_percent": 50, "required_lessons": ["a", "b"]}
    await _update(course.id, {"content": content(0, 1), "completion": rule})
    without = await _update(course.id, {"content": content(1)})
    refused = await _update(course.id, {"completion": rule})

    assert without.json()["completion"] == {"minimum_percent": 50, "required_lessons": ["b"]}
    assert refused.status_code == 422
    assert [each["field"] for each in refused.json()["errors"]] == [
        "completion.required_lessons[0]"
    ]


async def test_the_response_has_the_outline_and_not_the_content(shelf: FakeCourses) -> None:
    """What was sent is kept, and is read through the content's own route alone."""
    course = _kept(shelf)
    lesson = {"id": "a", "title": "Worms", "kind": "article", "body": "They dig."}

    answer = await _update(
        course.id, {"content": {"modules": [{"title": "M", "lessons": [lesson]}]}}
    )

    assert answer.json()["outline"]["modules"][0]["lessons"][0]["title"] == "Worms"
    assert "They dig." not in answer.text
    assert shelf.kept[course.id].content.lessons()[0].body == "They dig."


class _Overtaken(FakeCourses):
    """A store in which someone else saves first, a given number of times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    async def save(self, change: Change) -> Written:
        """Let the other writer go first."""
        if self.times:
            self.times -= 1
            newest = await self.find(change.course.id)
            await super().save(newest.change(CourseChanges(category=f"Number {self.times}")))
            raise StaleCourse
        return await super().save(change)


@pytest.mark.parametrize(
    ("times", "if_match", "answered"), [(2, None, 200), (9, None, 409), (1, '"1"', 412)]
)
async def test_a_change_that_is_overtaken_is_tried_again(
    times: int, if_match: str | None, answered: int
) -> None:
    """Without If-Match it is applied to the newest version, a few times; with it, refused."""
    from lms_courses import courses, courses_outbox

    shelf = _Overtaken(times)
    course = _kept(shelf)
    with courses.override(shelf), courses_outbox.override(shelf.outbox):
        answer = await _update(course.id, {"level": "advanced"}, if_match=if_match)

    assert answer.status_code == answered
    if answered == 200:
        assert (answer.json()["category"], answer.json()["level"]) == ("Number 0", "advanced")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"slug": "mine"}, "slug"),
        ({"owner_id": new_id()}, "owner_id"),
        ({"status": "gone"}, "status"),
        ({"content": {"modules": [{"title": ""}]}}, "content.modules[0].title"),
        ({"title": "      "}, "title"),
    ],
)
async def test_what_cannot_be_changed_is_named(
    shelf: FakeCourses, body: object, field: str
) -> None:
    """422 names the field; nobody may set the owner or the slug."""
    course = _kept(shelf)

    answer = await _update(course.id, body)

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]


async def test_an_unreadable_precondition_is_refused(shelf: FakeCourses) -> None:
    """400 for a tag that this API never returns."""
    assert (await _update(_kept(shelf).id, {}, if_match="yesterday")).status_code == 400


async def test_what_is_not_there_cannot_be_changed(shelf: FakeCourses) -> None:
    """404 for an unknown id."""
    assert (await _update(new_id(), {"title": "Anything"})).status_code == 404
