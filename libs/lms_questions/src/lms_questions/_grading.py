"""What responses are worth."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from decimal import Decimal

import msgspec

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


class Mark(msgspec.Struct, frozen=True):
    """What the response to one question is worth; ``question_id`` is the author's."""

    question_id: str
    is_right: bool
    points: int
    max_points: int


class Marks(msgspec.Struct, frozen=True):
    """What an attempt is worth; percent are whole ones, rounded down."""

    points: int
    max_points: int
    percent: int
    is_passed: bool
    questions: list[Mark]


def grade(quiz: Quiz, responses: Iterable[Response]) -> Marks:
    """Mark responses that name questions and choices by the author's ids.

    A question is right or wrong as a whole; one without a response is wrong.
    """
    given = {response.question_id: response for response in responses}
    marks = [_mark(question, given.get(question.id)) for question in quiz.questions]
    points = sum(mark.points for mark in marks)
    most = sum(mark.max_points for mark in marks)
    percent = points * 100 // most
    return Marks(points, most, percent, percent >= quiz.pass_percent, marks)


def _mark(question: Question, response: Response | None) -> Mark:
    is_right = response is not None and _is_right(question, response)
    return Mark(question.id, is_right, question.points if is_right else 0, question.points)


def _is_right(question: Question, response: Response) -> bool:
    match question:
        case SingleQuestion() | MultipleQuestion():
            right = {choice.id for choice in question.choices if choice.is_right}
            return set(response.choices) == right
        case OrderingQuestion():
            return response.choices == [item.id for item in question.items]
        case TextQuestion():
            typed = response.text
            return typed is not None and folded(typed) in map(folded, question.answers)
        case NumberQuestion():
            return response.number is not None and _is_near(question, response.number)


def _is_near(question: NumberQuestion, number: float) -> bool:
    """Compare decimals as people wrote them: 0.4 is not more than 0.1 away from 0.3."""
    value, tolerance, given = (
        Decimal(repr(float(each))) for each in (question.value, question.tolerance, number)
    )
    return abs(given - value) <= tolerance


def folded(text: str) -> str:
    """Return a typed answer as it is compared: compatible characters, no case, single spaces."""
    before = None
    while text != before:
        before = text
        text = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return text
