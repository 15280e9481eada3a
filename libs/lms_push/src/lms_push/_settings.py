"""The settings of Web Push."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from lms_settings import Settings

_LABEL = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
# A name ends in a label that is no number, so that no entry is an address.
_NAME = rf"(\*\.)?({_LABEL}\.)+[a-z]{_LABEL}"
_HERE = r"http://(127\.0\.0\.1|localhost):[0-9]{1,5}"
_ENTRY = rf"({_NAME}|{_HERE})"


class PushSettings(Settings, frozen=True):
    """The signing key, the known push services, a message's lifetime and the timeout.

    ``lms_push_hosts`` are comma-separated names; ``*.`` stands for any names before the rest. An
    origin, with its scheme and port, is taken literally and may be of this machine only.
    """

    lms_vapid_key: Annotated[
        str,
        Meta(
            pattern=r"^[A-Za-z0-9_-]{43}\Z",
            extra={"hint": "must be a private P-256 key, 32 bytes in base64url"},
        ),
    ]
    lms_vapid_subject: Annotated[
        str,
        Meta(
            pattern=r"^mailto:[^\s@<>]+@[^\s@<>]+\Z",
            extra={"hint": "must be like mailto:operations@example.org"},
        ),
    ]
    lms_push_hosts: Annotated[
        str,
        Meta(
            pattern=rf"^{_ENTRY}(,{_ENTRY})*\Z",
            extra={"hint": "must be comma-separated names, like *.push.example.org"},
        ),
    ]
    lms_push_ttl_seconds: Annotated[int, Meta(ge=0, le=28 * 24 * 3600)] = 3 * 24 * 3600
    lms_push_seconds: Annotated[float, Meta(gt=0, le=25)] = 10.0

    @property
    def contact(self) -> str:
        """Return the bare address in ``lms_vapid_subject``."""
        return self.lms_vapid_subject.removeprefix("mailto:")

    @property
    def hosts(self) -> tuple[str, ...]:
        """Return the entries of ``lms_push_hosts``."""
        return tuple(self.lms_push_hosts.split(","))
