"""First use opens, and keeps."""

from __future__ import annotations

import asyncio

from lms_kernel import Provider, close_providers


class Thing:
    """Something that is opened and closed."""

    closed = False

    async def close(self) -> None:
        """Remember it."""
        self.closed = True


def test_nothing_is_opened_before_its_first_use_and_then_only_once() -> None:
    """The factory runs at the first call only."""
    opened: list[Thing] = []

    def open_thing() -> Thing:
        opened.append(Thing())
        return opened[-1]

    provider = Provider(open_thing)
    assert opened == []
    assert provider() is provider()
    assert len(opened) == 1


def test_each_event_loop_has_its_own() -> None:
    """Connections belong to the loop that opened them."""
    provider = Provider(Thing)

    async def use() -> Thing:
        return provider()

    assert asyncio.run(use()) is not asyncio.run(use())


async def test_what_was_opened_is_closed_at_the_end_and_opens_anew() -> None:
    """The last act of a process closes; a use after that is a first use again."""
    provider = Provider(Thing, close=Thing.close)
    first = provider()
    await close_providers()
    assert first.closed
    assert provider() is not first


def test_a_test_puts_its_fake_in_place() -> None:
    """Inside the block the fake is answered, after it the real thing again."""
    provider = Provider(Thing)
    real, fake = provider(), Thing()
    with provider.override(fake):
        assert provider() is fake
    assert provider() is real
