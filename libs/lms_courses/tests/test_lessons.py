"""What completes a lesson: its learner's word, or a result."""

from __future__ import annotations

import pytest

from lms_courses import Exercise, Lesson
from lms_courses._outline import LessonKind
from lms_questions import Quiz

QUIZ, EXERCISE = Quiz(questions=[]), Exercise(accepts=["text"], max_points=10)


@pytest.mark.parametrize(
    ("kind", "quiz", "exercise", "is_graded"),
    [
        ("quiz", QUIZ, None, True),
        ("exercise", None, EXERCISE, True),
        ("quiz", None, None, False),
        ("exercise", None, None, False),
        ("article", QUIZ, EXERCISE, False),
        ("quiz", None, EXERCISE, False),
        ("exercise", QUIZ, None, False),
        ("video", None, None, False),
    ],
)
def test_a_result_completes_what_has_one(
    kind: LessonKind, quiz: Quiz | None, exercise: Exercise | None, is_graded: bool
) -> None:
    """A quiz that is not written yet has none, and what is left of another kind does not count."""
    lesson = Lesson(title="Soil", kind=kind, quiz=quiz, exercise=exercise)

    assert lesson.is_graded == is_graded
