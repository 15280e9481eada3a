"""The instructor's story: write a course, reorder it by keyboard, publish it, see who enrolls."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.platform import Platform
    from tests.e2e_web.visit import Visit


# Where the work of each role is: people who were not on the way anywhere land there.
WORKPLACES = {"student": "/learning", "instructor": "/teach", "admin": "/admin"}


def log_in(visit: Visit, platform: Platform, role: str) -> None:
    """Sign in with one of the demo accounts."""
    email, password = platform.accounts()[role]
    visit.go("/login")
    visit.fill("Email address", email)
    visit.fill("Password", password)
    visit.button("Log in").click()
    visit.at(WORKPLACES[role])


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_an_instructor_writes_and_publishes_a_course(
    open_visit: Callable[..., Visit], platform: Platform, size: str
) -> None:
    """A draft that saves itself, changes that come back; publication, roster, message, deletion."""
    title = f"Bookbinding {uuid.uuid4().hex[:8]}"
    visit = open_visit("instructor", size)
    page = visit.page
    log_in(visit, platform, "instructor")

    visit.link("Teach").click()
    visit.heading("Your courses")
    visit.check("teach")
    visit.link("New course").click()
    visit.check("new-course")
    visit.fill("Title", title)
    visit.button("Create draft").click()
    visit.heading(title)
    course_id = page.url.rpartition("/")[2]
    visit.told("Your draft is ready.")
    visit.check("empty-editor")

    visit.fill("Description", "Fold, sew and glue.\n\nBring paper.")
    visit.fill("Category", "Crafts")
    for name in ("Sewing", "Folding"):
        visit.button("Add module").click()
        page.keyboard.type(name)
    page.get_by_role("button", name="Add lesson").last.click()
    page.keyboard.type("Bone folder")
    page.get_by_label("Duration of Bone folder in minutes").fill("25")
    # The second module goes up by keyboard, and the focus goes with it.
    folding = page.get_by_label("Module title").nth(1)
    folding.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.get_by_label("Module title").nth(0)).to_have_value("Folding")
    expect(page.get_by_label("Module title").nth(0)).to_be_focused()
    # A draft saves itself; leaving it loses nothing.
    expect(page.get_by_text("All changes are saved")).to_be_visible()
    visit.check("editor")
    visit.button("Publish").click()
    visit.told("Published.")

    # What is public is asked about, and is there again after a reload.
    visit.fill("Description", "Fold, sew and glue.\n\nBring paper and thread.")
    visit.link("Teach").click()
    visit.check("leaving")
    visit.button("Keep editing").click()
    page.reload()
    back = page.get_by_role("heading", name="Your unsaved changes are back")
    expect(back).to_be_visible()
    expect(page.get_by_label("Description")).to_have_value(re.compile("thread"))
    visit.check("changes-are-back")
    visit.button("Save").click()
    visit.told("Saved.")

    visit.link("View page").click()
    visit.heading(title)
    slug = page.url.rpartition("/")[2]
    modules = page.locator(".module__title span:first-child").all_inner_texts()
    assert modules == ["Folding", "Sewing"]
    expect(page.get_by_text("25 min").first).to_be_visible()

    with platform.as_role("student") as student:
        enrolled = student.post("/api/enrollments", json={"course_id": course_id})
        assert enrolled.status_code == 201, enrolled.text
    visit.go(f"/teach/{course_id}/roster")
    visit.heading("Roster")
    expect(page.get_by_text("1 person")).to_be_visible()
    visit.check("roster")
    page.get_by_role("button", name="Write to").first.click()
    visit.fill("Subject", "Welcome")
    visit.fill("Message", "Bring paper, please.")
    visit.check("writing")
    visit.button("Send").click()
    visit.told("Sent to")

    visit.go(f"/teach/{course_id}")
    visit.button("Archive").click()
    visit.told("Archived.")
    with platform.client() as http:
        assert http.get(f"/courses/{slug}").status_code == 404
    visit.button("Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    visit.at("/teach")
    with platform.client() as http:
        assert http.get(f"/api/courses/{course_id}").status_code == 404
