"""Writing to a learner about a grade."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from functions.report_grade.main import report_grade
from lms_kernel import new_id
from lms_letters import MOST_UNCONFIRMED
from lms_links import LinkSettings
from lms_notifications import inbox, notifications
from lms_preferences import Preferences, preferences
from lms_submissions import SubmissionGraded
from lms_testing import CapturedEvents, actor, deliver, event
from lms_testing.identity import FakeUsers

ANA = actor("student")
GRADED = SubmissionGraded(
    submission_id=new_id(),
    user_id=ANA.id,
    course_id=new_id(),
    course_title="Gardening",
    lesson_id="heap",
    lesson_title="Heap",
    points=8,
    max_points=10,
    is_passed=True,
    comment="Well done.",
)


@pytest.fixture(autouse=True)
async def _ana(accounts: FakeUsers) -> None:
    """Let Ana have an account."""
    await accounts.have(ANA, name="Ana Lima", email="ana@example.org")


@pytest.fixture(autouse=True)
def _public_url() -> Iterator[None]:
    with LinkSettings.override(lms_public_url="https://learn.example.org/"):
        yield


async def test_a_grade_is_reported_by_mail(published: CapturedEvents) -> None:
    """With points, the teacher's comment and a link to the exercise; once."""
    happened = event(GRADED)
    for _ in range(2):
        answer = await deliver(report_grade, happened)
        assert (answer.status_code, answer.content) == (204, b"")

    (requested,) = published
    mail = await notifications().get(str(requested["subject"]))
    assert (mail.recipient_id, mail.address) == (ANA.id, "ana@example.org")
    assert mail.subject == "Graded: Heap"
    assert "8 of 10 points" in mail.text
    assert "\nWell done.\n" in mail.text
    assert f"https://learn.example.org/courses/{GRADED.course_id}/lessons/heap" in mail.text


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
async def test_a_grade_without_a_comment_has_no_gap(
    published: CapturedEvents, language: str
) -> None:
    """In every language, nothing is left of where the comment would be."""
    await preferences().put(ANA.id, Preferences(language=language))  # type: ignore[arg-type]

    await deliver(report_grade, event(msgspec.structs.replace(GRADED, comment="")))

    mail = await notifications().get(str(published[0]["subject"]))
    assert "8" in mail.text
    assert "\n\n\n" not in mail.text


async def test_a_long_comment_is_cut(published: CapturedEvents) -> None:
    """The page has all of it."""
    await deliver(report_grade, event(msgspec.structs.replace(GRADED, comment="é" * 5000)))

    mail = await notifications().get(str(published[0]["subject"]))
    assert mail.text.count("é") == 1000


@pytest.mark.parametrize(("is_confirmed", "left"), [(True, 0), (False, 1)])
async def test_an_unconfirmed_address_gets_a_limited_number_of_mails(
    accounts: FakeUsers, *, is_confirmed: bool, left: int
) -> None:
    """As of every letter: the rest is left in the inbox. A confirmed one gets them all."""
    await accounts.have(ANA, email="ana@example.org", email_verified=is_confirmed)
    for _ in range(MOST_UNCONFIRMED + 1):
        await deliver(report_grade, event(msgspec.structs.replace(GRADED, submission_id=new_id())))

    found = (await inbox().page(ANA.id, limit=50)).items
    assert len(found) == MOST_UNCONFIRMED + 1
    assert [each.channel for each in found].count("in_app") == left
