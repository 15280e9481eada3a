"""The SMTP server of the inbox, on the loopback address, with a password."""

from __future__ import annotations

import asyncio
import hmac
import logging
import warnings
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from local.inbox.rules import fault_of
from local.ports import LOOPBACK

if TYPE_CHECKING:
    from local.inbox.mailbox import Mailbox

log = logging.getLogger(__name__)
# Repeats the warning below for every email.
logging.getLogger("mail.log").setLevel(logging.ERROR)

USER = "learning"
LARGEST_MAIL_BYTES = 10 * 1024 * 1024


class MailServer:
    """An SMTP server that accepts an email (250) only once it is on disk."""

    def __init__(self, mailbox: Mailbox, port: int, password: str) -> None:
        self._mailbox = mailbox
        self._port = port
        self._password = password
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """Return the SMTP_URL of this server."""
        return f"smtp://{USER}:{self._password}@{LOOPBACK}:{self._port}?starttls=off"

    async def start(self) -> None:
        """Listen."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._conversation, LOOPBACK, self._port)

    async def stop(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    def _conversation(self) -> SMTP:
        with warnings.catch_warnings():
            # It warns of a password without TLS; ours travels over the loopback interface only.
            warnings.simplefilter("ignore")
            return SMTP(
                self,
                loop=asyncio.get_running_loop(),
                hostname="localhost",
                ident="inbox",
                data_size_limit=LARGEST_MAIL_BYTES,
                enable_SMTPUTF8=True,
                authenticator=self._authenticate,
                # Its prompts are not those that Alertmanager knows; everybody knows PLAIN.
                auth_exclude_mechanism=["LOGIN"],
                auth_required=True,
                auth_require_tls=False,
            )

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Store one email."""
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        fault = fault_of(raw, is_utf8=envelope.smtp_utf8)
        if fault is not None:
            return f"554 5.6.0 {fault}"
        recipients = [str(one) for one in envelope.rcpt_tos]
        try:
            await asyncio.to_thread(self._mailbox.keep, envelope.mail_from or "", recipients, raw)
        except OSError:
            log.exception("an email could not be stored")
            return "451 the email could not be stored, try again"
        return "250 stored"

    def _authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _method: str, data: Any
    ) -> AuthResult:
        """Compare user and password."""
        fits = (
            isinstance(data, LoginPassword)
            and hmac.compare_digest(data.login, USER.encode())
            and hmac.compare_digest(data.password, self._password.encode())
        )
        # Not handled: a refusal is worded by aiosmtpd.
        return AuthResult(success=fits, handled=False)
