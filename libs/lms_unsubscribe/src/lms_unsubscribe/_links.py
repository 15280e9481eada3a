"""Links that switch off the mails of a category without signing in (decision 0030).

A token names the person, the category and the channel, and is signed: nothing is stored for it,
and nobody can make one up. It does not expire, because the mail that it is in does not either.
It opens nothing but this one switch.
"""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlencode

import msgspec

from lms_kernel import Id, Unavailable
from lms_links import public_url
from lms_preferences import Category, Preferences, StalePreferences, categories, preferences
from lms_signatures import BrokenLink, read_signed, sign

_PATH = "/unsubscribe"
# Somebody may change the same preferences at the same moment.
_TRIES = 5
_USE = "lms_unsubscribe"


class UnsubscribeLink(msgspec.Struct, frozen=True, array_like=True):
    """What a link switches off, and whose."""

    user_id: Id
    category: Category
    channel: Literal["email"] = "email"


def unsubscribe_url(user_id: str, category: Category) -> str | None:
    """Return the link for a mail (RFC 8058); None where the mails cannot be switched off."""
    if categories[category].mandatory:
        return None
    token = sign(msgspec.to_builtins(UnsubscribeLink(user_id, category)), use=_USE)
    return public_url(f"{_PATH}?{urlencode({'token': token})}")


def read_link(token: str) -> UnsubscribeLink:
    """Return what a link is for; BrokenLink when it is incomplete, or not one of ours."""
    try:
        link = msgspec.convert(read_signed(token, use=_USE), UnsubscribeLink)
    except msgspec.ValidationError as fault:
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
