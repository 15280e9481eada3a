"""`python -m local`: run the whole platform until Ctrl-C or SIGTERM."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from functools import partial
from typing import TYPE_CHECKING

from local.errors import HostError, reason
from local.garbage import search_seldom
from local.host import Host
from local.options import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from local.options import Options


def main(arguments: Sequence[str]) -> int:
    """Run the host; return the exit status."""
    options = parse(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    try:
        asyncio.run(run(options))
    except HostError as fault:
        print(fault, file=sys.stderr)
        return 1
    except OSError as fault:
        print(reason(fault, options.data), file=sys.stderr)
        return 1
    return 0


async def run(options: Options) -> None:
    """Start, wait for a signal, stop; a signal during the start aborts it."""
    asked_to_stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, asked_to_stop.set)
    host = Host(options, say=partial(print, flush=True))
    starting = asyncio.create_task(host.start(), name="start")
    stopping = asyncio.create_task(asked_to_stop.wait(), name="wait for a signal")
    try:
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            await starting
            search_seldom()
            await stopping
        print("Stopping ...", flush=True)
    finally:
        for task in (starting, stopping):
            task.cancel()
        await asyncio.wait({starting, stopping})
        await host.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
