"""The sheet that one attempt lays before somebody: the quiz without its answers.

Its ids are hashes with the attempt's seed as key, so that neither an id nor its place tells what
the author knows; the seed stays with the server. Where the order is one of chance, it is that of
the hashes: the same for the same seed, in every version of Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b

import msgspec

from lms_kernel import FieldError, Invalid
from lms_questions._model import (
    MultipleQuestion,
    NumberQuestion,
    OrderingQuestion,
    Question,
    QuestionKind,
    Quiz,
    Response,
    SingleQuestion,
    TextQuestion,
    parts,
)


class ShownChoice(msgspec.Struct, frozen=True):
    """A choice, or an item to put in its place."""

    id: str
    text: str


class ShownQuestion(msgspec.Struct, frozen=True):
    """A question as it is asked; ``choices`` are also the items to put in order."""

    id: str
    kind: QuestionKind
    prompt: str
    points: int
    choices: list[ShownChoice]


class ShownQuiz(msgspec.Struct, frozen=True):
    """A quiz as it is taken."""

    pass_percent: int
    minutes: int | None
    max_points: int
    questions: list[ShownQuestion]


def shown(quiz: Quiz, seed: str) -> ShownQuiz:
    """Return what may be seen before the attempt has ended, in the order of this seed."""
    return ShownQuiz(
        quiz.pass_percent,
        quiz.minutes,
        sum(question.points for question in quiz.questions),
        [_shown(question, seed, quiz) for question in asked(quiz, seed)],
    )


def asked(quiz: Quiz, seed: str) -> list[Question]:
    """Return the questions in the order in which this seed asks them."""
    if not quiz.is_shuffled:
        return quiz.questions
    return sorted(quiz.questions, key=lambda question: shown_id(seed, question.id))


def _shown(question: Question, seed: str, quiz: Quiz) -> ShownQuestion:
    choices: Sequence[ShownChoice] = [
        ShownChoice(shown_id(seed, question.id, part.id), part.text) for part in parts(question)
    ]
    if quiz.is_shuffled or isinstance(question, OrderingQuestion):
        choices = sorted(choices, key=lambda choice: choice.id)
    return ShownQuestion(
        shown_id(seed, question.id), kind_of(question), question.prompt, question.points, [*choices]
    )


def kind_of(question: Question) -> QuestionKind:
    """Return the word for the question's kind."""
    match question:
        case SingleQuestion():
            return "single"
        case MultipleQuestion():
            return "multiple"
        case TextQuestion():
            return "text"
        case NumberQuestion():
            return "number"
        case OrderingQuestion():
            return "ordering"


def shown_id(seed: str, *path: str) -> str:
    """Return the id under which this seed shows a question, or a choice of one."""
    # The parts have no slash, so two paths are never the same text.
    return blake2b("/".join(path).encode(), key=seed.encode(), digest_size=8).hexdigest()


def read_responses(quiz: Quiz, seed: str, responses: Iterable[Response]) -> list[Response]:
    """Return responses with the author's ids, in the author's order of questions.

    Raises Invalid, naming all that cannot be responses to what was shown.
    """
    by_id = {shown_id(seed, question.id): question for question in quiz.questions}
    read: dict[str, Response] = {}
    faults: list[FieldError] = []
    for at, response in enumerate(responses):
        path = f"responses[{at}]"
        question = by_id.get(response.question_id)
        if question is None:
            faults.append(FieldError(f"{path}.question_id", "is not a question of this attempt"))
        elif question.id in read:
            faults.append(FieldError(f"{path}.question_id", "has a response already"))
        else:
            ids = {shown_id(seed, question.id, part.id): part.id for part in parts(question)}
            if fault := _fault(question, response, ids):
                faults.append(FieldError(f"{path}.{fault.field}", fault.message))
                continue
            chosen = [ids[choice] for choice in response.choices]
            read[question.id] = msgspec.structs.replace(
                response, question_id=question.id, choices=chosen
            )
    if faults:
        raise Invalid(errors=faults)
    return [read[question.id] for question in quiz.questions if question.id in read]


def _fault(question: Question, response: Response, ids: dict[str, str]) -> FieldError | None:
    """Say why this cannot be a response to the question; None when it can."""
    if response.text is not None and not isinstance(question, TextQuestion):
        return FieldError("text", "is not what this question asks for")
    if response.number is not None and not isinstance(question, NumberQuestion):
        return FieldError("number", "is not what this question asks for")
    return _fault_of_choices(question, response.choices, ids)


def _fault_of_choices(
    question: Question, chosen: list[str], ids: dict[str, str]
) -> FieldError | None:
    if not set(chosen) <= ids.keys():
        return FieldError("choices", "must be ids of the choices of this question")
    if len(set(chosen)) < len(chosen):
        return FieldError("choices", "must have each choice only once")
    if isinstance(question, SingleQuestion) and len(chosen) > 1:
        return FieldError("choices", "must be one choice")
    if isinstance(question, OrderingQuestion) and chosen and len(chosen) < len(ids):
        return FieldError("choices", "must have every item, in their order")
    return None


def shown_responses(quiz: Quiz, seed: str, responses: Iterable[Response]) -> list[Response]:
    """Return responses with the ids that this seed shows: what ``read_responses`` read."""
    asked_ids = {question.id for question in quiz.questions}
    return [
        msgspec.structs.replace(
            response,
            question_id=shown_id(seed, response.question_id),
            choices=[shown_id(seed, response.question_id, each) for each in response.choices],
        )
        for response in responses
        if response.question_id in asked_ids
    ]
