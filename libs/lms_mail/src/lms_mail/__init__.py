"""Mail: sending one message over SMTP, and the server's reply."""

from __future__ import annotations

from lms_mail._mailer import SmtpMailer, mailer, provider_id
from lms_mail._message import Mail, MailRefused
from lms_mail._settings import MailSettings

__all__ = ["Mail", "MailRefused", "MailSettings", "SmtpMailer", "mailer", "provider_id"]
