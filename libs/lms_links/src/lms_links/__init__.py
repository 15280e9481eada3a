"""The address of the platform on the web: every link to a page of ours begins with it."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from lms_settings import Settings

__all__ = ["TICKET", "LinkSettings", "public_url"]

TICKET = "{only-in-the-mail}"
"""Where the link of a letter takes its token, at the moment of sending (decision 0054)."""


class LinkSettings(Settings, frozen=True):
    """The address that people open, with or without a slash at its end."""

    lms_public_url: Annotated[
        str,
        Meta(
            pattern=r"^[Hh][Tt][Tt][Pp][Ss]?://[^/]",
            extra={"hint": "must be an address that begins with https:// or http://"},
        ),
    ] = "http://127.0.0.1:8080"


def public_url(path: str = "") -> str:
    """Return the address of a page for people; ``path`` begins with a slash."""
    # A scheme may be written in any case (RFC 3986, section 3.1); readers of our links know one.
    scheme, _, rest = LinkSettings.current().lms_public_url.rstrip("/").partition(":")
    return f"{scheme.lower()}:{rest}{path}"
