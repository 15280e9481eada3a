"""What courses tell and what the catalog reads: two shapes, kept in step (decision 0044)."""

from __future__ import annotations

import msgspec
import pytest

from lms_catalog import Card
from lms_courses import (
    Course,
    CourseArchived,
    CourseCreated,
    CourseDeleted,
    CourseEvent,
    CoursePublished,
    CourseUpdated,
)
from lms_enrollments import ClosedCourse
from lms_kernel import new_id
from lms_testing.courses import a_course

KINDS = [CourseArchived, CourseCreated, CourseDeleted, CoursePublished, CourseUpdated]


def _a_full_course() -> Course:
    """Return a course in which every field has something to tell."""
    lesson = {"title": "pH", "kind": "quiz", "duration_minutes": 5}
    return a_course(
        description="About soil",
        tags=["soil", "sun"],
        language="pt-BR",
        price={"amount": 4900, "currency": "EUR"},
        capacity=30,
        status="published",
        content={"modules": [{"title": "Soil", "lessons": [lesson]}]},
        cover_file_id=new_id(),
    ).course


def test_every_kind_of_event_is_tried() -> None:
    """A new kind belongs in the list above."""
    assert set(KINDS) == set(CourseEvent.__subclasses__())


def test_enrollments_read_how_a_course_ends() -> None:
    """Their shape of the events needs nothing that is not sent, and tells an end from the other."""
    change = _a_full_course().delete()
    for kind, is_deleted in ((CourseArchived, False), (CourseDeleted, True)):
        sent = msgspec.json.encode(change.course.as_event(kind))
        closure = msgspec.json.decode(sent, type=ClosedCourse).closure()
        assert (closure.course_id, closure.version) == (change.course.id, change.course.version)
        assert (closure.course_title, closure.is_deleted) == (change.course.title, is_deleted)


def test_the_catalog_asks_for_what_is_sent() -> None:
    """It needs every field today; one that it is to ignore is named here, with a reason."""
    assert set(Card.__struct_fields__) == set(CourseEvent.__struct_fields__)


@pytest.mark.parametrize("kind", KINDS)
def test_the_catalog_reads_what_is_written(kind: type[CourseEvent]) -> None:
    """Value by value, whatever the event says."""
    event = _a_full_course().as_event(kind)

    assert msgspec.to_builtins(Card.of(event)) == msgspec.to_builtins(event)


def test_a_field_that_only_a_newer_writer_knows_does_no_harm() -> None:
    """Writer and reader are not deployed at the same moment."""
    data = msgspec.to_builtins(_a_full_course().as_event(CourseUpdated))

    card = msgspec.convert({**data, "certificate": True}, Card)

    assert card.title == data["title"]


def test_an_older_writer_may_not_know_when_a_course_was_published() -> None:
    """What may be null may be absent."""
    data = msgspec.to_builtins(_a_full_course().as_event(CourseUpdated))
    del data["published_at"], data["deleted_at"], data["cover_file_id"]

    card = msgspec.convert(data, Card)

    assert (card.published_at, card.deleted_at, card.cover_file_id) == (None, None, None)
