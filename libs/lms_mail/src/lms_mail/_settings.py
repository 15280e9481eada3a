"""The settings of outgoing mail."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec
from msgspec import Meta

from lms_settings import Settings


class Server(msgspec.Struct, frozen=True):
    """An SMTP server; ``starttls`` is True for required, None for when offered, False for never."""

    host: str
    port: int | None
    user: str | None
    password: str | None
    is_tls: bool
    starttls: bool | None


class MailSettings(Settings, frozen=True):
    """The mail server, the sender, the timeout and the largest size of an email.

    Providers accept 10 MB and more; anything above our limit went wrong before it came here.
    """

    smtp_url: Annotated[
        str,
        Meta(
            pattern=r"^smtps?://[^\s/?#]+/?(\?starttls=(required|auto|off))?\Z",
            extra={"hint": "must be like smtp://user:password@host:587?starttls=required"},
        ),
    ]
    lms_mail_from: Annotated[
        str,
        Meta(
            pattern=r"^([^\x00-\x1f\x7f<>@]+<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)\Z",
            extra={"hint": "must be like Learning Platform <no-reply@example.org>"},
        ),
    ]
    lms_mail_seconds: Annotated[float, Meta(gt=0, le=25)] = 20.0
    lms_mail_max_bytes: Annotated[int, Meta(ge=1024, le=10 * 1024**2)] = 1024**2

    @property
    def server(self) -> Server:
        """Return the parts of ``smtp_url``."""
        url = urlsplit(self.smtp_url)
        is_tls = url.scheme == "smtps"
        # A password must not travel in the open because somebody forgot an option.
        mode = parse_qs(url.query).get("starttls", ["required" if url.password else "auto"])[0]
        starttls = {"required": True, "auto": None, "off": False}[mode]
        return Server(
            host=url.hostname or "localhost",
            port=url.port,
            user=unquote(url.username) if url.username else None,
            password=unquote(url.password) if url.password else None,
            is_tls=is_tls,
            starttls=False if is_tls else starttls,
        )

    @property
    def sender_address(self) -> str:
        """Return the bare address in ``lms_mail_from``."""
        return self.lms_mail_from.rpartition("<")[2].removesuffix(">")

    @property
    def domain(self) -> str:
        """Return the domain in ``lms_mail_from``."""
        return self.sender_address.rpartition("@")[2]
