"""The conversation with the SMTP server, and which of its replies are final."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
from typing import TYPE_CHECKING

from lms_kernel import Provider, Unavailable
from lms_mail._headers import ascii_domain
from lms_mail._message import Mail, MailRefused, compose
from lms_mail._settings import MailSettings

if TYPE_CHECKING:
    import aiosmtplib

_PERMANENT = 500
# "Ok 0100018f-..." is Amazon SES, "2.0.0 Ok: queued as 4ZQx1" Postfix.
_KEPT_AS = re.compile(r"\bOk:?\s+(?:queued as\s+)?([\w.-]{5,200})\s*\Z", re.IGNORECASE)


class SmtpMailer:
    """Sends each email over its own connection: a sleeping function keeps none open."""

    def __init__(self, settings: MailSettings) -> None:
        """Open nothing: each email opens its own connection."""
        self._settings = settings

    async def send(self, mail: Mail) -> str:
        """Return what the server said; MailRefused for good, Unavailable for now.

        A 5xx to the mail itself (sender, recipient, content) is final. A fault of the server or of
        our access to it is not the email's and may be fixed: Unavailable.
        """
        # Imported here: code that only reads settings need not load it.
        import aiosmtplib

        message = compose(mail, self._settings)
        client = self._client()
        try:
            async with asyncio.timeout(self._settings.lms_mail_seconds):
                await client.connect()
                _, answer = await client.send_message(
                    message,
                    sender=ascii_domain(self._settings.sender_address),
                    recipients=[message["To"]],
                )
        except aiosmtplib.SMTPRecipientsRefused as refusal:
            raise _verdict(refusal.recipients[0]) from refusal
        except (
            aiosmtplib.SMTPSenderRefused,
            aiosmtplib.SMTPDataError,
        ) as refusal:
            raise _verdict(refusal) from refusal
        except aiosmtplib.SMTPNotSupported as refusal:
            raise MailRefused(f"The mail server does not support it: {refusal}.") from refusal
        except aiosmtplib.SMTPException as fault:
            raise Unavailable(f"The mail server cannot be used: {fault}.") from fault
        except (OSError, TimeoutError) as fault:
            raise Unavailable("The mail server cannot be reached.") from fault
        except ValueError as fault:
            # Below OSError: a certificate's fault is both. aiosmtplib checks addresses again,
            # and more strictly than RFC 5321 does.
            raise MailRefused(f"The mail cannot be sent: {fault}.") from fault
        else:
            # The mail is accepted: whatever goes wrong with saying goodbye changes nothing.
            with contextlib.suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                await client.quit(timeout=1)
            return answer
        finally:
            client.close()

    def _client(self) -> aiosmtplib.SMTP:
        import aiosmtplib

        server = self._settings.server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.is_tls,
            start_tls=server.starttls,
            timeout=self._settings.lms_mail_seconds,
            # Asking DNS for a better name can take longer than the mail.
            local_hostname=socket.gethostname(),
        )


def _verdict(answer: aiosmtplib.SMTPResponseException) -> MailRefused | Unavailable:
    text = f"The mail server answered {answer.code} {answer.message}"
    return MailRefused(text) if answer.code >= _PERMANENT else Unavailable(text)


def provider_id(reply: str) -> str | None:
    """Return the server's own id of an accepted mail, None where its reply has none."""
    match = _KEPT_AS.search(reply)
    return match.group(1) if match else None


def _open() -> SmtpMailer:
    return SmtpMailer(MailSettings.current())


mailer: Provider[SmtpMailer] = Provider(_open)
