"""Handing in an exercise."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import get_args

import httpx2
import pytest

from functions.create_submission.main import create_submission
from libs.lms_submissions.tests.school import ExerciseSchool, school_with_exercise
from lms_courses import LessonKind
from lms_files import NewFile
from lms_kernel import new_id, request_scope
from lms_testing import CapturedEvents, actor, client
from lms_testing.lessons import PEOPLE

LEARNER, OWNER, ADMIN = actor("student", "learner"), actor("instructor"), actor("admin")


@pytest.fixture
async def school(published: CapturedEvents) -> AsyncIterator[ExerciseSchool]:
    """Return a course with an exercise and everybody around it."""
    async with school_with_exercise() as school:
        published.clear()
        yield school


async def _hand_in(
    path: str, body: object, *, who: str = "learner", key: str | None = None
) -> httpx2.Response:
    headers = {"Idempotency-Key": key} if key else {}
    async with client(create_submission, as_=PEOPLE[who]) as http:
        return await http.post(f"{path}/submissions", json=body, headers=headers)


async def test_a_learner_hands_in_a_text(school: ExerciseSchool, published: CapturedEvents) -> None:
    """201 with the first version, where it is, and an event."""
    answer = await _hand_in(school.path, {"text": "My heap."})

    assert answer.status_code == 201
    body = answer.json()
    assert answer.headers["location"] == f"/api/submissions/{body['id']}"
    assert (body["version"], body["text"], body["grade"]) == (1, "My heap.", None)
    assert (body["lesson_title"], body["max_points"]) == ("Heap", 10)
    assert published.types() == ["org.learning.submission.created.v1"]


async def test_handing_in_again_is_the_next_version(school: ExerciseSchool) -> None:
    """And a repeat of the same request is none."""
    await _hand_in(school.path, {"text": "My heap."})
    second = await _hand_in(school.path, {"text": "Better."}, key="k")
    again = await _hand_in(school.path, {"text": "Better."}, key="k")

    assert (second.json()["version"], again.json()) == (2, second.json())


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": " \n"}, "text"),
        ({"text": "x", "file_ids": [new_id()]}, "file_ids"),
        ({"file_ids": ["x"]}, "file_ids[0]"),
        ({"text": "x", "points": 10}, "points"),
    ],
)
async def test_what_is_not_asked_for_is_refused(
    school: ExerciseSchool, body: object, field: str
) -> None:
    """422 with the field; nothing is kept."""
    answer = await _hand_in(school.path, body)

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert school.submissions.kept == {}


async def test_a_learner_hands_in_files_of_their_own(school: ExerciseSchool) -> None:
    """201, in their order; a text is not needed then."""
    school.accept("text", "file")
    files = [school.files.keep(new_id(), LEARNER.id, "submission").id for _ in range(2)]

    answer = await _hand_in(school.path, {"file_ids": files})

    assert (answer.status_code, answer.json()["file_ids"]) == (201, files)


async def test_what_is_no_file_of_the_learners_for_this_is_refused(school: ExerciseSchool) -> None:
    """422 that names each: unknown, somebody else's, for another purpose, not arrived, deleted."""
    school.accept("file")
    good = school.files.keep(new_id(), LEARNER.id, "submission")
    foreign = school.files.keep(new_id(), OWNER.id, "submission")
    of_admin = school.files.keep(new_id(), ADMIN.id, "submission")
    school.files.people[ADMIN.id] = "admin"
    cover = school.files.keep(new_id(), LEARNER.id, "cover")
    new = NewFile("submission", "a.png", "image/png", 5)
    waiting = await school.files.add(new_id(), new, owner=LEARNER.id)
    gone = school.files.keep(new_id(), LEARNER.id, "submission")
    async with request_scope():
        await school.files.delete(gone)
    bad = [new_id(), foreign.id, of_admin.id, cover.id, waiting.id, gone.id]

    answer = await _hand_in(school.path, {"file_ids": [good.id, *bad]})

    assert answer.status_code == 422
    fields = [each["field"] for each in answer.json()["errors"]]
    assert fields == [f"file_ids[{index}]" for index in range(1, 7)]
    assert school.submissions.kept == {}


async def test_a_lesson_that_is_no_exercise_takes_nothing(school: ExerciseSchool) -> None:
    """409."""
    answer = await _hand_in(school.path.replace("heap", "worms"), {"text": "x"})

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/exercise-not-ready")


@pytest.mark.parametrize("kind", sorted(set(get_args(LessonKind)) - {"exercise"}))
async def test_an_exercise_that_is_none_any_more_takes_nothing(
    school: ExerciseSchool, kind: LessonKind
) -> None:
    """An author who changes the kind leaves its rules behind: 409, and nothing is kept."""
    school.change(kind=kind)

    answer = await _hand_in(school.path, {"text": "x"})

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/exercise-not-ready")
    assert school.submissions.kept == {}


@pytest.mark.parametrize(
    ("who", "status"),
    [("stranger", 401), ("student", 403), ("left", 403), ("colleague", 403)],
)
async def test_an_exercise_is_for_those_who_are_enrolled(
    school: ExerciseSchool, who: str, status: int
) -> None:
    """Nobody else hands in."""
    assert (await _hand_in(school.path, {"text": "x"}, who=who)).status_code == status
