"""The demo school: what it offers, and that it is loaded once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from lms_courses import NewCourse
from local.demo import accounts, load_demo
from local.demo.school import programme, teachers

if TYPE_CHECKING:
    from pathlib import Path


def test_there_are_at_least_200_courses_in_8_categories() -> None:
    """Every title once, no category almost empty."""
    courses = programme()
    categories = Counter(course.wish["category"] for course in courses)
    assert len(courses) >= 200
    assert len(categories) == 8
    assert min(categories.values()) >= 20
    assert len({course.wish["title"] for course in courses}) == len(courses)


def test_every_course_is_one_that_an_author_could_have_sent() -> None:
    """The same limits as for everybody, an outline with lessons, a description to read."""
    for course in programme():
        wish = msgspec.convert(course.wish, NewCourse)
        assert len(wish.content.lessons()) >= 12
        assert len(wish.description) > 100
        assert wish.tags


def test_the_school_is_the_same_every_time() -> None:
    """Nothing in it is left to chance."""
    again = programme.__wrapped__()
    assert again == programme()


def test_the_demo_instructor_has_published_courses_and_drafts() -> None:
    """Enough to try everything that an author does."""
    own = Counter(course.wish["status"] for course in programme() if not course.teacher)
    assert own["published"] >= 10
    assert own["draft"] >= 2


def test_every_other_course_has_a_teacher_of_its_category() -> None:
    """Nobody gives what they do not teach."""
    known = {teacher.email: teacher for teacher in teachers()}
    for course in programme():
        if course.teacher:
            assert course.wish["category"] in known[course.teacher].categories


def test_there_is_an_account_for_each_role() -> None:
    """Printed as `role: email / password`."""
    assert [account.role for account in accounts()] == ["student", "instructor", "admin"]
    assert str(accounts()[0]) == f"student: {accounts()[0].email} / {accounts()[0].password}"


async def test_the_demo_data_is_loaded_once(tmp_path: Path) -> None:
    """And again after a crash in the middle."""
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
