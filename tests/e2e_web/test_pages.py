"""Every page for every reader: without scripts, in the dark, right to left, on a small screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.e2e_web.test_instructor import log_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.platform import Platform
    from tests.e2e_web.visit import Visit

ADDRESSES = ("/", "/courses", "/courses?q=sql", "/courses/{slug}")
# The lesson is a free preview: strangers open it, too.
DEMO = "/courses/probability-with-dice-and-code"
LESSON = f"{DEMO}/lessons/equally-likely"
SMALLEST: dict[str, Any] = {"viewport": {"width": 320, "height": 640}}
READERS: dict[str, dict[str, Any]] = {
    "dark": {"color_scheme": "dark"},
    "ar": {"locale": "ar"},
    "es": {"locale": "es-MX"},
    "fr": {"locale": "fr-FR"},
    "ar-dark": {"locale": "ar", "color_scheme": "dark"},
    "small": SMALLEST,
    "es-small": {"locale": "es-MX", **SMALLEST},
    "fr-small": {"locale": "fr-FR", **SMALLEST},
}


def _slug(platform: Platform) -> str:
    with platform.client() as http:
        slug: str = http.get("/api/courses?limit=1&sort=title").json()["items"][0]["slug"]
    return slug


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_the_same_before_and_after_the_app_takes_over(
    open_visit: Callable[..., Visit], platform: Platform, address: str
) -> None:
    """The server renders what the app draws, word for word, and the app requests nothing."""
    path = address.format(slug=_slug(platform))
    before = open_visit("plain", java_script_enabled=False)
    before.page.goto(before.url + path)
    before.page.locator("main details").evaluate_all("all => all.forEach(e => e.open = true)")
    after = open_visit("app")
    after.go(path)
    after.page.locator("main details").evaluate_all("all => all.forEach(e => e.open = true)")

    assert before.words() == after.words()
    covers, pictures = (
        "all => all.map(e => e.className)",
        "all => all.map(e => [e.sizes, e.srcset])",
    )
    for selector, look in ((".cover", covers), (".cover img", pictures)):
        shown = [each.page.locator(selector).evaluate_all(look) for each in (before, after)]
        assert shown[0] == shown[1]
    assert after.asked == []
    assert len(before.words()) > 300


def test_without_scripts_the_catalog_can_be_searched(
    open_visit: Callable[..., Visit], platform: Platform
) -> None:
    """Forms and links are real ones."""
    visit = open_visit("plain", java_script_enabled=False)
    page = visit.page
    page.goto(f"{visit.url}/")
    page.get_by_role("searchbox").fill("sql")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**/courses?q=sql")
    page.locator(".course-card__title a").first.click()
    expect(page.locator(".outline")).to_be_visible()
    page.get_by_role("link", name="Courses").first.click()
    page.wait_for_url("**/courses")


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("reader", READERS)
def test_public_pages_suit_every_reader(
    open_visit: Callable[..., Visit], platform: Platform, reader: str, size: str
) -> None:
    """Dark, Spanish, French, Arabic from right to left, 320 pixels wide."""
    visit = open_visit(f"reader-{reader}", size, **READERS[reader])
    slug = _slug(platform)
    for path, shown in {
        "/": "home", "/courses": "catalog", f"/courses/{slug}": "course", "/login": "log-in",
        "/courses?q=probability": "search", DEMO: "demo", LESSON: "lesson",
        "/register": "register", "/nowhere": "missing", "/forgot-password": "forgot-password",
        "/reset-password#token": "reset-password", "/verify-email#token": "verify-email",
        "/change-email#token": "change-email", "/change-email": "incomplete-link",
    }.items():  # fmt: skip
        visit.go(path)
        visit.check(shown)
    if READERS[reader].get("locale") == "ar":
        assert visit.page.locator("html").get_attribute("dir") == "rtl"


@pytest.mark.parametrize(
    ("role", "language"),
    [
        ("student", "en"),
        ("instructor", "en"),
        ("admin", "en"),
        ("admin", "es"),
        ("admin", "fr"),
        ("admin", "ar"),
    ],
)
def test_ones_own_pages_fit_the_smallest_screen(
    open_visit: Callable[..., Visit], platform: Platform, role: str, language: str
) -> None:
    """All pages of each role, 320 pixels wide and in the dark theme, in every language."""
    visit = open_visit(f"small-{role}-{language}", "phone", color_scheme="dark", **SMALLEST)
    log_in(visit, platform, role)
    visit.context.add_cookies([{"name": "lang", "value": language, "url": visit.url}])
    paths = ["/learning", "/inbox", "/preferences", "/account"]
    if role != "student":
        with platform.as_role(role) as http:
            mine = http.get("/api/courses?instructor=me&status=any&limit=1").json()["items"]
        paths += ["/teach", "/teach/new", "/announcements"]
        paths += [f"/teach/{one['id']}{end}" for one in mine for end in ("", "/roster")]
    if role == "admin":
        paths += ["/admin", "/admin/users", "/admin/deliveries", "/admin/templates"]
        paths += ["/admin/templates/digest", "/admin/audit"]
    for path in paths:
        visit.go(path)
        visit.check("-".join(part[:8] for part in path.split("/") if part))


def test_a_chosen_language_and_colour_stay(
    open_visit: Callable[..., Visit], platform: Platform
) -> None:
    """In the app immediately, and in the next page that the server renders."""
    visit = open_visit("preferences")
    page = visit.page
    visit.go("/courses")
    page.locator(".preferences select").first.select_option("ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.locator(".preferences select").last.select_option("dark")
    visit.check("chosen")

    answer = page.request.get(f"{visit.url}/courses")
    assert '<html lang="ar" dir="rtl" data-theme="dark">' in answer.text()
    page.reload()
    visit.settle()
    expect(page.locator("html")).to_have_attribute("lang", "ar")


def test_an_outline_can_be_read_without_a_network(
    open_visit: Callable[..., Visit], platform: Platform
) -> None:
    """A course that was opened before is available, and others say that they are not."""
    slug = _slug(platform)
    visit = open_visit("offline")
    page = visit.page
    visit.go(f"/courses/{slug}")
    title = page.get_by_role("heading", level=1).inner_text()
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    visit.context.set_offline(True)
    page.reload()
    visit.heading(title)
    expect(page.locator(".outline")).to_be_visible()
    page.goto(f"{visit.url}/courses?q=never-asked-for")
    expect(page.get_by_role("heading", name="You are offline")).to_be_visible()
    assert visit.violations() == []
    # The browser itself says on the console that the network is down.
    visit.faults[:] = [fault for fault in visit.faults if "ERR_INTERNET_DISCONNECTED" not in fault]
    visit.context.set_offline(False)
