"""Hashing passwords: bcrypt over SHA-256, so that long ones count in full, off the event loop."""

from __future__ import annotations

import asyncio
import functools
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, TypeVar

from msgspec import Meta
from passlib.hash import bcrypt_sha256
from passlib.utils import MAX_PASSWORD_SIZE

from lms_settings import Settings

T = TypeVar("T")


class PasswordSettings(Settings, frozen=True):
    """The cost of one hash, as a power of two: 12 is about a quarter of a second.

    ``lms_password_threads`` is how many are computed at the same time; the rest wait in line.
    """

    lms_password_rounds: Annotated[int, Meta(ge=4, le=16)] = 12
    lms_password_threads: Annotated[int, Meta(ge=1, le=32)] = 2


async def hash_password(password: str) -> str:
    """Return a salted hash of the password, at the cost that is set now."""
    rounds = PasswordSettings.current().lms_password_rounds
    return await _in_thread(lambda: str(bcrypt_sha256.using(rounds=rounds).hash(_plain(password))))


async def verify_password(password: str, password_hash: str | None) -> bool:
    """Whether this is the password; without a hash it takes as long and is False."""
    expected = password_hash or _hash_of_nothing(PasswordSettings.current().lms_password_rounds)
    plain = _plain(password)
    # passlib takes no more; no password that we hashed is longer.
    known = plain[:MAX_PASSWORD_SIZE]
    is_same = await _in_thread(lambda: bool(bcrypt_sha256.verify(known, expected)))
    return is_same and known == plain


def is_outdated(password_hash: str) -> bool:
    """Whether a hash was made at another cost than the present one."""
    rounds = PasswordSettings.current().lms_password_rounds
    return bool(bcrypt_sha256.using(rounds=rounds).needs_update(password_hash))


def _plain(password: str) -> str:
    """Return the same text for what keyboards write in different ways (NIST SP 800-63B).

    New passwords come in this form already (``kinds.secret``). Those that are tried do not: of
    them nothing is demanded, and one from before that rule must be found, so both meet here.
    """
    return unicodedata.normalize("NFKC", password)


def _hash_of_nothing(rounds: int) -> str:
    """Return a well-formed hash that no password fits; checking it costs what any check costs."""
    return f"$bcrypt-sha256$v=2,t=2b,r={rounds}${'.' * 22}${'.' * 31}"


async def _in_thread(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_threads(), work)


@functools.cache
def _threads() -> ThreadPoolExecutor:
    threads = PasswordSettings.current().lms_password_threads
    return ThreadPoolExecutor(threads, thread_name_prefix="password")
