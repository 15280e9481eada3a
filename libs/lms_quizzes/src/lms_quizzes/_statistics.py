"""What questions turn out to be worth: for the author, by today's quiz."""

from __future__ import annotations

import msgspec

from lms_questions import (
    MultipleQuestion,
    Question,
    QuestionKind,
    Quiz,
    SingleQuestion,
    kind_of,
)


class QuestionFacts(msgspec.Struct, frozen=True):
    """What attempts say of one question; ``discrimination`` is between -1 and 1."""

    question_id: str
    attempts: int
    right: int
    discrimination: float | None = None


class ChoiceFacts(msgspec.Struct, frozen=True):
    """How often a choice was taken."""

    question_id: str
    choice_id: str
    attempts: int


class QuizFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the newest attempts at a quiz say, of every version of it."""

    attempts: int = 0
    passed: int = 0
    mean_percent: float | None = None
    questions: list[QuestionFacts] = []
    taken: list[ChoiceFacts] = []


class ChoiceStatistics(msgspec.Struct, frozen=True):
    """A choice, and how often it was taken."""

    text: str
    is_right: bool
    taken: int


class QuestionStatistics(msgspec.Struct, frozen=True, kw_only=True):
    """A question of today's quiz, and what came of it.

    ``discrimination`` is how far being right here goes with being right elsewhere, from -1 to 1;
    null as long as that cannot be said.
    """

    question_id: str
    kind: QuestionKind
    prompt: str
    attempts: int
    right: int
    discrimination: float | None
    choices: list[ChoiceStatistics]


class QuizStatistics(msgspec.Struct, frozen=True, kw_only=True):
    """What the newest 1,000 attempts at a quiz that have ended say about it."""

    attempts: int
    passed: int
    mean_percent: float | None
    questions: list[QuestionStatistics]


def statistics_of(quiz: Quiz, facts: QuizFacts) -> QuizStatistics:
    """Return the statistics of today's questions; those that were removed are left out."""
    known = {each.question_id: each for each in facts.questions}
    taken = {(each.question_id, each.choice_id): each.attempts for each in facts.taken}
    return QuizStatistics(
        attempts=facts.attempts,
        passed=facts.passed,
        mean_percent=facts.mean_percent,
        questions=[
            _question(question, known.get(question.id), taken) for question in quiz.questions
        ],
    )


def _question(
    question: Question, facts: QuestionFacts | None, taken: dict[tuple[str, str], int]
) -> QuestionStatistics:
    choices = question.choices if isinstance(question, SingleQuestion | MultipleQuestion) else []
    return QuestionStatistics(
        question_id=question.id,
        kind=kind_of(question),
        prompt=question.prompt,
        attempts=facts.attempts if facts else 0,
        right=facts.right if facts else 0,
        discrimination=facts.discrimination if facts else None,
        choices=[
            ChoiceStatistics(choice.text, choice.is_right, taken.get((question.id, choice.id), 0))
            for choice in choices
        ],
    )
