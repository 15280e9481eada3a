"""Progress in PostgreSQL; the statements are in ``_sql``."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lms_events import announce
from lms_kernel import (
    Part,
    Place,
    Provider,
    Unavailable,
    after_response,
    derived_id,
    envelope,
    is_id,
    utc_now,
)
from lms_postgres import Jsonb, PostgresOutbox, database
from lms_progress import _sql as sql
from lms_progress._events import CourseCompleted, LessonCompleted, LessonResult
from lms_progress._model import (
    CourseOutline,
    CourseProgress,
    Learning,
    LearningState,
    LessonStanding,
    Recorded,
)
from lms_records import gaps_in_time, read, read_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lms_postgres import Database

_log = logging.getLogger(__name__)


class PostgresProgress:
    """The store behind ``progress()``."""

    def __init__(self, pool: Database | None = None) -> None:
        """Use the given pool, or the process's own."""
        self._given = pool
        self._outbox = PostgresOutbox(pool)

    @property
    def _db(self) -> Database:
        return self._given or database()

    async def record(
        self,
        user_id: str,
        lesson_id: str,
        outline: CourseOutline,
        *,
        is_completed: bool = False,
        position_seconds: int | None = None,
    ) -> Recorded:
        """Record what a learner did in a lesson of the course whose outline this is.

        A lesson is completed once: a repeat changes nothing and announces nothing. The course is
        completed as soon as the rule of its outline is met, once and for all.
        """
        change: dict[str, object] = {
            "is_completed": is_completed,
            "position_seconds": position_seconds,
        }
        recorded = await self._record(user_id, lesson_id, outline, change)
        assert recorded is not None  # noqa: S101 - only of a result it may return no row
        return recorded

    async def record_result(self, result: LessonResult, outline: CourseOutline) -> Recorded | None:
        """Record what a result says: a pass completes the lesson, and the learner may have acted.

        Without ``acted_at`` it was somebody else's act, and the learner goes on where they were. An
        older act changes nothing. None for somebody who never had a seat in the course.
        """
        return await self._record(
            result.user_id,
            result.lesson_id,
            outline,
            {"is_completed": result.is_passed, "is_result": True, "acted_at": result.acted_at},
        )

    async def _record(
        self, user_id: str, lesson_id: str, outline: CourseOutline, change: dict[str, object]
    ) -> Recorded | None:
        row = await self._db.fetch_one(
            sql.RECORD,
            {
                "user_id": user_id,
                "course_id": outline.course_id,
                "lesson_id": lesson_id,
                "position_seconds": None,
                "is_result": False,
                "acted_at": None,
                **change,
                "lesson_ids": outline.lesson_ids,
                "minimum_percent": outline.minimum_percent,
                "required_lessons": outline.required_lessons,
                **_events(user_id, lesson_id, outline),
            },
            name="record_progress",
        )
        if row is None:
            return None
        announce(self._outbox, *row.pop("envelopes"))
        self._keep_later(outline, row.pop("outline_version"))
        return read(row, Recorded, id=lesson_id)

    async def replay(self, learners: Sequence[tuple[str, str]]) -> None:
        """Put the facts of these (user id, course id) into their rows again, also into lost ones.

        What a row has besides is newer than this, and stays.
        """
        pairs = {
            "user_ids": [user_id for user_id, _ in learners],
            "course_ids": [course_id for _, course_id in learners],
        }
        await self._db.execute(sql.REPLAY, pairs, name="replay_progress")

    def _keep_later(self, outline: CourseOutline, known: int | None) -> None:
        """Keep an outline that lists do not know yet; this learner need not wait for it."""
        if known is not None and known >= outline.version:
            return

        async def keep() -> None:
            try:
                await self.keep_outline(outline)
            except Unavailable as fault:
                _log.warning("the outline is left to index_outline: %s", fault.detail)

        after_response(keep)

    async def keep_outline(self, outline: CourseOutline) -> None:
        """Keep the outline of a course for lists, unless a newer one is known."""
        await self._db.execute(
            sql.KEEP_OUTLINE,
            {
                "course_id": outline.course_id,
                "version": outline.version,
                "lesson_ids": outline.lesson_ids,
                "lesson_titles": outline.lesson_titles,
            },
            name="keep_outline",
        )

    async def in_lesson(self, user_id: str, id_or_slug: str, lesson_id: str) -> LessonStanding:
        """Return where a learner stands in a lesson of the course with this id or slug."""
        found = await self._db.fetch_one(
            sql.LESSON,
            {
                "user_id": user_id,
                "course_id": id_or_slug if is_id(id_or_slug) else None,
                "slug": id_or_slug,
                "lesson_id": lesson_id,
            },
            name="lesson_standing",
            as_=LessonStanding,
        )
        return found or LessonStanding()

    async def in_course(self, user_id: str, outline: CourseOutline) -> CourseProgress:
        """Return where a learner stands in the course whose outline this is."""
        found = await self._db.fetch_one(
            sql.COURSE,
            {
                "user_id": user_id,
                "course_id": outline.course_id,
                "lesson_ids": outline.lesson_ids,
                "lesson_titles": outline.lesson_titles,
            },
            name="course_progress",
            as_=CourseProgress,
        )
        assert found is not None  # noqa: S101 - as above
        return found

    async def page(
        self,
        user_id: str,
        *,
        state: LearningState | None = None,
        limit: int,
        offset: int = 0,
        after: Place | None = None,
    ) -> Part[Learning]:
        """Return a part of the courses that somebody has a seat in, the latest activity first.

        ``after`` = (last_activity_at, enrollment_id).
        """
        after_at, after_id = after or (None, None)
        row = await self._db.fetch_one(
            sql.PAGE,
            {
                "user_id": user_id,
                "state": state,
                "after_at": after_at,
                "after_id": after_id,
                "offset": offset,
                "limit": limit,
            },
            name="list_progress",
        )
        items = row["items"] if row else []
        found = read_all(items, Learning, id="enrollment_id")
        places = [{"id": each["enrollment_id"], **each} for each in items]
        gaps = gaps_in_time(places, found.unread, at="last_activity_at")
        return Part(found.items, row["total"] if row else 0, gaps)


def _events(user_id: str, lesson_id: str, outline: CourseOutline) -> dict[str, object]:
    """Return the events that a write may make, with ids that a repeat derives again.

    When it was, and what the course came to, the statement fills in.
    """
    course_id, now = outline.course_id, utc_now()
    completion_id = derived_id("course completion", user_id, course_id)
    lesson = LessonCompleted(
        user_id=user_id, course_id=course_id, lesson_id=lesson_id, completed_at=now, percent=0
    )
    lesson_event_id = derived_id(LessonCompleted.type, user_id, course_id, lesson_id)
    course = CourseCompleted(
        completion_id=completion_id,
        user_id=user_id,
        course_id=course_id,
        course_title=outline.course_title,
        completed_at=now,
    )
    course_event_id = derived_id(CourseCompleted.type, completion_id)
    return {
        "completion_id": completion_id,
        "lesson_event_id": lesson_event_id,
        "lesson_event": Jsonb(envelope(lesson, id=lesson_event_id)),
        "course_event_id": course_event_id,
        "course_event": Jsonb(envelope(course, id=course_event_id)),
    }


progress: Provider[PostgresProgress] = Provider(PostgresProgress)
