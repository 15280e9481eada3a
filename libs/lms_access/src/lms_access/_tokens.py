"""Reading access tokens (RFC 7519, and what RFC 8725 advises not to trust)."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING, Any

import msgspec
from jose import jwt
from jose.backends.base import Key
from jose.exceptions import JOSEError

from lms_access._keys import ALGORITHM, AccessSettings, verifiers
from lms_kernel import Unauthenticated

if TYPE_CHECKING:
    from lms_access._session import Session

# Clocks of two nodes differ by less; expiry is not forgiven any longer than that.
_LEEWAY_SECONDS = 2
# Tokens whose signature was checked by this process: about half a megabyte.
_MOST_VERIFIED = 1024
_REFUSAL = "The access token is not valid, or no longer. Sign in again."
_HEADER_MEMBERS = {"alg", "kid", "typ"}
_REQUIRED = {f"require_{claim}": True for claim in ("aud", "iat", "exp", "iss", "sub", "jti")}


class InvalidToken(Unauthenticated):
    """The caller's credential is not valid (RFC 6750, section 3.1)."""

    def __init__(self, detail: str, *, ended: Session | None = None) -> None:
        """Say so in the challenge too, without telling which check failed.

        ``ended`` is the session that this use of the credential has ended.
        """
        self.ended = ended
        challenge = 'Bearer realm="learning", error="invalid_token"'
        super().__init__(detail, headers={"WWW-Authenticate": challenge})


class Claims(msgspec.Struct, frozen=True):
    """The claims of an access token; times in seconds since 1970."""

    iss: str
    aud: str
    sub: str
    sid: str
    role: str
    iat: int
    exp: int
    jti: str


_verified_claims: dict[tuple[bytes, AccessSettings], Claims] = {}


def read_access_token(token: str) -> Claims:
    """Return the claims of a token that we signed for ourselves and that is valid now.

    A client sends the same token with every request until it expires. Its signature is checked
    once; its times are checked each time, and so is the session, by the caller of this.

    Raises InvalidToken, with one and the same text whatever is wrong with it.
    """
    settings = AccessSettings.current()
    # A digest, so that no token can be used that somebody reads out of this process's memory. The
    # settings belong to it: what a key verified must not hold without that key.
    known = hashlib.blake2b(token.encode(), digest_size=32).digest(), settings
    claims = _verified_claims.get(known)
    if claims is None:
        claims = _read(token, settings.lms_token_audience)
        if len(_verified_claims) >= _MOST_VERIFIED:
            _verified_claims.pop(next(iter(_verified_claims)))
        _verified_claims[known] = claims
    now = time.time()
    if claims.iat > now + _LEEWAY_SECONDS or claims.exp < now - _LEEWAY_SECONDS:
        raise InvalidToken(_REFUSAL)
    return claims


def _read(token: str, audience: str) -> Claims:
    try:
        return msgspec.convert(verified(token, audience, _REQUIRED), Claims)
    # A header of a thousand nested brackets ends python-jose in a RecursionError.
    except (JOSEError, msgspec.ValidationError, RecursionError) as fault:
        raise InvalidToken(_REFUSAL) from fault


def verified(token: str, audience: str, required: dict[str, bool]) -> dict[str, Any]:
    """Return the claims, once signature, issuer, audience and times hold; else JOSEError."""
    return jwt.decode(
        token,
        _key_of(token),
        algorithms=[ALGORITHM],
        audience=audience,
        issuer=AccessSettings.current().lms_token_issuer,
        options={**required, "leeway": _LEEWAY_SECONDS},
    )


def _key_of(token: str) -> Key:
    header = jwt.get_unverified_header(token)
    kid = header.get("kid")
    # Also keeps out ``crit``: an extension that is not understood must not be ignored.
    if not isinstance(kid, str) or not header.keys() <= _HEADER_MEMBERS:
        raise InvalidToken(_REFUSAL)
    key = verifiers(AccessSettings.current().lms_public_keys).get(kid)
    if key is None:
        raise InvalidToken(_REFUSAL)
    return key
