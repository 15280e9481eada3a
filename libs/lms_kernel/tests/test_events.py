"""Envelopes."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from lms_kernel import Actor, DomainEvent, current, envelope, request_scope


class Greeted(DomainEvent, frozen=True):
    """An event of these tests."""

    type = "org.learning.greeting.spoken.v1"
    greeting_id: str
    words: str = "hello"


def test_an_envelope_is_a_cloudevent() -> None:
    """It has the required attributes, the entity as subject and the fields as data."""
    event = envelope(Greeted(greeting_id="g1"), channel="email")
    assert event["specversion"] == "1.0"
    assert event["type"] == "org.learning.greeting.spoken.v1"
    assert event["subject"] == "g1"
    assert event["channel"] == "email"
    assert event["data"] == {"greeting_id": "g1", "words": "hello"}
    assert str(event["time"]).endswith("Z")


def test_a_schema_is_named_by_an_absolute_uri() -> None:
    """CloudEvents 1.0, `dataschema`: a relative one is refused by Knative's brokers."""
    named = urlsplit(str(envelope(Greeted(greeting_id="g1"))["dataschema"]))
    assert (named.scheme, named.netloc, named.fragment) == ("https", "learning.org", "")
    assert named.path == "/schemas/org.learning.greeting.spoken.v1.json"


@pytest.mark.parametrize(
    ("role", "privileged"),
    [("student", None), ("instructor", "true"), ("admin", "true"), ("service", "true")],
)
async def test_it_says_who_did_it_and_whether_that_is_audited(
    role: str, privileged: str | None
) -> None:
    """Writes of everybody but students are marked for the audit trail."""
    async with request_scope(
        function="greet", traceparent="00-a-b-01", tracestate="them=1"
    ) as context:
        context.actor = Actor("somebody", role)
        event = envelope(Greeted(greeting_id="g1"))
    assert event["source"] == "/functions/greet"
    assert (event["traceparent"], event["tracestate"]) == ("00-a-b-01", "them=1")
    assert (event["actorid"], event["actorrole"]) == ("somebody", role)
    assert event.get("privileged") == privileged


def test_an_event_about_nothing_has_no_subject() -> None:
    """CloudEvents 1.0, `subject`: it is not empty, or it is not there."""
    assert "subject" not in envelope(Greeted(greeting_id=""))


def test_outside_a_request_nobody_is_named() -> None:
    """A script's events come from the platform."""
    event = envelope(Greeted(greeting_id="g1"), id="given")
    assert event["id"] == "given"
    assert event["source"] == "/functions/platform"
    assert "actorid" not in event
    assert current().actor is None
