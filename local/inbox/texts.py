"""Text messages: an SNS that accepts `Publish` to a number (AWS's query protocol) and stores each.

Like SNS it does not recognize repeats: every call is a new message.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import re
import uuid
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from starlette.responses import Response
from starlette.routing import Route

from local.inbox.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from starlette.requests import Request

log = logging.getLogger(__name__)

PATH = "/sns"
SUFFIX = ".json"
LARGEST_BODY_BYTES = 64 * 1024
LONGEST_TEXT = 1600
NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
ATTRIBUTES = {
    "AWS.SNS.SMS.SenderID": re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9]{1,11}"),
    "AWS.SNS.SMS.SMSType": re.compile(r"Promotional|Transactional"),
}
NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/"
# The SDK's signature names the caller: user, day, region, service.
CREDENTIAL = re.compile(r"\bCredential=([^/,\s]+)/")
# The settings of the real SNS, any of which may be exported for this run.
ENDPOINT = "LMS_SMS_ENDPOINT_URL"
IDENTITY = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")


@dataclass(frozen=True, slots=True)
class Text:
    """One received text message, as the inbox shows it."""

    id: str
    to: str
    sender: str
    kind: str
    text: str
    received_at: str

    def as_json(self) -> dict[str, object]:
        """Return the message for programs; `from` is a keyword in Python."""
        values = asdict(self)
        values["from"] = values.pop("sender")
        return values


class TextBox:
    """All text messages of one folder, read once and kept in memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._texts: dict[str, Text] = {}
        for file in folder.glob(f"*{SUFFIX}"):
            self._texts[file.stem] = Text(**json.loads(file.read_text(encoding="utf-8")))

    def keep(self, to: str, text: str, *, sender: str = "", kind: str = "") -> Text:
        """Store a message durably and return it."""
        received_at = datetime.now(UTC).isoformat(timespec="milliseconds")
        message = Text(str(uuid.uuid4()), to, sender, kind, text, received_at)
        raw = json.dumps(asdict(message), ensure_ascii=False).encode()
        write_whole(self._folder / f"{message.id}{SUFFIX}", raw)
        self._texts[message.id] = message
        return message

    def newest(self) -> list[Text]:
        """Return all messages, newest first."""
        return sorted(self._texts.values(), key=lambda each: each.received_at, reverse=True)


class SnsError(Exception):
    """An error that SNS would return, in its own words."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def texts_environment(url: str, key: str, outside: Mapping[str, str]) -> dict[str, str]:
    """Return what points a function at this inbox, or at the SNS that the environment names."""
    if ENDPOINT in outside:
        return {name: outside[name] for name in (ENDPOINT, *IDENTITY) if name in outside}
    return {ENDPOINT: url, "AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": key}


def sns_route(box: TextBox, key: str) -> Route:
    """Return the route that accepts text messages from holders of the key."""

    async def publish(request: Request) -> Response:
        """Store a message; return its id once it is on disk."""
        try:
            text = await _kept(box, key, request)
        except SnsError as refusal:
            return _refused(refusal)
        except OSError:
            log.exception("a text message could not be stored")
            return _refused(SnsError(500, "InternalError", "The message could not be stored."))
        return _answer(
            "PublishResponse",
            f"<PublishResult><MessageId>{text.id}</MessageId></PublishResult>"
            f"<ResponseMetadata><RequestId>{uuid.uuid4()}</RequestId></ResponseMetadata>",
        )

    return Route(PATH, publish, methods=["POST"])


async def _kept(box: TextBox, key: str, request: Request) -> Text:
    named = CREDENTIAL.search(request.headers.get("authorization", ""))
    if named is None or not hmac.compare_digest(named[1].encode(), key.encode()):
        raise SnsError(403, "InvalidClientTokenId", "The security token is not valid.")
    body = await request.body()
    if len(body) > LARGEST_BODY_BYTES:
        raise SnsError(413, "InvalidParameter", "The request is too large.")
    try:
        form = dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError as fault:
        raise SnsError(400, "MalformedQueryString", "The request is not UTF-8.") from fault
    if form.get("Action") != "Publish":
        raise SnsError(400, "InvalidAction", "Only text messages are accepted here.")
    to, text = form.get("PhoneNumber", ""), form.get("Message", "")
    if NUMBER.fullmatch(to) is None:
        message = f"Invalid parameter: PhoneNumber Reason: {to} is not valid to publish to"
        raise SnsError(400, "InvalidParameter", message)
    if not text or len(text) > LONGEST_TEXT:
        raise SnsError(400, "InvalidParameter", "Invalid parameter: Empty or too long message")
    attributes = _attributes(form)
    for name, allowed in ATTRIBUTES.items():
        if name in attributes and allowed.fullmatch(attributes[name]) is None:
            message = f"Invalid parameter: {name} Reason: {attributes[name]} is not valid"
            raise SnsError(400, "InvalidParameter", message)
    return await asyncio.to_thread(
        box.keep,
        to,
        text,
        sender=attributes.get("AWS.SNS.SMS.SenderID", ""),
        kind=attributes.get("AWS.SNS.SMS.SMSType", ""),
    )


def _attributes(form: Mapping[str, str]) -> dict[str, str]:
    """Return the message's attributes: MessageAttributes.entry.1.Name, ...entry.1.Value..."""
    prefix, name, value = "MessageAttributes.entry.", ".Name", ".Value.StringValue"
    return {
        content: form.get(f"{field.removesuffix(name)}{value}", "")
        for field, content in form.items()
        if field.startswith(prefix) and field.endswith(name)
    }


def _refused(refusal: SnsError) -> Response:
    kind = "Receiver" if refusal.status >= 500 else "Sender"  # noqa: PLR2004 - ours or theirs
    return _answer(
        "ErrorResponse",
        f"<Error><Type>{kind}</Type><Code>{refusal.code}</Code>"
        f"<Message>{escape(str(refusal))}</Message></Error><RequestId>{uuid.uuid4()}</RequestId>",
        refusal.status,
    )


def _answer(name: str, content: str, status: int = 200) -> Response:
    return Response(
        f'<{name} xmlns="{NAMESPACE}">{content}</{name}>', status, media_type="text/xml"
    )
