"""A running platform with its front end, and a browser."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.platform import ROOT, Platform
from tests.e2e_web.chromium import FLAGS, MISSING, find_chromium

pytest.register_assert_rewrite("tests.e2e_web.visit")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from tests.e2e_web.visit import Visit

# `nox -s e2e_web` installs it; `nox -s tests` runs without.
if importlib.util.find_spec("playwright") is None:
    collect_ignore_glob = ["test_*.py"]

SIZES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
}


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The platform as `nox -s up` starts it, with demo data."""
    for tool in (["tools.vendor", "--compile"], ["tools.openapi"], ["tools.frontend"]):
        subprocess.run([sys.executable, "-m", *tool], cwd=ROOT, check=True)
    running = Platform(
        tmp_path_factory.mktemp("platform"), arguments=("--idle", "300", "--rate-limits", "off")
    )
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without it the run ends with what to install."""
    from playwright.sync_api import sync_playwright

    path = find_chromium()
    if path is None:
        pytest.exit(MISSING, returncode=1)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def open_visit(
    browser: Browser, platform: Platform, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Visit]]:
    """Return a function that begins a visit; nothing may have gone wrong in any of them."""
    from tests.e2e_web.visit import SCREENSHOTS, Visit

    visits: list[Visit] = []

    def begin(name: str, size: str = "desktop", **options: Any) -> Visit:
        settings = {"locale": "en-US", "reduced_motion": "reduce", **SIZES[size], **options}
        context = browser.new_context(**settings)
        context.set_default_timeout(60_000)
        visit = Visit(context, context.new_page(), platform.url, f"{name}-{size}")
        visits.append(visit)
        return visit

    yield begin
    for visit in visits:
        if getattr(request.node, "has_failed", False):
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            visit.page.screenshot(path=SCREENSHOTS / f"failed-{request.node.name}.png")
        visit.context.close()
        assert visit.faults == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Let fixtures know whether their test has failed."""
    report = yield
    if report.when == "call":
        item.has_failed = report.failed  # type: ignore[attr-defined]
    return report
