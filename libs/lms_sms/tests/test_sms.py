"""What is sent, and what SNS's answers mean; conversations with a server: tests/integration."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any

import msgspec
import pytest
from botocore.exceptions import (
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ReadTimeoutError,
)

from lms_kernel import Invalid, Unavailable, close_providers, convert
from lms_sms import SmsReceipt, SmsRefused, SmsSettings, SnsTexter, Text, texter

SETTINGS = SmsSettings(lms_sms_region="eu-west-1")
TEXT = Text(id="018f-1", to="+34600111222", body="Tu código es 123456")


class FakeSns:
    """Takes every text, or fails as told."""

    def __init__(self, fails_with: Exception | None = None) -> None:
        self.published: list[dict[str, Any]] = []
        self.threads: set[int] = set()
        self.fails_with = fails_with
        self.pause_seconds = 0.0
        self.is_closed = False

    def publish(self, **message: Any) -> dict[str, Any]:
        """Take one text."""
        self.threads.add(threading.get_ident())
        time.sleep(self.pause_seconds)
        if self.fails_with is not None:
            raise self.fails_with
        self.published.append(message)
        return {"MessageId": "567910cd"}

    def close(self) -> None:
        """Say goodbye."""
        self.is_closed = True


def _texter(sns: FakeSns, **changes: Any) -> SnsTexter:
    return SnsTexter(msgspec.structs.replace(SETTINGS, **changes), lambda _: sns)


def _refusal(code: str, status: int = 400, words: str = "In SNS's words") -> ClientError:
    response = {
        "Error": {"Code": code, "Message": words},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    return ClientError(response, "Publish")  # type: ignore[arg-type, unused-ignore]


async def test_a_text_goes_to_a_number_and_gets_a_receipt() -> None:
    """The number, the words and the kind of message; SNS's id of it comes back."""
    sns = FakeSns()

    receipt = await _texter(sns).send(TEXT)

    assert receipt == SmsReceipt("Amazon SNS accepted it as 567910cd", "567910cd")
    (sent,) = sns.published
    assert (sent["PhoneNumber"], sent["Message"]) == (TEXT.to, TEXT.body)
    assert sent["MessageAttributes"] == {
        "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}
    }


async def test_a_sender_has_a_name_where_one_is_set() -> None:
    """Some countries show letters instead of a number."""
    sns = FakeSns()

    await _texter(sns, lms_sms_sender_id="Learning", lms_sms_type="Promotional").send(TEXT)

    attributes = sns.published[0]["MessageAttributes"]
    assert attributes["AWS.SNS.SMS.SenderID"]["StringValue"] == "Learning"
    assert attributes["AWS.SNS.SMS.SMSType"]["StringValue"] == "Promotional"


async def test_the_client_is_made_once_and_works_beside_the_loop() -> None:
    """On first use, for however many texts at once; none of its calls holds up the others."""
    sns = FakeSns()
    clients: list[SmsSettings] = []

    def connect(settings: SmsSettings) -> FakeSns:
        clients.append(settings)
        return sns

    sender = SnsTexter(SETTINGS, connect)
    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(sender.send(TEXT))
    await sender.close()

    assert clients == [SETTINGS]
    assert len(sns.published) == 5
    assert threading.get_ident() not in sns.threads
    assert sns.is_closed


@pytest.mark.parametrize(
    "changes",
    [
        {"to": "600111222"},
        {"to": "0034600111222"},
        {"to": "+0600111222"},
        {"to": "+34 600 111 222"},
        {"to": "+34600111222\n"},
        {"to": "+" + "1" * 16},
        {"to": "+٣٤٦٠٠١١١٢٢٢"},
        {"to": ""},
        {"body": ""},
        {"body": " \n"},
        {"body": "x" * 1601},
        {"body": "\ud800"},
    ],
)
async def test_what_nobody_could_deliver_is_not_even_offered(changes: dict[str, str]) -> None:
    """No number in international form, no words, too many of them: refused for good."""
    sns = FakeSns()

    with pytest.raises(SmsRefused):
        await _texter(sns).send(msgspec.structs.replace(TEXT, **changes))

    assert sns.published == []


