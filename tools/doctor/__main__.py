"""List stored values that break today's rules: `python -m tools.doctor [--mend]`.

A rule may be younger than a value, and not everything that writes to a store asks the platform.
Such values are shown as they are (decision 0049), but can be in the way of the next change. Each
line says the store, the kind of record, its id, the field, the value and the rule. `--mend`
repairs what normalization makes valid and unique: through the usual stores, with an event that the
relay publishes. What would collide with another record is listed as a conflict and left alone.

Looks into the stores of DATABASE_URL, MONGODB_URL and REDIS_URL, those that are set; on one machine
`--data .data` takes them from the running host. Exits with 1 when something is left to be done, and
with 2 when it could not look.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from tools.doctor.examine import Finding, Record, look_at

_ADDRESSES = {"DATABASE_URL": "postgres", "MONGODB_URL": "mongodb", "REDIS_URL": "redis"}


async def examine_all(*, mend: bool) -> AsyncIterator[Finding]:
    """Return what is wrong in each store whose address is set. Raises Unavailable."""
    from lms_kernel import close_providers

    try:
        for records in _stores():
            async for record in records:
                for finding in await look_at(record, mend=mend):
                    yield finding
    finally:
        await close_providers()


def _stores() -> Iterator[AsyncIterator[Record]]:
    from tools.doctor import mongodb, postgres, redis

    looked_at = {"postgres": postgres.records, "mongodb": mongodb.records, "redis": redis.records}
    for address, store in _ADDRESSES.items():
        if os.environ.get(address):
            yield looked_at[store]()


async def report(*, mend: bool) -> int:
    """Print each finding and a summary; return how many are left."""
    left = repaired = 0
    async for finding in examine_all(mend=mend):
        print(finding, flush=True)
        is_repaired = finding.outcome == "repaired"
        repaired += is_repaired
        left += not is_repaired
    print(f"{left} values break today's rules; {repaired} were repaired")
    return left


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    from lms_kernel import Problem
    from lms_settings import SettingsError

    parser = argparse.ArgumentParser(prog="doctor", description=__doc__.partition("\n")[0])
    parser.add_argument("--mend", action="store_true", help="repair what can be repaired safely")
    parser.add_argument("--data", type=Path, help="data folder of the host that runs here")
    options = parser.parse_args(arguments)
    if options.data is not None:
        try:
            os.environ |= json.loads((options.data / "run" / "environment.json").read_text())
        except (OSError, ValueError) as fault:
            print(f"doctor: no host runs on {options.data}: {fault}", file=sys.stderr)
            return 2
    if not any(os.environ.get(address) for address in _ADDRESSES):
        print("doctor: set DATABASE_URL, MONGODB_URL, REDIS_URL or --data", file=sys.stderr)
        return 2
    try:
        return 1 if asyncio.run(report(mend=options.mend)) else 0
    except Problem as problem:
        print(f"doctor: {problem.detail}", file=sys.stderr)
        return 2
    except SettingsError as error:
        print(f"doctor: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
