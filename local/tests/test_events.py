"""CloudEvents, filters, triggers and how responses are judged: the rules, without any I/O."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from local.broker.decisions import Done, Failed, dead_letter, error_text, judge
from local.broker.events import EventFault, read_event, write_binary
from local.broker.filters import trigger_filter
from local.broker.triggers import Delivery, Destination, read_sources, read_triggers
from local.errors import HostError

if TYPE_CHECKING:
    from pathlib import Path

EVENT: dict[str, Any] = {
    "specversion": "1.0",
    "id": "1",
    "source": "/functions/create_course",
    "type": "org.learning.course.published.v1",
    "subject": "42",
    "privileged": "true",
    "data": {"title": "Städte & Dörfer"},
}
BINARY = {
    "ce-specversion": "1.0",
    "ce-id": "1",
    "ce-source": "/x",
    "ce-type": "a.b",
    "content-type": "application/json",
}


def test_a_structured_event_is_read() -> None:
    """The body is the event."""
    headers = {"content-type": "application/cloudevents+json; charset=utf-8"}
    assert read_event(headers, json.dumps(EVENT).encode()) == EVENT


def test_a_binary_event_is_read() -> None:
    """Attributes are headers, percent-encoded where needed; the body is the data."""
    event = read_event({**BINARY, "ce-subject": "Gr%C3%BC%C3%9Fe"}, b'{"a": 1}')
    assert event["subject"] == "Grüße"
    assert event["data"] == {"a": 1}
    event = read_event({**BINARY, "content-type": "text/plain"}, b"hello")
    assert event["data_base64"] == "aGVsbG8="
    event = read_event({name: v for name, v in BINARY.items() if name != "content-type"}, b"")
    assert "data" not in event


def test_a_null_attribute_is_none() -> None:
    """Data may be null; an attribute that is null counts as absent."""
    nothing = {"data": None, "datacontenttype": None, "dataschema": None}
    event = read_event(
        {"content-type": "application/cloudevents+json"}, json.dumps(EVENT | nothing).encode()
    )
    assert event == {**EVENT, "data": None}
    assert write_binary(event)[1] == b""


def test_what_is_nested_too_deeply_is_refused() -> None:
    """Whether Python's JSON could still read it or not."""
    head = json.dumps(EVENT | {"data": None}).removesuffix("null}")
    headers = {"content-type": "application/cloudevents+json"}
    for levels, fits in ((190, True), (201, False), (900, False), (200_000, False)):
        body = f"{head}{'[' * levels}{']' * levels}}}".encode()
        if fits:
            assert read_event(headers, body)
        else:
            with pytest.raises(EventFault, match="nested"):
                read_event(headers, body)


def test_an_event_survives_being_written_and_read() -> None:
    """Binary mode keeps every attribute and the data."""
    event = {**EVENT, "subject": 'a "b" 100% ü', "datacontenttype": "application/json"}
    headers, body = write_binary(event)
    assert all(value.isascii() for value in headers.values())
    assert headers["ce-subject"] == "a%20%22b%22%20100%25%20%C3%BC"
    assert read_event(headers, body) == event


def test_data_of_other_types_is_written_as_it_is() -> None:
    """Text as text, bytes as bytes, nothing as nothing, a boolean as CloudEvents spell it."""
    bare = {name: value for name, value in EVENT.items() if name != "data"}
    text = {**bare, "datacontenttype": "text/plain", "data": "hello"}
    assert write_binary(text)[1] == b"hello"
    raw = {**bare, "datacontenttype": "image/png", "data_base64": "aGVsbG8="}
    assert write_binary(raw)[1] == b"hello"
    headers, body = write_binary({**bare, "flag": True})
    assert body == b""
    assert "content-type" not in headers
    assert headers["ce-flag"] == "true"


