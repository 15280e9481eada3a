"""What makes no sense in a quiz whose fields are fine by themselves."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from lms_kernel import FieldError
from lms_questions._grading import folded
from lms_questions._model import (
    MultipleQuestion,
    Question,
    Quiz,
    SingleQuestion,
    TextQuestion,
    parts,
)

T = TypeVar("T")


def faults(quiz: Quiz, path: str = "quiz") -> Iterator[FieldError]:
    """Name every fault of a quiz; ``path`` is where in the request it is."""
    questions = quiz.questions
    for at, first in _repeats(questions, lambda each: each.id):
        yield FieldError(f"{path}.questions[{at}].id", f"is already the id of question {first + 1}")
    for at, question in enumerate(questions):
        yield from _faults(question, f"{path}.questions[{at}]")


def _faults(question: Question, path: str) -> Iterator[FieldError]:
    if isinstance(question, TextQuestion):
        for at, first in _repeats(question.answers, folded):
            yield FieldError(
                f"{path}.answers[{at}]",
                f"is accepted already, by answer {first + 1}: case and spaces make no difference",
            )
        return
    if isinstance(question, SingleQuestion | MultipleQuestion):
        name, noun = "choices", "choice"
        right = sum(choice.is_right for choice in question.choices)
        if not right:
            yield FieldError(f"{path}.choices", "must have a right choice: mark one")
        elif right > 1 and isinstance(question, SingleQuestion):
            yield FieldError(
                f"{path}.choices",
                f"must have only one right choice, not {right}; to allow several, change the kind",
            )
    else:
        name, noun = "items", "item"
    for at, first in _repeats(parts(question), lambda part: part.id):
        yield FieldError(f"{path}.{name}[{at}].id", f"is already the id of {noun} {first + 1}")
    for at, first in _repeats(parts(question), lambda part: part.text.strip()):
        yield FieldError(f"{path}.{name}[{at}].text", f"is the same as that of {noun} {first + 1}")


def _repeats(values: Iterable[T], key: Callable[[T], Hashable]) -> Iterator[tuple[int, int]]:
    """Find values whose key an earlier one has: where they are, and where the first one is."""
    seen: dict[Hashable, int] = {}
    for at, value in enumerate(values):
        first = seen.setdefault(key(value), at)
        if first != at:
            yield at, first
