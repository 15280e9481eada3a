"""Progress: which lessons and courses somebody completed, and where they stopped."""

from __future__ import annotations

from lms_progress._events import CourseCompleted, LessonCompleted, LessonResult
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

__all__ = [
    "CompletedLesson",
    "CourseCompleted",
    "CourseOutline",
    "CourseProgress",
    "Learning",
    "LearningState",
    "LessonCompleted",
    "LessonResult",
    "LessonStanding",
    "NextLesson",
    "PostgresProgress",
    "ProgressChange",
    "Recorded",
    "by_activity",
    "progress",
]
