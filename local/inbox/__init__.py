"""The inboxes: they receive every email and text message that the platform sends."""

from __future__ import annotations

from local.inbox.mailbox import Mail, Mailbox
from local.inbox.smtp import MailServer
from local.inbox.texts import TextBox, sns_route, texts_environment

__all__ = ["Mail", "MailServer", "Mailbox", "TextBox", "sns_route", "texts_environment"]
