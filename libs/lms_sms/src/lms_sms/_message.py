"""A text message as the platform knows it, and which can be sent at all."""

from __future__ import annotations

import re

import msgspec

from lms_kernel import Invalid

# E.164, section 6: a country code, which has no leading zero, and 15 digits in all.
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")


class SmsRefused(Invalid):
    """The text can never be delivered: no valid number, too long, or the recipient opted out."""

    slug = "sms-refused"
    title = "The text message cannot be delivered"


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """One text to one number in E.164 form; ``id`` is ours, SNS assigns its own."""

    id: str
    to: str
    body: str


class SmsReceipt(msgspec.Struct, frozen=True):
    """The provider's reply, and its id of the message, under which it reports later."""

    answer: str
    provider_id: str


def check(text: Text, *, longest: int) -> None:
    """Raise SmsRefused for what no provider could deliver."""
    if _NUMBER.fullmatch(text.to) is None:
        raise SmsRefused("The number is not one in international form, like +34600111222.")
    if not text.body.strip():
        raise SmsRefused("The text is empty.")
    if len(text.body) > longest:
        raise SmsRefused(f"The text has {len(text.body)} characters; at most {longest} fit.")
    try:
        text.body.encode()
    except UnicodeEncodeError as fault:
        raise SmsRefused("The text contains half a character.") from fault
