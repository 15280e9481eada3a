"""The public half of the keys that sign access tokens (RFC 7517)."""

from __future__ import annotations

import base64
import functools
from typing import TYPE_CHECKING, Literal

import msgspec
from jose import jwk

from lms_settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jose.backends.base import Key

# The one algorithm: a token that names another is refused before its key is looked for.
ALGORITHM = "ES256"
# The curve P-256: y^2 = x^3 - 3x + B modulo P (NIST SP 800-186, section 3.2.1.3).
_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


class PublicKey(msgspec.Struct, frozen=True, kw_only=True):
    """A verification key; what a JWK may hold beyond these members is not read."""

    kid: str
    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: str
    y: str
    alg: Literal["ES256"] = "ES256"
    use: Literal["sig"] = "sig"


class KeySet(msgspec.Struct, frozen=True):
    """A JSON Web Key Set."""

    keys: tuple[PublicKey, ...]


class _PossiblyPrivate(msgspec.Struct):
    d: str | msgspec.UnsetType = msgspec.UNSET


class _PossiblyPrivateSet(msgspec.Struct):
    keys: tuple[_PossiblyPrivate, ...]


class AccessSettings(Settings, frozen=True):
    """What an access token is checked against.

    ``lms_public_keys`` is a key set as JSON. It holds several keys while they are rotated.
    """

    lms_public_keys: str
    lms_token_issuer: str
    lms_token_audience: str

    def __post_init__(self) -> None:
        """Refuse to start with a set that verifies no token, or that contains a private key."""
        _parse(self.lms_public_keys)


def _parse(text: str) -> KeySet:
    try:
        key_set = msgspec.json.decode(text, type=KeySet)
        suspects = msgspec.json.decode(text, type=_PossiblyPrivateSet)
        for key in key_set.keys:
            _check(key)
    except (msgspec.DecodeError, ValueError) as fault:
        message = f"LMS_PUBLIC_KEYS must be a JSON Web Key Set of P-256 keys: {fault}"
        raise ValueError(message) from fault
    if not key_set.keys or len({key.kid for key in key_set.keys}) < len(key_set.keys):
        raise ValueError("LMS_PUBLIC_KEYS must hold at least one key, and each kid once")
    if any(suspect.d is not msgspec.UNSET for suspect in suspects.keys):
        raise ValueError("LMS_PUBLIC_KEYS must not hold a private key")
    return key_set


def _check(key: PublicKey) -> None:
    """Raise ValueError for what is no point of the curve.

    Done here, because the library that verifies tokens costs more than the rest of a start.
    """
    x, y = (_number(member) for member in (key.x, key.y))
    if not (x < _P and y < _P and (y * y - x * x * x + 3 * x - _B) % _P == 0):
        raise ValueError(f"the key {key.kid} is not on the curve")


def _number(member: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(member + "=" * (-len(member) % 4)), "big")


def public_keys() -> KeySet:
    """Return the key set of this process, public members only."""
    return _parse(AccessSettings.current().lms_public_keys)


@functools.lru_cache(maxsize=8)
def verifiers(text: str) -> Mapping[str, Key]:
    """Return key id -> key, ready to verify, for the JSON text of a key set."""
    return {
        key.kid: jwk.construct(msgspec.to_builtins(key), ALGORITHM) for key in _parse(text).keys
    }
