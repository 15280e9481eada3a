"""What the pages can see of a running host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from local.broker import Broker
    from local.figures import Figures
    from local.functions import Function, Minute
    from local.inbox import Mailbox, TextBox
    from local.parked import ParkedEvents
    from local.stores import Store


class Platform(Protocol):
    """The parts of a host that the pages show."""

    @property
    def stores(self) -> Mapping[str, Store]:
        """Return the stores by name."""

    @property
    def functions(self) -> Sequence[Function]:
        """Return the functions, by name."""

    @property
    def traffic(self) -> Sequence[Minute]:
        """Return what all functions were asked, by minute, the oldest first."""

    @property
    def broker(self) -> Broker:
        """Return the broker."""

    @property
    def mailbox(self) -> Mailbox:
        """Return the emails."""

    @property
    def texts(self) -> TextBox:
        """Return the text messages."""

    @property
    def parked(self) -> ParkedEvents:
        """Return the client for parked events."""

    @property
    def figures(self) -> Figures:
        """Return the reader of the figures of the business."""

    @property
    def sns_key(self) -> str:
        """Return the key with which functions send text messages."""

    @property
    def is_ready(self) -> bool:
        """Tell whether everything is up."""

    def missing(self) -> list[str]:
        """Name the parts that are not up."""
