"""Accounts in a browser, with the mails from the inbox: what links do, once, for one person."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.e2e_web.test_messages import PASSWORD, come_in, register
from tests.e2e_web.visit import soon

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.platform import Platform
    from tests.e2e_web.visit import Visit

NEW = "another long password"


def link_of(platform: Platform, email: str, page: str) -> str:
    """Return where the link of the newest mail leads, from the root of the site."""
    found = (
        re.search(rf"{platform.url}({page}#[\w.-]+)\s", mail["text"])
        for mail in platform.inbox()
        if email in mail["to"]
    )
    return next((each[1] for each in found if each), "")


def has_mail(platform: Platform, email: str, subject: str) -> bool:
    """Whether a mail has arrived."""
    mails = platform.inbox()
    return any(email in each["to"] and each["subject"] == subject for each in mails)


def expect_refusal(visit: Visit, status: int) -> None:
    """Drop what the browser logs about an expected response."""
    others = [fault for fault in visit.faults if f"status of {status}" not in fault]
    assert len(others) < len(visit.faults)
    visit.faults[:] = others


def log_in(visit: Visit, email: str, password: str) -> None:
    """Sign in on the page that is open."""
    visit.fill("Email address", email)
    visit.fill("Password", password)
    visit.button("Log in").click()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_forgotten_password_is_set_by_a_mail(
    open_visit: Callable[..., Visit], platform: Platform, size: str
) -> None:
    """The link works once; other sessions end, and the owner is told."""
    mia = register(platform, "Mia")
    elsewhere = platform.sign_in(mia["email"], PASSWORD)
    visit = open_visit("forgotten", size)
    visit.go("/login")
    visit.link("Forgot your password?").click()
    visit.heading("Forgot your password?")
    visit.check("request")
    visit.fill("Email address", mia["email"])
    visit.button("Send the link").click()
    expect(visit.page.get_by_text("has an account, a link is on its way")).to_be_visible()
    visit.check("sent")

    soon(lambda: link_of(platform, mia["email"], "/reset-password"), seconds=60)
    link = link_of(platform, mia["email"], "/reset-password")
    visit.go(link)
    visit.heading("Set a new password")
    assert visit.page.url == f"{platform.url}/reset-password"
    visit.check("reset")
    visit.fill("New password", NEW)
    visit.button("Set the password").click()
    visit.told("Your password has been changed.")
    visit.at("/login")
    log_in(visit, mia["email"], NEW)
    visit.at("/learning")
    with elsewhere:
        assert elsewhere.get("/api/users/me").status_code == 401
    soon(lambda: has_mail(platform, mia["email"], "Your password was changed"), seconds=60)

    again = open_visit("forgotten-again", size)
    again.go(link)
    again.fill("New password", "a third long password")
    again.button("Set the password").click()
    expect(again.page.get_by_role("alert")).to_contain_text("has been used or has expired")
    expect_refusal(again, 403)
    again.check("used")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_an_address_is_confirmed_and_changed(
    open_visit: Callable[..., Visit], platform: Platform, size: str
) -> None:
    """By the new one; the old one gets a notice, and other sessions end."""
    kim = register(platform, "Kim")
    ben = register(platform, "Ben")
    visit = open_visit("address", size)
    page = visit.page
    come_in(visit, kim)
    expect(page.get_by_text("Please confirm your email address")).to_be_visible()
    visit.check("reminder")
    soon(lambda: link_of(platform, kim["email"], "/verify-email"), seconds=60)
    link = link_of(platform, kim["email"], "/verify-email")

    other = open_visit("address-other", size)
    come_in(other, ben)
    other.go(link)
    other.button("Confirm").click()
    expect(other.page.get_by_role("alert")).to_contain_text("belongs to another account")
    expect_refusal(other, 403)
    other.check("refused")

    visit.go(link)
    visit.heading("Confirm your email address")
    visit.check("confirm")
    visit.button("Confirm").click()
    visit.told("Your email address is confirmed.")
    visit.at("/account")
    expect(page.get_by_text("Please confirm your email address")).to_have_count(0)

    elsewhere = platform.sign_in(kim["email"], PASSWORD)
    address = f"{uuid.uuid4().hex[:12]}@example.org"
    visit.fill("New email address", address)
    page.get_by_label("Current password").first.fill(PASSWORD)
    visit.button("Send the link").click()
    visit.told(f"A link is on its way to {address}.")
    visit.check("requested")
    assert elsewhere.get("/api/users/me").json()["email"] == kim["email"]
    soon(lambda: link_of(platform, address, "/change-email"), seconds=60)
    visit.go(link_of(platform, address, "/change-email"))
    visit.heading("Confirm your new email address")
    visit.button("Confirm").click()
    visit.told("Your email address has been changed.")
    visit.at("/account")
    expect(page.get_by_text(f"Your email address is {address}.")).to_be_visible()
    assert elsewhere.get("/api/users/me").status_code == 401
    elsewhere.close()
    soon(lambda: has_mail(platform, kim["email"], "Your email address was changed"), seconds=60)


def test_links_are_in_the_mail_and_nowhere_else(platform: Platform) -> None:
    """Neither in the person's inbox nor in what administrators see of it."""
    eva = register(platform, "Eva")
    soon(lambda: link_of(platform, eva["email"], "/verify-email"), seconds=60)
    token = link_of(platform, eva["email"], "/verify-email").partition("#")[2]
    with platform.sign_in(eva["email"], PASSWORD) as mine, platform.as_role("admin") as admin:
        items: list[dict[str, Any]] = mine.get("/api/notifications").json()["items"]
        letter = next(each for each in items if each["template"] == "verify-email")
        for http in (mine, admin):
            shown = http.get(f"/api/notifications/{letter['id']}").text
            assert "{only-in-the-mail}" in shown
            assert token not in shown
    assert not any(token in line for line in platform.lines)


def test_a_next_that_is_no_path_of_the_site_shows_the_form(
    open_visit: Callable[..., Visit],
) -> None:
    """By the URL standard, which takes a backslash for a slash and drops tabs."""
    visit = open_visit("next")
    for path in (
        "//",
        "/%5C",
        "/%09/evil.test",
        "https:%2F%2Fevil.test",
        "/.%2F%2Fevil.test",
        "/%252f",
    ):
        visit.go(f"/login?next={path}")
        visit.heading("Log in")


def test_a_reload_while_a_session_is_refreshed_goes_on(
    open_visit: Callable[..., Visit], platform: Platform
) -> None:
    """The page is left before the response comes: the next one gets the same cookie again."""
    ida = register(platform, "Ida")
    visit = open_visit("reload")
    come_in(visit, ida)
    page = visit.page

    def lose(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route("**/api/auth/refresh", lose, times=1)
    page.reload()
    visit.settle()
    # Without the response there is no access token, and the browser logs what that refuses.
    assert visit.faults
    visit.faults.clear()
    page.reload()
    visit.settle()
    visit.heading("My learning")
