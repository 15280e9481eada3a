"""Making access tokens: imported only by the functions that hold the private key.

It is not part of ``lms_access`` itself, because the settings of every imported library are
checked at start, and only these functions are given ``LMS_SIGNING_KEY``.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Collection, Mapping
from typing import Annotated, Literal

import msgspec
from jose import jwk, jwt
from jose.backends.base import Key
from jose.exceptions import JOSEError
from msgspec import Meta
from starlette.responses import Response

from lms_access._browsers import BROWSER_COOKIE, Browser, browser_audience
from lms_access._cookies import AUTH_PATH, CookieSettings
from lms_access._keys import ALGORITHM, AccessSettings, PublicKey, public_keys
from lms_access._session import OpenedSession, Session
from lms_access._sessions import sessions
from lms_kernel import new_id
from lms_settings import Settings

__all__ = [
    "SigningSettings",
    "Tokens",
    "issue_service_token",
    "keep_browser",
    "sign_access_token",
    "sign_document",
    "tokens_for",
]

# The longest that browsers keep a cookie.
_BROWSER_SECONDS = 400 * 24 * 3600


class SigningSettings(Settings, frozen=True):
    """The private key, an ES256 JWK as JSON with its ``kid``, and how long its tokens live."""

    lms_signing_key: str
    lms_access_token_lifetime_seconds: Annotated[int, Meta(ge=1, le=86400)] = 900

    def __post_init__(self) -> None:
        """Refuse to start with a key that cannot sign, or whose public half is not published."""
        try:
            public = msgspec.json.decode(self.lms_signing_key, type=PublicKey)
            _signer(self.lms_signing_key)
        except (msgspec.DecodeError, JOSEError, ValueError) as fault:
            message = f"LMS_SIGNING_KEY must be a private P-256 key as a JWK: {fault}"
            raise ValueError(message) from fault
        if public not in public_keys().keys:
            raise ValueError(f"LMS_PUBLIC_KEYS must hold the public half of the key {public.kid}")


class Tokens(msgspec.Struct, kw_only=True):
    """What a client needs to go on: RFC 6749, section 5.1.

    ``refresh_token`` is there only for a client that asked to keep it itself.
    """

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the scheme's name
    expires_in: int
    refresh_token: str | msgspec.UnsetType = msgspec.UNSET


@functools.lru_cache(maxsize=8)
def _signer(text: str) -> tuple[str, Key]:
    """Return the key id and the key, ready to sign."""
    private = msgspec.json.decode(text, type=dict[str, str])
    if "d" not in private:
        raise ValueError("the private member d is missing")
    return private["kid"], jwk.construct(private, ALGORITHM)


def sign_access_token(session: Session, *, lifetime_seconds: int | None = None) -> str:
    """Return a signed token that names the session, its user and the role."""
    settings = SigningSettings.current()
    return _signed(
        {
            "aud": AccessSettings.current().lms_token_audience,
            "sub": session.user_id,
            "sid": session.id,
            "role": session.role,
            "jti": new_id(),
        },
        lifetime_seconds or settings.lms_access_token_lifetime_seconds,
    )


def keep_browser(response: Response, browser: Browser) -> None:
    """Store in the browser to which accounts it has signed in."""
    claims = {"aud": browser_audience(), **msgspec.to_builtins(browser)}
    response.set_cookie(
        BROWSER_COOKIE,
        _signed(claims, _BROWSER_SECONDS),
        max_age=_BROWSER_SECONDS,
        path=AUTH_PATH,
        secure=CookieSettings.current().lms_cookie_secure == "on",
        httponly=True,
        samesite="strict",
    )


def sign_document(claims: Mapping[str, object], *, keys: str) -> str:
    """Return a document of ours as a signed JWT, which says where its key is published.

    ``keys`` is the address of our key set. The header holds the key itself, too, so it is no access
    token and no cookie: theirs have three members.
    """
    kid, key = _signer(SigningSettings.current().lms_signing_key)
    (public,) = (each for each in public_keys().keys if each.kid == kid)
    headers = {"kid": f"{keys}#{kid}", "jwk": msgspec.to_builtins(public)}
    return str(jwt.encode(dict(claims), key, algorithm=ALGORITHM, headers=headers))


def _signed(claims: dict[str, object], lifetime_seconds: int) -> str:
    kid, key = _signer(SigningSettings.current().lms_signing_key)
    now = int(time.time())
    issuer = AccessSettings.current().lms_token_issuer
    complete = {"iss": issuer, "iat": now, "exp": now + lifetime_seconds, **claims}
    return str(jwt.encode(complete, key, algorithm=ALGORITHM, headers={"kid": kid}))


async def issue_service_token(name: str, scopes: Collection[str], lifetime_seconds: int) -> str:
    """Open a session for a service and return its only, long-lived access token.

    Raises ValueError for a scope that is no permission. ``sessions().revoke_service(name)`` ends
    every token of that name.
    """
    session = await sessions().open_service(name, scopes, lifetime_seconds)
    return sign_access_token(session, lifetime_seconds=lifetime_seconds)


def tokens_for(opened: OpenedSession, *, with_refresh_token: bool) -> Tokens:
    """Return a fresh access token and, for a client without a cookie, the refresh token."""
    return Tokens(
        access_token=sign_access_token(opened.session),
        expires_in=SigningSettings.current().lms_access_token_lifetime_seconds,
        refresh_token=opened.refresh_token if with_refresh_token else msgspec.UNSET,
    )
