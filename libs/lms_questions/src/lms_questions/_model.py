"""A quiz as its author writes it, and a response to one of its questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

from lms_kernel import PartId, kinds, new_id

QuestionKind = Literal["single", "multiple", "text", "number", "ordering"]

Prompt = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=4_000,
        pattern=kinds.SHOWN_PROSE,
        description="Markdown",
        extra={
            "normalize": kinds.prose,
            "hint": "must be text of {min_length} to {max_length} characters",
        },
    ),
]
ItemText = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=1_000,
        pattern=kinds.SHOWN_PROSE,
        description="Markdown",
        extra={
            "normalize": kinds.prose,
            "hint": "must be text of {min_length} to {max_length} characters",
        },
    ),
]
Comment = Annotated[
    str,
    Meta(
        max_length=2_000,
        pattern=kinds.PROSE,
        description="Markdown; shown after the attempt has ended",
        extra={
            "normalize": kinds.prose,
            "hint": "must be text of at most {max_length} characters",
        },
    ),
]
Accepted = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=200,
        pattern=kinds.LINE,
        extra={
            "normalize": kinds.line,
            "hint": "must be one line of {min_length} to {max_length} characters",
        },
    ),
]
Number = Annotated[
    float,
    Meta(ge=-(10**12), le=10**12, extra={"hint": "must be a number from {ge} to {le}"}),
]
Tolerance = Annotated[
    float,
    Meta(
        ge=0,
        le=10**12,
        description="How far from the value a number may be and still be right",
        extra={"hint": "must be a number from {ge} to {le}"},
    ),
]
Points = Annotated[int, Meta(ge=1, le=100, extra={"hint": "must be a whole number, {ge} to {le}"})]


Attempts = Annotated[
    int,
    Meta(
        ge=1,
        le=100,
        description="How often somebody may try; null for no limit",
        extra={"hint": "must be a whole number from {ge} to {le}, or null for no limit"},
    ),
]
TimeLimit = Annotated[
    int,
    Meta(
        ge=1,
        le=1440,
        description="How many minutes an attempt may take; null for no limit",
        extra={"hint": "must be whole minutes, from {ge} to {le}, or null for no limit"},
    ),
]


class Item(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something to put in its place."""

    id: Annotated[PartId, Meta(examples=["item-1"])] = msgspec.field(default_factory=new_id)
    text: ItemText


class Choice(Item, frozen=True, kw_only=True):
    """Something to choose, and what learners who chose it are told afterwards."""

    is_right: bool = False
    feedback: Comment = ""


class _Question(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"
):
    """What every question has, whatever its kind."""

    id: Annotated[PartId, Meta(examples=["question-1"])] = msgspec.field(default_factory=new_id)
    prompt: Prompt
    explanation: Comment = ""
    points: Points = 1


Choices = Annotated[
    list[Choice],
    Meta(
        min_length=2,
        max_length=20,
        examples=[
            [
                {"id": "where", "text": "WHERE", "is_right": True},
                {"id": "having", "text": "HAVING", "feedback": "HAVING filters groups."},
            ]
        ],
    ),
]


class SingleQuestion(_Question, frozen=True, kw_only=True, tag="single"):
    """One of the choices is right."""

    choices: Choices


class MultipleQuestion(_Question, frozen=True, kw_only=True, tag="multiple"):
    """One or more of the choices are right, and all of them have to be chosen."""

    choices: Choices


class TextQuestion(_Question, frozen=True, kw_only=True, tag="text"):
    """The answer is typed; each of these is right."""

    answers: Annotated[list[Accepted], Meta(min_length=1, max_length=20)]


class NumberQuestion(_Question, frozen=True, kw_only=True, tag="number"):
    """The answer is a number, at most ``tolerance`` away from ``value``."""

    value: Number
    tolerance: Tolerance = 0


class OrderingQuestion(_Question, frozen=True, kw_only=True, tag="ordering"):
    """The items have to be put in the order in which they are written here."""

    items: Annotated[list[Item], Meta(min_length=2, max_length=20)]


Question: TypeAlias = (
    SingleQuestion | MultipleQuestion | TextQuestion | NumberQuestion | OrderingQuestion
)


class Quiz(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The questions of a lesson, and the rules by which they are taken."""

    pass_percent: Annotated[
        int,
        Meta(
            ge=1,
            le=100,
            description="What has to be reached, in percent of all points",
            extra={"hint": "must be whole percent, from {ge} to {le}"},
        ),
    ] = 50
    attempts: Attempts | None = None
    minutes: TimeLimit | None = None
    is_shuffled: Annotated[
        bool, Meta(description="Whether questions and choices come in an order of chance")
    ] = False
    questions: Annotated[list[Question], Meta(min_length=1, max_length=100)]


class Response(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody answers to a question: the field that its kind asks for.

    ``choices`` are ids: the chosen one, the chosen ones, or all items in their order.
    """

    question_id: PartId
    choices: Annotated[list[PartId], Meta(max_length=20)] = []
    text: (
        Annotated[
            str,
            Meta(
                max_length=500,
                pattern=kinds.PROSE,
                extra={
                    "normalize": kinds.prose,
                    "hint": "must be text of at most {max_length} characters",
                },
            ),
        ]
        | None
    ) = None
    number: Number | None = None


def parts(question: Question) -> Sequence[Item]:
    """Return what there is to choose or to put in order, in the author's order."""
    if isinstance(question, SingleQuestion | MultipleQuestion):
        return question.choices
    return question.items if isinstance(question, OrderingQuestion) else []