@pytest.mark.parametrize(
    ("spec", "wanted"),
    [
        ({}, True),
        ({"filter": {"attributes": {"type": "org.learning.course.published.v1"}}}, True),
        ({"filter": {"attributes": {"type": "ORG.learning.course.published.v1"}}}, False),
        ({"filter": {"attributes": {"type": "", "subject": "42"}}}, True),
        ({"filter": {"attributes": {"channel": ""}}}, False),
        ({"filters": [{"exact": {"type": "org.learning.course.published.v1"}}]}, True),
        ({"filters": [{"exact": {"subject": "42", "privileged": "false"}}]}, False),
        ({"filters": [{"prefix": {"type": "org.learning."}}]}, True),
        ({"filters": [{"prefix": {"channel": ""}}]}, False),
        ({"filters": [{"suffix": {"type": ".v1"}}]}, True),
        ({"filters": [{"suffix": {"type": ".v2"}}]}, False),
        ({"filters": [{"exact": {"subject": "42"}}, {"exact": {"subject": "43"}}]}, False),
        (
            {"filters": [{"any": [{"exact": {"subject": "43"}}, {"prefix": {"subject": "4"}}]}]},
            True,
        ),
        ({"filters": [{"all": [{"exact": {"subject": "42"}}, {"suffix": {"type": "x"}}]}]}, False),
        ({"filters": [{"not": {"exact": {"privileged": "true"}}}]}, False),
        ({"filters": [{"exact": {"data": "x"}}]}, False),
        # The newer form takes precedence over the older one.
        ({"filters": [{"exact": {"subject": "42"}}], "filter": {"attributes": {"id": "9"}}}, True),
    ],
)
def test_a_filter_takes_what_it_should(spec: dict[str, Any], wanted: bool) -> None:
    """Exact, prefix, suffix, all, any, not; upper and lower case are different."""
    assert trigger_filter(spec)(EVENT) is wanted


def test_booleans_are_compared_as_text() -> None:
    """As they would be in a header."""
    assert trigger_filter({"filters": [{"exact": {"flag": "true"}}]})({**EVENT, "flag": True})


@pytest.mark.parametrize(
    "expression", [{"cesql": "type = 'x'"}, {"exact": {"a": "1"}, "prefix": {"a": "1"}}, {}]
)
def test_a_filter_that_is_not_understood_is_refused(expression: dict[str, Any]) -> None:
    """Better not to start than to lose events."""
    with pytest.raises(HostError):
        trigger_filter({"filters": [expression]})


@pytest.mark.parametrize(
    ("status", "headers", "body", "verdict"),
    [
        (200, {}, b"", Done(200)),
        (204, {}, b"", Done(204)),
        (202, {}, b"", Done(202)),
        (404, {}, b"no", Failed(404, "no", again=True)),
        (408, {}, b"", Failed(408, "", again=True)),
        (409, {}, b"", Failed(409, "", again=True)),
        (429, {}, b"", Failed(429, "", again=True)),
        (500, {}, b"", Failed(500, "", again=True)),
        (503, {}, b"", Failed(503, "", again=True)),
        (400, {}, b"", Failed(400, "", again=False)),
        (401, {}, b"", Failed(401, "", again=False)),
        (422, {}, b"x", Failed(422, "x", again=False)),
        (302, {}, b"", Failed(302, "", again=False)),
    ],
)
def test_a_status_is_a_decision(
    status: int, headers: dict[str, str], body: bytes, verdict: Done | Failed
) -> None:
    """2xx with an empty body is done; 404, 408, 409, 429 and 5xx are tried again."""
    assert judge(status, headers, body) == verdict


def test_a_body_that_is_no_event_fails_the_delivery() -> None:
    """functions-framework's `OK` is a failed delivery for Knative, and so it is here."""
    verdict = judge(200, {"content-type": "text/html"}, b"OK")
    assert isinstance(verdict, Failed)
    assert (verdict.code, verdict.again) == (502, True)
    assert "OK" in verdict.text


def test_an_event_as_answer_is_a_reply() -> None:
    """In structured or in binary mode, the latter also without data."""
    headers = {"content-type": "application/cloudevents+json"}
    assert judge(200, headers, json.dumps(EVENT).encode()) == Done(200, EVENT)
    bare = {name: value for name, value in BINARY.items() if name != "content-type"}
    verdict = judge(200, bare, b"")
    assert isinstance(verdict, Done)
    assert verdict.reply is not None
    assert verdict.reply["type"] == "a.b"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"content-type": "application/cloudevents-batch+json"}, json.dumps([EVENT, EVENT])),
        ({"content-type": "application/cloudevents-batch+json"}, ""),
        ({"content-type": "application/cloudevents+json"}, ""),
        ({"ce-specversion": "1.0"}, ""),
        (BINARY | {"ce-dataschema": "/schemas/x.json"}, ""),
    ],
)
def test_an_answer_that_claims_to_be_an_event_must_be_one(
    headers: dict[str, str], body: str
) -> None:
    """A reply is one event, checked by the same rules as all others."""
    verdict = judge(200, headers, body.encode())
    assert isinstance(verdict, Failed)
    assert (verdict.code, verdict.again) == (502, True)


def test_an_error_fits_into_a_header() -> None:
    """Printable ASCII, no line ends, 1024 characters at most."""
    assert error_text("Zeile\r\nnächste".encode()) == "Zeile  n?chste"
    assert len(error_text(b"x" * 5000)) == 1024


