"""Lessons: who may open one, and what they then see."""

from __future__ import annotations

from lms_lessons._opening import OpenedLesson, Standing, open_lesson
from lms_lessons._page import LessonPage, Neighbor
from lms_lessons.errors import LessonNotFound, NotEnrolled

__all__ = [
    "LessonNotFound",
    "LessonPage",
    "Neighbor",
    "NotEnrolled",
    "OpenedLesson",
    "Standing",
    "open_lesson",
]
