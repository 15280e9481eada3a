"""The student's story: find a course, open an account, take a seat, and leave again."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.e2e_web.visit import soon

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.platform import Platform
    from tests.e2e_web.visit import Visit

PASSWORD = "a long enough password"


def _free_course(platform: Platform) -> dict[str, Any]:
    with platform.client() as http:
        items = http.get("/api/courses?limit=50&sort=popular").json()["items"]
    found: dict[str, Any] = next(
        each for each in items if each["capacity"] is None and each["price"]["amount"] == 0
    )
    return found


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_catalog_keeps_its_state_in_the_address(
    open_visit: Callable[..., Visit], size: str
) -> None:
    """Words as typed, filters, order and pages: Back restores all of it."""
    visit = open_visit("catalog", size)
    page = visit.page
    visit.go("/")
    visit.heading("Learn from people who do the work")
    visit.check("home")

    page.get_by_role("searchbox").fill("python")
    page.get_by_role("searchbox").press("Enter")
    visit.at("/courses?q=python")
    expect(page.locator(".catalog__count")).to_contain_text("course")
    visit.check("searched")

    page.get_by_role("searchbox").fill("sql")
    visit.at("/courses?q=sql")
    page.get_by_role("searchbox").fill("")
    visit.at("/courses")
    if size == "phone":
        visit.button("Filters").click()
    page.get_by_role("link", name=re.compile("^Beginner")).click()
    visit.at("/courses?level=beginner")
    page.get_by_label("Sort by").select_option("title")
    visit.at("/courses?level=beginner&sort=title")
    titles = page.locator(".course-card__title").all_inner_texts()
    assert titles == sorted(titles, key=str.lower)
    visit.link("Next").click()
    visit.at("/courses?level=beginner&page=2&sort=title")
    visit.check("second-page")
    page.go_back()
    visit.at("/courses?level=beginner&sort=title")
    assert page.locator(".course-card__title").all_inner_texts() == titles

    visit.go("/courses?q=qqqqqqqq")
    visit.check("nothing-found")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_student_takes_a_seat_and_gives_it_back(
    open_visit: Callable[..., Visit], platform: Platform, size: str
) -> None:
    """From the course to an account and back to the course, enrolled; then the way out."""
    course = _free_course(platform)
    email = f"sam.{uuid.uuid4().hex[:8]}@example.org"
    visit = open_visit("student", size)
    page = visit.page

    visit.go(f"/courses/{course['slug']}")
    visit.heading(course["title"])
    visit.check("course")
    visit.link("Log in to enroll").click()
    page.wait_for_url("**/login?next=**")
    visit.check("log-in")
    page.locator("main").get_by_role("link", name="Sign up").click()
    visit.check("register")
    visit.fill("Name", "Sam")
    visit.fill("Email address", email)
    visit.fill("Password", PASSWORD)
    visit.button("Create account").click()
    visit.at(f"/courses/{course['slug']}")

    visit.button("Enroll").click()
    visit.told(f"You are enrolled in {course['title']}.")
    expect(page.get_by_text("You are enrolled", exact=True)).to_be_visible()
    visit.check("enrolled")

    # Three emails are on their way: the others welcome, and ask to confirm the address.
    soon(
        lambda: any(
            email in mail["to"] and course["title"] in mail["subject"] for mail in platform.inbox()
        ),
        seconds=60,
    )
    # Its name says how many are unread, as soon as the app knows.
    page.get_by_role("link", name=re.compile("^Inbox")).first.click()
    visit.heading("Inbox")
    page.get_by_text(course["title"]).first.click()
    visit.check("inbox")

    visit.link("My learning").click()
    visit.heading("My learning")
    expect(visit.link(course["title"])).to_be_visible()
    visit.check("learning")
    visit.button(f"Leave course: {course['title']}").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    visit.check("leaving")
    page.get_by_role("dialog").get_by_role("button", name="Leave course").click()
    visit.told(f"You have left {course['title']}.")
    expect(page.get_by_text("Nothing here yet")).to_be_visible()
    visit.check("left")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_student_keeps_their_account(
    open_visit: Callable[..., Visit], platform: Platform, size: str
) -> None:
    """Name, other sessions, and signing out; a reload in between changes nothing."""
    email = f"kim.{uuid.uuid4().hex[:8]}@example.org"
    account = {"email": email, "password": PASSWORD, "name": "Kim"}
    with platform.client(headers={"User-Agent": "Mozilla/5.0 (Android) Firefox/140.0"}) as phone:
        assert phone.post("/api/auth/register", json=account).status_code == 201
        credentials = {"email": email, "password": PASSWORD}
        elsewhere = phone.post("/api/auth/login", json=credentials).json()["access_token"]
        visit = open_visit("account", size)
        page = visit.page
        visit.go("/login")
        visit.fill("Email address", email)
        visit.fill("Password", PASSWORD)
        visit.button("Log in").click()
        visit.at("/learning")

        visit.go("/account")
        visit.heading("Your account")
        expect(page.get_by_text("This device")).to_be_visible()
        visit.check("account")
        visit.fill("Name", "Kim Ito")
        page.get_by_role("button", name="Save").first.click()
        visit.told("Saved.")
        page.reload()
        visit.settle()
        expect(page.get_by_label("Name", exact=True)).to_have_value("Kim Ito")

        me = {"Authorization": f"Bearer {elsewhere}"}
        assert phone.get("/api/users/me", headers=me).status_code == 200
        page.get_by_role("button", name=re.compile("^End session: ")).click()
        soon(lambda: phone.get("/api/users/me", headers=me).status_code == 401)

        visit.button("Log out").click()
        visit.at("/")
        expect(page.get_by_role("link", name="Log in")).to_be_visible()
        page.goto(f"{platform.url}/account")
        page.wait_for_url("**/login?next=**")
