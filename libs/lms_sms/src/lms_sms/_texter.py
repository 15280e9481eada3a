"""The call to SNS, and which of its responses are final."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from lms_kernel import Provider, Unavailable
from lms_sms._message import SmsReceipt, SmsRefused, Text, check
from lms_sms._settings import SmsSettings

if TYPE_CHECKING:
    from collections.abc import Callable

# What SNS will say again to the same text. Everything else is about us, the moment or SNS itself:
# in doubt a text is tried again, and not lost.
_FINAL = frozenset(
    {
        "EndpointDisabled",
        "InvalidParameter",
        "InvalidParameterValue",
        "OptedOut",
        "OptedOutException",
        "ParameterValueInvalid",
        "UserError",
        "ValidationError",
        "ValidationException",
    }
)


class SnsTexter:
    """Sends texts through one client of SNS, which is safe to share between threads."""

    def __init__(
        self, settings: SmsSettings, connect: Callable[[SmsSettings], Any] | None = None
    ) -> None:
        """Open nothing: the first text does. Tests pass their own ``connect``."""
        self._settings = settings
        self._connect = connect or connected
        self._client: Any = None
        self._opening = asyncio.Lock()

    async def send(self, text: Text) -> SmsReceipt:
        """Return the provider's receipt; SmsRefused for good, Unavailable for now."""
        # Imported here: code that only reads settings need not load it.
        from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError
        from botocore.parsers import ResponseParserError

        check(text, longest=self._settings.lms_sms_max_characters)
        try:
            async with asyncio.timeout(self._settings.lms_sms_seconds):
                client = await self._opened()
                answer = await asyncio.to_thread(client.publish, **self._message(text))
        except ClientError as refusal:
            raise _verdict(refusal.response, text.to) from refusal
        except ParamValidationError as fault:
            raise SmsRefused("Amazon SNS takes no such text or number.") from fault
        except BotoCoreError as fault:
            # Its words name addresses and settings, never credentials.
            raise Unavailable(f"Amazon SNS cannot be used: {fault}") from fault
        except ResponseParserError as fault:
            raise Unavailable("The response is not one of Amazon SNS.") from fault
        except TimeoutError as fault:
            raise Unavailable("Amazon SNS did not answer in time.") from fault
        # Accepted is accepted, even without an id by which SNS would report.
        id_ = str(answer.get("MessageId", ""))
        return SmsReceipt(f"Amazon SNS accepted it as {id_ or '(no id)'}", id_)

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await asyncio.to_thread(self._client.close)

    async def _opened(self) -> Any:
        async with self._opening:
            if self._client is None:
                self._client = await asyncio.to_thread(self._connect, self._settings)
        return self._client

    def _message(self, text: Text) -> dict[str, object]:
        attributes: dict[str, str] = {"AWS.SNS.SMS.SMSType": self._settings.lms_sms_type}
        if self._settings.lms_sms_sender_id:
            attributes["AWS.SNS.SMS.SenderID"] = self._settings.lms_sms_sender_id
        return {
            "PhoneNumber": text.to,
            "Message": text.body,
            "MessageAttributes": {
                name: {"DataType": "String", "StringValue": value}
                for name, value in attributes.items()
            },
        }


def connected(settings: SmsSettings) -> Any:
    """Return a client of SNS; it reads the service's description from disk, so not in the loop."""
    import botocore.session
    from botocore.config import Config

    seconds = settings.lms_sms_seconds / 2
    return botocore.session.Session().create_client(
        "sns",
        region_name=settings.lms_sms_region,
        endpoint_url=settings.lms_sms_endpoint_url,
        config=Config(
            connect_timeout=seconds,
            read_timeout=seconds,
            retries={"total_max_attempts": 1},
            # None at all, rather than what the environment happens to name.
            proxies={},
        ),
    )


def _verdict(response: dict[str, Any], number: str) -> SmsRefused | Unavailable:
    # SNS likes to name the number; the ledger is read by people who must not know it.
    fault = response.get("Error", {})
    code = str(fault.get("Code", "no code"))
    message = str(fault.get("Message", "")).replace(number, "(number)")
    text = f"Amazon SNS answered {code}: {message}"
    return SmsRefused(text) if code in _FINAL else Unavailable(text)


def _open() -> SnsTexter:
    return SnsTexter(SmsSettings.current())


texter: Provider[SnsTexter] = Provider(_open, close=SnsTexter.close)
