"""The mail inbox: takes every mail that the platform sends, and shows it."""

from __future__ import annotations

from local.inbox.mailbox import Mail, Mailbox
from local.inbox.smtp import MailServer

__all__ = ["Mail", "MailServer", "Mailbox"]
