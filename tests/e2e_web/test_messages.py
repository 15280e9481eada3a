"""Messages: reading, preferences, announcements, deliveries, templates."""

from __future__ import annotations

import json
import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.e2e.platform import course_fields
from tests.e2e_web.test_instructor import log_in
from tests.e2e_web.visit import soon

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx2

    from tests.e2e.platform import Platform
    from tests.e2e_web.visit import Visit

PASSWORD = "a long enough password"


def register(platform: Platform, name: str) -> dict[str, Any]:
    """Open an account for somebody new."""
    email = f"{uuid.uuid4().hex[:12]}@example.org"
    with platform.client() as http:
        created = http.post(
            "/api/auth/register", json={"email": email, "password": PASSWORD, "name": name}
        )
    assert created.status_code == 201, created.text
    user: dict[str, Any] = created.json()
    return user


def write(platform: Platform, to: dict[str, Any], subject: str, channel: str) -> str:
    """Let an admin write to somebody; return the message's id."""
    message = {"recipient_id": to["id"], "subject": subject, "text": "As said.", "channel": channel}
    with platform.as_role("admin") as http:
        response = http.post("/api/notifications", json=message)
    assert response.status_code == 202, response.text
    return str(response.json()["id"])


def arrived(platform: Platform, to: dict[str, Any]) -> int:
    """Return how many messages have reached somebody."""
    parameters = {"recipient_id": to["id"], "status": "delivered"}
    with platform.as_role("admin") as http:
        return int(http.get("/api/deliveries", params=parameters).json()["total"])


def come_in(visit: Visit, user: dict[str, Any]) -> None:
    """Sign in as somebody."""
    visit.go("/login")
    visit.fill("Email address", user["email"])
    visit.fill("Password", PASSWORD)
    visit.button("Log in").click()
    visit.at("/learning")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_student_reads_what_came_and_why_some_did_not(
    open_visit: Callable[..., Visit], platform: Platform, size: str
) -> None:
    """Unread, read, unread again; the ledger of an email; everything read in one go."""
    mia = register(platform, "Mia")
    write(platform, mia, "The room has changed", "in_app")
    write(platform, mia, "Bring a pencil", "in_app")
    mail = write(platform, mia, "Your invoice", "email")
    # With a welcome, and the link that confirms her address.
    soon(lambda: arrived(platform, mia) == 5)
    visit = open_visit("inbox", size)
    page = visit.page
    come_in(visit, mia)

    visit.link("Inbox 5 unread").click()
    visit.heading("Inbox")
    visit.check("unread")
    page.get_by_text("The room has changed").click()
    expect(page.locator(".inbox__unread")).to_have_text("4 unread")
    page.get_by_text("Your invoice").click()
    expect(page.locator(".inbox__unread")).to_have_text("3 unread")
    expect(visit.link("Inbox 3 unread")).to_be_visible()
    visit.check("read")
    page.get_by_text("Your invoice").click()
    visit.button("Mark as unread").click()
    expect(page.locator(".inbox__unread")).to_have_text("4 unread")
    with page.expect_response("**/api/notifications"):
        visit.button("Mark all as read").click()
    expect(page.locator(".inbox__unread")).to_have_text("No unread messages")
    page.reload()
    visit.settle()
    expect(visit.link("Inbox")).to_be_visible()

    with platform.as_role("admin") as admin:
        assert admin.get(f"/api/notifications/{mail}").json()["read_at"] is not None
    page.get_by_text("Your invoice").click()
    page.locator("details[open]").get_by_text("How it was delivered").click()
    expect(page.locator(".ledger__entry").get_by_text("Delivered")).to_be_visible()
    visit.check("ledger")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_student_decides_how_they_are_written_to(
    open_visit: Callable[..., Visit], platform: Platform, size: str
) -> None:
    """An email's own link, then the preferences: channels, hours, a confirmed phone number."""
    mia = register(platform, "Mia")
    write(platform, mia, "Your invoice", "email")
    soon(lambda: _link_of(platform, mia["email"]))
    visit = open_visit("preferences", size)
    page = visit.page

    come_in(visit, mia)
    # Neither the app nor its service worker interferes.
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    visit.go(_link_of(platform, mia["email"]))
    visit.heading("Unsubscribe")
    visit.check("unsubscribe")
    visit.button("Unsubscribe").click()
    visit.heading("You have unsubscribed")
    visit.check("unsubscribed")
    visit.link("Go to preferences").click()
    visit.heading("Notification preferences")
    mails = page.get_by_role("checkbox", name="Personal messages Email")
    expect(mails).not_to_be_checked()
    visit.check("first")
    mails.check()
    page.get_by_role("checkbox", name="Course news Once a day").check()
    page.get_by_label("Quiet hours").check()
    page.get_by_label("Time zone").select_option("Africa/Cairo")
    page.get_by_label("Language of messages").select_option("ar")
    visit.check("changed")
    visit.button("Save").click()
    visit.told("Your preferences have been saved.")

    number = f"+346{uuid.uuid4().int % 10**8:08}"
    visit.fill("Phone number", number)
    visit.button("Send code").click()
    soon(lambda: _code_for(platform, number))
    visit.fill("Code", _code_for(platform, number))
    visit.check("code")
    visit.button("Confirm").click()
    visit.told("Your number is confirmed.")
    page.reload()
    visit.settle()
    expect(page.get_by_text(number)).to_be_visible()
    expect(page.get_by_label("Language of messages")).to_have_value("ar")
    visit.check("confirmed")
    visit.go("/account")
    visit.link("Notification preferences").click()
    visit.heading("Notification preferences")
    with platform.sign_in(mia["email"], PASSWORD) as http:
        preferences = http.get("/api/preferences").json()
        stale = http.put(
            "/api/preferences",
            json={"language": "es"},
            headers={"If-Match": f'"{preferences["version"]}"'},
        )
    assert preferences["quiet_hours"] == {"start": "22:00", "end": "07:00"}
    assert preferences["digest"] == ["announcement"]
    assert stale.status_code == 200

    visit.button("Save").click()
    expect(page.get_by_role("alert")).to_contain_text("A newer version has been saved")
    _expect_refusal(visit, 412)
    visit.check("stale")
    visit.button("Load the latest version").click()
    expect(page.get_by_label("Language of messages")).to_have_value("es")


