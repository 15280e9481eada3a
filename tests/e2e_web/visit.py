"""One visit of the site with a browser, recording everything that goes wrong."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.patience import TimeLimit

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request

# A sleeping function takes a while to wake on a busy machine; only a failure waits so long.
expect.set_options(timeout=60_000)

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "build" / "screenshots"
AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"
QUIET_SECONDS = 0.5
PATIENCE_SECONDS = 20


@dataclass
class Visit:
    """A page of its own context; names of screenshots begin with `name`."""

    context: BrowserContext
    page: Page
    url: str
    name: str
    faults: list[str] = field(default_factory=list)
    """Console errors, exceptions and policy violations, as they happened."""
    asked: list[str] = field(default_factory=list)
    """Requests of the app to the API, not those for pictures: method and path."""
    _loading: set[Request] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Listen from the first moment on."""
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"exception: {error}"))
        self.page.on("request", self._request)
        self.page.on("requestfinished", self._answered)
        self.page.on("requestfailed", self._answered)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "blocked by Playwright" not in message.text:
            where = (message.location or {}).get("url", "")
            self.faults.append(f"{message.type}: {message.text} ({where})")

    def _request(self, request: Request) -> None:
        self._loading.add(request)
        path = urlsplit(request.url).path
        if path.startswith("/api/") and request.resource_type != "image":
            self.asked.append(f"{request.method} {request.url.removeprefix(self.url)}")

    def _answered(self, request: Request) -> None:
        self._loading.discard(request)

    def go(self, path: str) -> None:
        """Open an address as if it were typed."""
        self.page.goto(self.url + path)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is loading any more."""
        self.page.wait_for_load_state("load")
        # Playwright's own "networkidle" never comes for a frame whose page requests nothing.
        limit, quiet_since = TimeLimit(PATIENCE_SECONDS), time.monotonic()
        while time.monotonic() - quiet_since < QUIET_SECONDS:
            self.page.wait_for_timeout(50)
            if self._loading:
                quiet_since = time.monotonic()
            assert not limit.is_over(), [each.url for each in self._loading]
        expect(self.page.locator(".skeleton")).to_have_count(0)
        # What was shown before stays until the next is there.
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0)

    def at(self, path: str) -> None:
        """Wait until the address is this one, query and all."""
        self.page.wait_for_url(self.url + path)
        self.settle()

    def heading(self, text: str | re.Pattern[str]) -> None:
        """Wait for the page's one main heading."""
        expect(self.page.get_by_role("heading", level=1, name=text)).to_be_visible()

    def button(self, name: str) -> Locator:
        """Return a button by exactly this name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def link(self, name: str) -> Locator:
        """Return a link by exactly this name, the first where there are several."""
        return self.page.get_by_role("link", name=name, exact=True).first

    def fill(self, label: str, text: str) -> None:
        """Write into a field."""
        self.page.get_by_label(label, exact=True).fill(text)

    def told(self, text: str) -> None:
        """Wait for a message, then dismiss it so that it covers nothing."""
        toast = self.page.locator(".toast").filter(has_text=text)
        expect(toast).to_be_visible()
        toast.get_by_role("button").click()

    def check(self, name: str) -> None:
        """Take a screenshot; check accessibility, overflow and layout."""
        self.settle()
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{self.name}-{name}.png", full_page=True)
        assert self.faults == []
        assert self.violations() == []
        assert self.overflow() == []
        assert self.hidden_columns() == 0
        assert self.is_header_in_line()

    def violations(self) -> list[str]:
        """Return axe's findings, one line per element."""
        # Over the debugger's own wire: the page's policy lets no script in, and that is right.
        wire = self.context.new_cdp_session(self.page)
        try:
            _evaluate(wire, AXE.read_text(encoding="utf-8") + "; null")
            found = _evaluate(wire, "axe.run(document).then((r) => JSON.stringify(r.violations))")
        finally:
            wire.detach()
        return [
            f"{rule['id']}: {node['target']} {node['failureSummary']}"
            for rule in json.loads(found)
            for node in rule["nodes"]
        ]

    def overflow(self) -> list[str]:
        """Return the elements that make the page scroll sideways."""
        wide: list[str] = self.page.evaluate(
            """() => {
              const root = document.documentElement;
              if (root.scrollWidth <= root.clientWidth) return [];
              const scrolls = (one) => one !== null &&
                (getComputedStyle(one).overflowX === 'auto' || scrolls(one.parentElement));
              return [...document.querySelectorAll('body *')]
                .filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1)
                .filter((one) => !scrolls(one.parentElement))
                .map((one) => `${one.tagName} ${one.className}`).slice(0, 5);
            }"""
        )
        return wide

    def hidden_columns(self) -> int:
        """Count the tables and dialogs that are partly hidden until somebody scrolls sideways."""
        return len(
            self.page.evaluate(
                """() => [...document.querySelectorAll('.table-frame, .dialog')]
                  .filter((one) => one.scrollWidth > one.clientWidth)
                  .map((one) => one.scrollWidth)"""
            )
        )

    def is_header_in_line(self) -> bool:
        """Tell whether the name of the site and what is next to it share one line."""
        beside: bool = self.page.evaluate(
            """() => {
              const [brand, account] = ['.brand', '.site-account'].map(
                (one) => document.querySelector(one)?.getBoundingClientRect());
              // A page that stands for itself has only a name.
              if (account === undefined) return brand !== undefined;
              const middle = (brand.top + brand.bottom) / 2;
              return account.top < middle && middle < account.bottom;
            }"""
        )
        return beside

    def words(self) -> str:
        """Return the text of the page as it is shown, on one line."""
        text: str = self.page.locator("main").inner_text()
        return " ".join(text.split())

    def since(self, act: Callable[[], object]) -> list[str]:
        """Run an action and return the API requests it caused."""
        before = len(self.asked)
        act()
        self.settle()
        return self.asked[before:]


def _evaluate(wire: Any, expression: str) -> str:
    answer = wire.send(
        "Runtime.evaluate",
        {
            "expression": expression,
            "awaitPromise": True,
            "returnByValue": True,
            "allowUnsafeEvalBlockedByCSP": True,
        },
    )
    assert "exceptionDetails" not in answer, answer
    return str(answer["result"].get("value"))


def soon(holds: Callable[[], object], *, seconds: float = 15) -> None:
    """Wait until a condition outside the browser holds."""
    limit = TimeLimit(seconds)
    while not holds():
        assert not limit.is_over(), f"it did not hold within {seconds} s"
        time.sleep(0.2)
