"""What is signed, what is asked, and what a function learns of a store that is down."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import httpx2
import pytest
from botocore.exceptions import CredentialRetrievalError
from prometheus_client import REGISTRY

from lms_kernel import Unavailable, utc_now
from lms_objects import Identity, ObjectSettings, ObjectStore

SETTINGS = ObjectSettings(
    lms_objects_url="http://127.0.0.1:1/files",
    lms_objects_public_url="https://learning.example.org/files",
    lms_objects_key="platform:secret",
)


def _store(answer: Any, settings: ObjectSettings = SETTINGS) -> ObjectStore:
    return ObjectStore(settings, transport=httpx2.MockTransport(answer))


def _never(_request: httpx2.Request) -> httpx2.Response:
    pytest.fail("nothing is asked")


def _addresses(use: str, outcome: str) -> float:
    labels = {"use": use, "outcome": outcome}
    return REGISTRY.get_sample_value("lms_object_addresses_total", labels) or 0


def _requests(query: str, outcome: str) -> float:
    labels = {"store": "objects", "query": query, "outcome": outcome}
    return REGISTRY.get_sample_value("store_query_duration_seconds_count", labels) or 0


def _query(url: str) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(urlsplit(url).query).items()}


async def test_an_upload_binds_type_length_and_that_it_is_the_first() -> None:
    """All of them are signed headers; the browser sends the length by itself."""
    upload = await _store(_never).upload("cover/1", content_type="image/png", length=5)

    query = _query(upload.url)
    assert upload.url.startswith("https://learning.example.org/files/cover/1?")
    assert (upload.method, upload.headers) == (
        "PUT",
        {"Content-Type": "image/png", "If-None-Match": "*"},
    )
    assert query["X-Amz-SignedHeaders"] == "content-length;content-type;host;if-none-match"
    assert query["X-Amz-Expires"] == "900"
    assert timedelta(seconds=890) < upload.expires_at - utc_now() < timedelta(seconds=901)
    other = await _store(_never).upload("cover/1", content_type="image/png", length=6)
    assert _query(other.url)["X-Amz-Signature"] != query["X-Amz-Signature"]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("notes.pdf", "notes.pdf"),
        ("Größe 1.pdf", "Gr__e 1.pdf"),
        ('a"; filename="b.html', "a_; filename=_b.html"),
        ("a/../b\\c%20.pdf", "a_.._b_c_20.pdf"),
        ("ملف\u202egnp.exe", "____gnp.exe"),
    ],
)
async def test_a_link_is_a_download_under_the_name_that_was_typed(name: str, plain: str) -> None:
    """Whatever the name is, it stays one value of one header, and what is fetched is no page."""
    link = await _store(_never).link("lesson/1", name=name, content_type="application/pdf")

    query = _query(link.url)
    disposition = query["response-content-disposition"]
    assert disposition.startswith(f"attachment; filename=\"{plain}\"; filename*=UTF-8''")
    assert unquote(disposition.rpartition("'")[2]) == name
    assert query["response-content-type"] == "application/pdf"
    assert query["X-Amz-Expires"] == "3600"


async def test_a_look_is_one_request() -> None:
    """The length of the whole, and its beginning."""
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        headers = {"content-range": "bytes 0-3/2048", "content-type": "image/png"}
        return httpx2.Response(206, headers=headers, content=b"abcd")

    found = await _store(answer).look("cover/1", 4)

    assert found is not None
    assert (found.length, found.beginning) == (2048, b"abcd")
    (request,) = asked
    assert (request.url.host, request.headers["range"]) == ("127.0.0.1", "bytes=0-3")


async def test_what_is_not_there_is_an_answer_to_whoever_reads() -> None:
    """And a fault where something was to be written."""
    store = _store(lambda _: httpx2.Response(404))
    assert await store.look("cover/1", 4) is None
    assert await store.read("cover/1") is None
    with pytest.raises(Unavailable):
        await store.write("cover/1", b"x", "image/png")
    empty = _store(lambda _: httpx2.Response(416))
    found = await empty.look("cover/1", 4)
    assert found is not None
    assert found.length == 0


@pytest.mark.parametrize("status", [301, 403, 429, 500, 503])
async def test_a_store_that_refuses_is_away(status: int) -> None:
    """Wrong keys are a fault of the installation: the caller tries again later."""
    store = _store(lambda _: httpx2.Response(status, headers={"location": "http://evil.example/"}))
    for work in (
        store.look("a/1", 4),
        store.read("a/1"),
        store.delete("a/1"),
        store.write("a/1", b"", "text/plain"),
        store.keys("a/"),
    ):
        with pytest.raises(Unavailable):
            await work


async def test_the_log_says_why_the_store_refuses(caplog: pytest.LogCaptureFixture) -> None:
    """The code of S3, and never the address: its signature would let others in."""
    body = "<Error><Code>AccessDenied</Code><Message>No.</Message></Error>"

    def unreachable(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused", request=request)

    for answer in (lambda _: httpx2.Response(403, text=body), unreachable):
        with pytest.raises(Unavailable):
            await _store(answer).delete("lesson/1")

    refused, away = (one.getMessage() for one in caplog.records)
    assert refused == "delete_object: The object store answered 403 AccessDenied."
    assert away == "delete_object: the object store cannot be reached: ConnectError('refused')"


async def test_nobody_waits_for_ever() -> None:
    """A store that does not respond is down, and so is one that nobody reaches."""

    async def silent(_request: httpx2.Request) -> httpx2.Response:
        await asyncio.sleep(5)
        return httpx2.Response(200)

    def unreachable(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused", request=request)

    quick = ObjectSettings(
        lms_objects_url="http://127.0.0.1:1/files",
        lms_objects_key="a:b",
        lms_objects_wait_seconds=0.05,
    )
    for answer in (silent, unreachable):
        with pytest.raises(Unavailable):
            await _store(answer, quick).read("a/1")


async def test_keys_are_listed() -> None:
    """As S3 writes them."""
    page = (
        '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
        "<Contents><Key>a/1</Key></Contents><Contents><Key>a/2</Key></Contents>"
        "</ListBucketResult>"
    )
    store = _store(lambda _: httpx2.Response(200, text=page))
    assert await store.keys("a/") == ["a/1", "a/2"]


class _Renewable(SimpleNamespace):
    """What botocore returns for the identity of a pod."""

    def refresh_needed(self, seconds: float) -> bool:
        """Tell whether it ends before that."""
        return bool(self.left < seconds)


async def test_the_identity_of_the_pod_is_renewed_before_a_link_outlives_it() -> None:
    """Asked once, and again when too little is left; its token is part of the address."""
    lives = [4000, 5000]
    loaded: list[_Renewable] = []

    def load() -> _Renewable:
        number = len(loaded)
        loaded.append(
            _Renewable(access_key="id", secret_key="s", token=f"t{number}", left=lives[number])
        )
        return loaded[-1]

    settings = ObjectSettings(lms_objects_url="https://files.s3.us-east-1.amazonaws.com")
    store = ObjectStore(settings, Identity(None, load))
    for _ in range(2):
        link = await store.link("lesson/1", name="a", content_type="application/pdf")
        assert _query(link.url)["X-Amz-Security-Token"] == "t0"
    loaded[0].left = 3000
    link = await store.link("lesson/1", name="a", content_type="application/pdf")

    assert _query(link.url)["X-Amz-Security-Token"] == "t1"
    assert len(loaded) == 2


@pytest.mark.parametrize("fault", [CredentialRetrievalError(provider="x", error_msg="y"), None])
async def test_without_an_identity_the_store_is_away(fault: Exception | None) -> None:
    """503 rather than a link that nobody can use."""

    def load() -> None:
        if fault:
            raise fault

    settings = ObjectSettings(lms_objects_url="https://files.s3.us-east-1.amazonaws.com")
    with pytest.raises(Unavailable):
        await ObjectStore(settings, Identity(None, load)).look("a/1", 4)


async def test_addresses_and_requests_are_counted_by_outcome() -> None:
    """What a function asks for itself is no address for a browser."""
    kinds = (("upload", "ok"), ("download", "ok"))
    before = [_addresses(*each) for each in kinds], _requests("get_object", "ok")
    store = _store(lambda _: httpx2.Response(200, content=b"x"))

    await store.upload("lesson/1", content_type="application/pdf", length=1)
    await store.link("lesson/1", name="a", content_type="application/pdf")
    await store.read("lesson/1")

    assert [_addresses(*each) for each in kinds] == [one + 1 for one in before[0]]
    assert _requests("get_object", "ok") == before[1] + 1


async def test_what_cannot_be_signed_is_counted_too() -> None:
    """A role that is gone is an outage of the store, whatever S3 says of itself."""
    settings = ObjectSettings(lms_objects_url="https://files.s3.us-east-1.amazonaws.com")
    store = ObjectStore(settings, Identity(None, lambda: None))
    before = _addresses("download", "unavailable"), _requests("delete_object", "unavailable")

    with pytest.raises(Unavailable):
        await store.link("lesson/1", name="a", content_type="application/pdf")
    with pytest.raises(Unavailable):
        await store.delete("lesson/1")

    assert _addresses("download", "unavailable") == before[0] + 1
    assert _requests("delete_object", "unavailable") == before[1] + 1