def test_a_dead_letter_says_where_and_why() -> None:
    """Knative's three attributes, in addition to the event's own."""
    letter = dead_letter(EVENT, "http://there", Failed(422, "unreadable", again=False))
    assert letter["knativeerrordest"] == "http://there"
    assert letter["knativeerrorcode"] == "422"
    assert base64.b64decode(letter["knativeerrordata"]) == b"unreadable"
    long = dead_letter(EVENT, "http://there", Failed(422, "x" * 1024, again=False))
    assert len(long["knativeerrordata"]) == 1024
    assert letter["id"] == EVENT["id"]


@pytest.mark.parametrize(
    ("policy", "waits"),
    [("linear", [0.5, 1.0, 1.5, 2.0]), ("exponential", [1.0, 2.0, 4.0, 8.0])],
)
def test_backoff_grows_as_knative_has_it(policy: str, waits: list[float]) -> None:
    """Linear: delay times retry; exponential: delay times two to the power of the retry."""
    delivery = Delivery.parse({"backoffPolicy": policy, "backoffDelay": "PT0.5S"})
    assert [delivery.backoff_seconds(retry) for retry in (1, 2, 3, 4)] == waits
    assert delivery.backoff_seconds(100_000) < float("inf")


@pytest.mark.parametrize(
    ("text", "seconds"), [("PT2S", 2), ("PT1M30S", 90), ("PT0.2S", 0.2), ("P1DT1H", 90_000)]
)
def test_durations_are_iso_8601(text: str, seconds: float) -> None:
    """As Kubernetes writes them."""
    assert Delivery.parse({"timeout": text}).timeout_seconds == pytest.approx(seconds)


def test_a_trigger_takes_from_its_broker_what_it_does_not_say(tmp_path: Path) -> None:
    """The trigger's own delivery wins, part by part; other brokers' triggers are not ours."""
    (tmp_path / "triggers").mkdir()
    knative = {"apiVersion": "serving.knative.dev/v1", "kind": "Service"}
    service = {"ref": {**knative, "name": "index-course"}, "uri": "/events"}
    broker = {
        "kind": "Broker",
        "metadata": {"name": "default"},
        "spec": {
            "delivery": {
                "retry": 3,
                "backoffDelay": "PT1S",
                "deadLetterSink": {"ref": {**knative, "name": "fail"}},
            }
        },
    }
    (tmp_path / "broker.yaml").write_text(yaml.safe_dump(broker))
    ours = {
        "kind": "Trigger",
        "metadata": {"name": "index-course"},
        "spec": {"broker": "default", "subscriber": service, "delivery": {"retry": 7}},
    }
    other = {**ours, "spec": {**ours["spec"], "broker": "other"}}  # type: ignore[dict-item]
    (tmp_path / "triggers" / "a.yaml").write_text(yaml.safe_dump_all([ours, other]))
    (trigger,) = read_triggers(tmp_path)
    assert trigger.delivery.retry == 7
    assert trigger.delivery.delay_seconds == 1.0
    assert str(trigger.delivery.dead_letter_sink) == "fail"
    assert trigger.subscriber == Destination(service="index-course", uri="/events")


@pytest.mark.parametrize(
    "text",
    [
        "kind: Trigger\nmetadata: {name: x}\nspec: {broker: default}",
        "kind: Trigger\nmetadata: {name: x}\nspec: {broker: default, subscriber: {}}",
        "kind: [",
    ],
)
def test_a_faulty_trigger_is_named(tmp_path: Path, text: str) -> None:
    """The message has the file."""
    (tmp_path / "triggers").mkdir()
    (tmp_path / "triggers" / "bad.yaml").write_text(text)
    with pytest.raises(HostError, match=r"bad\.yaml cannot be read"):
        read_triggers(tmp_path)


BROKER = {"apiVersion": "eventing.knative.dev/v1", "kind": "Broker"}


def test_sources_are_read(tmp_path: Path) -> None:
    """PingSources only; missing values have Knative's defaults."""
    (tmp_path / "sources").mkdir()
    ping = {
        "kind": "PingSource",
        "metadata": {"name": "relay"},
        "spec": {"sink": {"ref": {**BROKER, "name": "default"}}},
    }
    documents = [ping, {"kind": "ApiServerSource"}]
    (tmp_path / "sources" / "a.yaml").write_text(yaml.safe_dump_all(documents))
    (source,) = read_sources(tmp_path)
    assert (source.schedule, source.timezone) == ("* * * * *", "UTC")
    assert str(source.sink) == "default"
    assert str(Destination.parse({"uri": "http://x"})) == "http://x"
