"""Texts of every script through the whole platform: API, lists, page, events, mail, rebuild."""

from __future__ import annotations

import functools
import html
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx2
import pytest

from lms_kernel import kinds
from tests.e2e.platform import ROOT, course_fields, eventually
from tests.patience import patience

if TYPE_CHECKING:
    from tests.e2e.platform import Platform

# Every text is typed into six forms by somebody new: long, where others use the machine.
pytestmark = pytest.mark.timeout(1200)

PASSWORD = "a long enough password"
# As typed; what is stored is what their kind makes of them (Unicode annexes 9, 15, 31 and 51).
TEXTS = {
    "two letters": "C#",
    "Persian with a joiner": "می\u200cخواهم C++\u200f!",
    "Hindi and Chinese": "क\u094d\u200dष \U00020bb7数学",
    "a family, and an emoji newer than Python": "\U0001f469\u200d\U0001f467 \U0001fae9",
    "decomposed, Turkish": "E\u0301tude de IŞIK ve İstanbul",
    "an override, invisible letters": "\u202egnp\ufeff.ex\u200be\u00ad",
    "markup": "<b>R&D</b> \"quoted\" 'too' {{ x }} %s",
}


@pytest.fixture(scope="module")
def author(platform: Platform) -> Iterator[httpx2.Client]:
    """The demo instructor."""
    with platform.as_role("instructor") as http:
        yield http


@pytest.fixture(scope="module")
def admin(platform: Platform) -> Iterator[httpx2.Client]:
    """The demo administrator."""
    with platform.as_role("admin") as http:
        yield http


def ok(answer: httpx2.Response) -> Any:
    """Return the body of a success."""
    assert answer.is_success, (answer.request.url, answer.text)
    return answer.json()


class Story(NamedTuple):
    """What was done with one text: a course, a learner in it, an announcement."""

    typed: str
    course: dict[str, Any]
    email: str
    announcement: dict[str, Any]

    @property
    def title(self) -> str:
        """The text as a title."""
        return kinds.line(self.typed)


@pytest.fixture(scope="module")
def stories(platform: Platform, author: httpx2.Client) -> dict[str, Story]:
    """Use every text: as a title, a tag, a category, a name, a subject."""
    found = {}
    for typed in TEXTS.values():
        fields = course_fields(typed, tags=[typed[:20]], category=typed[:50], description=typed)
        course = ok(author.post("/api/courses", json=fields))
        email = f"ana.{uuid.uuid4().hex[:10]}@example.org"
        account = {"email": email, "password": PASSWORD, "name": typed}
        with platform.client() as http:
            ok(http.post("/api/auth/register", json=account))
        with platform.sign_in(email.upper(), PASSWORD) as learner:
            eventually(
                functools.partial(enrolled, learner, course["id"]), within_seconds=patience(20)
            )
        words = {"course_id": course["id"], "subject": typed, "text": typed, "channel": "in_app"}
        announced = ok(author.post("/api/announcements", json=words))
        found[typed] = Story(typed, course, email, announced)
    return found


def enrolled(learner: httpx2.Client, course_id: str) -> bool:
    """Enroll, once the course is known."""
    answer = learner.post("/api/enrollments", json={"course_id": course_id})
    return answer.status_code in {201, 409}


each_text = pytest.mark.parametrize("typed", TEXTS.values(), ids=TEXTS)


@each_text
def test_a_course_reads_back_equal(
    platform: Platform, author: httpx2.Client, stories: dict[str, Story], typed: str
) -> None:
    """By id, in the list of its tag, on its page."""
    story = stories[typed]
    course, tag = story.course, kinds.tag(typed[:20])
    assert (course["title"], course["tags"]) == (story.title, [tag])
    found = ok(author.get(f"/api/courses/{course['id']}"))
    assert (found["title"], found["description"]) == (story.title, kinds.prose(typed))
    listed = ok(author.get("/api/courses", params={"instructor": "me", "tag": typed[:20]}))
    assert story.title in {each["title"] for each in listed["items"]}
    with platform.client() as http:
        page = http.get(f"/courses/{course['slug']}")
    assert story.title in html.unescape(page.text)


@each_text
def test_a_person_reads_back_equal(
    author: httpx2.Client, admin: httpx2.Client, stories: dict[str, Story], typed: str
) -> None:
    """In the list of users and on the roster; the address, too."""
    story, name = stories[typed], kinds.name(typed)
    users = ok(admin.get("/api/users", params={"q": story.email.upper()}))
    assert [each["name"] for each in users["items"]] == [name]
    roster = ok(author.get("/api/enrollments", params={"course_id": story.course["id"]}))
    assert [each["learner"] for each in roster["items"]] == [{"name": name, "email": story.email}]