async def test_the_longest_text_is_a_setting() -> None:
    """Each part of a long text is billed; what is allowed is sent whole."""
    sns = FakeSns()
    await _texter(sns).send(msgspec.structs.replace(TEXT, body="x" * 1600))

    with pytest.raises(SmsRefused, match="71 characters; at most 70 fit"):
        await _texter(sns, lms_sms_max_characters=70).send(
            msgspec.structs.replace(TEXT, body="x" * 71)
        )

    assert len(sns.published) == 1


@pytest.mark.parametrize(
    "code", ["InvalidParameter", "InvalidParameterValue", "OptedOut", "ValidationException"]
)
async def test_a_final_answer_is_final(code: str) -> None:
    """What is wrong with the number or the words will be wrong tomorrow."""
    with pytest.raises(SmsRefused, match=f"answered {code}: In SNS's words"):
        await _texter(FakeSns(_refusal(code))).send(TEXT)


@pytest.mark.parametrize(
    "fault",
    [
        _refusal("Throttling"),
        _refusal("Throttled"),
        _refusal("InternalError", 500),
        _refusal("503", 503),
        _refusal("AuthorizationError", 403),
        _refusal("InvalidClientTokenId", 403),
        _refusal("ExpiredToken", 403),
        _refusal("SomethingNew"),
        NoCredentialsError(),
        EndpointConnectionError(endpoint_url="https://sns.example"),
        ReadTimeoutError(endpoint_url="https://sns.example"),
    ],
)
async def test_what_may_pass_is_tried_again(fault: Exception) -> None:
    """Too much at once, an outage, no access of ours: not the text's fault."""
    sns = FakeSns(fault)
    sender = _texter(sns)
    with pytest.raises(Unavailable, match="Amazon SNS"):
        await sender.send(TEXT)

    sns.fails_with = None
    await sender.send(TEXT)

    assert len(sns.published) == 1


async def test_what_the_sdk_cannot_write_is_refused_for_good() -> None:
    """It checks the request before it sends it, and will find the same at the next try."""
    with pytest.raises(SmsRefused):
        await _texter(FakeSns(ParamValidationError(report="Invalid type"))).send(TEXT)


async def test_accepted_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer without an id is one: a second call would send the text twice."""
    sns = FakeSns()
    monkeypatch.setattr(sns, "publish", lambda **_: {})

    assert (await _texter(sns).send(TEXT)).provider_id == ""


async def test_a_silent_server_is_not_waited_for() -> None:
    """The whole call has its time, however the SDK counts."""
    sns = FakeSns()
    sns.pause_seconds = 0.5

    with pytest.raises(Unavailable, match="in time"):
        await _texter(sns, lms_sms_seconds=0.05).send(TEXT)


async def test_no_client_is_made_for_nothing() -> None:
    """What was never used has nothing to close."""
    with SmsSettings.override(lms_sms_region="eu-west-1"):
        assert isinstance(texter(), SnsTexter)
        await close_providers()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LMS_SMS_REGION", "Europe"),
        ("LMS_SMS_SENDER_ID", "12345"),
        ("LMS_SMS_SENDER_ID", "Much too long"),
        ("LMS_SMS_TYPE", "Loud"),
        ("LMS_SMS_MAX_CHARACTERS", "1601"),
        ("LMS_SMS_SECONDS", "0"),
        ("LMS_SMS_ENDPOINT_URL", "ftp://sns"),
    ],
)
def test_a_setting_that_cannot_work_is_refused_by_name(name: str, value: str) -> None:
    """A function does not start with a region or a sender that cannot be."""
    with pytest.raises(Invalid) as refused:
        convert({name: value}, SmsSettings, strict=False)

    assert [each.field for each in refused.value.errors] == [name]


async def test_a_refusal_names_no_number() -> None:
    """The author of a message reads it in the ledger, and must not learn the number."""
    words = f"Invalid parameter: PhoneNumber Reason: {TEXT.to} is not valid to publish to"
    sns = FakeSns(_refusal("InvalidParameter", words=words))

    with pytest.raises(SmsRefused) as refused:
        await _texter(sns).send(TEXT)

    assert refused.value.detail.endswith("Reason: (number) is not valid to publish to")
