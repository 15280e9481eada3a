"""The request to the push service, and what its responses mean."""

from __future__ import annotations

import asyncio
import re
import socket
from typing import TYPE_CHECKING

from lms_kernel import Provider, Unavailable
from lms_push._keys import pem_pair
from lms_push._message import Push, payload, topic
from lms_push._settings import PushSettings
from lms_push._subscription import Subscription, check_subscription
from lms_push.errors import PushRefused, SubscriptionGone, SubscriptionRefused

if TYPE_CHECKING:
    import httpx2

_GONE = frozenset({404, 410})
# Too slow, too early, too much: of the 4xx those that pass.
_PASSING = frozenset({408, 425, 429})
# Only so much of a response is read, whoever sends it.
_ANSWER_BYTES = 500
_LONGEST_PAUSE_SECONDS = 3600
_SECONDS = re.compile(r"[0-9]{1,9}")


class WebPusher:
    """Encrypts and signs with ``webpush``, and sends over its own connections."""

    def __init__(
        self, settings: PushSettings, transport: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        """Open a client that keeps its connections; tests pass their own transport."""
        # Imported here: code that only checks a subscription need not load them.
        import httpx2
        from webpush import WebPush

        private, public = pem_pair(settings)
        self._settings = settings
        self._sealer = WebPush(
            private_key=private,
            public_key=public,
            subscriber=settings.contact,
            ttl=settings.lms_push_ttl_seconds,
        )
        self._failure = httpx2.HTTPError
        # A request that cannot even be written: ValueError is what encoding a name raises.
        self._refusals = (
            httpx2.InvalidURL,
            httpx2.UnsupportedProtocol,
            httpx2.LocalProtocolError,
            ValueError,
        )
        self._client: httpx2.AsyncClient = httpx2.AsyncClient(
            timeout=settings.lms_push_seconds,
            transport=transport,
            trust_env=False,
            follow_redirects=False,
        )

    async def send(self, subscription: Subscription, push: Push) -> str:
        """Return what the push service said.

        Raises SubscriptionGone and PushRefused for good, Unavailable for now.
        """
        try:
            browser = check_subscription(subscription, self._settings)
        except SubscriptionRefused as fault:
            faults = "; ".join(f"{each.field} {each.message}" for each in fault.errors)
            raise PushRefused(f"Cannot send to this subscription: {faults}.") from fault
        content, headers = self._sealed(browser, push)
        answer: httpx2.Response | None = None
        words = ""
        try:
            async with (
                asyncio.timeout(self._settings.lms_push_seconds),
                self._client.stream(
                    "POST", browser.endpoint, content=content, headers=headers
                ) as answer,
            ):
                words = await _beginning(answer)
        except self._refusals as fault:
            name = type(fault).__name__
            raise PushRefused(f"No request can be made to this subscription: {name}.") from fault
        except (self._failure, TimeoutError) as fault:
            # Whatever is wrong with the rest of an answer, its status has said what counts.
            if answer is None:
                raise _unreached(fault) from fault
        return _verdict(answer, words)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    def _sealed(self, subscription: Subscription, push: Push) -> tuple[bytes, dict[str, str]]:
        from webpush.types import WebPushSubscription

        keys = {"p256dh": subscription.p256dh, "auth": subscription.auth}
        receiver = {"endpoint": subscription.endpoint, "keys": keys}
        message = self._sealer.get(payload(push), WebPushSubscription.model_validate(receiver))
        return message.encrypted, {
            **message.headers,
            "content-type": "application/octet-stream",
            "topic": topic(push),
            "urgency": push.urgency,
        }


async def _beginning(response: httpx2.Response) -> str:
    read = b""
    # Raw: a coding that cannot be undone must not hide the status.
    async for piece in response.aiter_raw():
        read += piece
        if len(read) >= _ANSWER_BYTES:
            break
    return " ".join(read[:_ANSWER_BYTES].decode(errors="replace").split())


def _unreached(fault: Exception) -> PushRefused | Unavailable:
    """Return what it means that there was no answer: a name that does not exist is final."""
    cause: BaseException | None = fault
    while cause is not None:
        # RFC 8020: nothing is there. A resolver that cannot tell says EAI_AGAIN.
        if isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_NONAME:
            return PushRefused("There is no push service of this name.")
        cause = cause.__cause__ or cause.__context__
    return Unavailable("The push service cannot be reached.")


def _verdict(response: httpx2.Response, words: str) -> str:
    """Return the reply, or raise what it means."""
    code = response.status_code
    text = f"The push service answered {code} {words}".strip()
    if response.is_success:
        return text
    if code in _GONE:
        raise SubscriptionGone(text)
    if response.is_client_error and code not in _PASSING:
        raise PushRefused(text)
    # A redirection too: where it leads nobody has checked.
    pause = response.headers.get("retry-after", "")
    is_number = _SECONDS.fullmatch(pause) is not None
    seconds = min(int(pause), _LONGEST_PAUSE_SECONDS) if is_number else None
    raise Unavailable(text, retry_after=seconds)


def _open() -> WebPusher:
    return WebPusher(PushSettings.current())


pusher: Provider[WebPusher] = Provider(_open, close=WebPusher.close)
