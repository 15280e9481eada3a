"""The pictures of the demo's lessons, and nothing else of their folders."""

from __future__ import annotations

import httpx2
import pytest
from starlette.applications import Starlette

from local.pages.pictures import pictures_routes


async def get(path: str) -> httpx2.Response:
    """Ask the host for a picture."""
    app = Starlette(routes=[*pictures_routes()])
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app), base_url="http://here"
    ) as client:
        return await client.get(path)


async def test_a_picture_is_served_and_runs_nothing() -> None:
    """As an image, whose scripts would be ignored even if somebody opened it as a page."""
    response = await get("/_local/demo/first-aid/decision.svg")
    assert response.status_code == 200
    assert response.headers["content-type"] == "image/svg+xml"
    assert "sandbox" in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path", ["first-aid/course.yaml", "first-aid/..%2f..%2flessons.py", "..%2f/seed.py", "x/y.svg"]
)
async def test_nothing_but_pictures_is_served(path: str) -> None:
    """The solutions of the quizzes are in the same folders."""
    assert (await get(f"/_local/demo/{path}")).status_code == 404
