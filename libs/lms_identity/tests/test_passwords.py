"""Passwords and their hashes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from lms_identity import PasswordSettings, hash_password, is_outdated, verify_password


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    with PasswordSettings.override(lms_password_rounds=4):
        yield


@pytest.mark.parametrize(
    "password", ["correct horse battery", "x" * 256, "päßwörd ☃ 🐎", "nul\x00inside", " blanks "]
)
async def test_a_password_is_known_by_its_hash(password: str) -> None:
    """Every character of it counts, and no two hashes are the same."""
    first, second = await hash_password(password), await hash_password(password)
    assert first != second
    assert await verify_password(password, first)
    assert not await verify_password(password[:-1], first)
    assert not await verify_password(password + "x", first)


async def test_a_letter_is_the_same_however_a_keyboard_writes_it() -> None:
    """One code point or a base letter with a mark."""
    composed = await hash_password("caf\u00e9 au lait")
    assert await verify_password("cafe\u0301 au lait", composed)


async def test_no_password_fits_an_account_that_is_not_there() -> None:
    """The work is done all the same."""
    assert not await verify_password("correct horse battery", None)


async def test_a_hash_of_another_cost_is_outdated() -> None:
    """And still good."""
    old = await hash_password("correct horse battery")
    assert not is_outdated(old)
    with PasswordSettings.override(lms_password_rounds=5):
        assert is_outdated(old)
        assert await verify_password("correct horse battery", old)


async def test_hashing_does_not_stop_the_event_loop() -> None:
    """Other requests are served meanwhile."""
    with PasswordSettings.override(lms_password_rounds=10):
        hashing = asyncio.create_task(hash_password("correct horse battery"))
        turns = 0
        while not hashing.done():
            await asyncio.sleep(0.001)
            turns += 1
    assert turns > 5
