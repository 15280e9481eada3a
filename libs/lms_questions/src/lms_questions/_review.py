"""What somebody learns about their responses after the attempt has ended."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from lms_questions._grading import grade
from lms_questions._model import (
    MultipleQuestion,
    NumberQuestion,
    OrderingQuestion,
    Question,
    Quiz,
    Response,
    SingleQuestion,
    TextQuestion,
)
from lms_questions._sheet import asked, shown_id


class ChoiceFeedback(msgspec.Struct, frozen=True):
    """What the author says to learners who chose this."""

    choice_id: str
    feedback: str


class Solution(msgspec.Struct, frozen=True, kw_only=True):
    """The right answer to a question, in the field of its kind, and why it is right."""

    choices: list[str] = []
    answers: list[str] = []
    value: float | None = None
    tolerance: float | None = None
    explanation: str = ""


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """One response, marked; ids are those that were shown."""

    question_id: str
    is_right: bool
    points: int
    max_points: int
    feedback: list[ChoiceFeedback]
    solution: Solution | None


def reviews(
    quiz: Quiz, seed: str, responses: Iterable[Response], *, is_solved: bool
) -> list[Review]:
    """Return the review of every question, in the order in which they were asked.

    ``responses`` name the author's ids. ``is_solved`` says whether the solutions are shown.
    """
    given = {response.question_id: response for response in responses}
    marks = {mark.question_id: mark for mark in grade(quiz, given.values()).questions}
    return [
        Review(
            question_id=shown_id(seed, question.id),
            is_right=marks[question.id].is_right,
            points=marks[question.id].points,
            max_points=marks[question.id].max_points,
            feedback=_feedback(question, seed, given.get(question.id)),
            solution=_solution(question, seed) if is_solved else None,
        )
        for question in asked(quiz, seed)
    ]


def _feedback(question: Question, seed: str, response: Response | None) -> list[ChoiceFeedback]:
    if response is None or not isinstance(question, SingleQuestion | MultipleQuestion):
        return []
    return [
        ChoiceFeedback(shown_id(seed, question.id, choice.id), choice.feedback)
        for choice in question.choices
        if choice.feedback and choice.id in response.choices
    ]


def _solution(question: Question, seed: str) -> Solution:
    why = question.explanation
    match question:
        case SingleQuestion() | MultipleQuestion():
            right = [choice.id for choice in question.choices if choice.is_right]
            return Solution(choices=_shown_ids(question, seed, right), explanation=why)
        case OrderingQuestion():
            order = [item.id for item in question.items]
            return Solution(choices=_shown_ids(question, seed, order), explanation=why)
        case TextQuestion():
            return Solution(answers=question.answers, explanation=why)
        case NumberQuestion():
            return Solution(value=question.value, tolerance=question.tolerance, explanation=why)


def _shown_ids(question: Question, seed: str, ids: Iterable[str]) -> list[str]:
    return [shown_id(seed, question.id, each) for each in ids]
