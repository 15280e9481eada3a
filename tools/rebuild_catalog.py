"""Rebuild the catalog from the course documents: `python -m tools.rebuild_catalog`.

Publishes `rebuild.requested`; the function rebuild_catalog walks all documents, one batch per
event, alongside live traffic. Needs K_SINK.
"""

from __future__ import annotations

import argparse
import asyncio
import sys


async def request_rebuild(after: str | None = None) -> str:
    """Publish the request and return the event's id. Raises Unavailable without a broker."""
    from lms_catalog import RebuildRequested
    from lms_events import publish
    from lms_kernel import close_providers, envelope

    requested = envelope(RebuildRequested(after=after))
    try:
        await publish(requested)
    finally:
        await close_providers()
    return str(requested["id"])


def main(arguments: list[str] | None = None) -> int:
    """Request it and print the event's id; exit with 1 when the broker is unreachable."""
    from lms_kernel import Problem
    from lms_settings import SettingsError

    parser = argparse.ArgumentParser(prog="rebuild_catalog", description=__doc__.partition("\n")[0])
    parser.add_argument("--after", metavar="ID", help="begin behind this course")
    options = parser.parse_args(arguments)
    try:
        event_id = asyncio.run(request_rebuild(options.after))
    except Problem as problem:
        print(f"rebuild_catalog: {problem.detail}", file=sys.stderr)
        return 1
    except SettingsError as error:
        print(f"rebuild_catalog: {error}", file=sys.stderr)
        return 1
    print(f"requested {event_id}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
