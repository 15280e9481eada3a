"""Looking at a submission."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from functions.get_submission.main import get_submission
from libs.lms_submissions.tests.school import ExerciseSchool, school_with_exercise
from lms_kernel import new_id, request_scope
from lms_testing import CapturedEvents, actor, client
from lms_testing.lessons import PEOPLE

LEARNER = actor("student", "learner")


@pytest.fixture
async def school(published: CapturedEvents) -> AsyncIterator[ExerciseSchool]:
    """Return a course with an exercise and everybody around it."""
    async with school_with_exercise() as school:
        yield school


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("learner", 200),
        ("owner", 200),
        ("admin", 200),
        ("stranger", 401),
        ("student", 404),
        ("left", 404),
        ("colleague", 404),
    ],
)
async def test_it_is_for_its_learner_and_those_in_charge(
    school: ExerciseSchool, who: str, status: int
) -> None:
    """Nobody else reads what somebody handed in."""
    submission = await school.hand_in()

    async with client(get_submission, as_=PEOPLE[who]) as http:
        answer = await http.get(f"/api/submissions/{submission.id}")

    assert answer.status_code == status
    assert ("My heap." in answer.text) is (status == 200)


@pytest.mark.parametrize("who", ["learner", "owner", "admin"])
async def test_it_outlives_its_lesson(school: ExerciseSchool, who: str) -> None:
    """It is evidence: what the author removes from the course takes nothing of it."""
    submission = await school.hand_in()
    school.remove_lesson()

    async with client(get_submission, as_=PEOPLE[who]) as http:
        answer = await http.get(f"/api/submissions/{submission.id}")

    assert (answer.status_code, answer.json()["lesson_title"]) == (200, "Heap")


async def test_a_learner_who_has_left_opens_their_own(school: ExerciseSchool) -> None:
    """With links to the files: they are theirs."""
    left = PEOPLE["left"]
    assert left
    file = school.files.keep(new_id(), left.id, "submission")
    submission = await school.hand_in("left", files=[file])

    async with client(get_submission, as_=left) as http:
        answer = await http.get(f"/api/submissions/{submission.id}")

    assert (answer.status_code, answer.json()["text"]) == (200, "My heap.")
    assert len(answer.json()["files"]) == 1


@pytest.mark.parametrize("who", ["learner", "owner", "admin"])
async def test_whoever_may_read_it_gets_links_to_its_files(
    school: ExerciseSchool, who: str
) -> None:
    """In their order, named as the learner did; what an admin has deleted is left out."""
    files = [school.files.keep(new_id(), LEARNER.id, "submission") for _ in range(3)]
    submission = await school.hand_in(files=files)
    async with request_scope():
        await school.files.delete(files[1], also_handed_in=True)

    async with client(get_submission, as_=PEOPLE[who]) as http:
        answer = await http.get(f"/api/submissions/{submission.id}")

    first, last = answer.json()["files"]
    assert files[0].key in first["url"]
    assert files[2].key in last["url"]
    assert (first["name"], first["content_type"]) == (files[0].name, "image/png")
    assert first["expires_at"]
    assert answer.json()["file_ids"] == [each.id for each in files]
    assert answer.headers["cache-control"].startswith("private")


async def test_it_is_not_for_others_in_the_course(school: ExerciseSchool) -> None:
    """404 as for a submission that there is not."""
    student = PEOPLE["student"]
    assert student
    school.lessons.seats.add_person(student.id)
    async with request_scope():
        await school.lessons.seats.claim(
            new_id(), course_id=school.lessons.course.id, user_id=student.id
        )
    submission = await school.hand_in()

    async with client(get_submission, as_=student) as http:
        foreign = await http.get(f"/api/submissions/{submission.id}")
        missing = await http.get(f"/api/submissions/{new_id()}")

    assert foreign.status_code == missing.status_code == 404
    assert foreign.json() == missing.json()
