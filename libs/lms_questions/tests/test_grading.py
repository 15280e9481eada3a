"""What responses are worth, and what is said about them."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, strategies as st

from libs.lms_questions.tests.quizzes import SECRET, quizzes, right_response, seeds, wrong_response
from lms_questions import (
    Choice,
    MultipleQuestion,
    NumberQuestion,
    Quiz,
    Response,
    SingleQuestion,
    TextQuestion,
    grade,
    reviews,
    shown,
)


@given(quizzes(), st.data())
def test_points_are_those_of_what_is_right(quiz: Quiz, data: st.DataObject) -> None:
    """Of any mixture of right, wrong and missing responses; percent are rounded down."""
    choices = [data.draw(st.sampled_from(["right", "wrong", "none"])) for _ in quiz.questions]
    responses = [
        right_response(question) if choice == "right" else wrong_response(question)
        for question, choice in zip(quiz.questions, choices, strict=True)
        if choice != "none"
    ]

    marks = grade(quiz, responses)

    assert [mark.is_right for mark in marks.questions] == [each == "right" for each in choices]
    right = [mark for mark in marks.questions if mark.is_right]
    assert marks.points == sum(mark.max_points for mark in right)
    assert marks.percent <= 100 * marks.points / marks.max_points < marks.percent + 1
    assert marks.is_passed == (100 * marks.points >= quiz.pass_percent * marks.max_points)


@given(quizzes())
def test_everything_right_is_a_hundred_percent(quiz: Quiz) -> None:
    """Which passes every quiz; nothing at all passes none."""
    everything = grade(quiz, map(right_response, quiz.questions))
    nothing = grade(quiz, [])

    assert (everything.percent, everything.is_passed) == (100, True)
    assert (nothing.percent, nothing.is_passed) == (0, False)


def _is_right(question: TextQuestion | NumberQuestion, response: Response) -> bool:
    return grade(Quiz(questions=[question]), [response]).questions[0].is_right


@pytest.mark.parametrize(
    ("typed", "is_right"),
    [
        ("Straße", True),
        ("STRASSE", True),
        ("  straße\n", True),
        ("\uff33traße", True),  # full width
        ("Straß e", False),
        ("Strase", False),
        ("", False),
    ],
)
def test_typed_answers_differ_in_letters_only(typed: str, is_right: bool) -> None:
    """Neither case, width nor spaces around make an answer wrong."""
    question = TextQuestion(id="q", prompt="?", answers=["road", "Straße"])

    assert _is_right(question, Response(question_id="q", text=typed)) is is_right


@given(st.text(max_size=20), st.sampled_from([str.upper, str.lower, str.title, str.strip]))
def test_an_answer_is_right_as_it_was_written(answer: str, change: object) -> None:
    """Any text is right for itself, with spaces around it too."""
    question = TextQuestion(id="q", prompt="?", answers=[answer])

    for typed in (answer, f" {answer}\t", f"{answer}\n"):
        assert _is_right(question, Response(question_id="q", text=typed))


@pytest.mark.parametrize(
    ("value", "tolerance", "given_", "is_right"),
    [
        (0.3, 0.1, 0.4, True),
        (0.3, 0.1, 0.2, True),
        (0.3, 0.1, 0.41, False),
        (0.1, 0.2, 0.3, True),
        (5, 0, 5.0, True),
        (5, 0, 5.0000001, False),
        (-1e12, 0, -1e12, True),
        (1e12, 1e12, 0, True),
    ],
)
def test_numbers_are_compared_as_decimals(
    value: float, tolerance: float, given_: float, is_right: bool
) -> None:
    """0.4 is exactly 0.1 away from 0.3, although no computer's fraction is."""
    question = NumberQuestion(id="q", prompt="?", value=value, tolerance=tolerance)

    assert _is_right(question, Response(question_id="q", number=given_)) is is_right


@given(st.decimals(-1000, 1000, places=3), st.decimals(0, 10, places=3))
def test_the_edge_of_the_tolerance_is_right(value: object, tolerance: object) -> None:
    """On both sides, for every decimal that a person may write."""
    low, high = value - tolerance, value + tolerance  # type: ignore[operator]
    question = NumberQuestion(
        id="q", prompt="?", value=float(str(value)), tolerance=float(str(tolerance))
    )

    for each in (low, high):
        assert _is_right(question, Response(question_id="q", number=float(each)))


def test_all_right_choices_and_no_other_are_right() -> None:
    """Some of them are not enough, and one too many is wrong."""
    question = MultipleQuestion(
        id="q",
        prompt="?",
        choices=[Choice(id=each, text=each, is_right=each in "ab") for each in "abcd"],
    )
    quiz = Quiz(questions=[question])

    def mark(*chosen: str) -> bool:
        return grade(quiz, [Response(question_id="q", choices=[*chosen])]).is_passed

    assert mark("a", "b")
    assert mark("b", "a")
    assert not any([mark(), mark("a"), mark("a", "b", "c"), mark("c", "d")])


@given(quizzes(), seeds)
def test_a_review_speaks_of_what_was_shown(quiz: Quiz, seed: str) -> None:
    """In the order of the sheet, and with its ids; the solution is the right response."""
    sheet = shown(quiz, seed).questions

    found = reviews(quiz, seed, map(right_response, quiz.questions), is_solved=True)

    assert [each.question_id for each in found] == [each.id for each in sheet]
    assert all(each.is_right for each in found)
    for review, question in zip(found, sheet, strict=True):
        assert review.solution is not None
        assert review.solution.explanation == f"{SECRET} explanation"
        ids = {choice.id for choice in question.choices}
        assert set(review.solution.choices) <= ids
        assert {each.choice_id for each in review.feedback} <= ids


def test_without_solutions_only_what_was_chosen_is_spoken_of() -> None:
    """Feedback is for the chosen; the right choice, its feedback and the explanation stay."""
    question = SingleQuestion(
        id="q",
        prompt="?",
        explanation=SECRET,
        choices=[
            Choice(id="r", text="2", is_right=True, feedback=SECRET),
            Choice(id="w", text="3", feedback="One too many."),
        ],
    )

    found = reviews(
        Quiz(questions=[question]),
        "seed",
        [Response(question_id="q", choices=["w"])],
        is_solved=False,
    )

    (review,) = found
    assert (review.is_right, review.points, review.max_points) == (False, 0, 1)
    assert [each.feedback for each in review.feedback] == ["One too many."]
    assert review.solution is None
    assert SECRET not in msgspec.json.encode(found).decode()
