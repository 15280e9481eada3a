"""An email as the platform knows it, and as RFC 5322 requires it."""

from __future__ import annotations

import re
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime

import msgspec

from lms_kernel import Invalid, utc_now
from lms_mail._settings import MailSettings

# What fits between angle brackets, and with them into one line of 998 (RFC 5322, section 2.1.1).
_URL = re.compile(r"https?://[!-;=?-~]{1,900}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


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


class _Whole(UnstructuredHeader, BaseHeader):
    """A header of one long word: folded, it would be encoded, and no address any more."""

    def fold(self, *, policy: Policy) -> str:
        """Return the header as one line."""
        return f"List-Unsubscribe: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _Whole)
_POLICY = SMTP.clone(header_factory=_HEADERS)


def compose(mail: Mail, settings: MailSettings) -> EmailMessage:
    """Return the message.

    Raises MailRefused when a field would break out of its header, or the whole is too large.
    """
    try:
        message = _written(mail, settings)
        size = len(message.as_bytes())
    except (ValueError, IndexError, MessageError) as fault:
        raise MailRefused(f"The mail cannot be written: {fault}.") from fault
    if size > settings.lms_mail_max_bytes:
        most = settings.lms_mail_max_bytes
        raise MailRefused(f"The mail has {size} bytes; at most {most} are allowed.")
    return message


def _written(mail: Mail, settings: MailSettings) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    # Address parses strictly: no second recipient, no line break, no display name.
    message["To"] = Address(addr_spec=mail.to)
    message["From"] = settings.lms_mail_from
    message["Subject"] = mail.subject
    # The parser of Message-IDs is more patient than every other one.
    message["X-Notification-Id"] = mail.id
    message["Message-ID"] = f"<{mail.id}@{settings.domain}>"
    message["Date"] = format_datetime(utc_now())
    # RFC 3834: nobody's holiday notice needs to answer this.
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe_url is not None:
        message["List-Unsubscribe"] = f"<{_checked(_URL, mail.unsubscribe_url)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text)
    if mail.html is not None:
        message.add_alternative(mail.html, subtype="html")
    # Last: setting the content drops what is said about the content.
    message["Content-Language"] = _checked(_LANGUAGE, mail.language)
    return message


def _checked(form: re.Pattern[str], text: str) -> str:
    if form.fullmatch(text) is None:
        raise ValueError(f"{text[:100]!r} does not fit its header")
    return text
