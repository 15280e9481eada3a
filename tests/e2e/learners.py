"""Many learners, created without the API: hashing their passwords would take minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg

from lms_access import AccessSettings, Sessions
from lms_access.signing import SigningSettings, sign_access_token
from lms_kernel import close_providers, new_id
from lms_redis import RedisSettings

if TYPE_CHECKING:
    from tests.e2e.platform import Platform


@dataclass(frozen=True)
class Learner:
    """Somebody with an account and an open session."""

    id: str
    email: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """The headers that authenticate their requests."""
        return {"Authorization": f"Bearer {self.token}"}


async def make_learners(platform: Platform, count: int, *, role: str = "student") -> list[Learner]:
    """Return that many learners; sessions and tokens are made by the library that log_in uses."""
    environment = platform.environment()
    ids = [new_id() for _ in range(count)]
    with psycopg.connect(environment["DATABASE_URL"]) as connection, connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO users (id, email, name, password_hash, role)"
            " VALUES (%s, %s, 'Learner', 'x', %s)",
            [(each, f"{each}@example.org", role) for each in ids],
        )
    with (
        RedisSettings.override(redis_url=environment["REDIS_URL"]),
        AccessSettings.override(lms_public_keys=environment["LMS_PUBLIC_KEYS"]),
        SigningSettings.override(lms_signing_key=environment["LMS_SIGNING_KEY"]),
    ):
        sessions = Sessions()
        opened = [await sessions.open(each, role) for each in ids]
        tokens = [sign_access_token(each.session) for each in opened]
        # The next call may meet another server: after a restart its port is a new one.
        await close_providers()
    return [
        Learner(each, f"{each}@example.org", token) for each, token in zip(ids, tokens, strict=True)
    ]
