"""Links that switch off the mails of a category without signing in (decision 0030).

A token names the person, the category and the channel, and is signed: nothing is stored for it,
and nobody can make one up. It does not run out, for neither does the mail that it stands in. It
opens nothing but this one switch.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlencode

import msgspec
from msgspec import Meta

from lms_kernel import Id, Unavailable
from lms_notifications._categories import Category, categories
from lms_notifications._preferences import Preferences, preferences
from lms_notifications._settings import NotificationSettings
from lms_notifications.errors import BrokenLink, StalePreferences
from lms_settings import Settings

if TYPE_CHECKING:
    from itsdangerous import URLSafeSerializer

    from lms_notifications._model import Notification

_PATH = "/unsubscribe"
# One who changes the same preferences at the same moment has mostly done it once.
_TRIES = 5
# What is made here; a lenient reader of base64 would pass over anything else in between.
_TOKEN = re.compile(r"[A-Za-z0-9_.-]{1,500}")
_KEY = r"[A-Za-z0-9_-]{32,256}"


class LinkSettings(Settings, frozen=True):
    """The keys that links are signed with, with commas between them.

    The first one signs and all verify: a new key is put before the old ones, and an old one is
    taken away when the mails that it signed may stop working.
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


def unsubscribe_url(notification: Notification) -> str | None:
    """Return the link for a mail (RFC 8058); None where the mails cannot be switched off."""
    if categories[notification.category].mandatory:
        return None
    link = UnsubscribeLink(notification.recipient_id, notification.category)
    token = _serializer().dumps(msgspec.to_builtins(link))
    return NotificationSettings.current().link(f"{_PATH}?{urlencode({'token': token})}")


def read_link(token: str) -> UnsubscribeLink:
    """Return what a link is for; BrokenLink when it is none of ours, or no longer whole."""
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
    """Switch it off, once or any number of times; answers what the person has decided now.

    Raises Unavailable when the preferences cannot be had, or are changed by others all the time.
    """
    for _ in range(_TRIES):
        present = await preferences().get(link.user_id)
        if not present.allows(link.category, link.channel):
            return present
        channels = sorted({*present.off.get(link.category, ()), link.channel})
        off = {**present.off, link.category: channels}
        try:
            wanted = msgspec.structs.replace(present, off=off)
            return await preferences().put(link.user_id, wanted)
        except StalePreferences:
            continue
    raise Unavailable("The preferences are being changed by others. Try again.")


def _serializer() -> URLSafeSerializer:
    from itsdangerous import URLSafeSerializer

    newest_first = LinkSettings.current().lms_link_keys.split(",")
    # itsdangerous signs with the last of its keys.
    return URLSafeSerializer(
        newest_first[::-1],
        salt="lms_notifications.unsubscribe",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )
