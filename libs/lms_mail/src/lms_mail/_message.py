"""A mail as the platform knows it, and as RFC 5322 wants it."""

from __future__ import annotations

from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import msgspec

from lms_kernel import Invalid, utc_now
from lms_mail._settings import MailSettings


class MailRefused(Invalid):
    """The mail can never be delivered as it is: the server's 5xx, or a header that is none."""

    slug = "mail-refused"
    title = "The mail cannot be delivered"


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """One mail to one person; the same ``id`` is the same Message-ID, however often it is sent."""

    id: str
    to: str
    subject: str
    text: str


def compose(mail: Mail, settings: MailSettings) -> EmailMessage:
    """Answer the message; MailRefused when a field would break out of its header."""
    message = EmailMessage(policy=SMTP)
    try:
        # Address parses strictly: no second recipient, no line break, no display name.
        message["To"] = Address(addr_spec=mail.to)
        message["From"] = settings.lms_mail_from
        message["Subject"] = mail.subject
    except (ValueError, IndexError, MessageError) as fault:
        raise MailRefused(f"A header of the mail cannot be written: {fault}.") from fault
    message["Message-ID"] = f"<{mail.id}@{settings.domain}>"
    message["Date"] = format_datetime(utc_now())
    # RFC 3834: nobody's holiday notice needs to answer this.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    return message
