"""Rebuild reports and progress from the facts: `python -m tools.rebuild_reports`.

Publishes `replay.requested`; the function rebuild_reports walks all learners, one batch per event,
alongside live traffic. Needs K_SINK.
"""

from __future__ import annotations

import sys

from tools.rebuild_catalog import run


def main(arguments: list[str] | None = None) -> int:
    """Request it and print the event's id; exit with 1 when the broker is unreachable."""
    from lms_reports import ReplayRequested

    return run("rebuild_reports", __doc__, "enrollment", ReplayRequested, arguments)


if __name__ == "__main__":
    sys.exit(main())
