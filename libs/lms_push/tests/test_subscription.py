"""Which subscriptions are accepted, and that each of them can be sent to (RFC 3986, RFC 5891)."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import msgspec
import pytest
from hypothesis import given, strategies as st

from libs.lms_push.tests.push import Browser, PushService, push_settings
from lms_push import (
    Push,
    PushRefused,
    PushSettings,
    Subscription,
    SubscriptionRefused,
    WebPusher,
    check_subscription,
)

PUSH = Push(id="018f-1", title="You are enrolled", body="Jardinería", url="/courses/1")


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
    "https://fcm.googleapis.com:443@evil.example/1",
    "https://fcm.googleapis.com:80/1",
    "https://fcm.googleapis.com:/1",
    "https://fcm.googleapis.com./1",
    "https://.push.services.mozilla.com/1",
    "https://a..push.services.mozilla.com/1",
    "https://push.services.mozilla.com/1",
    "https://-a.push.services.mozilla.com/1",
    "https://a-.push.services.mozilla.com/1",
    "https://a_b.push.services.mozilla.com/1",
    "https://a b.push.services.mozilla.com/1",
    "https://a%2e.push.services.mozilla.com/1",
    "https://xn--a.push.services.mozilla.com/1",
    "https://\u200b.push.services.mozilla.com/1",
    "https://\u202e.push.services.mozilla.com/1",
    f"https://{'x' * 64}.push.services.mozilla.com/1",
    f"https://{'x.' * 120}push.services.mozilla.com/1",
    "https://fcm.googleapis.com/%zz",
    "https://fcm.googleapis.com/%",
    "https://fcm.googleapis.com/1#2",
    "https://google.com/1",
    "https://xjmt17.google.com/1",
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
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAAAB=",
        "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAD%2b%2f",
        "https://web.push.apple.com/QNx-1",
        "https://jmt17.google.com/fcm/send/fJ3-x:APA91b_Hn",
    ],
)
def test_the_browsers_push_services_are_known(endpoint: str) -> None:
    """Chrome's, Chromium's, Firefox's, Edge's and Safari's; their endpoints stay as they are."""
    browser = msgspec.structs.replace(Browser().subscription, endpoint=endpoint)

    assert check_subscription(browser) == browser


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com:443/Wp/1?A=b",
        "HTTPS://FCM.GOOGLEAPIS.COM/Wp/1?A=b",
        "hTTps://fcm.GoogleApis.com:443/Wp/1?A=b",
        "https://\uff46cm.googleapis.com/Wp/1?A=b",
    ],
)
async def test_an_endpoint_has_one_form(
    sender: WebPusher, service: PushService, endpoint: str
) -> None:
    """RFC 3986, section 6.2.2: scheme and host in any case, the usual port; the path as it is."""
    browser = msgspec.structs.replace(Browser().subscription, endpoint=endpoint)

    assert check_subscription(browser).endpoint == "https://fcm.googleapis.com/Wp/1?A=b"
    service.audience = "https://fcm.googleapis.com"
    await sender.send(browser, PUSH)
    assert service.received[0].path == "/Wp/1"


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
    assert check_subscription(padded) == GOOD

    with pytest.raises(SubscriptionRefused) as refused:
        check_subscription(msgspec.structs.replace(GOOD, **changes))

    assert [each.field for each in refused.value.errors] == [field]


# Pieces of which hosts, ports and paths are made, well and badly.
PIECES = st.one_of(
    st.sampled_from(
        [
            "a",
            "A1",
            "-",
            ".",
            "..",
            "_",
            "xn--",
            "xn--bcher-kva",
            "ü",
            "。",
            ":",
            ":443",
            "@",
            "/",
            "%41",
        ]
    ),
    st.text(max_size=3),
    st.text("abc", min_size=60, max_size=65),
)


@pytest.mark.search
@given(st.lists(PIECES, max_size=5).map("".join), st.text(max_size=20))
async def test_what_is_accepted_can_be_sent(host: str, path: str) -> None:
    """For all of Unicode: an endpoint is refused when it comes, or a request to it can be made."""
    browser = msgspec.structs.replace(
        GOOD, endpoint=f"https://{host}.push.services.mozilla.com/{path}"
    )
    urls: list[httpx2.URL] = []

    def take(request: httpx2.Request) -> httpx2.Response:
        urls.append(request.url)
        return httpx2.Response(201, stream=httpx2.ByteStream(b""))

    with push_settings() as settings:
        try:
            accepted = check_subscription(browser)
        except SubscriptionRefused:
            return
        assert check_subscription(accepted) == accepted
        await WebPusher(settings, httpx2.MockTransport(take)).send(accepted, PUSH)

    (url,) = urls
    assert url.raw_host.endswith(b".push.services.mozilla.com")
    # What the resolver is asked for: labels that it can ask about.
    assert url.host.encode("idna").isascii()


@pytest.mark.search
@given(st.text(max_size=30), st.text(max_size=30))
def test_no_key_breaks_the_check(p256dh: str, auth: str) -> None:
    """Whatever is said to be a key is refused by name."""
    with push_settings(), pytest.raises(SubscriptionRefused):
        check_subscription(Subscription(endpoint=GOOD.endpoint, p256dh=p256dh, auth=auth))
