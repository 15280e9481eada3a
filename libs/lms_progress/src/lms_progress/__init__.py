"""Progress: which lessons and courses somebody completed, and where they stopped."""

from __future__ import annotations

from lms_progress._events import ChangedCourse, CourseCompleted, LessonCompleted, LessonResult
from lms_progress._model import (
    CompletedLesson,
    CourseOutline,
    CourseProgress,
    Learning,
    LearningState,
    LessonStanding,
    NextLesson,
    ProgressChange,
    Recorded,
    by_activity,
)
from lms_progress._store import PostgresProgress, progress
from lms_progress.errors import GradedLesson, NothingRecorded

__all__ = [
    "ChangedCourse",
    "CompletedLesson",
    "CourseCompleted",
    "CourseOutline",
    "CourseProgress",
    "GradedLesson",
    "Learning",
    "LearningState",
    "LessonCompleted",
    "LessonResult",
    "LessonStanding",
    "NextLesson",
    "NothingRecorded",
    "PostgresProgress",
    "ProgressChange",
    "Recorded",
    "by_activity",
    "progress",
]
