"""Signed addresses: Signature Version 4 in the query (AWS, "Authenticating Requests")."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import msgspec

from lms_kernel import utc_now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lms_objects._credentials import Credentials


class Signed(msgspec.Struct, frozen=True):
    """An address that works until then, for anyone who has it."""

    url: str
    expires_at: datetime


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A request that stores one file: send it with exactly these headers and so many bytes."""

    url: str
    method: str
    headers: dict[str, str]
    expires_at: datetime


def sign(
    method: str,
    address: str,
    credentials: Credentials,
    *,
    region: str,
    seconds: int,
    headers: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
) -> Signed:
    """Return the address with its signature; the headers become part of what is signed."""
    # Imported here: code that only reads settings, or works with a fake, need not load it.
    from botocore.auth import S3SigV4QueryAuth
    from botocore.awsrequest import AWSRequest

    expires_at = utc_now() + timedelta(seconds=seconds)
    url = f"{address}?{urlencode(query, quote_via=quote)}" if query else address
    request = AWSRequest(method=method, url=url, headers=dict(headers or {}))
    signer = S3SigV4QueryAuth(credentials, "s3", region, expires=seconds)
    signer.add_auth(request)
    return Signed(request.url, expires_at)


def disposition(name: str) -> str:
    """Return a Content-Disposition with the name as typed (RFC 6266), and one for old programs."""
    plain = "".join(
        each if each.isascii() and each.isprintable() and each not in '"\\%/' else "_"
        for each in name
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
