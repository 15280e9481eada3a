"""Quizzes: what they ask, what of it is shown, and what responses to it are worth."""

from __future__ import annotations

from lms_questions._faults import faults
from lms_questions._grading import Mark, Marks, grade
from lms_questions._model import (
    Choice,
    Item,
    MultipleQuestion,
    NumberQuestion,
    OrderingQuestion,
    Question,
    QuestionKind,
    Quiz,
    Response,
    SingleQuestion,
    TextQuestion,
)
from lms_questions._review import ChoiceFeedback, Review, Solution, reviews
from lms_questions._sheet import (
    ShownChoice,
    ShownQuestion,
    ShownQuiz,
    kind_of,
    read_responses,
    shown,
    shown_responses,
)

__all__ = [
    "Choice",
    "ChoiceFeedback",
    "Item",
    "Mark",
    "Marks",
    "MultipleQuestion",
    "NumberQuestion",
    "OrderingQuestion",
    "Question",
    "QuestionKind",
    "Quiz",
    "Response",
    "Review",
    "ShownChoice",
    "ShownQuestion",
    "ShownQuiz",
    "SingleQuestion",
    "Solution",
    "TextQuestion",
    "faults",
    "grade",
    "kind_of",
    "read_responses",
    "reviews",
    "shown",
    "shown_responses",
]
