"""The school's program: the courses that are written out, and a catalog's worth of announced ones.

It is the same every time. An announced course has topics and no lessons: none opens nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from local import yaml_text
from local.demo.lessons import OUTSIDE, written

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")
HERE = Path(__file__).parent

OPENINGS = (
    "A hands-on course for people who learn by doing.",
    "A calm, thorough course with short lessons and many exercises.",
    "Built from ten years of teaching this subject to mixed groups.",
    "A practical course: every chapter ends with something you have made.",
    "For busy people: each lesson fits into a lunch break.",
    "A course that explains the why before the how.",
)
ENDINGS = (
    "You leave with a project of your own and the confidence to carry on alone.",
    "All examples can be repeated at home without special equipment.",
    "Questions are answered by the instructor within two working days.",
    "A final review helps you decide what to learn next.",
    "Exercises come with solutions that show more than one way.",
)
# The lessons of an announced course are not there yet, and its page says so.
ANNOUNCED = {
    "en": "This course is announced: its topics are settled, its lessons are still being written.",
    "de": "Dieser Kurs ist angekündigt: Die Themen stehen fest, die Lektionen entstehen noch.",
    "fr": "Ce cours est annoncé\u00a0: ses thèmes sont fixés, ses leçons sont encore à écrire.",
}
AUDIENCES = {
    "beginner": "No previous knowledge is needed.",
    "intermediate": "You should know the basics and want to use them with more confidence.",
    "advanced": "Made for practitioners who want to understand what they already do.",
}
PRICES = {
    "beginner": (0, 0, 1900, 2900),
    "intermediate": (2900, 3900, 4900, 0),
    "advanced": (5900, 7900, 9900),
}
CAPACITIES = (None, None, None, 12, 20, 25, 30, 40, 60)
LANGUAGE_TAGS = {"deutsch": "de", "français": "fr"}
# One in this many courses belongs to the demo instructor; a few of those are drafts.
EVERY_DEMO_COURSE = 9
EVERY_DRAFT = 5


@dataclass(frozen=True, slots=True)
class Teacher:
    """A person who gives courses."""

    name: str
    email: str
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoCourse:
    """One course of the program: its teacher, its age, and its fields."""

    key: str
    teacher: str
    """The email address of the teacher; empty for the demo instructor."""
    days_old: float
    fields: dict[str, Any]
    """The fields of `lms_courses.NewCourse`, as in a request's body."""
    files: tuple[Path, ...] = ()
    """What it has in the object store."""


@cache
def teachers() -> tuple[Teacher, ...]:
    """Return the teachers other than the demo instructor."""
    listed = yaml_text.load((HERE / "teachers.yaml").read_text())
    return tuple(Teacher(one["name"], one["email"], tuple(one["categories"])) for one in listed)


@cache
def programme() -> tuple[DemoCourse, ...]:
    """Return the written courses, then the others, each category in the order of its list."""
    own = tuple(_written(number, course) for number, course in enumerate(written()))
    titles = {course.key for course in own}
    return own + tuple(course for course in _announced() if course.key not in titles)


def _written(number: int, course: dict[str, Any]) -> DemoCourse:
    """Return a written course; they are the newest, where a visitor looks first."""
    fields = {name: value for name, value in course.items() if name not in OUTSIDE}
    return DemoCourse(
        key=course["title"],
        teacher=course.get("teacher", ""),
        days_old=(number + 1) / 10,
        fields={
            "capacity": None,
            **fields,
            "status": "published",
            "content": {"modules": course["modules"]},
        },
        files=tuple(course["files"]),
    )


def _announced() -> tuple[DemoCourse, ...]:
    files = sorted((HERE / "courses").glob("*.yaml"))
    rows = [
        (document["category"], document["tags"], row)
        for file in files
        for document in [yaml_text.load(file.read_text())]
        for row in document["courses"]
    ]
    # Ages are spread over a year and a half; neighbors in a list are not neighbors in time.
    return tuple(
        _course(number, category, shared, row, days_old=1 + (number * 89 % len(rows)) * 2.5)
        for number, (category, shared, row) in enumerate(rows)
    )


def _course(
    number: int, category: str, shared: list[str], row: str, *, days_old: float
) -> DemoCourse:
    title, level, topics, tags = (part.strip() for part in row.split("|"))
    chance = Chance(title)
    own_tags = [tag.strip() for tag in tags.split(",")]
    is_demo = number % EVERY_DEMO_COURSE == 0
    is_draft = is_demo and number // EVERY_DEMO_COURSE % EVERY_DRAFT == EVERY_DRAFT - 1
    fitting = [one.email for one in teachers() if category in one.categories]
    subjects = [topic.strip() for topic in topics.split(";")]
    language = next((LANGUAGE_TAGS[t] for t in own_tags if t in LANGUAGE_TAGS), "en")
    return DemoCourse(
        key=title,
        teacher="" if is_demo else chance.one_of(fitting),
        days_old=days_old,
        fields={
            "title": title,
            "description": _description(title, level, subjects, chance, ANNOUNCED[language]),
            "category": category,
            "level": level,
            "tags": [tag for tag in [*shared, *own_tags] if tag not in LANGUAGE_TAGS],
            "language": language,
            "price": {"amount": chance.one_of(PRICES[level]), "currency": "EUR"},
            "capacity": chance.one_of(CAPACITIES),
            "status": "draft" if is_draft else "published",
            "content": {
                "modules": [
                    {"id": f"topic-{number}", "title": subject}
                    for number, subject in enumerate(subjects, 1)
                ]
            },
        },
    )


def _description(
    title: str, level: str, subjects: list[str], chance: Chance, announcement: str
) -> str:
    topics = ", ".join(subject.lower() for subject in subjects[:-1])
    return (
        f"{chance.one_of(OPENINGS)} {title} takes you through {topics} and "
        f"{subjects[-1].lower()}. {AUDIENCES[level]}\n\n{chance.one_of(ENDINGS)}\n\n{announcement}"
    )


class Chance:
    """Choices that look random but are the same every time: they are derived from a title."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._turn = 0

    def number(self, below: int) -> int:
        """Return a number from 0 up to, not including, `below`."""
        self._turn += 1
        digest = hashlib.sha256(f"{self._title}/{self._turn}".encode()).digest()
        return int.from_bytes(digest[:4], "big") % below

    def one_of(self, choices: Sequence[T]) -> T:
        """Return one of the choices."""
        return choices[self.number(len(choices))]
