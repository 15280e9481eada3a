"""The inbox of text messages: AWS's own SDK on one side, files on the other."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import botocore.session
import httpx2
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from starlette.applications import Starlette

from local.inbox import TextBox, sns_route, texts as texts_module, texts_environment
from local.inbox.texts import PATH
from local.pages import PageServer
from local.pages.texts import texts_routes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

KEY = "secret"
WORDS = "482913 es tu código ✓ & <b>"


@pytest.fixture
async def url(tmp_path: Path) -> AsyncIterator[str]:
    """Return the address of an inbox that has received nothing."""
    server = PageServer()
    await server.start(Starlette(routes=[sns_route(TextBox(tmp_path), KEY)]))
    yield f"http://127.0.0.1:{server.port}{PATH}"
    await server.stop()


async def publish(url: str, *, key: str = KEY, **message: Any) -> str:
    """Send as a function does; return the id of the message."""

    def call() -> str:
        client = botocore.session.Session().create_client(
            "sns",
            region_name="us-east-1",
            endpoint_url=url,
            aws_access_key_id=key,
            aws_secret_access_key=key,
            config=Config(retries={"total_max_attempts": 1}, proxies={}),
        )
        arguments = {"PhoneNumber": "+34600111222", "Message": WORDS, **message}
        return str(client.publish(**arguments)["MessageId"])

    return await asyncio.to_thread(call)


async def test_a_text_is_in_the_box_and_on_disk(url: str, tmp_path: Path) -> None:
    """With everything the inbox shows, also in the next run."""
    attributes = {"AWS.SNS.SMS.SMSType": "Transactional", "AWS.SNS.SMS.SenderID": "Learning"}
    id_ = await publish(
        url,
        MessageAttributes={
            name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()
        },
    )

    (stored,) = TextBox(tmp_path).newest()
    assert (stored.id, stored.to, stored.text) == (id_, "+34600111222", WORDS)
    assert (stored.sender, stored.kind) == ("Learning", "Transactional")
    assert stored.as_json()["from"] == "Learning"


async def test_every_call_is_a_message(url: str, tmp_path: Path) -> None:
    """SNS does not recognize repeats, and neither does this one."""
    first, second = await publish(url), await publish(url)

    assert {each.id for each in TextBox(tmp_path).newest()} == {first, second}


def _attribute(name: str, value: str) -> dict[str, dict[str, str]]:
    return {f"AWS.SNS.SMS.{name}": {"DataType": "String", "StringValue": value}}


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"PhoneNumber": "600111222"}, "InvalidParameter"),
        ({"Message": ""}, "InvalidParameter"),
        ({"Message": "x" * 1601}, "InvalidParameter"),
        ({"Message": "x" * 70_000}, "InvalidParameter"),
        ({"MessageAttributes": _attribute("SenderID", "12345")}, "InvalidParameter"),
        ({"MessageAttributes": _attribute("SenderID", "Much too long")}, "InvalidParameter"),
        ({"MessageAttributes": _attribute("SMSType", "Loud")}, "InvalidParameter"),
        ({"key": "wrong"}, "InvalidClientTokenId"),
    ],
)
async def test_what_sns_would_refuse_is_refused(
    url: str, tmp_path: Path, message: dict[str, Any], code: str
) -> None:
    """With its message; and nobody sends without the key."""
    with pytest.raises(ClientError) as refused:
        await publish(url, **message)

    assert refused.value.response["Error"]["Code"] == code
    assert TextBox(tmp_path).newest() == []


async def test_nothing_else_is_asked_of_it(url: str, tmp_path: Path) -> None:
    """No other action, nothing that is not UTF-8, and nothing without a signature."""
    raw = b"Action=Publish&PhoneNumber=%2B34600111222&Message=%ff"
    signed = {"Authorization": f"AWS4-HMAC-SHA256 Credential={KEY}/20261124/us-east-1/sns"}
    async with httpx2.AsyncClient(trust_env=False) as client:
        other = await client.post(url, data={"Action": "CreateTopic"}, headers=signed)
        broken = await client.post(url, content=raw, headers=signed)
        unsigned = await client.post(url, data={"Action": "Publish"})

    assert (other.status_code, broken.status_code, unsigned.status_code) == (400, 400, 403)
    assert TextBox(tmp_path).newest() == []


async def test_a_text_that_cannot_be_stored_is_not_accepted(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """500: the sender keeps it and retries."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(texts_module, "write_whole", full)
    with pytest.raises(ClientError) as refused:
        await publish(url)
    assert refused.value.response["Error"]["Code"] == "InternalError"


async def test_texts_are_shown_as_page_and_as_json(tmp_path: Path) -> None:
    """Newest first; text from outside is only text."""
    box = TextBox(tmp_path)
    transport = httpx2.ASGITransport(app=Starlette(routes=texts_routes(box)))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        html, json = {"Accept": "text/html"}, {"Accept": "application/json"}
        empty = await client.get("/_local/texts", headers=html)
        stored = box.keep("+34600111222", "<script>alert(1)</script>")
        shown = await client.get("/_local/texts/", headers=html)
        listing = (await client.get("/_local/texts", headers=json)).json()

    assert "No text messages have been sent yet" in empty.text
    assert "+34600111222" in shown.text
    assert "<script" not in shown.text
    assert listing == {"items": [stored.as_json()]}


def test_functions_are_led_here_unless_somebody_says_where() -> None:
    """An exported endpoint is the real SNS, with the exported identity."""
    assert texts_environment("http://127.0.0.1:1/sns", "key", {"AWS_ACCESS_KEY_ID": "mine"}) == {
        "LMS_SMS_ENDPOINT_URL": "http://127.0.0.1:1/sns",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "key",
    }
    real = {
        "LMS_SMS_ENDPOINT_URL": "https://sns.eu-west-1.amazonaws.com",
        "AWS_ACCESS_KEY_ID": "mine",
        "AWS_SECRET_ACCESS_KEY": "mine",
    }
    assert texts_environment("http://127.0.0.1:1/sns", "key", {**real, "HOME": "/"}) == real
