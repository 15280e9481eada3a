"""Reports: where the learners of a course stand, and who is stuck."""

from __future__ import annotations

from lms_reports._events import LearnerActivity
from lms_reports._model import (
    LearnerReport,
    LessonGrade,
    LessonToDo,
    ReportOrder,
    ReportSelection,
    StuckSince,
    by_enrollment,
    by_sight,
    seen_at,
)
from lms_reports._store import PostgresReports, reports

__all__ = [
    "LearnerActivity",
    "LearnerReport",
    "LessonGrade",
    "LessonToDo",
    "PostgresReports",
    "ReportOrder",
    "ReportSelection",
    "StuckSince",
    "by_enrollment",
    "by_sight",
    "reports",
    "seen_at",
]
