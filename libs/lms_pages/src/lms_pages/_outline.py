"""Totals of a course's outline, as `features/courses/outline-list.tsx` computes them."""

from __future__ import annotations

from lms_courses import Outline, OutlineLesson, OutlineModule


def count_lessons(part: OutlineModule | Outline) -> int:
    """Return how many lessons a module, or the whole outline, has at any depth."""
    return len(_own(part)) + sum(map(count_lessons, part.modules))


def count_minutes(part: OutlineModule | Outline) -> int:
    """Return how long the lessons of a module, or of the whole outline, take."""
    own = sum(lesson.duration_minutes for lesson in _own(part))
    return own + sum(map(count_minutes, part.modules))


def _own(part: OutlineModule | Outline) -> list[OutlineLesson]:
    return part.lessons if isinstance(part, OutlineModule) else []
