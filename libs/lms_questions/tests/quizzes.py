"""Quizzes and responses of every kind, for properties."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from lms_questions import (
    Choice,
    Item,
    MultipleQuestion,
    NumberQuestion,
    OrderingQuestion,
    Question,
    Quiz,
    Response,
    SingleQuestion,
    TextQuestion,
)

# What an author might call things, and what would give answers away.
IDS = ("right", "wrong-1", "wrong-2", "answer_3", "a", "b", "c", "d")
SECRET = "MARKER"
_numbers = st.decimals(-1000, 1000, places=2).map(float)


@st.composite
def questions(draw: st.DrawFn, id_: str) -> Question:
    """Generate a question that makes sense; what must stay secret says so."""
    common: dict[str, Any] = {
        "id": id_,
        "prompt": draw(st.text("ab\n", min_size=1, max_size=5)) + "?",
        "points": draw(st.integers(1, 100)),
        "explanation": f"{SECRET} explanation",
    }
    ids = draw(st.lists(st.sampled_from(IDS), min_size=2, max_size=6, unique=True))
    match draw(st.sampled_from(["single", "multiple", "text", "number", "ordering"])):
        case "single":
            right = {draw(st.sampled_from(ids))}
            return SingleQuestion(choices=_choices(ids, right), **common)
        case "multiple":
            right = draw(st.sets(st.sampled_from(ids), min_size=1))
            return MultipleQuestion(choices=_choices(ids, right), **common)
        case "text":
            return TextQuestion(answers=[f"{SECRET} {each}" for each in ids], **common)
        case "number":
            tolerance = abs(draw(_numbers))
            return NumberQuestion(value=draw(_numbers), tolerance=tolerance, **common)
        case _:
            items = [Item(id=each, text=f"item {each}") for each in ids]
            return OrderingQuestion(items=items, **common)


def _choices(ids: list[str], right: set[str]) -> list[Choice]:
    return [
        Choice(id=each, text=f"text {each}", is_right=each in right, feedback=f"{SECRET} {each}")
        for each in ids
    ]


@st.composite
def quizzes(draw: st.DrawFn) -> Quiz:
    """Generate a quiz that makes sense."""
    count = draw(st.integers(1, 6))
    return Quiz(
        pass_percent=draw(st.integers(1, 100)),
        minutes=draw(st.none() | st.integers(1, 60)),
        is_shuffled=draw(st.booleans()),
        questions=[draw(questions(f"right-{number}")) for number in range(count)],
    )


seeds = st.text("0123456789abcdef", min_size=32, max_size=32)


def right_response(question: Question) -> Response:
    """Return the response that is right, by the author's ids."""
    match question:
        case SingleQuestion() | MultipleQuestion():
            right = [choice.id for choice in question.choices if choice.is_right]
            return Response(question_id=question.id, choices=right)
        case OrderingQuestion():
            order = [item.id for item in question.items]
            return Response(question_id=question.id, choices=order)
        case TextQuestion():
            return Response(question_id=question.id, text=question.answers[-1])
        case NumberQuestion():
            return Response(question_id=question.id, number=question.value)


def wrong_response(question: Question) -> Response:
    """Return a response that is wrong, by the author's ids."""
    match question:
        case SingleQuestion() | MultipleQuestion():
            wrong = [choice.id for choice in question.choices if not choice.is_right]
            return Response(question_id=question.id, choices=wrong[:1])
        case OrderingQuestion():
            order = [item.id for item in question.items]
            return Response(question_id=question.id, choices=order[::-1])
        case TextQuestion():
            return Response(question_id=question.id, text="something else")
        case NumberQuestion():
            return Response(question_id=question.id, number=question.value + 2001.5)