def test_a_browser_shows_what_is_pushed_to_it(
    open_visit: Callable[..., Visit], platform: Platform
) -> None:
    """Once per message, and clicking it opens the app."""
    visit = open_visit("push")
    visit.context.grant_permissions(["notifications"], origin=platform.url)
    page = visit.page
    visit.go("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    wire = visit.context.new_cdp_session(page)
    found: list[str] = []
    wire.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(each["registrationId"] for each in event["registrations"]),
    )
    wire.send("ServiceWorker.enable")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    assert found
    pushed = {"id": "n-1", "title": "Bring paper", "body": "And a pencil.", "url": "/inbox"}
    for body in ("And a pencil.", "And two pencils."):
        message = {**pushed, "body": body}
        wire.send(
            "ServiceWorker.deliverPushMessage",
            {
                "origin": platform.url,
                "registrationId": found[-1],
                "data": json.dumps(message),
            },
        )
    shown = """async () => {
      const registration = await navigator.serviceWorker.ready;
      const all = await registration.getNotifications();
      return all.map(({ title, body, tag, data }) => ({ title, body, tag, data }));
    }"""
    soon(lambda: [each["body"] for each in page.evaluate(shown)] == ["And two pencils."])
    assert page.evaluate(shown) == [
        {"title": "Bring paper", "body": "And two pencils.", "tag": "n-1", "data": "/inbox"}
    ]


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_an_instructor_writes_to_a_whole_course(
    open_visit: Callable[..., Visit], platform: Platform, size: str
) -> None:
    """From the roster to the last recipient; one of them has switched it off."""
    title = f"Bookbinding {uuid.uuid4().hex[:8]}"
    with platform.as_role("instructor") as http:
        course = http.post("/api/courses", json=course_fields(title)).json()
    learners = [register(platform, name) for name in ("Ana", "Bo", "Cy")]
    for learner in learners:
        with platform.sign_in(learner["email"], PASSWORD) as http:
            assert http.post("/api/enrollments", json={"course_id": course["id"]}).is_success
            if learner["name"] == "Cy":
                off = {"announcement": ["in_app", "email"]}
                assert http.put("/api/preferences", json={"off": off}).is_success
    visit = open_visit("announcement", size)
    page = visit.page
    log_in(visit, platform, "instructor")

    visit.go(f"/teach/{course['id']}/roster")
    expect(page.get_by_text("3 people")).to_be_visible()
    visit.button("Message everyone").click()
    visit.fill("Subject", "Bring paper")
    visit.fill("Message", "And a pencil, please.")
    page.get_by_label("Channel").select_option("email")
    page.get_by_label("If that fails (1)").select_option("in_app")
    visit.check("writing")
    visit.button("Send to everyone").click()
    visit.heading("Bring paper")
    visit.told("Your announcement is on its way.")
    expect(page.get_by_text("Sent to 3 of 3 learners")).to_be_visible()
    expect(page.get_by_text("Finished")).to_be_visible()
    counts = page.locator(".facts").first.inner_text().split("\n")
    progress = dict(zip(counts[::2], counts[1::2], strict=True))
    assert (progress["Delivered"], progress["Not sent"]) == ("2", "1")
    visit.check("progress")
    visit.link("All announcements").click()
    visit.heading("Announcements")
    expect(page.get_by_text("2 of 3 delivered").first).to_be_visible()
    visit.check("list")

    reader = open_visit("announced", size)
    come_in(reader, learners[0])
    reader.go("/inbox")
    reader.page.get_by_text("Bring paper").first.click()
    reader.page.locator("details[open]").get_by_role("link", name="Open").click()
    reader.heading(title)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_an_admin_finds_what_did_not_arrive_and_sends_it_again(
    open_visit: Callable[..., Visit], platform: Platform, size: str
) -> None:
    """By its status in the list; it is sent once the recipient wants it again."""
    mia = register(platform, "Mia")
    subject = f"Maintenance {uuid.uuid4().hex[:8]}"
    with platform.sign_in(mia["email"], PASSWORD) as http:
        _switch(http, {"message": ["email"]})
        write(platform, mia, subject, "email")
        _switch(http, {})
    visit = open_visit("deliveries", size)
    page = visit.page
    log_in(visit, platform, "admin")

    visit.link("Deliveries").click()
    visit.heading("Deliveries")
    visit.check("all")
    visit.link("Not sent").click()
    visit.at("/admin/deliveries?status=suppressed")
    visit.check("suppressed")
    visit.link(subject).click()
    expect(page.get_by_text("switched off email")).to_be_visible()
    visit.check("before")
    visit.button("Send again").click()
    visit.check("asking")
    page.get_by_role("dialog").get_by_role("button", name="Send again").click()
    visit.told("The message is on its way again.")
    expect(page.locator(".facts .badge")).to_have_text("Delivered")
    expect(page.get_by_text("Resend requested")).to_be_visible()
    visit.check("after")
    assert any(mail["subject"] == subject for mail in platform.inbox())


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_an_admin_puts_the_platforms_letters_in_other_words(
    open_visit: Callable[..., Visit], platform: Platform, size: str
) -> None:
    """A preview while editing, an error in the wording, a letter to somebody, and a reset."""
    visit = open_visit("template", size)
    page = visit.page
    log_in(visit, platform, "admin")

    visit.link("Templates").click()
    visit.heading("Templates")
    visit.check("list")
    visit.link("Welcome").click()
    visit.heading("Welcome")
    mail = page.frame_locator("iframe")
    expect(mail.get_by_text("Hello Ana Lima")).to_be_visible()
    # The email's page has its styles, although the policy of our pages forbids them.
    size_of_title = mail.locator("h1").evaluate("(one) => getComputedStyle(one).fontSize")
    assert size_of_title == "22px"
    assert mail.locator("a[href]").count() == 0
    visit.check("before")

    visit.fill("Text", "Ahoy {{ password }}!")
    expect(page.locator(".field__error")).to_contain_text("password")
    _expect_refusal(visit, 422)
    visit.check("fault")
    visit.fill("Text", "Ahoy {{ name }}!")
    expect(mail.get_by_text("Ahoy Ana Lima!")).to_be_visible()
    visit.button("Save").click()
    visit.told("Saved.")
    page.get_by_role("button", name="العربية").click()
    expect(mail.locator("html")).to_have_attribute("dir", "rtl")
    visit.check("arabic")
    bo = register(platform, "Bo")
    # Another letter asks to confirm the address.
    soon(
        lambda: any(
            bo["email"] in each["to"] and each["text"].strip() == "Ahoy Bo!"
            for each in platform.inbox()
        )
    )

    visit.button("Reset all").click()
    page.get_by_role("dialog").get_by_role("button", name="Reset all").click()
    visit.told("The default wording has been restored.")
    page.get_by_role("button", name="English").click()
    expect(mail.get_by_text("Hello Ana Lima")).to_be_visible()


def _expect_refusal(visit: Visit, status: int) -> None:
    """Drop what the browser logs about an expected response."""
    others = [fault for fault in visit.faults if f"status of {status}" not in fault]
    assert len(others) < len(visit.faults)
    visit.faults[:] = others


def _switch(http: httpx2.Client, off: dict[str, list[str]]) -> None:
    assert http.put("/api/preferences", json={"off": off}).status_code == 200


def _link_of(platform: Platform, email: str) -> str:
    """Return where the link in somebody's newest email leads, from the root of the site."""
    found = (
        re.search(r'href="[^"]*(/unsubscribe\?[^"]+)"', mail["html"])
        for mail in platform.inbox()
        if email in mail["to"]
    )
    return next((each[1].replace("&amp;", "&") for each in found if each), "")


def _code_for(platform: Platform, number: str) -> str:
    """Return the code sent to a phone."""
    with platform.client() as http:
        texts = http.get("/_local/texts", headers={"Accept": "application/json"}).json()["items"]
    codes = (re.search(r"\d{6}", text["text"]) for text in texts if text["to"] == number)
    return next((each[0] for each in codes if each), "")
