"""How the covers of courses look, with the app's own rules: `frontend/src/lib/cover-looks.ts`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

HUES = 8
FORMS = 12
# More than a row has: neither the card before nor the one above looks the same.
APART = 8


class Shown(Protocol):
    """What a look follows from."""

    @property
    def category(self) -> str:
        """Return what the course is about."""

    @property
    def slug(self) -> str:
        """Return its name in addresses."""


class Look(NamedTuple):
    """The numbers of a color and a pattern in the style sheets."""

    hue: int
    form: int


def cover_look(course: Shown) -> Look:
    """Return a color for the category of a course, and a pattern of its own."""
    return Look(_remainder(course.category.lower(), HUES), _remainder(course.slug, FORMS))


def cover_looks(courses: Iterable[Shown]) -> list[Look]:
    """Return the looks of the courses of a list, in its order.

    Each is the course's own, or the next one of its color that none of the eight before it has.
    """
    looks: list[Look] = []
    for course in courses:
        look = cover_look(course)
        while look in looks[-APART:]:
            look = look._replace(form=(look.form + 1) % FORMS)
        looks.append(look)
    return looks


def _remainder(text: str, modulus: int) -> int:
    """Return the sum of a text's UTF-8 bytes, modulo, like `lib/remainder.ts`."""
    return sum(text.encode()) % modulus
