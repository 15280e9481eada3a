"""What is sent to a push service, and what its answers mean; over real sockets: integration."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx2
import msgspec
import pytest
from cryptography.exceptions import InvalidTag
from starlette.responses import Response

from lms_kernel import Unavailable, close_providers
from lms_push import (
    Push,
    PushRefused,
    PushSettings,
    SubscriptionGone,
    SubscriptionRefused,
    WebPusher,
    application_server_key,
    check_subscription,
    pusher,
)
from lms_push._message import payload
from lms_settings import SettingsError
from lms_testing.push import HOST, Browser, PushService, push_settings

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


@pytest.mark.parametrize("body", ["x" * 9000, "ñ" * 9000, "😀" * 9000, '"\n' * 9000, "a😀ñ" * 9000])
def test_a_long_body_is_cut_between_characters(body: str) -> None:
    """As much of it as fits into 3,000 bytes, however JSON writes it."""
    raw = payload(msgspec.structs.replace(PUSH, body=body))

    cut = msgspec.json.decode(raw)["body"]
    assert 2980 <= len(raw) <= 3000
    assert cut.endswith("…")
    assert body.startswith(cut[:-1])


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


HOSTILE = [
    "http://fcm.googleapis.com/fcm/send/1",
    "https://fcm.googleapis.com:8443/fcm/send/1",
    "https://fcm.googleapis.com.evil.example/1",
    "https://evil.example/fcm.googleapis.com/1",
    "https://evil.example/#fcm.googleapis.com",
    "https://fcm.googleapis.com@evil.example/1",
    "https://ana:secret@fcm.googleapis.com/1",
    "https://evil.example\\@fcm.googleapis.com/1",
    "https://evilfcm.googleapis.com/1",
    "https://push.apple.com.evil.example/1",
    "https://push.apple.com/1",
    "https://evilpush.apple.com/1",
    "https://127.0.0.1/1",
    "https://169.254.169.254/latest/meta-data",
    "https://[::1]/1",
    "https://2130706433/1",
    "https://redis.data.svc.cluster.local/1",
    "http://127.0.0.1:8123/1",
    "https://fcm.googleapis.com/1\r\nHost: evil.example",
    "https://fcm.googleapis.com/1 2",
    "https://fcm.googleapis.com/ñ",
    "https://fcm.googleapis.com",
    "HTTPS://FCM.GOOGLEAPIS.COM/1",
    "https://fcm.googleapis.com/" + "x" * 2048,
    "//fcm.googleapis.com/1",
    "",
]


@pytest.mark.parametrize("endpoint", HOSTILE)
async def test_nothing_is_sent_to_whom_we_do_not_know(
    sender: WebPusher, service: PushService, endpoint: str
) -> None:
    """An endpoint is a stranger's wish for a request from inside of our network."""
    hostile = msgspec.structs.replace(Browser().subscription, endpoint=endpoint)

    with pytest.raises(SubscriptionRefused) as refused:
        check_subscription(hostile)
    assert [each.field for each in refused.value.errors] == ["endpoint"]
    with pytest.raises(PushRefused, match="endpoint"):
        await sender.send(hostile, PUSH)
    assert service.received == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/fJ3-x:APA91b_Hn",
        "https://fcm.googleapis.com:443/wp/1",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAAAB=",
        "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAD%2b%2f",
        "https://web.push.apple.com/QNx-1",
    ],
)
def test_the_browsers_push_services_are_known(endpoint: str) -> None:
    """Chrome's, Firefox's, Edge's and Safari's."""
    check_subscription(msgspec.structs.replace(Browser().subscription, endpoint=endpoint))


def test_this_machine_is_known_only_by_name() -> None:
    """An entry with a scheme is one address, with its port, and no other."""
    here = msgspec.structs.replace(Browser().subscription, endpoint="http://127.0.0.1:8123/1")
    with push_settings(lms_push_hosts="fcm.googleapis.com,http://127.0.0.1:8123"):
        check_subscription(here)
        for other in ("http://127.0.0.1:81/1", "https://127.0.0.1:8123/1", "http://127.0.0.1/1"):
            with pytest.raises(SubscriptionRefused):
                check_subscription(msgspec.structs.replace(here, endpoint=other))


GOOD = Browser().subscription


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"p256dh": ""}, "keys.p256dh"),
        ({"p256dh": "BAAA"}, "keys.p256dh"),
        ({"p256dh": "B" + "A" * 86}, "keys.p256dh"),
        ({"p256dh": GOOD.p256dh + "!"}, "keys.p256dh"),
        ({"p256dh": GOOD.auth}, "keys.p256dh"),
        ({"auth": ""}, "keys.auth"),
        ({"auth": "AAAA"}, "keys.auth"),
        ({"auth": GOOD.p256dh}, "keys.auth"),
        ({"auth": "añ"}, "keys.auth"),
    ],
)
def test_keys_must_be_keys(changes: dict[str, str], field: str) -> None:
    """A point of the curve and 16 bytes; with padding they are the same."""
    padded = msgspec.structs.replace(GOOD, p256dh=f"{GOOD.p256dh}=", auth=f"{GOOD.auth}==")
    check_subscription(padded)

    with pytest.raises(SubscriptionRefused) as refused:
        check_subscription(msgspec.structs.replace(GOOD, **changes))

    assert [each.field for each in refused.value.errors] == [field]


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
