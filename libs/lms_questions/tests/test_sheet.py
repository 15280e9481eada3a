"""What is shown before an attempt ends, and how responses to it are read."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, strategies as st

from libs.lms_questions.tests.quizzes import IDS, SECRET, quizzes, right_response, seeds
from lms_kernel import Invalid
from lms_questions import (
    Choice,
    Item,
    MultipleQuestion,
    NumberQuestion,
    OrderingQuestion,
    Quiz,
    Response,
    SingleQuestion,
    TextQuestion,
    read_responses,
    shown,
    shown_responses,
)

SEED = "0" * 32
QUIZ = Quiz(
    questions=[
        SingleQuestion(
            id="one",
            prompt="1 + 1?",
            choices=[Choice(id="right", text="2", is_right=True), Choice(id="wrong", text="3")],
        ),
        MultipleQuestion(
            id="some",
            prompt="Which are even?",
            choices=[Choice(id="a", text="2", is_right=True), Choice(id="b", text="3")],
        ),
        TextQuestion(id="text", prompt="Capital of France?", answers=["Paris"]),
        NumberQuestion(id="number", prompt="Half of 5?", value=2.5),
        OrderingQuestion(
            id="order",
            prompt="Count!",
            items=[Item(id=str(each), text=f"number {each}") for each in range(6)],
        ),
    ]
)
ONE, SOME, TEXT, NUMBER, ORDER = shown(QUIZ, SEED).questions


@given(quizzes(), seeds)
def test_nothing_that_is_shown_gives_an_answer_away(quiz: Quiz, seed: str) -> None:
    """Neither an answer, a comment, an author's id nor the seed is in what is sent."""
    text = msgspec.json.encode(shown(quiz, seed)).decode()

    assert SECRET not in text
    assert seed not in text
    assert "is_right" not in text
    for id_ in (*IDS, *(question.id for question in quiz.questions)):
        assert f'"{id_}"' not in text


@given(quizzes(), seeds)
def test_the_same_seed_shows_the_same(quiz: Quiz, seed: str) -> None:
    """A reload changes neither ids nor order, and everything is there once."""
    sheet = shown(quiz, seed)

    assert shown(quiz, seed) == sheet
    assert sorted(each.prompt for each in sheet.questions) == sorted(
        each.prompt for each in quiz.questions
    )
    assert len({each.id for each in sheet.questions}) == len(quiz.questions)
    assert sheet.max_points == sum(each.points for each in quiz.questions)


@given(quizzes(), seeds, seeds)
def test_another_seed_shows_other_ids(quiz: Quiz, seed: str, other: str) -> None:
    """What one attempt revealed says nothing about the next one."""
    ids, others = (
        {
            id_
            for each in shown(quiz, one).questions
            for id_ in (each.id, *(choice.id for choice in each.choices))
        }
        for one in (seed, other)
    )

    assert ids == others if seed == other else not ids & others


def test_what_is_not_shuffled_keeps_the_authors_order() -> None:
    """Except for items to put in order, which would be their own answer."""
    assert [each.kind for each in shown(QUIZ, SEED).questions] == [
        *("single", "multiple", "text", "number", "ordering")
    ]
    assert [each.text for each in ONE.choices] == ["2", "3"]
    orders = {
        tuple(each.text for each in shown(QUIZ, f"{seed:032}").questions[-1].choices)
        for seed in range(20)
    }
    assert len(orders) > 10


def test_what_is_shuffled_comes_in_many_orders() -> None:
    """Questions and choices; the right one comes first about every second time of two."""
    quiz = msgspec.structs.replace(QUIZ, is_shuffled=True)
    sheets = [shown(quiz, f"{seed:032}") for seed in range(400)]

    assert len({tuple(each.prompt for each in sheet.questions) for sheet in sheets}) > 50
    singles = [each for sheet in sheets for each in sheet.questions if each.kind == "single"]
    first = sum(each.choices[0].text == "2" for each in singles)
    assert 140 < first < 260


@given(quizzes(), seeds, st.data())
def test_responses_are_read_back_as_they_were_written(
    quiz: Quiz, seed: str, data: st.DataObject
) -> None:
    """From shown ids to the author's and back; some questions may be left out."""
    kept = data.draw(st.sets(st.sampled_from([each.id for each in quiz.questions])))
    responses = [right_response(each) for each in quiz.questions if each.id in kept]

    sent = shown_responses(quiz, seed, responses)

    assert read_responses(quiz, seed, data.draw(st.permutations(sent))) == responses


@pytest.mark.parametrize(
    ("response", "field"),
    [
        (Response(question_id="one"), "question_id"),
        (Response(question_id=ONE.id, choices=["right"]), "choices"),
        (Response(question_id=ONE.id, choices=[SOME.choices[0].id]), "choices"),
        (Response(question_id=ONE.id, choices=[each.id for each in ONE.choices]), "choices"),
        (Response(question_id=SOME.id, choices=[SOME.choices[0].id] * 2), "choices"),
        (Response(question_id=ORDER.id, choices=[ORDER.choices[0].id]), "choices"),
        (Response(question_id=TEXT.id, number=1), "number"),
        (Response(question_id=NUMBER.id, text="1"), "text"),
        (Response(question_id=TEXT.id, choices=[ONE.choices[0].id]), "choices"),
    ],
)
def test_what_cannot_be_a_response_is_named(response: Response, field: str) -> None:
    """By its place in the request, whatever else is right."""
    fine = Response(question_id=SOME.id, choices=[SOME.choices[0].id])
    responses = [response] if response.question_id == SOME.id else [fine, response]

    with pytest.raises(Invalid) as refused:
        read_responses(QUIZ, SEED, responses)

    (fault,) = refused.value.errors
    assert fault.field == f"responses[{len(responses) - 1}].{field}"


def test_a_question_has_one_response() -> None:
    """A second one is refused rather than ignored."""
    response = Response(question_id=TEXT.id, text="Paris")

    with pytest.raises(Invalid) as refused:
        read_responses(QUIZ, SEED, [response, response])

    assert refused.value.errors[0].field == "responses[1].question_id"
