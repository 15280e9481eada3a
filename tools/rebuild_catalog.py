"""Rebuild the catalog from the course documents: `python -m tools.rebuild_catalog`.

Publishes `rebuild.requested`; the function rebuild_catalog walks all documents, one batch per
event, alongside live traffic. Needs K_SINK.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from lms_kernel import DomainEvent


async def request(event: DomainEvent) -> str:
    """Publish the request and return the event's id. Raises Unavailable without a broker."""
    from lms_events import publish
    from lms_kernel import close_providers, envelope

    requested = envelope(event)
    try:
        await publish(requested)
    finally:
        await close_providers()
    return str(requested["id"])


def run(
    name: str,
    about: str | None,
    first: str,
    request_after: Callable[..., DomainEvent],
    arguments: list[str] | None,
) -> int:
    """Request a walk through all records, or through those behind the one that is named."""
    from lms_kernel import Problem
    from lms_settings import SettingsError

    parser = argparse.ArgumentParser(prog=name, description=(about or "").partition("\n")[0])
    parser.add_argument("--after", metavar="ID", help=f"begin behind this {first}")
    options = parser.parse_args(arguments)
    try:
        event_id = asyncio.run(request(request_after(after=options.after)))
    except Problem as problem:
        print(f"{name}: {problem.detail}", file=sys.stderr)
        return 1
    except SettingsError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 1
    print(f"requested {event_id}")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Request it and print the event's id; exit with 1 when the broker is unreachable."""
    from lms_catalog import RebuildRequested

    return run("rebuild_catalog", __doc__, "course", RebuildRequested, arguments)


if __name__ == "__main__":
    sys.exit(main())
