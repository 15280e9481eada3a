"""Quizzes that make no sense."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given

from libs.lms_questions.tests.quizzes import quizzes
from lms_kernel import Invalid, accept
from lms_questions import Quiz, faults

CHOICES: list[dict[str, Any]] = [{"text": "2", "is_right": True}, {"text": "3"}]

TWO_RIGHT = [{"text": each, "is_right": True} for each in "23"]


def _faults(*questions: dict[str, Any]) -> dict[str, str]:
    quiz = accept({"questions": [{"prompt": "?", **each} for each in questions]}, Quiz)
    return {fault.field: fault.message for fault in faults(quiz)}


@given(quizzes())
def test_what_makes_sense_has_no_fault(quiz: Quiz) -> None:
    """It is accepted as it is, and again as it was stored."""
    assert list(faults(quiz)) == []
    plain = msgspec.to_builtins(quiz)
    assert accept(plain, Quiz) == quiz
    assert msgspec.json.decode(msgspec.json.encode(quiz), type=Quiz) == quiz


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({"kind": "single", "choices": [{"text": "2"}, {"text": "3"}]}, "choices"),
        ({"kind": "single", "choices": TWO_RIGHT}, "choices"),
        ({"kind": "multiple", "choices": [{"text": "2"}, {"text": "3"}]}, "choices"),
        ({"kind": "multiple", "choices": [*CHOICES, {"text": " 3"}]}, "choices[2].text"),
        ({"kind": "single", "choices": [{**each, "id": "x"} for each in CHOICES]}, "choices[1].id"),
        ({"kind": "ordering", "items": [{"text": "2"}, {"text": "2"}]}, "items[1].text"),
        (
            {"kind": "ordering", "items": [{"text": "2", "id": "x"}, {"text": "3", "id": "x"}]},
            "items[1].id",
        ),
        ({"kind": "text", "answers": ["Paris", "Rome", " PARIS"]}, "answers[2]"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_named(question: dict[str, Any], field: str) -> None:
    """No right choice, too many, two equal ones, an id or an answer twice."""
    fine = {"kind": "single", "choices": CHOICES}

    found = _faults(fine, question)

    assert found.keys() == {f"quiz.questions[1].{field}"}


def test_two_questions_cannot_have_one_id() -> None:
    """Statistics could not tell them apart."""
    question = {"kind": "number", "value": 1, "id": "x"}

    assert _faults(question, question) == {
        "quiz.questions[1].id": "is already the id of question 1"
    }


def test_choices_that_differ_in_case_are_two() -> None:
    """None is not none, in Python."""
    choices = [{"text": "None", "is_right": True}, {"text": "none"}]

    assert _faults({"kind": "single", "choices": choices}) == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda quiz: quiz.update(questions=[]), "questions"),
        (lambda quiz: quiz.update(pass_percent=0), "pass_percent"),
        (lambda quiz: quiz.update(pass_percent=101), "pass_percent"),
        (lambda quiz: quiz.update(attempts=0), "attempts"),
        (lambda quiz: quiz.update(minutes=1441), "minutes"),
        (lambda quiz: quiz["questions"][0].update(kind="essay"), "questions[0].kind"),
        (lambda quiz: quiz["questions"][0].update(points=0), "questions[0].points"),
        (lambda quiz: quiz["questions"][0].update(prompt=" \n"), "questions[0].prompt"),
        (lambda quiz: quiz["questions"][0].update(value=1), "questions[0].value"),
        (lambda quiz: quiz["questions"][0].update(choices=CHOICES[:1]), "questions[0].choices"),
    ],
)
def test_fields_have_limits(change: Callable[[dict[str, Any]], None], field: str) -> None:
    """Each is reported with its place."""
    quiz: dict[str, Any] = {
        "questions": [{"kind": "single", "prompt": "?", "choices": CHOICES}],
    }
    change(quiz)

    with pytest.raises(Invalid) as refused:
        accept(quiz, Quiz)

    assert [fault.field for fault in refused.value.errors] == [field]


def test_ids_are_given_when_left_out() -> None:
    """To questions, choices and items, each its own."""
    questions = [
        {"kind": "single", "prompt": "?", "choices": CHOICES},
        {"kind": "ordering", "prompt": "?", "items": [{"text": "1"}, {"text": "2"}]},
    ]

    quiz = msgspec.to_builtins(accept({"questions": questions}, Quiz))

    one, two = quiz["questions"]
    ids = [each["id"] for each in (one, two, *one["choices"], *two["items"])]
    assert len(set(ids)) == 6
