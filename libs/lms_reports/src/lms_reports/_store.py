"""Reports in PostgreSQL; the statements are in ``_sql``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms_kernel import Part, Place, Provider
from lms_postgres import database
from lms_records import Step, gaps_in_time, read_all
from lms_reports import _sql as sql
from lms_reports._model import LearnerReport, ReportSelection, StuckLearner

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lms_postgres import Database


class PostgresReports:
    """The store behind ``reports()``."""

    def __init__(self, pool: Database | None = None) -> None:
        """Use the given pool, or the process's own."""
        self._given = pool

    @property
    def _db(self) -> Database:
        return self._given or database()

    async def refresh(self, learners: Sequence[tuple[str, str]]) -> None:
        """Make the reports of these (user id, course id) again from what is known now."""
        pairs = {
            "user_ids": [user_id for user_id, _ in learners],
            "course_ids": [course_id for _, course_id in learners],
        }
        async with self._db.transaction() as queries:
            await queries.execute(sql.LOCK, pairs, name="lock_reports")
            await queries.execute(sql.REFRESH, pairs, name="refresh_reports")

    async def following(self, after: str | None, limit: int) -> Step[tuple[str, str]]:
        """Return the next learners (user id, course id) of a walk through all enrollments."""
        rows = await self._db.fetch_all(
            sql.FOLLOWING, {"after": after, "limit": limit}, name="following_learners"
        )
        found = [(row["user_id"], row["course_id"]) for row in rows]
        return Step(found, rows[-1]["id"] if len(rows) == limit else None)

    async def stuck(
        self, course_id: str, since: datetime, *, after: str | None, limit: int
    ) -> Step[StuckLearner]:
        """Return the next ones who are stuck, behind this user id, without closed accounts."""
        rows = await self._db.fetch_all(
            sql.STUCK,
            {"course_id": course_id, "stuck_since": since, "after": after, "limit": limit},
            name="list_stuck_learners",
        )
        last = rows[-1]["user_id"] if len(rows) == limit else None
        return Step.of(read_all(rows, StuckLearner, id="user_id"), last)

    async def count_stuck(self, course_id: str, since: datetime) -> int:
        """Return how many are stuck, without closed accounts."""
        row = await self._db.fetch_one(
            sql.COUNT_STUCK,
            {"course_id": course_id, "stuck_since": since},
            name="count_stuck_learners",
        )
        return int(row["learners"]) if row else 0

    async def page(
        self,
        selection: ReportSelection,
        *,
        limit: int,
        offset: int = 0,
        after: Place | None = None,
    ) -> Part[LearnerReport]:
        """Return a part of the report; ``after`` is the place of the last learner in its order."""
        after_at, after_id = after or (None, None)
        is_by_activity = selection.order == "activity"
        row = await self._db.fetch_one(
            sql.PAGE_BY_ACTIVITY if is_by_activity else sql.PAGE_BY_ENROLLMENT,
            {
                "course_id": selection.course_id,
                "stuck_since": selection.stuck_since,
                "after_at": after_at,
                "after_id": after_id,
                "offset": offset,
                "limit": limit,
            },
            name="list_course_report",
        )
        items = row["items"] if row else []
        found = read_all(items, LearnerReport)
        at = "seen_at" if is_by_activity else "enrolled_at"
        return Part(
            found.items, row["total"] if row else 0, gaps_in_time(items, found.unread, at=at)
        )


reports: Provider[PostgresReports] = Provider(PostgresReports)
