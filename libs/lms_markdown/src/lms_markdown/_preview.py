"""The preview of a text, for its author."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from lms_kernel import kinds


class LessonText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The request to see the text of a lesson as its readers would."""

    # As in a lesson of lms_courses, which previews do without; a test compares the two.
    body: Annotated[
        str,
        Meta(
            max_length=100_000,
            pattern=kinds.PROSE,
            description="Markdown",
            extra={
                "normalize": kinds.prose,
                "hint": "must be text of at most {max_length} characters",
            },
        ),
    ]


class ShownText(msgspec.Struct, frozen=True):
    """The text of a lesson as its readers see it: HTML that is safe to show."""

    html: str
