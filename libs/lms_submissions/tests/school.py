"""The school of lms_testing, whose lesson "heap" is an exercise, with submissions in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Literal, NamedTuple

import msgspec

from libs.lms_files.tests.fake import FakeFiles, fake_files
from libs.lms_submissions.tests.contract import place
from libs.lms_submissions.tests.fake import FakeSubmissions, fake_submissions
from lms_files import File
from lms_kernel import new_id, request_scope
from lms_submissions import NewSubmission, Submission
from lms_testing.lessons import PEOPLE, LessonSchool, school_with_lessons


class ExerciseSchool(NamedTuple):
    """A course with an exercise; its owner and the learner are in PEOPLE."""

    lessons: LessonSchool
    submissions: FakeSubmissions
    files: FakeFiles

    @property
    def path(self) -> str:
        """The exercise's own."""
        return f"/api/courses/{self.lessons.course.id}/lessons/heap"

    def accept(self, *ways: Literal["text", "file"]) -> None:
        """Let the exercise take something else."""
        self.change(exercise={"accepts": ways, "max_points": 10})

    def change(self, **fields: object) -> None:
        """Change the lesson of the exercise."""
        course = self.lessons.course
        content = msgspec.to_builtins(course.content)
        (heap,) = content["modules"][0]["modules"][0]["lessons"]
        heap.update(fields)
        changed = msgspec.convert(content, type(course.content))
        self.lessons.course = msgspec.structs.replace(course, content=changed)
        self.lessons.shelf.kept[course.id] = self.lessons.course

    def remove_lesson(self) -> None:
        """Take the exercise out of the course."""
        course = self.lessons.course
        content = msgspec.to_builtins(course.content)
        content["modules"][0]["modules"] = []
        changed = msgspec.convert(content, type(course.content))
        self.lessons.course = msgspec.structs.replace(course, content=changed)
        self.lessons.shelf.kept[course.id] = self.lessons.course

    async def hand_in(
        self, who: str = "learner", text: str = "My heap.", files: Sequence[File] = ()
    ) -> Submission:
        """Hand in as somebody."""
        person = PEOPLE[who]
        assert person
        async with request_scope(function="create_submission"):
            return await self.submissions.add(
                new_id(),
                NewSubmission(text=text, file_ids=[each.id for each in files]),
                at=place(self.lessons.course.id)._replace(accepts=("text", "file")),
                user_id=person.id,
            )


@asynccontextmanager
async def school_with_exercise() -> AsyncIterator[ExerciseSchool]:
    """Put all that an exercise needs into fake stores."""
    async with school_with_lessons() as lessons:
        with fake_files() as shelf, fake_submissions(shelf) as fake:
            fake.owners[lessons.course.id] = lessons.course.owner_id
            for who, person in PEOPLE.items():
                if person:
                    fake.names[person.id] = who
            yield ExerciseSchool(lessons, fake, shelf)
