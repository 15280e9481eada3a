"""Progress in memory, with all the rules of the real store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from lms_events import announce
from lms_kernel import Part, Place, Unavailable, derived_id, envelope, new_id, slugify, utc_now
from lms_progress import (
    CompletedLesson,
    CourseCompleted,
    CourseOutline,
    CourseProgress,
    Learning,
    LearningState,
    LessonCompleted,
    LessonResult,
    LessonStanding,
    NextLesson,
    Recorded,
    by_activity,
    progress,
)
from lms_testing.outboxes import MemoryOutbox


@dataclass
class FakeStanding:
    """Where one learner stands in one course."""

    last_lesson_id: str | None = None
    updated_at: datetime | None = None
    completed: dict[str, datetime] = field(default_factory=dict)
    completed_at: datetime | None = None
    positions: dict[str, int] = field(default_factory=dict)


@dataclass
class FakeProgress:
    """The store of progress as dictionaries."""

    kept: dict[tuple[str, str], FakeStanding] = field(default_factory=dict)
    outlines: dict[str, CourseOutline] = field(default_factory=dict)
    seats: dict[str, list[Learning]] = field(default_factory=dict)
    """Courses by user in which they have a seat, as they are before anything was learned."""
    enrolled: set[tuple[str, str]] = field(default_factory=set)
    """User and course of each seat that there is or was."""
    replayed: list[tuple[str, str]] = field(default_factory=list)
    """User and course of each row that was made again."""
    is_away: bool = False

    def add_seat(
        self, user_id: str, *, course_id: str = "", title: str = "Gardening", lessons: int = 3
    ) -> str:
        """Enroll somebody in a course of the catalog and return its id."""
        now, course_id = utc_now(), course_id or new_id()
        seat = Learning(
            enrollment_id=new_id(),
            course_id=course_id,
            course_title=title,
            course_slug=slugify(title),
            course_status="published",
            enrolled_at=now,
            last_activity_at=now,
            percent=0,
            lessons=lessons,
            lessons_completed=0,
            next_lesson=None,
            completed_at=None,
        )
        self.seats.setdefault(user_id, []).append(seat)
        self.enrolled.add((user_id, course_id))
        return course_id

    async def record(
        self,
        user_id: str,
        lesson_id: str,
        outline: CourseOutline,
        *,
        is_completed: bool = False,
        position_seconds: int | None = None,
    ) -> Recorded:
        """Record what a learner did in a lesson."""
        self._look()
        kept = self.kept.setdefault((user_id, outline.course_id), FakeStanding())
        kept.last_lesson_id, kept.updated_at = lesson_id, utc_now()
        if position_seconds is not None:
            kept.positions[lesson_id] = position_seconds
        return await self._record(user_id, lesson_id, outline, is_completed=is_completed)

    async def record_result(self, result: LessonResult, outline: CourseOutline) -> Recorded | None:
        """Record what a result says of somebody who has, or had, a seat."""
        self._look()
        key = (result.user_id, outline.course_id)
        if key not in self.enrolled:
            return None
        kept = self.kept.setdefault(key, FakeStanding())
        acted_at = result.acted_at
        if acted_at is not None and (kept.updated_at is None or acted_at >= kept.updated_at):
            kept.last_lesson_id, kept.updated_at = result.lesson_id, acted_at
        return await self._record(
            result.user_id, result.lesson_id, outline, is_completed=result.is_passed
        )

    async def _record(
        self, user_id: str, lesson_id: str, outline: CourseOutline, *, is_completed: bool
    ) -> Recorded:
        now, key = utc_now(), (user_id, outline.course_id)
        kept = self.kept[key]
        if is_completed and lesson_id not in kept.completed:
            kept.completed[lesson_id] = now
            percent = _percent(kept, outline)
            self._announce(
                LessonCompleted(
                    user_id=user_id,
                    course_id=outline.course_id,
                    lesson_id=lesson_id,
                    completed_at=now,
                    percent=percent,
                ),
                lesson_id,
            )
        if kept.completed_at is None and _is_finished(kept, outline):
            kept.completed_at = now
            completed = CourseCompleted(
                completion_id=derived_id("course completion", *key),
                user_id=user_id,
                course_id=outline.course_id,
                course_title=outline.course_title,
                completed_at=now,
            )
            self._announce(completed)
        await self.keep_outline(outline)
        return Recorded(
            lesson_id=lesson_id,
            completed_at=kept.completed.get(lesson_id),
            percent=_percent(kept, outline),
            course_completed_at=kept.completed_at,
        )

    async def replay(self, learners: Sequence[tuple[str, str]]) -> None:
        """Note whose row is made again: here there are no facts apart from it."""
        self._look()
        self.replayed.extend(learners)

    async def keep_outline(self, outline: CourseOutline) -> None:
        """Keep the outline of a course, unless a newer one is known."""
        self._look()
        known = self.outlines.get(outline.course_id)
        if known is None or known.version < outline.version:
            self.outlines[outline.course_id] = outline

    async def in_lesson(self, user_id: str, id_or_slug: str, lesson_id: str) -> LessonStanding:
        """Return where a learner stands in a lesson of the course with this id or slug."""
        self._look()
        slugs = {each.course_slug: each.course_id for each in self.seats.get(user_id, [])}
        kept = self.kept.get((user_id, slugs.get(id_or_slug, id_or_slug)))
        if kept is None:
            return LessonStanding()
        return LessonStanding(
            completed_at=kept.completed.get(lesson_id),
            position_seconds=kept.positions.get(lesson_id),
        )

    async def in_course(self, user_id: str, outline: CourseOutline) -> CourseProgress:
        """Return where a learner stands in a course."""
        self._look()
        kept = self.kept.get((user_id, outline.course_id))
        completed = kept.completed if kept else {}
        return CourseProgress(
            course_id=outline.course_id,
            percent=_percent(kept, outline),
            lessons=len(outline.lesson_ids),
            completed_lessons=[
                CompletedLesson(each, completed[each])
                for each in outline.lesson_ids
                if each in completed
            ],
            next_lesson=_next(kept, outline),
            completed_at=kept.completed_at if kept else None,
            last_activity_at=kept.updated_at if kept else None,
        )

    async def page(
        self,
        user_id: str,
        *,
        state: LearningState | None = None,
        limit: int,
        offset: int = 0,
        after: Place | None = None,
    ) -> Part[Learning]:
        """Return a part of the courses that somebody has a seat in, the latest activity first."""
        self._look()
        found = [self._shown(user_id, each) for each in self.seats.get(user_id, [])]
        found = [
            each
            for each in found
            if state is None or (each.completed_at is not None) == (state == "finished")
        ]
        found.sort(key=by_activity, reverse=True)
        behind = [each for each in found if after is None or by_activity(each) < after]
        return Part(behind[offset : offset + limit], len(found))

    def _shown(self, user_id: str, seat: Learning) -> Learning:
        kept = self.kept.get((user_id, seat.course_id))
        outline = self.outlines.get(seat.course_id)
        if outline is None:
            return seat
        completed = kept.completed if kept else {}
        return msgspec.structs.replace(
            seat,
            percent=_percent(kept, outline),
            lessons=len(outline.lesson_ids),
            lessons_completed=len(completed.keys() & set(outline.lesson_ids)),
            next_lesson=_next(kept, outline),
            completed_at=kept.completed_at if kept else None,
            last_activity_at=max(seat.enrolled_at, (kept and kept.updated_at) or seat.enrolled_at),
        )

    def _look(self) -> None:
        if self.is_away:
            raise Unavailable("The database cannot be reached.")

    def _announce(self, happened: LessonCompleted | CourseCompleted, *parts: str) -> None:
        id_ = derived_id(happened.type, happened.user_id, happened.course_id, *parts)
        announce(MemoryOutbox(), envelope(happened, id=id_))


def _done(kept: FakeStanding | None, outline: CourseOutline) -> int:
    return len(kept.completed.keys() & set(outline.lesson_ids)) if kept else 0


def _percent(kept: FakeStanding | None, outline: CourseOutline) -> int:
    least = 1 if kept and kept.completed else 0
    return max(least, _done(kept, outline) * 100 // max(1, len(outline.lesson_ids)))


def _is_finished(kept: FakeStanding, outline: CourseOutline) -> bool:
    lessons = len(outline.lesson_ids)
    has_enough = _done(kept, outline) * 100 >= outline.minimum_percent * lessons > 0
    return has_enough and kept.completed.keys() >= set(outline.required_lessons)


def _next(kept: FakeStanding | None, outline: CourseOutline) -> NextLesson | None:
    ids = outline.lesson_ids
    last = kept.last_lesson_id if kept else None
    begin = ids.index(last) if last in ids else 0
    places = [*range(begin, len(ids)), *range(begin)]
    completed = kept.completed if kept else {}
    found = [each for each in places if ids[each] not in completed]
    return NextLesson(ids[found[0]], outline.lesson_titles[found[0]]) if found else None


@contextmanager
def fake_progress() -> Iterator[FakeProgress]:
    """Put a fake store into the ``with`` block."""
    fake = FakeProgress()
    with progress.override(fake):
        yield fake
