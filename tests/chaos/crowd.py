"""People of every kind to write to: what reaches them, and why some things do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from lms_access import AccessSettings
from lms_access.signing import SigningSettings, issue_service_token
from lms_kernel import close_providers
from lms_preferences import (
    NewPushSubscription,
    Preferences,
    PushKeys,
    RedisDevices,
    RedisPreferences,
)
from lms_redis import RedisSettings
from tests.e2e.learners import Learner, make_learners

if TYPE_CHECKING:
    import random
    from collections.abc import Collection

    from lms_preferences import Channel
    from tests.chaos.providers import Providers
    from tests.e2e.platform import Platform

# What is wrong with recipients, and how often; most are fine.
_FLAWS = {
    "": 14,
    "no mailbox": 1,
    "unsubscribed": 1,
    "opted out": 1,
    "no phone": 1,
    "browser gone": 1,
    "no browser": 1,
}
# What the ledger says for faults the test caused.
REASONS = (
    "550 5.1.1 no such mailbox",
    "switched off email",
    "OptedOut",
    "no confirmed phone number",
    "no device that takes push",
)


@dataclass(frozen=True)
class Person:
    """A recipient; ``reached_by`` are the channels that work."""

    id: str
    email: str
    phone: str
    reached_by: frozenset[Channel]


async def make_crowd(
    platform: Platform, providers: Providers, count: int, chance: random.Random
) -> list[Person]:
    """Return that many people with preferences, phones and browsers."""
    learners = await make_learners(platform, count)
    with RedisSettings.override(redis_url=platform.environment()["REDIS_URL"]):
        people = [
            await _settle(each, f"+34600{number:06d}", providers, chance)
            for number, each in enumerate(learners)
        ]
        await close_providers()
    return people


async def _settle(
    learner: Learner, phone: str, providers: Providers, chance: random.Random
) -> Person:
    (flaw,) = chance.choices(list(_FLAWS), weights=list(_FLAWS.values()))
    unreached = {
        "no mailbox": "email",
        "unsubscribed": "email",
        "opted out": "sms",
        "no phone": "sms",
        "browser gone": "push",
        "no browser": "push",
    }
    if flaw == "no mailbox":
        providers.no_mailbox.add(learner.email)
    if flaw == "opted out":
        providers.opted_out.add(phone)
    chosen = Preferences(
        phone=None if flaw == "no phone" else phone,
        phone_confirmed=flaw != "no phone",
        off={"message": ["email"], "announcement": ["email"]} if flaw == "unsubscribed" else {},
    )
    await RedisPreferences().put(learner.id, chosen)
    if flaw != "no browser":
        own = providers.browser(is_gone=flaw == "browser gone").subscription
        await RedisDevices().add(
            learner.id,
            NewPushSubscription(
                endpoint=own.endpoint, keys=PushKeys(p256dh=own.p256dh, auth=own.auth)
            ),
        )
    reached = {"email", "sms", "push", "in_app"} - {unreached.get(flaw, "")}
    return Person(learner.id, learner.email, phone, cast("frozenset[Channel]", frozenset(reached)))


async def service_token(platform: Platform, scopes: Collection[str]) -> str:
    """Return the token of a program that outlives the storm."""
    environment = platform.environment()
    with (
        RedisSettings.override(redis_url=environment["REDIS_URL"]),
        AccessSettings.override(lms_public_keys=environment["LMS_PUBLIC_KEYS"]),
        SigningSettings.override(lms_signing_key=environment["LMS_SIGNING_KEY"]),
    ):
        token = await issue_service_token("chaos", scopes, 24 * 3600)
        await close_providers()
    return token
