"""Call a server on this network's loopback until it responds: `ask.py SECONDS PORT PATH...`.

Runs inside a container's network, with only the standard library. Prints the bodies of
all paths as JSON, or what is wrong.
"""

from __future__ import annotations

import json
import sys
import time
import urllib.error
import urllib.request


def ask(port: int, path: str, deadline: float) -> str:
    """Get one path, retrying while nothing listens. Raises OSError."""
    while True:
        try:
            url = f"http://127.0.0.1:{port}{path}"
            with urllib.request.urlopen(url, timeout=5) as answer:
                body: bytes = answer.read()
                return body.decode()
        except urllib.error.HTTPError:
            raise
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def main(arguments: list[str]) -> int:
    """Get every path."""
    seconds, port, *paths = arguments
    deadline = time.monotonic() + float(seconds)
    bodies = {}
    for path in paths:
        try:
            bodies[path] = ask(int(port), path, deadline)
        except OSError as error:
            print(f"GET {path}: {error}")
            return 1
    print(json.dumps(bodies))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
