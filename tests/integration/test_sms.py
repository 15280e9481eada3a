"""Texts handed to an emulated SNS by AWS's own SDK; the emulator is in the group ``aws``."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest

from lms_kernel import Unavailable
from lms_sms import SmsRefused, SmsSettings, SnsTexter, Text
from local.ports import LOOPBACK, free_port
from tests.patience import patience

pytestmark = [
    pytest.mark.skipif(
        find_spec("moto") is None, reason="needs the dependency group `aws`: nox -s tests"
    ),
    pytest.mark.filterwarnings("default::DeprecationWarning"),
]

REGION = "eu-west-1"
TEXT = Text(id="018f-1", to="+34600111222", body="Tu código es 123456 ✓")


@pytest.fixture(autouse=True)
def _identity(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the SDK find these credentials and no others."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "emulated",
        "AWS_SECRET_ACCESS_KEY": "emulated",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def sns() -> Iterator[str]:
    """Return the address of an SNS that is emulated, with nothing sent yet."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(LOOPBACK, free_port(), verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    _sent().clear()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def _sent() -> dict[str, tuple[str, str]]:
    """Return what the emulator has taken: number and words by its id of the message."""
    from moto.core.models import DEFAULT_ACCOUNT_ID
    from moto.sns.models import sns_backends

    messages: dict[str, tuple[str, str]] = sns_backends[DEFAULT_ACCOUNT_ID][REGION].sms_messages
    return messages


def _texter(url: str, **changes: Any) -> SnsTexter:
    settings: dict[str, Any] = {"lms_sms_seconds": 10.0, **changes}
    return SnsTexter(SmsSettings(lms_sms_region=REGION, lms_sms_endpoint_url=url, **settings))


async def test_a_text_arrives_as_it_was_written(sns: str) -> None:
    """The number and every character, under the id that the receipt names."""
    texter = _texter(sns, lms_sms_sender_id="Learning")

    receipts = [await texter.send(TEXT) for _ in range(2)]
    await texter.close()

    assert _sent() == {each.provider_id: (TEXT.to, TEXT.body) for each in receipts}
    assert len(_sent()) == 2


async def test_a_final_answer_is_final(sns: str) -> None:
    """A text that SNS finds too long is refused in its own words."""
    long = Text(id="1", to=TEXT.to, body="x" * 1601)

    with pytest.raises(SmsRefused, match="InvalidParameter"):
        await _texter(sns, lms_sms_max_characters=2000).send(long)


async def test_an_absent_server_is_tried_again_later() -> None:
    """Nobody listens: Unavailable, after one attempt of the SDK's."""
    with pytest.raises(Unavailable, match="Amazon SNS"):
        await _texter(f"http://{LOOPBACK}:{free_port()}").send(TEXT)


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_an_outage_is_met_with_one_attempt(status: int) -> None:
    """The broker retries, not the SDK."""
    calls = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal calls
        calls += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 {status} Oh\r\nContent-Length: 0\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, LOOPBACK, 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(Unavailable):
            await _texter(f"http://{LOOPBACK}:{port}").send(TEXT)

    assert calls == 1


async def test_a_silent_server_is_not_waited_for() -> None:
    """A server that accepts the call without responding costs the configured time."""
    with socket.create_server((LOOPBACK, 0)) as silent:
        began = asyncio.get_running_loop().time()
        with pytest.raises(Unavailable):
            await _texter(f"http://{LOOPBACK}:{silent.getsockname()[1]}", lms_sms_seconds=0.6).send(
                TEXT
            )

    assert asyncio.get_running_loop().time() - began < patience(2)


async def test_without_an_identity_nothing_is_sent(
    sns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Configuring one fixes it: Unavailable."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")

    with pytest.raises(Unavailable, match="credentials"):
        await _texter(sns).send(TEXT)

    assert _sent() == {}
