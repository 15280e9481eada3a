"""Opened on first use and kept: the only way in which a function gets at its stores."""

from __future__ import annotations

import asyncio
import weakref
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

T = TypeVar("T")
Replacement = TypeVar("Replacement")

_providers: weakref.WeakSet[Provider[object]] = weakref.WeakSet()


class Provider(Generic[T]):
    """Opens a thing on first use and returns the same one from then on.

    One per running event loop, because connections belong to the loop that opened them. Tests
    put a fake in its place with ``override``.
    """

    def __init__(
        self, factory: Callable[[], T], *, close: Callable[[T], Awaitable[object]] | None = None
    ) -> None:
        """Remember how to open the thing, and how to close it when the process stops."""
        self._factory = factory
        self._close = close
        self._opened: weakref.WeakKeyDictionary[object, T] = weakref.WeakKeyDictionary()
        self._override: list[Any] = []
        _providers.add(self)  # type: ignore[arg-type]

    def __call__(self) -> T:
        """Return the thing, opened now if it was not yet."""
        if self._override:
            replacement: T = self._override[-1]
            return replacement
        loop = _running_loop()
        if loop not in self._opened:
            self._opened[loop] = self._factory()
        return self._opened[loop]

    @contextmanager
    def override(self, replacement: Replacement) -> Iterator[Replacement]:
        """Return the replacement inside the ``with`` block.

        It need not be of the thing's class: a fake only has to have the same methods.
        """
        self._override.append(replacement)
        try:
            yield replacement
        finally:
            self._override.pop()

    async def close(self) -> None:
        """Close what was opened for the running loop; the next use opens it again."""
        opened = self._opened.pop(_running_loop(), None)
        if opened is not None and self._close is not None:
            await self._close(opened)


async def close_providers() -> None:
    """Close everything that the running loop opened, as the last act of a process."""
    for provider in list(_providers):
        await provider.close()


class _NoLoop:
    """Stands for the absence of an event loop as a key."""


_NO_LOOP = _NoLoop()


def _running_loop() -> object:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return _NO_LOOP
