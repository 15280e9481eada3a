"""One trace from the click to the mail, as a collector gets it (decision 0075)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from tests.e2e.collector import Collector
from tests.e2e.platform import Platform, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.e2e.collector import Received

pytestmark = pytest.mark.system

SERVER, CLIENT, PRODUCER, CONSUMER = 2, 3, 4, 5
STORY = ("create-enrollment", "confirm-enrollment", "send-email")
PASSWORD = "a long enough password"


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    """A collector that is there before the platform and after it."""
    with Collector().serving() as running:
        yield running


@pytest.fixture(scope="module")
def traced(
    staged: None, collector: Collector, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Platform]:
    """A platform that exports its traces; its functions go to zero after a few seconds."""
    arguments = ("--idle", "3", "--rate-limits", "off", "--traces", collector.url)
    running = Platform(tmp_path_factory.mktemp("traced"), arguments=arguments)
    running.start()
    yield running
    running.stop()


def test_one_trace_shows_an_enrollment_with_its_mail(
    traced: Platform, collector: Collector
) -> None:
    """Request, claim, event, letter, delivery and mail; each span is below another of them.

    The caller's own trace is not continued, and nothing that is exported tells who it was.
    """
    address = f"ana.{uuid.uuid4().hex[:8]}@example.org"
    with traced.client() as http:
        found = http.get("/api/courses", params={"q": "python", "sort": "price", "limit": 1})
        (course,) = found.json()["items"]
        account = {"email": address, "password": PASSWORD, "name": "Ana Unmistakable"}
        assert http.post("/api/auth/register", json=account).status_code == 201
    theirs = uuid.uuid4().hex
    with traced.sign_in(address, PASSWORD) as ana:
        answer = ana.post(
            "/api/enrollments",
            json={"course_id": course["id"]},
            headers={"traceparent": f"00-{theirs}-{'1' * 16}-01"},
        )
    assert answer.status_code == 201, answer.text
    # Without a name of the caller's, the request's id is that of its trace.
    trace_id = answer.headers["x-request-id"]

    created = "org.learning.enrollment.created.v1"
    requested = "org.learning.notification.requested.v1"
    story = {
        ("create-enrollment", CLIENT, "claim_seat"),
        ("create-enrollment", PRODUCER, f"send {created}"),
        ("confirm-enrollment", CONSUMER, f"process {created}"),
        ("confirm-enrollment", PRODUCER, f"send {requested}"),
        ("send-email", CONSUMER, f"process {requested}"),
        ("send-email", CLIENT, "send email"),
    }

    def is_whole() -> bool:
        spans = collector.trace(trace_id)
        return story <= {(each.service, each.kind, each.name) for each in spans} and not _orphans(
            spans
        )

    # The last spans of a process come when it goes to sleep: none of them is lost.
    eventually(is_whole, within_seconds=60)
    spans = collector.trace(trace_id)

    (root,) = (each for each in spans if not each.parent)
    assert (root.service, root.name) == ("create-enrollment", "POST /api/enrollments")
    assert root.kind == SERVER
    assert root.attributes["http.route"] == "/api/enrollments"
    assert root.attributes["http.response.status_code"] == 201
    (mail,) = (each for each in spans if each.name == "send email")
    assert [each.service for each in _above(mail, spans)] == [*reversed(STORY)]
    assert {each.attributes["db.system.name"] for each in spans if _is_query(each)} >= {
        "postgresql",
        "redis",
    }
    assert not collector.trace(theirs)
    exported = b"".join(collector.bodies)
    for personal in (address, "Ana Unmistakable", course["title"], "student@example.org"):
        assert personal.encode() not in exported


def _orphans(spans: Sequence[Received]) -> list[Received]:
    """Return what is below a span that nobody exported."""
    known = {each.id for each in spans}
    return [each for each in spans if each.parent and each.parent not in known]


def _above(span: Received, spans: Sequence[Received]) -> list[Received]:
    """Return the way to the root."""
    by_id = {each.id: each for each in spans}
    found = []
    while span.parent:
        span = by_id[span.parent]
        found.append(span)
    return found


def _is_query(span: Received) -> bool:
    return "db.system.name" in span.attributes
