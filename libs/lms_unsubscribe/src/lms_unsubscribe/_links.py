"""Links that switch off the mails of a category without signing in (decision 0030).

A token names the person, the category and the channel, and is signed: nothing is stored for it,
and nobody can make one up. It does not expire, because the mail that it stands in does not either.
It opens nothing but this one switch.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlencode

import msgspec
from msgspec import Meta

from lms_kernel import Id, Unavailable
from lms_links import public_url
from lms_preferences import Category, Preferences, StalePreferences, categories, preferences
from lms_settings import Settings
from lms_unsubscribe.errors import BrokenLink

if TYPE_CHECKING:
    from itsdangerous import URLSafeSerializer

_PATH = "/unsubscribe"
# Somebody may change the same preferences at the same moment.
_TRIES = 5
# What is made here; a lenient reader of base64 would pass over anything else in between.
_TOKEN = re.compile(r"[A-Za-z0-9_.-]{1,500}")
_KEY = r"[A-Za-z0-9_-]{32,256}"


class UnsubscribeSettings(Settings, frozen=True):
    """The keys that links are signed with, with commas between them.

    The first one signs and all verify: put a new key before the old ones, and remove an old one
    when the links that it signed may stop working.
    """

    lms_link_keys: Annotated[
        str,
        Meta(
            pattern=rf"^{_KEY}(,{_KEY})*\Z",
            extra={"hint": "must be keys of 32 or more letters, digits, - and _, with commas"},
        ),
    ]


class UnsubscribeLink(msgspec.Struct, frozen=True, array_like=True):
    """What a link switches off, and whose."""

    user_id: Id
    category: Category
    channel: Literal["email"] = "email"


def unsubscribe_url(user_id: str, category: Category) -> str | None:
    """Return the link for a mail (RFC 8058); None where the mails cannot be switched off."""
    if categories[category].mandatory:
        return None
    token = _serializer().dumps(msgspec.to_builtins(UnsubscribeLink(user_id, category)))
    return public_url(f"{_PATH}?{urlencode({'token': token})}")


def read_link(token: str) -> UnsubscribeLink:
    """Return what a link is for; BrokenLink when it is incomplete, or not one of ours."""
    from itsdangerous import BadData

    if _TOKEN.fullmatch(token) is None:
        raise BrokenLink
    try:
        link = msgspec.convert(_serializer().loads(token), UnsubscribeLink)
    except (BadData, msgspec.ValidationError) as fault:
        raise BrokenLink from fault
    if categories[link.category].mandatory:
        raise BrokenLink
    return link


async def unsubscribe(link: UnsubscribeLink) -> Preferences:
    """Switch the mails off, once or any number of times, and return the updated preferences.

    Raises Unavailable when the preferences cannot be read, or keep changing meanwhile.
    """
    for _ in range(_TRIES):
        present = await preferences().get(link.user_id)
        if not present.allows(link.category, link.channel):
            return present
        channels = sorted({*present.off.get(link.category, ()), link.channel})
        off = {**present.off, link.category: channels}
        try:
            changed = msgspec.structs.replace(present, off=off)
            return await preferences().put(link.user_id, changed)
        except StalePreferences:
            continue
    raise Unavailable("The preferences are being changed by others. Try again.")


def _serializer() -> URLSafeSerializer:
    from itsdangerous import URLSafeSerializer

    newest_first = UnsubscribeSettings.current().lms_link_keys.split(",")
    # itsdangerous signs with the last of its keys.
    return URLSafeSerializer(
        newest_first[::-1],
        salt="lms_unsubscribe",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )
