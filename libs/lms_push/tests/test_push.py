"""What is sent to a push service, and what its answers mean; over real sockets: integration."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import httpx2
import msgspec
import pytest
from cryptography.exceptions import InvalidTag
from starlette.responses import Response

from libs.lms_push.tests.push import HOST, Browser, PushService, push_settings
from lms_kernel import Unavailable, close_providers
from lms_push import (
    Push,
    PushRefused,
    PushSettings,
    SubscriptionGone,
    WebPusher,
    application_server_key,
    pusher,
)
from lms_push._message import payload
from lms_settings import SettingsError
from lms_text import graphemes

PUSH = Push(
    id="01a2036d-b45a-7427-89f4-e5503082b9fa",
    title="You are enrolled",
    body="Jardinería, línea ñ",
    url="/courses/1",
)


@pytest.fixture(autouse=True)
def settings() -> Iterator[PushSettings]:
    """Return the settings of this test alone."""
    with push_settings() as settings:
        yield settings


@pytest.fixture
def service() -> PushService:
    """Return a push service that has received nothing."""
    return PushService()


@pytest.fixture
def sender(settings: PushSettings, service: PushService) -> WebPusher:
    """Return a pusher whose requests reach that service alone."""
    return WebPusher(settings, httpx2.ASGITransport(service))


async def test_only_the_browser_reads_what_is_pushed(
    sender: WebPusher, service: PushService
) -> None:
    """Encrypted for it (RFC 8291): its own keys open the message, another's do not."""
    ana, eve = Browser(), Browser()

    answer = await sender.send(ana.subscription, PUSH)

    assert answer == "The push service answered 201"
    (got,) = service.received
    assert ana.read(got.body) == {
        "id": PUSH.id,
        "title": PUSH.title,
        "body": PUSH.body,
        "url": PUSH.url,
    }
    assert b"enrolled" not in got.body
    with pytest.raises(InvalidTag):
        eve.read(got.body)


async def test_the_push_service_knows_who_sends(sender: WebPusher, service: PushService) -> None:
    """Signed for it alone and for less than a day (RFC 8292), by the key that browsers have."""
    await sender.send(Browser().subscription, PUSH)

    claims = service.received[0].claims
    assert claims["k"] == application_server_key()
    assert (claims["aud"], claims["sub"]) == (HOST, "mailto:operations@learning.example.org")
    assert time.time() < claims["exp"] <= time.time() + 24 * 3600


async def test_a_repeat_replaces_the_first(sender: WebPusher, service: PushService) -> None:
    """The same notification has the same topic (RFC 8030, section 5.4), another one another."""
    browser = Browser()
    for push in (PUSH, PUSH, msgspec.structs.replace(PUSH, id="another", urgency="high")):
        await sender.send(browser.subscription, push)

    first, again, another = (each.headers for each in service.received)
    assert first["topic"] == again["topic"] != another["topic"]
    assert len(first["topic"]) == 32
    assert set(first["topic"]) <= set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
    )
    assert (first["ttl"], first["content-encoding"]) == (str(3 * 24 * 3600), "aes128gcm")
    assert (first["urgency"], another["urgency"]) == ("normal", "high")


@pytest.mark.parametrize(
    "body",
    [
        "x" * 9000,
        "ñ" * 9000,
        "😀" * 9000,
        '"\n' * 9000,
        "a😀ñ" * 9000,
        "👨‍👩‍👧‍👦" * 900,
        "e\u0301" * 5000,
    ],
)
def test_a_long_body_is_cut_between_characters(body: str) -> None:
    """As much of it as fits into 3,000 bytes, however JSON writes it (UAX 29)."""
    raw = payload(msgspec.structs.replace(PUSH, body=body))

    cut = msgspec.json.decode(raw)["body"]
    assert 2970 <= len(raw) <= 3000
    assert cut.endswith("…")
    assert graphemes(body)[: len(graphemes(cut)) - 1] == graphemes(cut[:-1])


def test_a_body_that_fits_is_whole() -> None:
    """To the last byte."""
    empty = len(payload(msgspec.structs.replace(PUSH, body="")))
    fits = msgspec.structs.replace(PUSH, body="x" * (3000 - empty))

    assert msgspec.json.decode(payload(fits))["body"] == fits.body
    with pytest.raises(PushRefused, match="title and the link"):
        payload(msgspec.structs.replace(PUSH, title="x" * 3000))


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_is_gone_is_told_apart(
    sender: WebPusher, service: PushService, status: int
) -> None:
    """So that its subscription can be forgotten."""
    browser = Browser("/gone")
    service.answers["/gone"] = Response("unsubscribed", status)

    with pytest.raises(SubscriptionGone, match=f"{status} unsubscribed"):
        await sender.send(browser.subscription, PUSH)


