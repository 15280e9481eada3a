"""Who takes what at the demo school: some courses are popular, and every teacher has learners."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local import yaml_text
from local.demo.school import Chance, DemoCourse, programme

if TYPE_CHECKING:
    from local.demo.accounts import Role

HERE = Path(__file__).parent

# Each popular course has this share of the learners of the one before it; the first has them all.
LESS_LOVED = 0.85
FEWEST_OF_THE_DEMO_INSTRUCTOR = 4
# Share of limited seats taken, so that people who try the platform find a free one.
MOST_SEATS = 2 / 3
LONGEST_HERE_DAYS = 540


@dataclass(frozen=True, slots=True)
class Learner:
    """A person who takes courses."""

    name: str

    @property
    def email(self) -> str:
        """Return an address of the domain that belongs to nobody (RFC 2606)."""
        return f"{self.name.lower().replace(' ', '.')}@example.org"

    @property
    def days_here(self) -> int:
        """Return how many days ago the account was opened."""
        return 1 + Chance(self.name).number(LONGEST_HERE_DAYS)


@dataclass(frozen=True, slots=True)
class DemoMessage:
    """An in-app message to the demo student; the sender is the demo account of that role."""

    sender: Role
    subject: str
    text: str
    read: bool


def learners() -> list[Learner]:
    """Return the learners other than the demo student."""
    return [Learner(name) for name in _read("learners.yaml")["learners"]]


@cache
def timetable() -> dict[Learner, list[str]]:
    """Return for each learner the keys of the courses they take."""
    taken: dict[Learner, list[str]] = {learner: [] for learner in learners()}
    for course in programme():
        chance = {learner: Chance(f"{course.key}/{learner.name}").number(1000) for learner in taken}
        for learner in sorted(taken, key=chance.__getitem__)[: _learners_of(course)]:
            taken[learner].append(course.key)
    return taken


def courses_of_the_student() -> list[str]:
    """Return the keys of the courses that the demo student takes."""
    courses: list[str] = _read("student.yaml")["courses"]
    return courses


def lessons_of_the_student() -> dict[str, list[str]]:
    """Return for some of these courses the lessons that the demo student has completed."""
    completed: dict[str, list[str]] = _read("student.yaml")["completed"]
    return completed


def messages_to_the_student() -> list[DemoMessage]:
    """Return the messages to the demo student, oldest first."""
    return [DemoMessage(**one) for one in _read("student.yaml")["messages"]]


def _learners_of(course: DemoCourse) -> int:
    if course.fields["status"] != "published":
        return 0
    loved: list[str] = _read("learners.yaml")["loved"]
    fewest = 0 if course.teacher else FEWEST_OF_THE_DEMO_INSTRUCTOR
    if course.key in loved:
        fewest = max(fewest, round(len(learners()) * LESS_LOVED ** loved.index(course.key)))
    capacity = course.fields["capacity"]
    return fewest if capacity is None else min(fewest, int(capacity * MOST_SEATS))


@cache
def _read(file: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml_text.load((HERE / file).read_text(encoding="utf-8"))
    return content
