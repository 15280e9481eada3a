"""How many connections there are: the driver says what happens to each (CMAP), and has no count.

https://github.com/mongodb/specifications/blob/master/source/connection-monitoring-and-pooling/connection-monitoring-and-pooling.md
"""

from __future__ import annotations

from typing import Any

from pymongo.monitoring import ConnectionPoolListener


class PoolCounts(ConnectionPoolListener):
    """The connections of one client, over the pools of all its servers."""

    def __init__(self) -> None:
        """Begin without any."""
        self.open = 0
        self.used = 0
        self.waiting = 0

    def connection_created(self, _event: Any) -> None:
        """Count it."""
        self.open += 1

    def connection_closed(self, _event: Any) -> None:
        """Stop counting it."""
        self.open -= 1

    def connection_check_out_started(self, _event: Any) -> None:
        """Somebody waits for one."""
        self.waiting += 1

    def connection_checked_out(self, _event: Any) -> None:
        """Somebody has one."""
        self.waiting -= 1
        self.used += 1

    def connection_check_out_failed(self, _event: Any) -> None:
        """Somebody has waited without success."""
        self.waiting -= 1

    def connection_checked_in(self, _event: Any) -> None:
        """Somebody has returned one."""
        self.used -= 1

    def connection_ready(self, event: Any) -> None:
        """Change nothing: it is counted since it was created."""

    def pool_created(self, event: Any) -> None:
        """Change nothing: its connections say so themselves."""

    def pool_ready(self, event: Any) -> None:
        """Change nothing."""

    def pool_cleared(self, event: Any) -> None:
        """Change nothing."""

    def pool_closed(self, event: Any) -> None:
        """Change nothing."""
