"""Courses on their way into the catalog."""

from __future__ import annotations

from functions.index_course.main import index_course
from lms_courses import CourseChanges
from lms_testing import deliver, event
from lms_testing.catalog import FakeCatalog
from lms_testing.courses import a_course


async def test_every_event_of_a_course_shows_it(shown: FakeCatalog) -> None:
    """Created, published, updated, deleted: the card is the course's newest state."""
    content = {"modules": [{"title": "Soil", "lessons": [{"title": "pH", "kind": "quiz"}]}]}
    opened = a_course(content=content)
    public = opened.course.change(CourseChanges(status="published"))
    renamed = public.course.change(CourseChanges(title="Growing herbs"))
    gone = renamed.course.delete()

    for change, title in (
        (opened, "Gardening"),
        (public, "Gardening"),
        (renamed, "Growing herbs"),
        (gone, "Growing herbs"),
    ):
        answer = await deliver(index_course, event(change.events()[0]))
        assert (answer.status_code // 100, answer.content) == (2, b"")
        card = shown.kept[opened.course.id]
        assert card.outline == ["Soil", "pH"]
        assert (card.title, card.version) == (title, change.course.version)
    assert shown.kept[opened.course.id].deleted_at is not None


async def test_late_and_repeated_events_change_nothing(shown: FakeCatalog) -> None:
    """An older version is acknowledged: the broker need not retry."""
    opened = a_course()
    renamed = opened.course.change(CourseChanges(title="Growing herbs"))
    news = event(renamed.events()[0])

    for each in (news, news, event(opened.events()[0])):
        assert (await deliver(index_course, each)).status_code // 100 == 2

    assert shown.kept[opened.course.id].title == "Growing herbs"


async def test_an_event_that_is_no_card_is_given_up(shown: FakeCatalog) -> None:
    """422: a retry could not read it either."""
    broken = event(a_course().events()[0]) | {"data": {"course_id": "x"}}

    assert (await deliver(index_course, broken)).status_code == 422


async def test_an_outage_is_tried_again(shown: FakeCatalog) -> None:
    """503 while the database is down; the next delivery succeeds."""
    news = event(a_course().events()[0])
    shown.is_away = True
    assert (await deliver(index_course, news)).status_code == 503

    shown.is_away = False
    assert (await deliver(index_course, news)).status_code // 100 == 2
    assert len(shown.kept) == 1
