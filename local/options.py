"""The options of the command line."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LAST_PORT = 65_535
# What people typed to get here, so that a complaint about the options names that.
COMMAND = "LOCAL_COMMAND"
# OpenTelemetry's own name for it.
COLLECTOR = "OTEL_EXPORTER_OTLP_ENDPOINT"


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one run, parsed once."""

    port: int = 8080
    data: Path = Path(".data")
    idle: float = 60.0
    demo: bool = True
    rate_limits: bool = True
    observe: bool = False
    traces: str = ""
    """The address of a collector of traces (OTLP over HTTP)."""

    @property
    def public_url(self) -> str:
        """Return the address that people open."""
        return f"http://127.0.0.1:{self.port}"


def typed() -> str:
    """Return the command that people typed, ready for options."""
    return os.environ.get(COMMAND, "python -m local")


def parse(arguments: Sequence[str]) -> Options:
    """Parse the command line; an error is printed to stderr and exits with status 2."""
    parser = argparse.ArgumentParser(
        prog=typed(),
        description="Run the whole learning platform on this machine, with embedded stores.",
        epilog=(
            "MONGODB_URL, DATABASE_URL, REDIS_URL and SMTP_URL each replace "
            "the embedded server of their kind."
        ),
    )
    default = Options()
    parser.add_argument(
        "--port",
        type=_port,
        default=default.port,
        help="port of the gateway on 127.0.0.1 (default: %(default)s)",
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=default.data,
        metavar="DIR",
        help="directory that keeps all data between runs (default: %(default)s)",
    )
    parser.add_argument(
        "--idle",
        type=_seconds,
        default=default.idle,
        metavar="SECONDS",
        help="idle time after which a function's process is stopped (default: %(default)g)",
    )
    parser.add_argument(
        "--no-demo",
        dest="demo",
        action="store_false",
        help="start with an empty catalog and without accounts",
    )
    parser.add_argument(
        "--rate-limits",
        choices=("on", "off"),
        default="on",
        help="turn it off only for load tests of your own machine (default: %(default)s)",
    )
    parser.add_argument(
        "--observe",
        action="store_true",
        help="start Prometheus, Alertmanager and Grafana too, where the machine has them",
    )
    parser.add_argument(
        "--traces",
        default=os.environ.get(COLLECTOR, default.traces),
        metavar="URL",
        help="where functions send their traces, such as http://127.0.0.1:4318: any OpenTelemetry "
        f"backend that takes OTLP over HTTP (default: {COLLECTOR}, otherwise nowhere)",
    )
    found = parser.parse_args(arguments)
    return Options(
        port=found.port,
        data=found.data.expanduser().absolute(),
        idle=found.idle,
        demo=found.demo,
        rate_limits=found.rate_limits == "on",
        observe=found.observe,
        traces=found.traces,
    )


def _port(text: str) -> int:
    try:
        port = int(text)
    except ValueError:
        port = 0
    if not 1 <= port <= LAST_PORT:
        message = f"{text!r} is not a port: use a number from 1 to {LAST_PORT}"
        raise argparse.ArgumentTypeError(message)
    return port


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    # Below one second the scaler's own look at a function would be the activity it sees.
    if not 1 <= seconds < float("inf"):
        message = f"{text!r} is not an idle time: use a number of seconds, at least 1"
        raise argparse.ArgumentTypeError(message)
    return seconds
