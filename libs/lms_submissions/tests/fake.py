"""Submissions in memory, with all the rules of the real store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import msgspec

from libs.lms_files.tests.fake import FakeFiles
from lms_events import announce
from lms_kernel import (
    FieldError,
    Invalid,
    Part,
    Place,
    by_creation,
    derived_id,
    envelope,
    is_id,
    new_id,
    utc_now,
)
from lms_submissions import (
    ExercisePlace,
    Grade,
    GradeRequest,
    NewSubmission,
    Submission,
    SubmissionCreated,
    SubmissionGraded,
    SubmissionNotFound,
    SubmissionSelection,
    submissions,
)
from lms_testing.outboxes import MemoryOutbox


@dataclass
class FakeSubmissions:
    """The store of submissions as a dictionary."""

    kept: dict[str, Submission] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """Of people, by id."""
    owners: dict[str, str] = field(default_factory=dict)
    """Of courses, by id."""
    files: FakeFiles = field(default_factory=FakeFiles)

    async def add(
        self, submission_id: str, new: NewSubmission, *, at: ExercisePlace, user_id: str
    ) -> Submission:
        """Keep what was handed in as the next version."""
        new.check(at)
        if submission_id in self.kept:
            return self.kept[submission_id]
        there = await self.files.hand_in(new.file_ids, user_id=user_id)
        faults = [
            FieldError(f"file_ids[{index}]", "must be a file that you uploaded for a submission")
            for index, each in enumerate(new.file_ids)
            if each not in there
        ]
        if faults:
            raise Invalid(errors=faults)
        before = [
            each
            for each in self.kept.values()
            if (each.user_id, each.course_id, each.lesson_id)
            == (user_id, at.course_id, at.lesson_id)
        ]
        self.kept[submission_id] = Submission(
            id=submission_id,
            user_id=user_id,
            course_id=at.course_id,
            lesson_id=at.lesson_id,
            version=len(before) + 1,
            course_title=at.course_title,
            lesson_title=at.lesson_title,
            text=new.text,
            file_ids=new.file_ids,
            max_points=at.max_points,
            created_at=utc_now(),
        )
        event = SubmissionCreated(
            submission_id=submission_id,
            user_id=user_id,
            course_id=at.course_id,
            lesson_id=at.lesson_id,
            acted_at=utc_now(),
        )
        announce(
            MemoryOutbox(),
            envelope(event, id=derived_id(SubmissionCreated.type, submission_id)),
        )
        return self.kept[submission_id]

    async def find(
        self, submission_id: str, *, viewer: str | None = None, is_to_grade: bool = False
    ) -> Submission:
        """Return a submission with its newest grade, to those who may see it, or grade it."""
        if not is_id(submission_id) or submission_id not in self.kept:
            raise SubmissionNotFound
        found = self.kept[submission_id]
        in_charge = viewer in {None, self.owners.get(found.course_id)}
        if not in_charge and (is_to_grade or found.user_id != viewer):
            raise SubmissionNotFound
        name = self.names.get(found.user_id) if in_charge else None
        return msgspec.structs.replace(found, learner_name=name)

    async def page(
        self,
        selection: SubmissionSelection,
        *,
        limit: int,
        offset: int = 0,
        after: Place | None = None,
    ) -> Part[Submission]:
        """Return a part of the selected list, newest first."""
        found = [shown for each in self.kept.values() if (shown := self._seen(each, selection))]
        found.sort(key=by_creation, reverse=True)
        items = [each for each in found if after is None or by_creation(each) < after]
        return Part(items[offset : offset + limit], len(found))

    def _seen(self, each: Submission, selection: SubmissionSelection) -> Submission | None:
        in_charge = selection.viewer in {None, self.owners.get(each.course_id)}
        later = any(
            (one.user_id, one.course_id, one.lesson_id)
            == (each.user_id, each.course_id, each.lesson_id)
            and one.version > each.version
            for one in self.kept.values()
        )
        state = "graded" if each.grade else "open"
        if (
            (in_charge or each.user_id == selection.viewer)
            and selection.user_id in {None, each.user_id}
            and selection.course_id in {None, each.course_id}
            and selection.lesson_id in {None, each.lesson_id}
            and (selection.state is None or (selection.state == state and not later))
        ):
            name = self.names.get(each.user_id) if in_charge else None
            return msgspec.structs.replace(each, learner_name=name)
        return None

    async def grade(
        self, submission: Submission, request: GradeRequest, *, grader_id: str
    ) -> Submission:
        """Add a grade, which is from now on the one that counts."""
        most = submission.max_points
        if not 0 <= request.points <= most:
            raise Invalid(errors=[FieldError("points", f"must be whole points, from 0 to {most}")])
        newest = self.kept[submission.id].grade
        if newest is None or (newest.points, newest.comment) != (request.points, request.comment):
            grade = Grade(
                points=request.points,
                comment=request.comment,
                is_passed=2 * request.points >= most,
                created_at=utc_now(),
            )
            self.kept[submission.id] = msgspec.structs.replace(
                self.kept[submission.id], grade=grade
            )
            event = SubmissionGraded(
                submission_id=submission.id,
                user_id=submission.user_id,
                course_id=submission.course_id,
                course_title=submission.course_title,
                lesson_id=submission.lesson_id,
                lesson_title=submission.lesson_title,
                points=request.points,
                max_points=most,
                is_passed=grade.is_passed,
                comment=request.comment,
            )
            announce(MemoryOutbox(), envelope(event, id=new_id()))
        return await self.find(submission.id)


@contextmanager
def fake_submissions(shelf: FakeFiles | None = None) -> Iterator[FakeSubmissions]:
    """Put a fake store into the ``with`` block; files are on the shelf."""
    fake = FakeSubmissions(files=shelf or FakeFiles())
    with submissions.override(fake):
        yield fake