@pytest.mark.parametrize("status", [400, 401, 403, 413, 422])
async def test_a_final_answer_is_final(
    sender: WebPusher, service: PushService, status: int
) -> None:
    """What is wrong with the message or the key will be wrong tomorrow."""
    service.answers["/final"] = Response(f"{'x' * 2000}", status)

    with pytest.raises(PushRefused, match=f"answered {status} x+") as refused:
        await sender.send(Browser("/final").subscription, PUSH)
    assert len(refused.value.detail) < 600


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503])
async def test_a_passing_answer_passes(
    sender: WebPusher, service: PushService, status: int
) -> None:
    """Later, when the push service says; the next try arrives."""
    browser = Browser("/busy")
    service.answers["/busy"] = Response(status_code=status, headers={"Retry-After": "7"})
    with pytest.raises(Unavailable, match=f"answered {status}") as refused:
        await sender.send(browser.subscription, PUSH)

    service.answers.clear()
    await sender.send(browser.subscription, PUSH)

    assert refused.value.retry_after == 7
    assert len(service.received) == 1


async def test_nobody_is_waited_for_longer_than_an_hour(
    sender: WebPusher, service: PushService
) -> None:
    """Whatever the push service asks for."""
    service.answers["/busy"] = Response(status_code=429, headers={"Retry-After": "999999"})

    with pytest.raises(Unavailable) as refused:
        await sender.send(Browser("/busy").subscription, PUSH)

    assert refused.value.retry_after == 3600


async def test_a_redirection_is_not_followed(sender: WebPusher, service: PushService) -> None:
    """Where it leads nobody has checked."""
    inside = {"Location": "http://169.254.169.254/latest/meta-data"}
    service.answers["/elsewhere"] = Response(status_code=307, headers=inside)

    with pytest.raises(Unavailable, match="307"):
        await sender.send(Browser("/elsewhere").subscription, PUSH)

    assert service.received == []


async def test_a_push_service_that_is_away_is_tried_again(settings: PushSettings) -> None:
    """Unavailable."""

    def away(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused", request=request)

    with pytest.raises(Unavailable, match="cannot be reached"):
        await WebPusher(settings, httpx2.MockTransport(away)).send(Browser().subscription, PUSH)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), PushRefused),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure"), Unavailable),
        (httpx2.InvalidURL("not one"), PushRefused),
        (httpx2.LocalProtocolError("not one"), PushRefused),
        (UnicodeError("label empty or too long"), PushRefused),
        (ConnectionRefusedError(), Unavailable),
    ],
)
async def test_a_request_that_cannot_be_made_is_refused_for_good(
    settings: PushSettings, fault: Exception, kind: type[Exception]
) -> None:
    """A name that does not exist too (RFC 8020); a resolver that is down is an outage."""

    def fail(request: httpx2.Request) -> httpx2.Response:
        if isinstance(fault, OSError):
            raise httpx2.ConnectError("no") from fault
        raise fault

    with pytest.raises(kind):
        await WebPusher(settings, httpx2.MockTransport(fail)).send(Browser().subscription, PUSH)


async def test_the_rest_of_an_answer_does_not_hide_its_status(
    sender: WebPusher, service: PushService
) -> None:
    """A body that cannot be decoded, and a pause of a thousand digits, are not worth a failure."""
    service.answers["/odd"] = Response(b"no gzip", 201, headers={"Content-Encoding": "gzip"})
    service.answers["/slow"] = Response(status_code=503, headers={"Retry-After": "9" * 5000})

    assert "201" in await sender.send(Browser("/odd").subscription, PUSH)
    with pytest.raises(Unavailable):
        await sender.send(Browser("/slow").subscription, PUSH)


async def test_first_use_opens_and_the_end_closes() -> None:
    """Nothing is opened before."""
    opened = pusher()

    assert isinstance(opened, WebPusher)
    assert pusher() is opened
    await close_providers()
    assert pusher() is not opened
    await close_providers()


def test_the_public_key_is_that_of_the_private_one() -> None:
    """The pair is an example of RFC 8291, section 5."""
    with push_settings(lms_vapid_key="q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"):
        assert application_server_key() == (
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
        )


def test_a_number_that_is_no_key_is_refused_by_name() -> None:
    """It has the form of one; the curve knows better."""
    with (
        push_settings(lms_vapid_key="A" * 43),
        pytest.raises(SettingsError, match="LMS_VAPID_KEY"),
    ):
        application_server_key()
