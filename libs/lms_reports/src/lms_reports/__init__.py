"""Reports: where the learners of a course stand, and who is stuck."""

from __future__ import annotations

from lms_reports._csv import csv_of
from lms_reports._events import LearnerActivity, ReplayRequested
from lms_reports._model import (
    LearnerReport,
    LessonGrade,
    LessonToDo,
    ReportOrder,
    ReportSelection,
    StuckLearner,
    StuckSince,
    by_enrollment,
    by_sight,
    place_in,
    seen_at,
)
from lms_reports._store import PostgresReports, reports
from lms_reports.errors import ReportTooLong

__all__ = [
    "LearnerActivity",
    "LearnerReport",
    "LessonGrade",
    "LessonToDo",
    "PostgresReports",
    "ReplayRequested",
    "ReportOrder",
    "ReportSelection",
    "ReportTooLong",
    "StuckLearner",
    "StuckSince",
    "by_enrollment",
    "by_sight",
    "csv_of",
    "place_in",
    "reports",
    "seen_at",
]
