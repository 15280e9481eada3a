"""The bucket: what browsers are handed, and what functions ask it themselves."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from typing import TYPE_CHECKING, Literal
from xml.etree import ElementTree as ET

import msgspec

from lms_kernel import Provider, Unavailable
from lms_metrics import object_addresses
from lms_objects._credentials import Identity
from lms_objects._settings import ObjectSettings
from lms_objects._signing import Signed, Upload, disposition, sign
from lms_traces import note_query

if TYPE_CHECKING:
    import httpx2

    from lms_metrics import QueryOutcome

_log = logging.getLogger(__name__)

Method = Literal["DELETE", "GET", "PUT"]
# A function's own request is sent immediately.
_OWN_SECONDS = 60
_MISSING = 404
_EMPTY = 416
# Written once, whatever an upload's address is used for later.
_ONCE = {"If-None-Match": "*"}
# Why S3 refused something, in a word like AccessDenied.
_CODE = re.compile(rb"<Code>([A-Za-z]{1,64})</Code>")
_XML = "{http://s3.amazonaws.com/doc/2006-03-01/}"


class Look(msgspec.Struct, frozen=True):
    """What the store says of an object, and how the object begins."""

    length: int
    beginning: bytes


class ObjectStore:
    """One bucket; nothing is opened before the first request."""

    def __init__(
        self,
        settings: ObjectSettings,
        identity: Identity | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """Use the settings; tests pass their own identity and transport."""
        self._settings = settings
        self._identity = identity or Identity(settings.lms_objects_key)
        self._transport = transport
        self._client: httpx2.AsyncClient | None = None

    async def upload(self, key: str, *, content_type: str, length: int) -> Upload:
        """Sign an upload of exactly one file of this type and length."""
        headers = {"Content-Type": content_type, **_ONCE}
        signed = await self._address(
            "PUT",
            key,
            seconds=self._settings.lms_objects_upload_seconds,
            headers={**headers, "Content-Length": str(length)},
        )
        # A browser adds the length by itself, and lets nobody else do so.
        return Upload(url=signed.url, method="PUT", headers=headers, expires_at=signed.expires_at)

    async def link(self, key: str, *, name: str, content_type: str) -> Signed:
        """Sign an address from which a browser fetches the object, to keep it under a name.

        Pictures and videos show it all the same; opened as a page it would only be downloaded.
        """
        return await self._address(
            "GET",
            key,
            seconds=self._settings.lms_objects_link_seconds,
            query={
                "response-content-disposition": disposition(name),
                "response-content-type": content_type,
            },
        )

    async def look(self, key: str, most: int) -> Look | None:
        """Return an object's length and first bytes, by one request; None for none."""
        response = await self._request("GET", key, headers={"Range": f"bytes=0-{most - 1}"})
        if response.status_code == _MISSING:
            return None
        if response.status_code == _EMPTY:
            return Look(0, b"")
        # "bytes 0-511/2048"; a store that sends the whole of a short one says its length.
        length = response.headers.get("content-range", "").rpartition("/")[2]
        return Look(
            int(length or response.headers["content-length"]),
            response.content[:most],
        )

    async def read(self, key: str) -> bytes | None:
        """Return an object, which the caller knows to be small; None when there is none."""
        response = await self._request("GET", key)
        return None if response.status_code == _MISSING else response.content

    async def write(self, key: str, content: bytes, content_type: str) -> None:
        """Store an object, or replace it: what functions make, they can make again."""
        await self._request("PUT", key, headers={"Content-Type": content_type}, content=content)

    async def delete(self, key: str) -> None:
        """Delete an object; one that is gone already is no fault."""
        await self._request("DELETE", key)

    async def keys(self, prefix: str) -> list[str]:
        """Return the keys below a prefix, at most 1,000."""
        query = {"list-type": "2", "prefix": prefix}
        response = await self._request("GET", "", query=query)
        # From our own store, and of a size that it limits itself.
        page = ET.fromstring(response.content)  # noqa: S314
        return [found.text or "" for found in page.iter(f"{_XML}Key")]

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()

    async def _address(
        self,
        method: Literal["GET", "PUT"],
        key: str,
        *,
        seconds: int,
        headers: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
    ) -> Signed:
        """Sign an address for browsers; count it, or that there is no identity to sign with."""
        outcome = "unavailable"
        base = self._settings.public_url
        try:
            signed = await self._signed(
                method, base, key, seconds=seconds, headers=headers, query=query
            )
            outcome = "ok"
        except Unavailable as fault:
            _log.warning("nothing to sign an address with: %s", fault.detail)
            raise
        finally:
            object_addresses.labels("upload" if method == "PUT" else "download", outcome).inc()
        return signed

    async def _signed(
        self,
        method: Method,
        base: str,
        key: str,
        *,
        seconds: int,
        headers: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
    ) -> Signed:
        credentials = await self._identity.credentials(seconds)
        region = self._settings.lms_objects_region
        return sign(
            method,
            f"{base}/{key}",
            credentials,
            region=region,
            seconds=seconds,
            headers=headers,
            query=query,
        )

    async def _request(
        self,
        method: Method,
        key: str,
        *,
        headers: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
        content: bytes | None = None,
    ) -> httpx2.Response:
        """Make a request; one that finds no object is an answer. Raises Unavailable."""
        import httpx2

        started = time.perf_counter()
        query_name = f"{method.lower()}_object"
        outcome: QueryOutcome = "unavailable"
        fault: BaseException | None = None
        try:
            signed = await self._signed(
                method, self._settings.lms_objects_url, key, seconds=_OWN_SECONDS, query=query
            )
            # The client's own time-out is one of silence: a slow trickle would never reach it.
            async with asyncio.timeout(self._settings.lms_objects_wait_seconds):
                response = await self._opened().request(
                    method, signed.url, headers=headers, content=content
                )
            _check(method, response)
            outcome = "ok"
        except (httpx2.HTTPError, TimeoutError) as error:
            fault = error
            _log.warning("%s: the object store cannot be reached: %r", query_name, error)
            raise Unavailable("The object store cannot be reached.") from error
        except Unavailable as error:
            fault = error
            _log.warning("%s: %s", query_name, error.detail)
            raise
        finally:
            kind = type(fault) if fault else None
            note_query("objects", query_name, started, outcome, kind)
        return response

    def _opened(self) -> httpx2.AsyncClient:
        import httpx2

        if self._client is None:
            # No proxy is taken from the environment, and no redirect is followed.
            self._client = httpx2.AsyncClient(
                transport=self._transport,
                timeout=self._settings.lms_objects_wait_seconds,
                trust_env=False,
                follow_redirects=False,
            )
        return self._client


def _check(method: Method, response: httpx2.Response) -> None:
    status = response.status_code
    if response.is_success or (method == "GET" and status in {_MISSING, _EMPTY}):
        return
    # 403 as well: wrong keys are a fault of the installation, which an operator fixes.
    code = _CODE.search(response.content)
    reason = f" {code[1].decode()}" if code else ""
    raise Unavailable(f"The object store answered {status}{reason}.")


def _open() -> ObjectStore:
    return ObjectStore(ObjectSettings.current())


objects: Provider[ObjectStore] = Provider(_open, close=ObjectStore.close)
