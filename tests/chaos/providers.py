"""Providers that survive every kill: they accept messages, count them, and refuse some on purpose.

They run in a thread of the test's process: SMTP, Amazon SNS (`Publish` to a number, AWS's query
protocol), and a push service of browsers that can read what is pushed to them.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import threading
import uuid
from collections import Counter
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import uvicorn
from aiosmtpd.smtp import SMTP
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Mount, Route

from libs.lms_push.tests.push import Browser, PushService
from local.ports import LOOPBACK, free_port

if TYPE_CHECKING:
    from aiosmtpd.smtp import Envelope, Session
    from starlette.requests import Request

# Each message's subject begins with its own number, by which a text message is recognized.
SERIAL = re.compile(r"No\. \w+")
# One message in this many is deferred at its first attempt.
PUT_OFF = 20
SNS = "http://sns.amazonaws.com/doc/2010-03-31/"


class Providers:
    """What arrived, and who is refused.

    ``emails`` counts by Message-ID (our id of the notification), ``texts`` by number and serial;
    pushes are read at the end, by ``pushes``.
    """

    def __init__(self) -> None:
        self.no_mailbox: set[str] = set()
        self.opted_out: set[str] = set()
        self.browsers: dict[str, Browser] = {}
        self.mails: Counter[str] = Counter()
        self.texts: Counter[tuple[str, str]] = Counter()
        self.faults: list[Exception] = []
        """What a provider could not read: a mistake of the platform's or of the test's."""
        self._smtp_port, self._http_port = free_port(), free_port()
        # What signs for a push service names it without a port.
        self._push = PushService(f"http://{LOOPBACK}")
        self._was_put_off: set[str] = set()
        self._stopped: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._ready = threading.Event()

    @property
    def push_host(self) -> str:
        """Where browsers are reached."""
        return f"http://{LOOPBACK}:{self._http_port}"

    @property
    def settings(self) -> dict[str, str]:
        """The settings that point the platform here."""
        return {
            "SMTP_URL": f"smtp://{LOOPBACK}:{self._smtp_port}?starttls=off",
            "LMS_SMS_ENDPOINT_URL": f"http://{LOOPBACK}:{self._http_port}/sns",
            "AWS_ACCESS_KEY_ID": "nobody",
            "AWS_SECRET_ACCESS_KEY": "nothing",
            "LMS_PUSH_HOSTS": self.push_host,
        }

    def start(self) -> None:
        """Start listening."""
        self._thread.start()
        assert self._ready.wait(10)

    def stop(self) -> None:
        """Close them."""
        assert self._loop is not None
        assert self._stopped is not None
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(10)

    def browser(self, *, is_gone: bool = False) -> Browser:
        """Return a new browser; one that is gone accepts nothing."""
        path = f"/push/{len(self.browsers)}"
        self.browsers[path] = Browser(path, self.push_host)
        if is_gone:
            self._push.answers[path] = Response(status_code=410)
        return self.browsers[path]

    def pushes(self) -> Counter[str]:
        """Count what browsers showed, by our id of the notification."""
        return Counter(
            self.browsers[each.path].read(each.body)["id"] for each in self._push.received
        )

    def topics(self) -> Counter[str]:
        """Count the same by topic: a push service keeps only the last message of each."""
        return Counter(each.headers["topic"] for each in self._push.received)

    async def _serve(self) -> None:
        self._loop, self._stopped = asyncio.get_running_loop(), asyncio.Event()
        smtp = await self._loop.create_server(self._conversation, LOOPBACK, self._smtp_port)
        routes = [Route("/sns", self._publish, methods=["POST"]), Mount("/push", self._pushed)]
        web = uvicorn.Server(
            uvicorn.Config(
                Starlette(routes=routes), LOOPBACK, self._http_port, log_config=None, lifespan="off"
            )
        )
        serving = asyncio.create_task(web.serve())
        while not web.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)
        self._ready.set()
        await self._stopped.wait()
        smtp.close()
        web.should_exit = True
        await serving

    def _puts_off(self, key: str) -> bool:
        """Tell whether to defer this message: some are, once."""
        chance = hashlib.sha256(key.encode()).digest()[0]
        if chance % PUT_OFF or key in self._was_put_off:
            return False
        self._was_put_off.add(key)
        return True

    def _conversation(self) -> SMTP:
        return SMTP(self, loop=asyncio.get_running_loop(), hostname="localhost", ident="provider")

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Refuse recipients without a mailbox."""
        if address in self.no_mailbox:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Accept one email."""
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        message_id = str(message_from_bytes(raw, policy=policy.default)["Message-ID"])
        id_ = message_id.strip("<>").partition("@")[0]
        if self._puts_off(id_):
            return "451 4.3.0 come again"
        self.mails[id_] += 1
        return f"250 2.0.0 Ok: queued as {uuid.uuid4().hex}"

    async def _publish(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        to, text = form["PhoneNumber"], form["Message"]
        if (serial := SERIAL.search(text)) is None:
            self.faults.append(ValueError(f"no serial in {text!r}"))
            return _sns_error(400, "InvalidParameter", "Nobody knows this text")
        if to in self.opted_out:
            return _sns_error(400, "OptedOut", "The number takes no messages")
        if self._puts_off(f"{to} {serial[0]}"):
            return _sns_error(400, "Throttling", "Rate exceeded")
        self.texts[to, serial[0]] += 1
        return Response(
            f'<PublishResponse xmlns="{SNS}"><PublishResult><MessageId>{uuid.uuid4()}</MessageId>'
            f"</PublishResult></PublishResponse>",
            media_type="text/xml",
        )

    async def _pushed(self, scope: Any, receive: Any, send: Any) -> None:
        headers = {name: value.decode() for name, value in scope["headers"]}
        if self._puts_off(headers[b"topic"]):
            await Response(status_code=503)(scope, receive, send)
            return
        try:
            await self._push(scope, receive, send)
        except ClientDisconnect:
            # The sender was killed before its message was here: nothing has arrived.
            return
        except Exception as fault:
            self.faults.append(fault)
            raise


def _sns_error(status: int, code: str, message: str) -> Response:
    return Response(
        f'<ErrorResponse xmlns="{SNS}"><Error><Type>Sender</Type><Code>{code}</Code>'
        f"<Message>{message}</Message></Error></ErrorResponse>",
        status,
        media_type="text/xml",
    )
