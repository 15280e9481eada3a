"""A quiz and an exercise: written by the teacher, taken by a student, looked at by both."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.e2e_web.test_instructor import log_in
from tests.e2e_web.visit import soon

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.platform import Platform
    from tests.e2e_web.visit import Visit

LESSONS = [
    {"id": "check", "title": "Check yourself", "kind": "quiz"},
    {
        "id": "heap",
        "title": "Build a heap",
        "kind": "exercise",
        "exercise": {"accepts": ["text"], "max_points": 10},
    },
]


def _course(platform: Platform) -> dict[str, Any]:
    """Publish a course with an empty quiz and an exercise, and let the student enroll."""
    fields = {
        "title": f"Compost {uuid.uuid4().hex[:8]}",
        "status": "published",
        "content": {"modules": [{"title": "Soil", "lessons": LESSONS}]},
    }
    with platform.as_role("instructor") as teacher:
        course: dict[str, Any] = teacher.post("/api/courses", json=fields).json()
    with platform.as_role("student") as student:
        seat = student.post("/api/enrollments", json={"course_id": course["id"]})
        assert seat.status_code == 201, seat.text
    return course


def _write(visit: Visit, course: dict[str, Any]) -> None:
    """Write three questions; a fault is shown at its question."""
    page = visit.page
    visit.go(f"/teach/{course['id']}/lessons/check/questions")
    visit.fill("Attempts", "2")
    visit.fill("Minutes", "20")
    visit.button("Add a question").click()
    first = page.locator("fieldset").nth(1)
    first.get_by_label("Question", exact=True).fill("What do worms need?")
    first.get_by_label("Choice 1", exact=True).fill("Moist soil")
    first.get_by_label("Choice 2", exact=True).fill("Salt")
    first.get_by_label("Feedback for learners who choose 2").fill("Salt dries them out.")
    visit.button("Add a question").click()
    second = page.locator("fieldset").nth(2)
    second.get_by_label("Kind of question").select_option("number")
    second.get_by_label("Question", exact=True).fill("How many legs has a spider?")
    second.get_by_label("Right number").fill("eight")
    visit.button("Save the quiz").click()
    expect(second.get_by_role("alert")).to_contain_text("value")
    # The browser notes the 422 that was provoked.
    visit.faults.clear()
    second.get_by_label("Right number").fill("8")
    visit.button("Add a question").click()
    third = page.locator("fieldset").nth(3)
    third.get_by_label("Kind of question").select_option("ordering")
    third.get_by_label("Question", exact=True).fill("From egg to adult")
    third.get_by_label("Item 1", exact=True).fill("Egg")
    third.get_by_label("Item 2", exact=True).fill("Adult")
    visit.button("Save the quiz").click()
    visit.told("The quiz is saved.")
    visit.check("quiz-editor")


def _put_in_order(visit: Visit) -> None:
    item = visit.page.locator(".ordering__item").first
    if "Adult" in item.inner_text():
        item.get_by_role("button", name="Move Adult down").press("Enter")
    expect(visit.page.locator(".ordering__item").first).to_contain_text("Egg")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_quiz_is_written_failed_passed_and_evaluated(
    open_visit: Callable[..., Visit], platform: Platform, size: str
) -> None:
    """Saved while it is answered, resumed after a reload, reviewed with feedback, then passed."""
    course = _course(platform)
    teacher = open_visit("quiz-teacher", size)
    log_in(teacher, platform, "instructor")
    _write(teacher, course)

    visit = open_visit("quiz", size)
    page = visit.page
    log_in(visit, platform, "student")
    visit.go(f"/courses/{course['slug']}/lessons/check")
    visit.heading("Check yourself")
    visit.check("overview")
    visit.button("Start the quiz").click()
    page.get_by_label("Salt").check()
    expect(page.get_by_text("Your answers are saved.")).to_be_visible()
    expect(page.get_by_role("timer")).to_contain_text("19:")
    visit.check("taking")

    page.reload()
    visit.settle()
    expect(page.get_by_label("Salt")).to_be_checked()
    page.get_by_label("Your answer").fill("many")
    visit.button("Hand in").click()
    expect(page.get_by_label("Your answer")).to_be_focused()
    page.get_by_label("Your answer").fill("")
    visit.button("Hand in").click()
    page.get_by_role("dialog").get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("heading", name="Not passed")).to_be_focused()
    expect(page.get_by_text("Salt dries them out.")).to_be_visible()
    expect(page.get_by_text("Right answer", exact=True)).to_have_count(0)
    visit.check("failed")

    visit.link("Back to the quiz").click()
    visit.button("Try again").click()
    page.get_by_label("Moist soil").check()
    page.get_by_label("Your answer").fill("8")
    _put_in_order(visit)
    visit.button("Hand in").click()
    expect(page.get_by_role("heading", name="Passed", exact=True)).to_be_focused()
    visit.check("passed")
    visit.link("Back to the quiz").click()
    expect(page.get_by_text("You have used all your attempts.")).to_be_visible()
    visit.check("no-attempts-left")

    teacher.go(f"/teach/{course['id']}/lessons/check/results")
    expect(teacher.page.get_by_text("2 attempts, 1 passed")).to_be_visible()
    teacher.check("results")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_an_exercise_is_handed_in_and_graded(
    open_visit: Callable[..., Visit], platform: Platform, size: str
) -> None:
    """The teacher finds it, grades it with a comment, and a letter tells the student."""
    course = _course(platform)
    visit = open_visit("exercise", size)
    log_in(visit, platform, "student")
    visit.go(f"/courses/{course['slug']}/lessons/heap")
    visit.button("Hand in").click()
    expect(visit.page.get_by_label("Your work")).to_be_focused()
    visit.fill("Your work", "Leaves below,\nsoil above.")
    visit.button("Hand in").click()
    visit.told("Handed in.")
    visit.check("handed-in")

    teacher = open_visit("grading", size)
    log_in(teacher, platform, "instructor")
    teacher.go(f"/teach/{course['id']}/submissions")
    expect(teacher.page.get_by_text("soil above.")).to_be_visible()
    teacher.fill("Points, out of 10", "8")
    teacher.fill("Comment for the learner", "Mind the water.")
    teacher.check("grading")
    teacher.button("Save the grade").click()
    expect(teacher.page.get_by_role("heading", name="Nothing here")).to_be_visible()

    visit.page.reload()
    expect(visit.page.get_by_text("8 of 10 points")).to_be_visible()
    expect(visit.page.get_by_text("Mind the water.")).to_be_visible()
    visit.check("graded")
    soon(
        lambda: any("Mind the water." in str(mail) for mail in platform.inbox()),
        seconds=60,
    )
