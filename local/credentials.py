"""Passwords and keys of one data directory, created once and readable only by the owner."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jose import jwk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Credentials:
    """The stores' passwords and the keys that sign tokens and links."""

    postgres: str
    valkey: str
    objects: str
    smtp: str
    sns: str
    """Stands in for an AWS access key when sending text messages."""
    vapid_key: str
    """The private key that identifies this platform to push services: 32 bytes in base64url."""
    signing_key: str
    """An ES256 private key, a JWK as JSON."""
    public_keys: str
    """The matching JWK set as JSON, without the private part."""
    link_key: str
    """The key that signs links in emails."""


def kept_credentials(folder: Path) -> Credentials:
    """Read the credentials of `folder`, creating missing ones (files of mode 0600)."""
    signing_key = _kept(folder / "signing-key.json", new_signing_key)
    return Credentials(
        postgres=_kept(folder / "postgres", new_password),
        valkey=_kept(folder / "valkey", new_password),
        objects=_kept(folder / "objects", new_password),
        smtp=_kept(folder / "smtp", new_password),
        sns=_kept(folder / "sns", new_password),
        vapid_key=_kept(folder / "vapid-key", new_vapid_key),
        signing_key=signing_key,
        public_keys=public_key_set(signing_key),
        link_key=_kept(folder / "link-key", new_password),
    )


def new_password() -> str:
    """Return a password that needs no quoting in a URL or a configuration file."""
    return secrets.token_hex(24)


def new_vapid_key() -> str:
    """Return a new P-256 private key as Web Push tools print it: its number in base64url."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")


def new_signing_key() -> str:
    """Return a new ES256 private key as a JWK with `kid`, `use` and `alg`, in JSON."""
    pem = (
        ec.generate_private_key(ec.SECP256R1())
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )
    key = jwk.construct(pem, "ES256").to_dict()
    return json.dumps({**key, "kid": secrets.token_hex(8), "use": "sig", "alg": "ES256"})


def public_key_set(signing_key: str) -> str:
    """Return the JWK set (RFC 7517) of a private JWK, without its private part."""
    public = {name: value for name, value in json.loads(signing_key).items() if name != "d"}
    return json.dumps({"keys": [public]})


def _kept(file: Path, make: Callable[[], str]) -> str:
    try:
        return file.read_text()
    except FileNotFoundError:
        pass
    secret = make()
    # Completely or not at all: a crash must not leave half a key behind.
    draft = file.with_suffix(".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(secret)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
    return secret
