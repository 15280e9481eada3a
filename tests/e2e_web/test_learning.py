"""What enrolling opens: from the home page to a certificate that a stranger checks."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.e2e_web.test_instructor import log_in
from tests.e2e_web.test_messages import PASSWORD, register
from tests.e2e_web.visit import soon

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.platform import Platform
    from tests.e2e_web.visit import Visit

WIDTHS = {"phone": 360, "desktop": 1200}
DEMO = "probability-with-dice-and-code"
MOST_LESSON_BYTES = 30_000
QUESTION = {
    "kind": "single",
    "prompt": "What warms a heap?",
    "choices": [
        {"text": "Microbes at work", "is_right": True},
        {"text": "The moon", "feedback": "It reflects little warmth."},
    ],
}
TEXT = """Turn it often:

```python
def turn(heap):
    return heap[::-1]
```

Heat is $Q = mc t$."""


def _course(platform: Platform) -> dict[str, Any]:
    lessons = [
        {"id": "why", "title": "Why heaps are warm", "kind": "article", "body": TEXT},
        {
            "id": "check",
            "title": "Check yourself",
            "kind": "quiz",
            "quiz": {"questions": [QUESTION]},
        },
        {
            "id": "build",
            "title": "Build a heap",
            "kind": "exercise",
            "exercise": {"accepts": ["text"], "max_points": 10},
        },
    ]
    fields = {
        "title": f"Warm heaps {uuid.uuid4().hex[:8]}",
        "status": "published",
        "content": {"modules": [{"title": "Heat", "lessons": lessons}]},
    }
    with platform.as_role("instructor") as teacher:
        answer = teacher.post("/api/courses", json=fields)
    assert answer.status_code == 201, answer.text
    course: dict[str, Any] = answer.json()
    return course


def _begin(open_visit: Callable[..., Visit], name: str, size: str) -> Visit:
    visit = open_visit(name, size)
    visit.page.set_viewport_size({"width": WIDTHS[size], "height": 800})
    return visit


def _log_in(visit: Visit, email: str) -> None:
    visit.go("/login")
    visit.fill("Email address", email)
    visit.fill("Password", PASSWORD)
    visit.button("Log in").click()
    visit.at("/learning")


def _take_the_quiz(visit: Visit, answer: str, result: str, again: str) -> None:
    visit.button(again).click()
    visit.page.get_by_label(answer).check()
    visit.button("Hand in").click()
    expect(visit.page.get_by_role("heading", name=result, exact=True)).to_be_focused()
    visit.check(result.lower().replace(" ", "-"))
    visit.link("Back to the quiz").click()


def _grade(visit: Visit, platform: Platform, course: dict[str, Any]) -> None:
    log_in(visit, platform, "instructor")
    visit.go(f"/teach/{course['id']}/submissions")
    visit.fill("Points, out of 10", "9")
    visit.fill("Comment for the learner", "Well layered.")
    visit.check("grading")
    visit.button("Save the grade").click()
    expect(visit.page.get_by_role("heading", name="Nothing here")).to_be_visible()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_student_learns_and_leaves_with_a_proof(
    open_visit: Callable[..., Visit], platform: Platform, size: str
) -> None:
    """Found, read, failed, passed, handed in, graded, completed, mailed, verified by a stranger."""
    course = _course(platform)
    learner = register(platform, "Noor Haddad")
    visit = _begin(open_visit, "learner", size)
    page = visit.page
    _log_in(visit, learner["email"])
    visit.go("/")
    page.get_by_role("searchbox").fill(course["title"])
    page.get_by_role("searchbox").press("Enter")
    page.locator(".course-card__title a").filter(has_text=course["title"]).click()
    visit.heading(course["title"])
    visit.button("Enroll").click()
    visit.told(f"You are enrolled in {course['title']}.")
    visit.check("enrolled")
    visit.link("Start").click()
    visit.heading("Why heaps are warm")
    expect(page.locator("code.language-python")).to_be_visible()
    expect(page.locator("math")).to_be_visible()
    visit.check("article")
    visit.button("Mark as finished and go on").click()
    visit.heading("Check yourself")

    visit.go("/learning")
    visit.check("continue")
    visit.link(f"Continue: {course['title']}").click()
    visit.at(f"/courses/{course['slug']}/lessons/check")
    _take_the_quiz(visit, "The moon", "Not passed", "Start the quiz")
    _take_the_quiz(visit, "Microbes at work", "Passed", "Try again")
    page.get_by_role("link", name="Build a heap").last.click()
    visit.heading("Build a heap")
    visit.fill("Your work", "Leaves, soil, leaves.")
    visit.button("Hand in").click()
    visit.told("Handed in.")
    visit.check("handed-in")
    _grade(_begin(open_visit, "learner-teacher", size), platform, course)

    def letters() -> list[dict[str, Any]]:
        return [
            mail
            for mail in platform.inbox()
            if learner["email"] in mail["to"] and "/certificates/" in str(mail)
        ]

    soon(letters, seconds=60)
    address = re.search(r"/certificates/[\w-]+", str(letters()[0]))
    assert address is not None
    visit.go("/learning")
    expect(page.get_by_role("heading", name="Certificates")).to_be_visible()
    expect(page.get_by_text("100%")).to_be_visible()
    visit.check("completed")

    stranger = _begin(open_visit, "stranger", size)
    stranger.page.goto(stranger.url + address[0])
    expect(stranger.page.get_by_text("This certificate is genuine")).to_be_visible()
    expect(stranger.page.get_by_text("Noor Haddad").first).to_be_visible()
    stranger.check("certificate")
    with stranger.page.expect_download() as download:
        stranger.link("Download PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_video_goes_on_where_it_was_left(
    open_visit: Callable[..., Visit], platform: Platform, size: str
) -> None:
    """The position is kept when it is paused, and is there after a reload."""
    learner = register(platform, "Ada")
    visit = _begin(open_visit, "video", size)
    page = visit.page
    _log_in(visit, learner["email"])
    visit.go(f"/courses/{DEMO}")
    visit.button("Enroll").click()
    visit.told("You are enrolled")
    visit.go(f"/courses/{DEMO}/lessons/tosses")
    visit.heading("The same tosses, in motion")
    video = page.locator("video")
    video.evaluate(
        """async (one) => {
          one.muted = true;
          await one.play();
          one.currentTime = 8;
          await new Promise((done) => one.addEventListener('seeked', done, { once: true }));
        }"""
    )
    with page.expect_response(lambda answer: answer.url.endswith("/progress")) as kept:
        video.evaluate("(one) => one.pause()")
    assert kept.value.ok
    visit.check("paused")
    page.reload()
    visit.heading("The same tosses, in motion")
    page.wait_for_function("() => document.querySelector('video').currentTime >= 7")


def test_the_next_lesson_is_one_small_request_and_is_kept(
    open_visit: Callable[..., Visit], platform: Platform
) -> None:
    """By the keyboard forward and back; what was opened can be read without a network."""
    course = _course(platform)
    learner = register(platform, "Kim")
    with platform.sign_in(learner["email"], PASSWORD) as http:
        seat = http.post("/api/enrollments", json={"course_id": course["id"]})
        assert seat.status_code == 201, seat.text
    visit = open_visit("lessons")
    page = visit.page
    _log_in(visit, learner["email"])
    lessons = f"/courses/{course['slug']}/lessons"
    visit.go(f"{lessons}/build")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")

    with page.expect_response(lambda one: one.url.endswith("/lessons/check")) as answer:
        page.keyboard.press("Alt+KeyP")
    visit.heading("Check yourself")
    assert len(answer.value.body()) < MOST_LESSON_BYTES
    visit.settle()

    def go_back_to_the_article() -> None:
        page.keyboard.press("Alt+KeyP")
        visit.heading("Why heaps are warm")

    asked = visit.since(go_back_to_the_article)
    assert len(asked) == 1, asked
    assert asked[0].endswith("/lessons/why")
    page.keyboard.press("Alt+KeyN")
    visit.heading("Check yourself")
    visit.context.set_offline(True)
    page.goto(f"{visit.url}{lessons}/why")
    visit.heading("Why heaps are warm")
    expect(page.get_by_text("There is no connection.")).to_be_visible()
    expect(page.locator("math")).to_be_visible()
    assert visit.violations() == []
    # What fails without a network fails before it is back.
    visit.settle()
    visit.faults[:] = [fault for fault in visit.faults if "ERR_INTERNET_DISCONNECTED" not in fault]
    visit.context.set_offline(False)
