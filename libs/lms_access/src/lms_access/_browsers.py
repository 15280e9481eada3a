"""A browser that signed in before: its cookie says to which accounts, signed (decision 0055).

It opens nothing. Only the limit on guessing passwords looks at it, so that strangers who guess do
not lock out the owner (OWASP, "Slow Down Online Guessing Attacks with Device Cookies").
"""

from __future__ import annotations

import hashlib
from typing import Annotated

import msgspec
from jose.exceptions import JOSEError
from msgspec import Meta
from starlette.requests import Request

from lms_access._keys import AccessSettings
from lms_access._tokens import InvalidToken, verified
from lms_kernel import new_id

BROWSER_COOKIE = "known_browser"
# A family's computer has a few accounts, a school's has too many for one cookie: the latest count.
_MOST_ACCOUNTS = 8
_REQUIRED = {f"require_{claim}": True for claim in ("aud", "iat", "exp", "iss", "jti")}


class Browser(msgspec.Struct, frozen=True):
    """A browser and the accounts that signed in with it, as hashes, the latest first."""

    jti: str
    accounts: Annotated[tuple[str, ...], Meta(max_length=_MOST_ACCOUNTS)] = ()

    def known_to(self, account: str) -> str:
        """Return the browser's id if it signed in to this account, else an empty text."""
        return self.jti if _digest(account) in self.accounts else ""

    def after_sign_in(self, account: str) -> Browser:
        """Return the browser as it is after a sign-in to this account."""
        others = [each for each in self.accounts if each != _digest(account)]
        return Browser(self.jti, (_digest(account), *others)[:_MOST_ACCOUNTS])


def browser_of(request: Request) -> Browser:
    """Return the browser that sends the request; a new one without a valid cookie."""
    try:
        claims = verified(request.cookies[BROWSER_COOKIE], browser_audience(), _REQUIRED)
        return msgspec.convert(claims, Browser)
    except (KeyError, InvalidToken, JOSEError, msgspec.ValidationError, RecursionError):
        return Browser(new_id())


def browser_audience() -> str:
    """Return who reads these tokens: never those who read access tokens (RFC 8725, 3.12)."""
    return f"{AccessSettings.current().lms_token_audience}/browsers"


def _digest(account: str) -> str:
    return hashlib.sha256(account.encode()).hexdigest()[:32]
