"""What every store of submissions promises: one suite for the fake and for PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import pytest

from libs.lms_files.tests.fake import FakeFiles
from libs.lms_submissions.tests.fake import FakeSubmissions
from lms_files import File, FileHandedIn, FileNotFound, NewFile, PostgresFiles, Purpose
from lms_kernel import Invalid, by_creation, new_id, request_scope
from lms_submissions import (
    ExercisePlace,
    GradeRequest,
    NewSubmission,
    PostgresSubmissions,
    Submission,
    SubmissionCreated,
    SubmissionGraded,
    SubmissionNotFound,
    SubmissionSelection,
)
from lms_testing import CapturedEvents


class Desk(Protocol):
    """Where the promises are tried: a store, and a way to make people and courses for it."""

    store: PostgresSubmissions | FakeSubmissions
    files: PostgresFiles | FakeFiles
    published: CapturedEvents

    async def person(self) -> str:
        """Make somebody called Ana and return their id."""

    async def course(self, owner: str) -> str:
        """Make a course of this owner and return its id."""


def place(course_id: str = "", **changes: object) -> ExercisePlace:
    """Return an exercise for ten points that takes texts and files."""
    fields: dict[str, object] = {
        "course_id": course_id or new_id(),
        "course_title": "Gardening",
        "lesson_id": "heap",
        "lesson_title": "Heap",
        "max_points": 10,
        "accepts": ("text", "file"),
    }
    return ExercisePlace(**{**fields, **changes})  # type: ignore[arg-type]


async def hand_in(
    desk: Desk,
    at: ExercisePlace,
    user_id: str,
    text: str = "My heap.",
    id_: str = "",
    files: Sequence[str] = (),
) -> Submission:
    """Hand in in a request of its own."""
    async with request_scope(function="create_submission"):
        new = NewSubmission(text=text, file_ids=list(files))
        return await desk.store.add(id_ or new_id(), new, at=at, user_id=user_id)


async def upload(desk: Desk, owner: str, purpose: Purpose = "submission") -> File:
    """Upload a file in a request of its own."""
    new = NewFile(purpose, "heap.png", "image/png", 1000)
    async with request_scope(function="complete_file"):
        return await desk.files.store(await desk.files.add(new_id(), new, owner=owner))


async def delete(desk: Desk, file: File, *, also_handed_in: bool = False) -> None:
    """Delete a file in a request of its own."""
    async with request_scope(function="delete_file"):
        await desk.files.delete(file, also_handed_in=also_handed_in)


async def grade(desk: Desk, submission: Submission, points: int, comment: str = "") -> Submission:
    """Grade in a request of its own."""
    async with request_scope(function="grade_submission"):
        request = GradeRequest(points=points, comment=comment)
        return await desk.store.grade(submission, request, grader_id=new_id())


class SubmissionsContract:
    """What every store of submissions promises; subclasses give the fixture ``desk``."""

    async def test_what_was_handed_in_is_found_again(self, desk: Desk) -> None:
        """As it was, without a grade, and announced."""
        ana, at = await desk.person(), place()

        added = await hand_in(desk, at, ana)
        found = await desk.store.find(added.id)

        assert (found.text, found.version, found.max_points) == ("My heap.", 1, 10)
        assert (found.user_id, found.course_id, found.lesson_id) == (ana, at.course_id, "heap")
        assert (found.course_title, found.lesson_title) == ("Gardening", "Heap")
        assert (found.learner_name, found.grade) == ("Ana", None)
        assert [each["type"] for each in desk.published] == [SubmissionCreated.type]
        assert desk.published[0]["subject"] == added.id

    async def test_every_version_stays(self, desk: Desk) -> None:
        """Handing in again is the next version; a repeat with the same id is none."""
        ana, at = await desk.person(), place()
        first = await hand_in(desk, at, ana)
        second = await hand_in(desk, at, ana, "A better heap.")

        repeated = await hand_in(desk, at, ana, "Another one?", id_=second.id)

        assert (first.version, second.version) == (1, 2)
        assert (repeated.text, repeated.version) == ("A better heap.", 2)
        assert (await desk.store.find(first.id)).text == "My heap."
        assert (await hand_in(desk, at, await desk.person())).version == 1
        assert len(desk.published) == 3

    @pytest.mark.parametrize(
        ("new", "accepts", "field"),
        [
            (NewSubmission(), ("text", "file"), "text"),
            (NewSubmission(), ("file",), "file_ids"),
            (NewSubmission(text="x"), ("file",), "text"),
            (NewSubmission(text="x", file_ids=[new_id()]), ("text",), "file_ids"),
        ],
    )
    async def test_what_is_not_asked_for_is_refused(
        self, desk: Desk, new: NewSubmission, accepts: tuple[str, ...], field: str
    ) -> None:
        """And so is nothing at all."""
        ana = await desk.person()

        with pytest.raises(Invalid) as refused:
            await desk.store.add(new_id(), new, at=place(accepts=accepts), user_id=ana)

        assert [each.field for each in refused.value.errors] == [field]

    async def test_files_are_kept_by_id(self, desk: Desk) -> None:
        """In the order in which they were named."""
        ana = await desk.person()
        ids = [(await upload(desk, ana)).id for _ in range(2)][::-1]

        added = await hand_in(desk, place(), ana, "", files=ids)

        assert (await desk.store.find(added.id)).file_ids == ids

    async def test_files_are_the_learners_own_for_this(self, desk: Desk) -> None:
        """Each other one is named, and of the good ones none is handed in."""
        ana, bo = await desk.person(), await desk.person()
        good, gone = await upload(desk, ana), await upload(desk, ana)
        await delete(desk, gone)
        new = NewFile("submission", "heap.png", "image/png", 1000)
        waiting = await desk.files.add(new_id(), new, owner=ana)
        bad = [await upload(desk, bo), await upload(desk, ana, "cover"), gone, waiting]
        ids = [good.id, *(each.id for each in bad), new_id()]

        with pytest.raises(Invalid) as refused:
            await hand_in(desk, place(), ana, files=ids)

        fields = [each.field for each in refused.value.errors]
        assert fields == [f"file_ids[{index}]" for index in range(1, 6)]
        page = await desk.store.page(SubmissionSelection(ana), limit=9)
        assert page.total == 0
        await delete(desk, good)

    async def test_what_was_handed_in_is_not_deleted_by_its_owner(self, desk: Desk) -> None:
        """It may be handed in again; an admin still can delete it, and then it is gone."""
        ana, at = await desk.person(), place()
        file = await upload(desk, ana)
        first = await hand_in(desk, at, ana, files=[file.id])

        with pytest.raises(FileHandedIn):
            await delete(desk, file)

        assert await desk.files.get(file.id, owner=ana) == file
        assert (await hand_in(desk, at, ana, files=[file.id])).version == 2
        await delete(desk, file, also_handed_in=True)
        await delete(desk, file)
        with pytest.raises(FileNotFound):
            await desk.files.get(file.id, owner=ana)
        again = await hand_in(desk, at, ana, id_=first.id, files=[file.id])
        assert (again.id, again.version) == (first.id, 1)

    async def test_the_newest_grade_counts(self, desk: Desk) -> None:
        """Half of the points pass; each grade is announced with all that a letter needs."""
        ana = await desk.person()
        added = await hand_in(desk, place(), ana)

        failed = await grade(desk, added, 4, "Too dry.")
        passed = await grade(desk, added, 5, "Better.")

        assert failed.grade is not None
        assert (failed.grade.points, failed.grade.is_passed) == (4, False)
        assert passed.grade is not None
        assert (passed.grade.points, passed.grade.is_passed) == (5, True)
        assert (await desk.store.find(added.id)).grade == passed.grade
        assert [each["type"] for each in desk.published] == [
            SubmissionCreated.type,
            *[SubmissionGraded.type] * 2,
        ]
        assert desk.published[2]["data"] == {
            "submission_id": added.id,
            "user_id": ana,
            "course_id": added.course_id,
            "course_title": "Gardening",
            "lesson_id": "heap",
            "lesson_title": "Heap",
            "points": 5,
            "max_points": 10,
            "is_passed": True,
            "comment": "Better.",
        }

    async def test_the_same_grade_again_is_none(self, desk: Desk) -> None:
        """Nobody gets a second letter because a response got lost."""
        added = await hand_in(desk, place(), await desk.person())

        grades = [(await grade(desk, added, 7, "Good.")).grade for _ in range(3)]

        assert grades[0] == grades[1] == grades[2]
        assert len(desk.published) == 2

    @pytest.mark.parametrize("points", [-1, 11, 1001, 2**70])
    async def test_there_are_no_more_points_than_there_are(self, desk: Desk, points: int) -> None:
        """Nor less than none; the field is named, with what is allowed for this exercise."""
        added = await hand_in(desk, place(), await desk.person())

        with pytest.raises(Invalid) as refused:
            await grade(desk, added, points)

        (fault,) = refused.value.errors
        assert (fault.field, fault.message) == ("points", "must be whole points, from 0 to 10")

    @pytest.mark.parametrize("submission_id", ["01980000-0000-7000-8000-000000000000", "x", ""])
    async def test_there_is_no_such_submission(self, desk: Desk, submission_id: str) -> None:
        """Whatever the id looks like."""
        with pytest.raises(SubmissionNotFound):
            await desk.store.find(submission_id)

    async def test_people_see_their_own_and_owners_their_courses(self, desk: Desk) -> None:
        """Newest first; names are for those in charge."""
        ana, bo, olga = [await desk.person() for _ in range(3)]
        course = await desk.course(olga)
        mine = await hand_in(desk, place(course), ana)
        theirs = await hand_in(desk, place(course), bo)
        elsewhere = await hand_in(desk, place(), ana)

        own = await desk.store.page(SubmissionSelection(ana), limit=9)
        owned = await desk.store.page(SubmissionSelection(olga), limit=9)
        everything = await desk.store.page(SubmissionSelection(None, user_id=ana), limit=9)
        rest = await desk.store.page(
            SubmissionSelection(olga), limit=9, after=by_creation(owned.items[0])
        )

        assert [each.id for each in own.items] == [elsewhere.id, mine.id]
        assert {each.learner_name for each in own.items} == {None}
        assert [each.id for each in owned.items] == [theirs.id, mine.id]
        assert (owned.total, {each.learner_name for each in owned.items}) == (2, {"Ana"})
        assert [each.id for each in everything.items] == [elsewhere.id, mine.id]
        assert [each.id for each in rest.items] == [mine.id]

    async def test_what_a_list_shows_can_be_found(self, desk: Desk) -> None:
        """By its learner and the owner of its course, and by nobody else; owners may grade it."""
        ana, bo, olga = [await desk.person() for _ in range(3)]
        course = await desk.course(olga)
        mine = await hand_in(desk, place(course), ana)

        async def name(viewer: str | None, *, is_to_grade: bool = False) -> str | None:
            found = await desk.store.find(mine.id, viewer=viewer, is_to_grade=is_to_grade)
            assert found.id == mine.id
            return found.learner_name

        assert [await name(each) for each in (ana, olga, None)] == [None, "Ana", "Ana"]
        assert [await name(each, is_to_grade=True) for each in (olga, None)] == ["Ana"] * 2
        for viewer, is_to_grade in ((bo, False), (bo, True), (ana, True)):
            with pytest.raises(SubmissionNotFound):
                await name(viewer, is_to_grade=is_to_grade)

    async def test_what_waits_for_a_grade_is_the_newest_version(self, desk: Desk) -> None:
        """An older version needs none any more."""
        ana, olga = await desk.person(), await desk.person()
        course = await desk.course(olga)
        await hand_in(desk, place(course), ana)
        newest = await hand_in(desk, place(course), ana, "Again.")
        other = await hand_in(desk, place(course, lesson_id="other"), ana)
        await grade(desk, other, 10)

        waiting = await desk.store.page(
            SubmissionSelection(olga, course_id=course, state="open"), limit=9
        )
        graded = await desk.store.page(
            SubmissionSelection(olga, course_id=course, state="graded"), limit=9
        )
        lesson = await desk.store.page(SubmissionSelection(olga, lesson_id="heap"), limit=9)

        assert [each.id for each in waiting.items] == [newest.id]
        assert [each.id for each in graded.items] == [other.id]
        assert lesson.total == 2
