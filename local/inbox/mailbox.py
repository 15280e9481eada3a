"""Emails on disk: one file each, named by its Message-ID, so that a repeat is the same email."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import make_msgid
from typing import TYPE_CHECKING

from local.inbox.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import EmailMessage
    from pathlib import Path

SUFFIX = ".eml"
# The envelope is kept as headers before the message's own.
FROM = "X-Envelope-From"
TO = "X-Envelope-To"
RECEIVED = "X-Received-At"


@dataclass(frozen=True, slots=True)
class Mail:
    """One received email, as the inbox shows it."""

    id: str
    message_id: str
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    received_at: str

    def as_json(self) -> dict[str, object]:
        """Return the email for programs; `from` is a keyword in Python."""
        return {
            "id": self.id,
            "message_id": self.message_id,
            "from": self.sender,
            "to": list(self.to),
            "subject": self.subject,
            "text": self.text,
            "html": self.html,
            "received_at": self.received_at,
        }


class Mailbox:
    """All emails of one folder, read once and kept in memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mails: dict[str, Mail] = {}
        for file in folder.glob(f"*{SUFFIX}"):
            self._mails[file.stem] = read_mail(file.stem, file.read_bytes())

    def keep(self, sender: str, recipients: Sequence[str], content: bytes) -> Mail:
        """Store an email durably and return it; an existing one is returned as it is."""
        # Only the message's identity is read before it is on disk.
        message_id = (
            message_from_bytes(content, policy=policy.default)["Message-ID"] or make_msgid()
        )
        mail_id = hashlib.sha256(str(message_id).strip().encode()).hexdigest()[:32]
        if mail_id in self._mails:
            return self._mails[mail_id]
        received_at = datetime.now(UTC).isoformat(timespec="milliseconds")
        envelope = f"{FROM}: {sender}\r\n{TO}: {', '.join(recipients)}\r\n{RECEIVED}: {received_at}"
        raw = f"{envelope}\r\n".encode() + content
        write_whole(self._folder / f"{mail_id}{SUFFIX}", raw)
        mail = self._mails[mail_id] = read_mail(mail_id, raw)
        return mail

    def newest(self) -> list[Mail]:
        """Return all emails, newest first."""
        return sorted(self._mails.values(), key=lambda mail: mail.received_at, reverse=True)

    def find(self, mail_id: str) -> Mail | None:
        """Return one email, None when it does not exist."""
        return self._mails.get(mail_id)


def read_mail(mail_id: str, raw: bytes) -> Mail:
    """Read a stored email; undecodable bytes are shown as replacement characters."""
    message: EmailMessage = message_from_bytes(raw, policy=policy.default)
    return Mail(
        id=mail_id,
        message_id=str(message["Message-ID"] or ""),
        sender=str(message["From"] or message[FROM] or ""),
        to=tuple(part.strip() for part in str(message[TO] or "").split(",") if part.strip()),
        subject=str(message["Subject"] or ""),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        received_at=str(message[RECEIVED] or ""),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    if part is None:
        return ""
    payload = part.get_payload(decode=True)
    charset = part.get_content_charset("utf-8")
    try:
        text = bytes(payload).decode(charset, "replace") if isinstance(payload, bytes) else ""
    except LookupError:
        text = bytes(payload).decode(errors="replace") if isinstance(payload, bytes) else ""
    return text.replace("\r\n", "\n")
