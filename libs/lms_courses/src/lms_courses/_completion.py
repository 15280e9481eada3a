"""When a course counts as completed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from lms_kernel import FieldError, PartId, kinds

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


class Completion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much of a course a learner has to complete, and which lessons in any case."""

    minimum_percent: Annotated[
        int, Meta(ge=1, le=100, extra={"hint": "must be whole percent, from {ge} to {le}"})
    ] = 100
    required_lessons: Annotated[
        list[Annotated[PartId, Meta(examples=["lesson-1"])]],
        Meta(max_length=500, extra={"normalize": kinds.unique}),
    ] = []

    def faults(self, lessons: Collection[str]) -> Iterator[FieldError]:
        """Name the required lessons that are not among these."""
        for place, each in enumerate(self.required_lessons):
            if each not in lessons:
                yield FieldError(
                    f"completion.required_lessons[{place}]", "must be the id of a lesson"
                )

    def within(self, lessons: Collection[str]) -> Completion:
        """Return the rule without the lessons that are not among these."""
        kept = [each for each in self.required_lessons if each in lessons]
        return msgspec.structs.replace(self, required_lessons=kept)
