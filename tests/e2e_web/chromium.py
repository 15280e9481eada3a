"""Finding the browser, and its options."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "These tests drive a real browser and found none: install Chromium (apt-get install chromium), "
    "or set LMS_TEST_CHROMIUM to its path."
)
# The browser only talks to this machine, and does nothing on its own.
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
)


def find_chromium() -> str | None:
    """Return the path of Chromium, or None."""
    chosen = os.environ.get("LMS_TEST_CHROMIUM")
    return chosen or next(filter(None, map(shutil.which, NAMES)), None)
