"""The demo school: what it offers, and loading it once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from lms_courses import Course, NewCourse
from lms_kernel import accept
from local.demo import accounts, load_demo
from local.demo.learners import (
    courses_of_the_student,
    learners,
    messages_to_the_student,
    timetable,
)
from local.demo.school import ANNOUNCED, programme, teachers

if TYPE_CHECKING:
    from pathlib import Path


def test_there_are_at_least_200_courses_in_8_categories() -> None:
    """Every title once, no category almost empty."""
    courses = programme()
    categories = Counter(course.fields["category"] for course in courses)
    assert len(courses) >= 200
    assert len(categories) == 8
    assert min(categories.values()) >= 20
    assert len({course.fields["title"] for course in courses}) == len(courses)


def test_every_course_is_one_that_an_author_could_have_sent() -> None:
    """The same limits as for everybody, an outline with topics, a description to read."""
    for course in programme():
        new_course = accept(course.fields, NewCourse)
        Course.draft(new_course, owner="owner", id="course")
        assert len(new_course.content.modules) >= 2
        assert len(new_course.description) > 100
        assert new_course.tags


def test_no_lesson_opens_nothing() -> None:
    """A course has lessons with their content, or it says that they are still being written."""
    for course in programme():
        lessons = accept(course.fields, NewCourse).content.lessons()
        announcement = ANNOUNCED.get(course.fields["language"], "?")
        assert bool(lessons) != (announcement in course.fields["description"]), course.key


def test_the_school_is_the_same_every_time() -> None:
    """Nothing in it is left to chance."""
    again = programme.__wrapped__()
    assert again == programme()


def test_the_demo_instructor_has_published_courses_and_drafts() -> None:
    """Enough to try everything an author does."""
    own = Counter(course.fields["status"] for course in programme() if not course.teacher)
    assert own["published"] >= 10
    assert own["draft"] >= 2


def test_every_other_course_has_a_teacher_of_its_category() -> None:
    """Nobody gives what they do not teach."""
    known = {teacher.email: teacher for teacher in teachers()}
    for course in programme():
        if course.teacher:
            assert course.fields["category"] in known[course.teacher].categories


def test_there_is_an_account_for_each_role() -> None:
    """Printed as `role: email / password`."""
    assert [account.role for account in accounts()] == ["student", "instructor", "admin"]
    assert str(accounts()[0]) == f"student: {accounts()[0].email} / {accounts()[0].password}"


def test_some_courses_are_popular_and_none_is_full() -> None:
    """From the most popular to those that nobody takes, and always a seat for a visitor."""
    taken = Counter(key for keys in timetable().values() for key in keys)
    numbers = sorted(taken.values(), reverse=True)
    assert numbers[0] >= 20
    assert len(set(numbers)) >= 8
    assert len(taken) < len(programme()) / 2
    for course in programme():
        visitors = taken[course.key] + (course.key in courses_of_the_student())
        assert course.fields["capacity"] is None or visitors < course.fields["capacity"]


def test_nobody_takes_a_draft_and_every_roster_of_the_demo_instructor_has_names() -> None:
    """The demo instructor's published courses have learners to write to."""
    taken = Counter(key for keys in timetable().values() for key in keys)
    for course in programme():
        if course.fields["status"] == "draft":
            assert taken[course.key] == 0
        elif not course.teacher:
            assert taken[course.key] >= 4


def test_every_learner_is_somebody_else_and_takes_a_course_once() -> None:
    """Addresses are unique, among accounts and teachers too."""
    known = [one.email for one in accounts()]
    known += [one.email for one in teachers()]
    known += [one.email for one in learners()]
    assert len(set(known)) == len(known)
    for keys in timetable().values():
        assert 1 <= len(keys) == len(set(keys))


def test_the_demo_student_takes_courses_that_are_there() -> None:
    """Published ones, one of them the demo instructor's, who may therefore write to the student."""
    courses = {course.key: course for course in programme()}
    own = [courses[key] for key in courses_of_the_student()]
    assert len(own) >= 3
    assert {course.fields["status"] for course in own} == {"published"}
    assert any(not course.teacher for course in own)


def test_one_message_to_the_demo_student_is_unread() -> None:
    """The unread count has something to count, and the inbox shows both kinds."""
    assert sorted(message.read for message in messages_to_the_student()) == [False, True]


async def test_the_demo_data_is_loaded_once(tmp_path: Path) -> None:
    """And again after an interrupted load."""
    loaded: list[str] = []

    async def step(_title: str, module: str) -> None:
        if not loaded:
            loaded.append("crash")
            raise KeyboardInterrupt
        loaded.append(module)

    mark = tmp_path / "demo-loaded"
    try:
        await load_demo(mark, step)
    except KeyboardInterrupt:
        assert not mark.exists()
    await load_demo(mark, step)
    await load_demo(mark, step)
    assert loaded == ["crash", "local.demo.seed"]
