"""Draw every dashboard: `python -m tools.observability.pictures http://127.0.0.1:9090`."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import datetime
from typing import TYPE_CHECKING

import httpx2

from tools import environments
from tools.observability.dashboards import BOARDS
from tools.observability.pictures._asking import PrometheusError, Span, ask
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = ROOT / "docs" / "dashboards"
ANSWER_SECONDS = 60


def main(arguments: Sequence[str] | None = None) -> int:
    """Write an SVG for each board; return 1 if Prometheus does not return data."""
    options = _parser().parse_args(arguments)
    # Not earlier: what draws may have been installed a moment ago.
    from tools.observability.pictures._drawing import draw

    end = options.until.timestamp() if options.until else time.time()
    # Full minutes: the same minutes are the same picture, whoever draws it.
    end -= end % 60
    span = Span(end - options.minutes * 60, end)
    FOLDER.mkdir(exist_ok=True)
    client = httpx2.Client(base_url=options.prometheus, timeout=ANSWER_SECONDS, trust_env=False)
    try:
        with client as http:
            for board in BOARDS:
                found = ask(http, board, span, options.service)
                picture = draw(board, found, span, options.service)
                (FOLDER / f"{board.name}.svg").write_bytes(picture)
                print(f"{board.name}.svg: {len(picture) / 1000:.0f} kB")
    except (PrometheusError, httpx2.HTTPError) as error:
        print(f"{options.prometheus} did not return data: {error}")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.observability.pictures")
    parser.add_argument("prometheus", help="its address, such as http://127.0.0.1:9090")
    parser.add_argument("--minutes", type=int, default=15, help="how many to draw (default: 15)")
    parser.add_argument("--until", type=datetime.fromisoformat, help="such as 2026-11-29T12:00Z")
    parser.add_argument(
        "--service", default="create-enrollment", help="the function of the board One function"
    )
    return parser


if __name__ == "__main__":
    environments.add_groups("bench")
    sys.exit(main())
