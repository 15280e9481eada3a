"""The admin's story: people and their roles, and what became of a message."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e_web.test_instructor import log_in
from tests.e2e_web.visit import soon

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.platform import Platform
    from tests.e2e_web.visit import Visit

PASSWORD = "a long enough password"


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_an_admin_looks_after_people_and_messages(
    open_visit: Callable[..., Visit], platform: Platform, size: str
) -> None:
    """Search, role, deactivation; one message from the queue to its delivery; who did it all."""
    name = f"Robin {uuid.uuid4().hex[:8]}"
    email = f"{name.lower().replace(' ', '.')}@example.org"
    account = {"email": email, "password": PASSWORD, "name": name}
    with platform.client() as http:
        robin = http.post("/api/auth/register", json=account).json()
    visit = open_visit("admin", size)
    page = visit.page
    log_in(visit, platform, "admin")

    visit.heading("Administration")
    visit.check("overview")
    visit.link("People").click()
    visit.heading("People")
    visit.check("people")
    visit.fill("Name or email", name)
    expect(page.get_by_text("1 account")).to_be_visible()
    page.get_by_label(f"Role of {name}").select_option("instructor")
    visit.told(f"{name} has been updated.")
    visit.check("changed")
    with platform.as_role("admin") as admin:
        assert admin.get(f"/api/users/{robin['id']}").json()["role"] == "instructor"

    visit.button(f"Deactivate {name}").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    visit.check("deactivating")
    page.get_by_role("dialog").get_by_role("button", name="Deactivate").click()
    visit.told(f"{name} has been updated.")
    credentials = {"email": email, "password": PASSWORD}
    with platform.client() as http:
        assert http.post("/api/auth/login", json=credentials).status_code == 401

    with platform.as_role("admin") as admin:
        student = admin.get("/api/users", params={"q": "student@example.org"}).json()["items"][0]
        message = {
            "recipient_id": student["id"],
            "subject": "Maintenance",
            "text": "Tonight at ten.",
            "channel": "email",
        }
        notification = admin.post("/api/notifications", json=message).json()
        soon(
            lambda: (
                admin.get(f"/api/notifications/{notification['id']}").json()["status"]
                == "delivered"
            )
        )
    visit.link("Deliveries").click()
    visit.heading("Deliveries")
    visit.fill("Message ID", notification["id"])
    visit.button("Look up").click()
    expect(page.get_by_role("heading", name="Maintenance")).to_be_visible()
    visit.check("delivery")

    about_robin = {"subject": robin["id"], "type": "org.learning.user.updated.v1"}
    with platform.as_role("admin") as admin:
        soon(lambda: admin.get("/api/audit-entries", params=about_robin).json()["total"] == 2)
    visit.link("Audit trail").click()
    visit.heading("Audit trail")
    page.get_by_label("What", exact=True).select_option("Account changed")
    visit.fill("About (ID)", robin["id"])
    visit.button("Search").click()
    expect(page.get_by_text("2 entries")).to_be_visible()
    expect(visit.link(name)).to_be_visible()
    page.get_by_text("Details").first.click()
    expect(page.get_by_text('"active"').first).to_be_visible()
    visit.check("audit")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_an_admin_finds_what_a_person_was_sent(
    open_visit: Callable[..., Visit], platform: Platform, size: str
) -> None:
    """By a part of an address in letters, with the keyboard; and from the list of people."""
    mark = uuid.uuid4().hex[:8]
    account = {"email": f"ulla@bücher-{mark}.example", "password": PASSWORD, "name": f"Ulla {mark}"}
    with platform.client() as http:
        ulla = http.post("/api/auth/register", json=account).json()
    assert "xn--" in ulla["email"]
    with platform.as_role("admin") as admin:
        note = {"recipient_id": ulla["id"], "subject": "Bring paper", "text": "And a pencil."}
        assert admin.post("/api/notifications", json=note).status_code == 202
        of_ulla = {"recipient_id": ulla["id"], "status": "delivered"}
        soon(lambda: admin.get("/api/deliveries", params=of_ulla).json()["total"] == 3)
    visit = open_visit("recipient", size)
    page = visit.page
    log_in(visit, platform, "admin")

    visit.link("Deliveries").click()
    visit.heading("Deliveries")
    row = page.get_by_role("row").filter(has_text="Bring paper").first
    expect(row).to_contain_text(f"Ulla {mark}")
    field = page.get_by_role("combobox", name="Recipient")
    field.click()
    field.press_sequentially(f"BÜCHER-{mark[:6]}")
    choices = page.get_by_role("listbox")
    expect(choices.get_by_role("option")).to_have_count(1)
    field.press("ArrowDown")
    expect(choices.get_by_role("option", selected=True)).to_contain_text(ulla["email"])
    visit.check("choices")
    field.press("Enter")
    expect(field).to_have_value(f"Ulla {mark}")
    expect(page.get_by_text("3 messages")).to_be_visible()
    visit.check("messages")
    page.get_by_role("link", name="Failed").click()
    expect(page.get_by_text("No messages here")).to_be_visible()
    page.get_by_role("link", name="Delivered", exact=True).click()
    page.get_by_role("link", name="Bring paper").click()
    expect(page.get_by_role("link", name=f"Ulla {mark}")).to_be_visible()
    visit.check("message")

    visit.link("People").click()
    visit.fill("Name or email", f"bücher-{mark}")
    visit.link(f"Messages to Ulla {mark}").click()
    expect(page.get_by_text("3 messages")).to_be_visible()
    visit.button("Show everyone\u2019s messages").click()
    expect(field).to_have_value("")
    for language in ("es", "fr", "ar"):
        visit.context.add_cookies([{"name": "lang", "value": language, "url": platform.url}])
        visit.go(f"/admin/deliveries?recipient_id={ulla['id']}")
        field = page.locator("input[role=combobox]")
        expect(field).to_have_value(f"Ulla {mark}")
        field.fill("ulla")
        expect(choices.get_by_role("option").first).to_be_visible()
        visit.check(language)
