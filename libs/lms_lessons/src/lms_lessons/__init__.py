"""Lessons: who may open one, and what they then see."""

from __future__ import annotations

from lms_lessons._opening import OpenedLesson, Standing, open_lesson
from lms_lessons._page import LessonCaptions, LessonFile, LessonPage, Neighbor, files_of
from lms_lessons.errors import LessonNotFound, NotEnrolled

__all__ = [
    "LessonCaptions",
    "LessonFile",
    "LessonNotFound",
    "LessonPage",
    "Neighbor",
    "NotEnrolled",
    "OpenedLesson",
    "Standing",
    "files_of",
    "open_lesson",
]
