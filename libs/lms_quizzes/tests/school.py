"""The school of lms_testing with a quiz in it, and attempts in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import msgspec

from libs.lms_quizzes.tests.contract import QUIZ, RIGHT
from libs.lms_quizzes.tests.fake import SEED, FakeQuizzes, fake_quizzes
from lms_courses import Lesson, LessonKind, Module
from lms_questions import Response, shown_responses
from lms_testing.lessons import PEOPLE, LessonSchool, school_with_lessons

# Texts that must not be seen before an attempt has ended.
SECRETS = ("is_right", "One too many.", "2.5", '"r"', '"w"', "solution", SEED)


class QuizSchool(NamedTuple):
    """A course whose lesson "check" is a quiz; its owner and the learner are in PEOPLE."""

    lessons: LessonSchool
    quizzes: FakeQuizzes

    @property
    def path(self) -> str:
        """The quiz's own."""
        return f"/api/courses/{self.lessons.course.id}/lessons/check"

    def edit(self, *, kind: LessonKind = "quiz", **rules: Any) -> None:
        """Change the rules of the quiz, or its questions; with ``quiz=None`` it has none."""
        course = self.lessons.course
        quiz = None if rules == {"quiz": None} else msgspec.structs.replace(QUIZ, **rules)
        lesson = Lesson(id="check", title="Check", kind=kind, quiz=quiz)
        kept = [each for each in course.content.modules if each.id != "m3"]
        modules = [*kept, Module(id="m3", title="Checks", lessons=[lesson])]
        self.lessons.course = msgspec.structs.replace(
            course, content=msgspec.structs.replace(course.content, modules=modules)
        )
        self.lessons.shelf.kept[course.id] = self.lessons.course


@asynccontextmanager
async def school_with_quiz() -> AsyncIterator[QuizSchool]:
    """Put all that a quiz needs into fake stores."""
    async with school_with_lessons() as lessons:
        with fake_quizzes() as fake:
            school = QuizSchool(lessons, fake)
            school.edit()
            for who, person in PEOPLE.items():
                if person:
                    fake.names[person.id] = who
            yield school


def sent(responses: list[Response] = RIGHT, *, finished: bool = True) -> dict[str, Any]:
    """Return the body that answers the quiz, with the ids that were shown."""
    shown = shown_responses(QUIZ, SEED, responses)
    return {"responses": msgspec.to_builtins(shown), "finished": finished}
