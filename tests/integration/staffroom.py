"""Learners in the tables of the contexts that reports read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from libs.lms_reports.tests.contract import NOW
from lms_kernel import new_id
from lms_postgres import Database, Jsonb
from lms_reports import PostgresReports

if TYPE_CHECKING:
    from libs.lms_reports.tests.fake import FakeReports


class PostgresStaffroom:
    """Learners in the tables of the colleagues' contexts."""

    def __init__(self, pool: Database) -> None:
        """Use the given pool."""
        self.store: PostgresReports | FakeReports = PostgresReports()
        self.pool = pool

    async def write(self, sql: str, **values: object) -> None:
        """Run a statement."""
        await self.pool.execute(sql, values, name="test_write")

    async def course(self, *lessons: str) -> str:
        """Create a course with these lessons."""
        course_id = new_id()
        await self.write(
            "INSERT INTO course_outlines (course_id, version, lesson_ids, lesson_titles)"
            " VALUES (%(id)s, 1, %(ids)s, %(titles)s)",
            id=course_id,
            ids=list(lessons),
            titles=[each.upper() for each in lessons],
        )
        return course_id

    async def enroll(self, course_id: str, at: datetime) -> str:
        """Enroll somebody new called Ana."""
        user_id = new_id()
        await self.write(
            "INSERT INTO users (id, email, name, password_hash)"
            " VALUES (%(id)s, %(email)s, 'Ana', '')",
            id=user_id,
            email=f"{user_id}@example.org",
        )
        await self.enroll_again(user_id, course_id, at)
        return user_id

    async def enroll_again(self, user_id: str, course_id: str, at: datetime) -> None:
        """Give somebody a seat."""
        await self.write(
            "INSERT INTO enrollments (id, user_id, course_id, created_at)"
            " VALUES (%(id)s, %(user)s, %(course)s, %(at)s)",
            id=new_id(),
            user=user_id,
            course=course_id,
            at=at,
        )

    async def close(self, user_id: str) -> None:
        """Close somebody's account."""
        await self.write("UPDATE users SET active = false WHERE id = %(id)s", id=user_id)

    async def leave(self, user_id: str, course_id: str) -> None:
        """Give the seat back."""
        await self.write(
            "UPDATE enrollments SET cancelled_at = now()"
            " WHERE user_id = %(user)s AND course_id = %(course)s",
            user=user_id,
            course=course_id,
        )

    async def complete(
        self,
        user_id: str,
        course_id: str,
        lesson_id: str,
        at: datetime,
        *,
        is_by_result: bool = False,
    ) -> None:
        """Complete a lesson."""
        await self.write(
            "INSERT INTO lesson_completions"
            " VALUES (%(user)s, %(course)s, %(lesson)s, %(at)s, %(by_result)s)",
            by_result=is_by_result,
            user=user_id,
            course=course_id,
            lesson=lesson_id,
            at=at,
        )

    async def finish(self, user_id: str, course_id: str, at: datetime) -> None:
        """Complete the course."""
        await self.write(
            "INSERT INTO course_completions VALUES (%(id)s, %(user)s, %(course)s, %(at)s)",
            id=new_id(),
            user=user_id,
            course=course_id,
            at=at,
        )

    async def score(
        self, user_id: str, course_id: str, lesson_id: str, percent: int, at: datetime
    ) -> None:
        """Finish an attempt at a quiz."""
        await self.write(
            "INSERT INTO quiz_versions VALUES ('v', '{}') ON CONFLICT DO NOTHING",
        )
        await self.write(
            """
            INSERT INTO quiz_attempts (
                id, user_id, course_id, lesson_id, number, version, seed, started_at, finished_at,
                points, max_points, score_percent, is_passed, marks)
            SELECT %(id)s, %(user)s, %(course)s, %(lesson)s, count(*) + 1, 'v', '', %(at)s, %(at)s,
                   0, 1, %(percent)s, %(percent)s >= 50, '[]'
            FROM quiz_attempts WHERE user_id = %(user)s AND course_id = %(course)s
            """,
            id=new_id(),
            user=user_id,
            course=course_id,
            lesson=lesson_id,
            percent=percent,
            at=at,
        )

    async def hand_in(self, user_id: str, course_id: str, lesson_id: str, version: int) -> str:
        """Hand in a version of an exercise for 20 points and return its id."""
        submission_id = new_id()
        await self.write(
            """
            INSERT INTO submissions (id, user_id, course_id, lesson_id, version, course_title,
                                     lesson_title, text, max_points, created_at)
            VALUES (%(id)s, %(user)s, %(course)s, %(lesson)s, %(version)s, '', '', 'x', 20, %(at)s)
            """,
            id=submission_id,
            user=user_id,
            course=course_id,
            lesson=lesson_id,
            version=version,
            at=NOW + timedelta(seconds=version),
        )
        return submission_id

    async def grade(self, submission_id: str, points: int) -> None:
        """Grade a submission; half of the points pass."""
        await self.write(
            "INSERT INTO submission_grades (id, submission_id, grader_id, points, comment,"
            " is_passed) VALUES (%(id)s, %(submission)s, %(id)s, %(points)s, '', %(points)s >= 10)",
            id=new_id(),
            submission=submission_id,
            points=points,
        )

    async def open(self, user_id: str, course_id: str, lesson_id: str, at: datetime) -> None:
        """Watch a lesson without completing it."""
        await self.write(
            "INSERT INTO course_progress"
            " (user_id, course_id, last_lesson_id, completed, updated_at)"
            " VALUES (%(user)s, %(course)s, %(lesson)s, %(none)s, %(at)s)",
            user=user_id,
            course=course_id,
            lesson=lesson_id,
            none=Jsonb({}),
            at=at,
        )
