"""Reports in memory, with all the rules of the real store."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from lms_kernel import Part, Place, Unavailable
from lms_records import Step
from lms_reports import (
    LearnerReport,
    LessonGrade,
    LessonToDo,
    ReportSelection,
    StuckLearner,
    by_enrollment,
    by_sight,
    place_in,
    reports,
    seen_at,
)


@dataclass
class FakeFacts:
    """What is known of one learner in one course."""

    enrollment_id: str
    enrolled_at: datetime
    is_enrolled: bool = True
    completed: dict[str, datetime] = field(default_factory=dict)
    scores: dict[str, int] = field(default_factory=dict)
    by_result: set[str] = field(default_factory=set)
    """Lessons that a result completed, which is no activity."""
    acted_at: list[datetime] = field(default_factory=list)
    completed_at: datetime | None = None


@dataclass
class FakeReports:
    """The store of reports as dictionaries, by user and course."""

    facts: dict[tuple[str, str], FakeFacts] = field(default_factory=dict)
    kept: dict[tuple[str, str], FakeFacts] = field(default_factory=dict)
    outlines: dict[str, list[str]] = field(default_factory=dict)
    """Ids of lessons by course; their titles are the ids in capitals."""
    names: dict[str, str] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    """Who closed their account."""
    unreadable: set[str] = field(default_factory=set)
    """User ids of those whose row cannot be read."""
    is_away: bool = False

    async def refresh(self, learners: Sequence[tuple[str, str]]) -> None:
        """Make the reports of these learners again."""
        self._look()
        for each in learners:
            if each in self.facts:
                self.kept[each] = copy.deepcopy(self.facts[each])

    async def following(self, after: str | None, limit: int) -> Step[tuple[str, str]]:
        """Return the next learners of a walk through all enrollments."""
        self._look()
        ids = {facts.enrollment_id: key for key, facts in self.facts.items()}
        found = sorted(each for each in ids if after is None or each > after)[:limit]
        return Step([ids[each] for each in found], found[-1] if len(found) == limit else None)

    async def stuck(
        self, course_id: str, since: datetime, *, after: str | None, limit: int
    ) -> Step[StuckLearner]:
        """Return the next ones who are stuck, behind this user id, without closed accounts."""
        found = sorted(
            (
                StuckLearner(each.user_id, each.email)
                for each in await self._stuck(course_id, since)
            ),
            key=lambda each: each.user_id,
        )
        items = [each for each in found if after is None or each.user_id > after][:limit]
        return Step(items, items[-1].user_id if len(items) == limit else None)

    async def count_stuck(self, course_id: str, since: datetime) -> int:
        """Return how many are stuck, without closed accounts."""
        return len(await self._stuck(course_id, since))

    async def _stuck(self, course_id: str, since: datetime) -> list[LearnerReport]:
        selection = ReportSelection(course_id=course_id, stuck_since=since)
        found = (await self.page(selection, limit=len(self.kept))).items
        return [each for each in found if each.user_id not in self.closed]

    async def page(
        self,
        selection: ReportSelection,
        *,
        limit: int,
        offset: int = 0,
        after: Place | None = None,
    ) -> Part[LearnerReport]:
        """Return a part of the report."""
        self._look()
        found = [
            self._shown(user_id, course_id, each)
            for (user_id, course_id), each in self.kept.items()
            if course_id == selection.course_id and each.is_enrolled
        ]
        since = selection.stuck_since
        if since is not None:
            found = [each for each in found if not each.completed_at and seen_at(each) < since]
        if selection.order == "activity":
            found.sort(key=by_sight)
            behind = [each for each in found if after is None or by_sight(each) > after]
        else:
            found.sort(key=by_enrollment, reverse=True)
            behind = [each for each in found if after is None or by_enrollment(each) < after]
        rows = behind[offset : offset + limit]
        place = place_in(selection.order)
        return Part(
            [each for each in rows if each.user_id not in self.unreadable],
            len(found),
            {at: place(each) for at, each in enumerate(rows) if each.user_id in self.unreadable},
        )

    def _shown(self, user_id: str, course_id: str, facts: FakeFacts) -> LearnerReport:
        lessons = self.outlines.get(course_id, [])
        done = [each for each in lessons if each in facts.completed]
        left = [each for each in lessons if each not in facts.completed]
        grades = [
            LessonGrade(
                lesson_id=each,
                title=each.upper(),
                percent=facts.scores[each],
                is_passed=facts.scores[each] >= 50,
            )
            for each in lessons
            if each in facts.scores
        ]
        percents = [each.percent for each in grades]
        return LearnerReport(
            enrollment_id=facts.enrollment_id,
            user_id=user_id,
            name=self.names.get(user_id, "Ana"),
            email=f"{user_id}@example.org",
            enrolled_at=facts.enrolled_at,
            last_activity_at=max(
                [
                    *facts.acted_at,
                    *(at for each, at in facts.completed.items() if each not in facts.by_result),
                ],
                default=None,
            ),
            percent=max(len(done) * 100 // max(1, len(lessons)), 1 if facts.completed else 0),
            lessons=len(lessons),
            lessons_completed=len(done),
            next_lesson=LessonToDo(left[0], left[0].upper()) if left else None,
            grades=grades,
            average_percent=sum(percents) // len(percents) if percents else None,
            completed_at=facts.completed_at,
        )

    def _look(self) -> None:
        if self.is_away:
            raise Unavailable("The database cannot be reached.")


@contextmanager
def fake_reports() -> Iterator[FakeReports]:
    """Put a fake store into the ``with`` block."""
    fake = FakeReports()
    with reports.override(fake):
        yield fake
