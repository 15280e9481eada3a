"""An email as the platform knows it, and as RFC 5322 requires it."""

from __future__ import annotations

import re
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

import msgspec

from lms_kernel import Invalid, utc_now
from lms_mail._headers import ascii_domain, line_header, mailbox_header, text_header
from lms_mail._settings import MailSettings

# What fits between angle brackets, and with them into one line of 998 (RFC 5322, section 2.1.1).
_URL = re.compile(r"https?://[!-;=?-~]{1,900}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_ID = re.compile(r"[A-Za-z0-9._-]{1,200}")
# Sent as they are, some servers would refuse these, others change them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Bodies of 7 bits pass every server (RFC 2045, section 6.2).
_POLICY = SMTP.clone(cte_type="7bit")


class MailRefused(Invalid):
    """The mail can never be delivered as it is: the server's 5xx, or a malformed header."""

    slug = "mail-refused"
    title = "The email cannot be delivered"


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """One email to one person; the same ``id`` is the same Message-ID, however often it is sent.

    With ``html`` it has two bodies, of which the reader's program shows one. ``unsubscribe_url`` is
    where a POST ends such emails to this person, without confirmation (RFC 8058).
    """

    id: str
    to: str
    subject: str
    text: str
    html: str | None = None
    unsubscribe_url: str | None = None
    language: str = "en"


def compose(mail: Mail, settings: MailSettings) -> EmailMessage:
    """Return the message.

    Raises MailRefused when a field would break out of its header, or the whole is too large.
    """
    try:
        message = _written(mail, settings)
        size = len(message.as_bytes(policy=SMTPUTF8))
    except (ValueError, IndexError, MessageError) as fault:
        raise MailRefused(f"The mail cannot be written: {fault}.") from fault
    if size > settings.lms_mail_max_bytes:
        most = settings.lms_mail_max_bytes
        raise MailRefused(f"The mail has {size} bytes; at most {most} are allowed.")
    return message


def _written(mail: Mail, settings: MailSettings) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    domain = ascii_domain(settings.sender_address).rpartition("@")[2]
    message["To"] = line_header("To", ascii_domain(mail.to))
    message["From"] = mailbox_header("From", settings.lms_mail_from)
    message["Subject"] = text_header("Subject", mail.subject)
    message["X-Notification-Id"] = _checked(_ID, mail.id)
    message["Message-ID"] = f"<{mail.id}@{domain}>"
    message["Date"] = format_datetime(utc_now())
    # RFC 3834: nobody's holiday notice needs to answer this.
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe_url is not None:
        url = _checked(_URL, mail.unsubscribe_url)
        message["List-Unsubscribe"] = line_header("List-Unsubscribe", f"<{url}>")
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text, cte=_encoding(mail.text))
    if mail.html is not None:
        message.add_alternative(mail.html, subtype="html", cte=_encoding(mail.html))
    # Last: setting the content drops what is said about the content.
    message["Content-Language"] = _checked(_LANGUAGE, mail.language)
    return message


def _encoding(body: str) -> str | None:
    """Return how a body must be encoded, None where the standard library decides."""
    return "quoted-printable" if _CONTROL.search(body) else None


def _checked(form: re.Pattern[str], text: str) -> str:
    if form.fullmatch(text) is None:
        raise ValueError(f"{text[:100]!r} does not fit its header")
    return text