@each_text
def test_a_message_reads_back_equal(
    platform: Platform, author: httpx2.Client, stories: dict[str, Story], typed: str
) -> None:
    """The announcement, the learner's inbox, and the mail that confirms the enrollment."""
    story = stories[typed]
    announced = ok(author.get(f"/api/announcements/{story.announcement['id']}"))
    assert (announced["subject"], announced["course_title"]) == (story.title, story.title)
    with platform.sign_in(story.email, PASSWORD) as learner:

        def has_heard() -> bool:
            inbox = ok(learner.get("/api/notifications", params={"channel": "in_app"}))
            return story.title in {each["subject"] for each in inbox["items"]}

        eventually(has_heard, within_seconds=patience(10))
        eventually(lambda: mailed(learner, story.title), within_seconds=patience(10))


def mailed(learner: httpx2.Client, title: str) -> bool:
    """Tell whether the confirmation, which names the title, went out by mail."""
    mails = ok(learner.get("/api/notifications", params={"channel": "email"}))["items"]
    return any(title in each["text"] and each["status"] == "delivered" for each in mails)


@pytest.mark.usefixtures("stories")
def test_a_rebuild_shows_what_was_stored(platform: Platform, author: httpx2.Client) -> None:
    """All of them again, as they were."""

    def titles() -> dict[str, str]:
        items = ok(author.get("/api/courses", params={"instructor": "me", "limit": 100}))["items"]
        return {each["id"]: each["title"] for each in items}

    before = titles()
    assert {kinds.line(each) for each in TEXTS.values()} <= set(before.values())
    subprocess.run(
        [sys.executable, "-m", "tools.rebuild_catalog"],
        cwd=ROOT,
        env=os.environ | platform.environment(),
        check=True,
    )
    assert titles() == before
    eventually(lambda: platform.replicas()["rebuild-catalog"] > 0, within_seconds=patience(10))
    assert titles() == before


@pytest.mark.parametrize(
    ("change", "stored"),
    [
        ({"quiet_hours": {"start": "22:0０", "end": "٠٧:٠٠"}}, {"start": "22:00", "end": "07:00"}),
        ({"phone": "+4915１٢３45678"}, "+491512345678"),
        ({"phone": "+49 (151) 234-5678"}, "+491512345678"),
        ({"time_zone": " Europe/Madrid "}, "Europe/Madrid"),
    ],
)
def test_digits_of_every_script_are_digits(
    platform: Platform, change: dict[str, Any], stored: object
) -> None:
    """E.164 and ISO 8601 know ten digits, people know more (Unicode annex 44: Nd)."""
    email = f"ana.{uuid.uuid4().hex[:10]}@example.org"
    account = {"email": email, "password": PASSWORD, "name": "Ana"}
    with platform.client() as http:
        ok(http.post("/api/auth/register", json=account))
    (field,) = change
    with platform.sign_in(email, PASSWORD) as ana:
        assert ok(ana.put("/api/preferences", json=change))[field] == stored
        assert ok(ana.get("/api/preferences"))[field] == stored


def test_a_domain_has_one_account_in_letters_and_in_punycode(platform: Platform) -> None:
    """RFC 5891: one is the other. A zero-width space makes no second account, either."""
    mailbox = f"ana.{uuid.uuid4().hex[:10]}"
    account = {"password": PASSWORD, "name": "Ana"}
    with platform.client() as http:
        first = http.post("/api/auth/register", json={**account, "email": f"{mailbox}@müller.de"})
        assert ok(first)["email"] == f"{mailbox}@xn--mller-kva.de"
        for same in ("@xn--mller-kva.de", "@MÜLLER.DE", "\u200b@müller.de", "@mu\u0308ller。de"):
            second = http.post("/api/auth/register", json={**account, "email": mailbox + same})
            assert second.status_code == 409, second.text
    with platform.sign_in(f"{mailbox}@Müller.de", PASSWORD) as ana:
        assert ok(ana.get("/api/users/me"))["name"] == "Ana"


@pytest.mark.parametrize("mailbox", ["用户", "İ" + "a" * 241, "josé"])
def test_a_mailbox_that_our_mail_does_not_reach_is_refused(
    platform: Platform, mailbox: str
) -> None:
    """RFC 6531: without SMTPUTF8 it could be accepted and never be reached; the reason is said."""
    account = {"email": f"{mailbox}@example.org", "password": PASSWORD, "name": "Ana"}
    with platform.client() as http:
        refused = http.post("/api/auth/register", json=account)
    assert refused.status_code == 422
    (fault,) = refused.json()["errors"]
    assert fault["field"] == "email"
    assert "ASCII" in fault["message"]
