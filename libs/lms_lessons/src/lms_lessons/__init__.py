"""Lessons: who may open one, and what they then see."""

from __future__ import annotations

from lms_lessons._opening import OpenedLesson, Standing, enter_lesson, open_course, open_lesson
from lms_lessons._page import (
    LessonCaptions,
    LessonPage,
    Neighbor,
    QuizRules,
    files_of,
    read_lesson,
)
from lms_lessons.errors import LessonNotFound, NotEnrolled

__all__ = [
    "LessonCaptions",
    "LessonNotFound",
    "LessonPage",
    "Neighbor",
    "NotEnrolled",
    "OpenedLesson",
    "QuizRules",
    "Standing",
    "enter_lesson",
    "files_of",
    "open_course",
    "open_lesson",
    "read_lesson",
]
