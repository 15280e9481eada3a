"""Links that switch a category off."""

from __future__ import annotations

import asyncio
import hashlib
import json
import string
from base64 import urlsafe_b64decode
from collections.abc import Collection
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from itsdangerous import URLSafeSerializer

from lms_kernel import Unavailable, derived_id, new_id
from lms_links import LinkSettings
from lms_preferences import Category, Preferences, RedisPreferences, preferences
from lms_settings import Settings, SettingsError
from lms_signatures import LinkKeySettings
from lms_testing.access import LINK_KEY, redis_away
from lms_testing.preferences import decide
from lms_unsubscribe import (
    BrokenLink,
    UnsubscribeLink,
    read_link,
    unsubscribe,
    unsubscribe_url,
)

ANA = derived_id("test-ana")


def _token(category: Category = "enrollment") -> str:
    url = unsubscribe_url(ANA, category)
    assert url is not None
    (token,) = parse_qs(urlsplit(url).query)["token"]
    return token


@pytest.mark.parametrize("category", ["enrollment", "message", "announcement", "digest"])
def test_a_link_says_whose_and_what(category: Category) -> None:
    """At the address that people open, in characters that no mail program breaks."""
    with LinkSettings.override(lms_public_url="https://learn.example.org/"):
        url = unsubscribe_url(ANA, category)

    assert url is not None
    address, _, token = url.partition("?token=")
    assert address == "https://learn.example.org/unsubscribe"
    assert set(token) <= set(string.ascii_letters + string.digits + "-_.")
    assert msgspec.to_builtins(read_link(token)) == [ANA, category, "email"]
    assert len(url) < 250


def test_what_is_mandatory_has_no_link() -> None:
    """Codes and changes of an account reach their owner."""
    assert unsubscribe_url(ANA, "account") is None


def test_a_link_holds_no_address() -> None:
    """It goes through other people's logs: an id, a category and a channel are all it holds."""
    claims, _, _ = _token().partition(".")

    assert json.loads(urlsafe_b64decode(claims + "=" * (-len(claims) % 4))) == [
        ANA,
        "enrollment",
        "email",
    ]


def test_every_altered_link_is_refused() -> None:
    """One character more, one less, another one, anywhere."""
    token = _token()
    swapped = str.maketrans(dict(zip("abc123-_XYZ", "bca231_-YZX", strict=True)))
    altered = {token[:place] for place in range(len(token))}
    altered |= {token + more for more in ("A", "=", ".", " ", "\n", token)}
    altered |= {
        token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        for place in range(len(token) - 1)
    }
    altered |= {token.translate(swapped), token[::-1], token.upper()}
    for each in altered - {token}:
        with pytest.raises(BrokenLink):
            read_link(each)


@pytest.mark.parametrize(
    "claims",
    [
        [ANA, "account", "email"],
        [ANA, "enrollment", "sms"],
        [ANA, "everything", "email"],
        ["ana", "enrollment", "email"],
        [ANA],
        {},
        "x",
        None,
    ],
)
def test_a_signed_text_that_is_no_link_is_refused(claims: object) -> None:
    """Also what an earlier release may have signed, when it means nothing any more."""
    token = _signed(claims)
    with pytest.raises(BrokenLink):
        read_link(token)


@pytest.mark.parametrize("salt", ["lms_unsubscribe", "other"])
def test_only_our_key_for_this_purpose_signs(salt: str) -> None:
    """Another key for it, or our key for something else."""
    key = LINK_KEY if salt == "other" else "b" * 40
    token = _signed([ANA, "enrollment", "email"], key=key, salt=salt)
    with pytest.raises(BrokenLink):
        read_link(token)


def _signed(claims: object, key: str = LINK_KEY, salt: str = "lms_unsubscribe") -> str:
    signer = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    token: str = URLSafeSerializer(key, salt=salt, signer_kwargs=signer).dumps(claims)
    return token


def test_keys_are_rotated() -> None:
    """The first one signs, all verify; what was signed with one that is gone is refused."""
    old, new = "old-" + "o" * 40, "new-" + "n" * 40
    with LinkKeySettings.override(lms_link_keys=old):
        before = _token()
    with LinkKeySettings.override(lms_link_keys=f"{new},{old}"):
        during = _token()
        assert read_link(before) == read_link(during)
    with LinkKeySettings.override(lms_link_keys=new):
        assert read_link(during).user_id == ANA
        with pytest.raises(BrokenLink):
            read_link(before)


@pytest.mark.parametrize("keys", ["", "short", f"{'k' * 40},short", f"{'k' * 40}, {'l' * 40}"])
def test_weak_keys_are_refused_at_start(monkeypatch: pytest.MonkeyPatch, keys: str) -> None:
    """An attacker who guesses a key could switch off anybody's mails."""
    monkeypatch.setattr(Settings, "_kept", {})
    monkeypatch.setenv("LMS_LINK_KEYS", keys)
    with pytest.raises(SettingsError, match="LMS_LINK_KEYS"):
        LinkKeySettings.current()


async def test_one_category_is_switched_off_for_mails_alone() -> None:
    """Everything else that was decided stays."""
    await decide(ANA, language="ar", off={"message": ["sms"], "enrollment": ["push"]})

    await unsubscribe(UnsubscribeLink(ANA, "enrollment"))

    now = await preferences().get(ANA)
    assert now.off == {"message": ["sms"], "enrollment": ["email", "push"]}
    assert now.language == "ar"
    assert not now.allows("enrollment", "email")
    assert now.allows("message", "email")


async def test_switching_off_again_changes_nothing() -> None:
    """Not even the version: nobody's open page becomes stale."""
    link = UnsubscribeLink(ANA, "enrollment")
    first = await unsubscribe(link)
    again = await unsubscribe(link)

    assert first == again == await preferences().get(ANA)
    assert first.version == 1


async def test_many_at_once_lose_nothing() -> None:
    """Each of them is an optimistic change that may have to be made again."""
    categories: tuple[Category, ...] = ("message", "enrollment", "digest")
    await asyncio.gather(*(unsubscribe(UnsubscribeLink(ANA, each)) for each in categories))

    assert set((await preferences().get(ANA)).off) == {*categories}


class Contended(RedisPreferences):
    """A store in which somebody else is faster, the given number of times."""

    def __init__(self, times: int) -> None:
        """Let somebody else win that often."""
        self.times = times

    async def put(
        self, user_id: str, preferences: Preferences, *, versions: Collection[int] | None = None
    ) -> Preferences:
        """Keep it unless somebody changes the language first."""
        if self.times:
            self.times -= 1
            present = await self.get(user_id)
            await super().put(user_id, msgspec.structs.replace(present, language="es"))
        return await super().put(user_id, preferences, versions=versions)


async def test_a_lost_change_is_made_again() -> None:
    """On what the other one has left."""
    with preferences.override(Contended(3)):
        now = await unsubscribe(UnsubscribeLink(ANA, "enrollment"))

    assert (now.off, now.language) == ({"enrollment": ["email"]}, "es")


async def test_who_loses_all_the_time_is_told_to_come_back() -> None:
    """Unavailable, not a conflict: the reader has done nothing wrong."""
    with preferences.override(Contended(99)), pytest.raises(Unavailable):
        await unsubscribe(UnsubscribeLink(ANA, "enrollment"))
    with redis_away(), pytest.raises(Unavailable):
        await unsubscribe(UnsubscribeLink(new_id(), "enrollment"))
