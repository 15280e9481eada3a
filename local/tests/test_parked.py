"""The page of parked events: what it shows, and how it calls the API."""

from __future__ import annotations

import os
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette

from local.pages.parked import PAGE, parked_routes
from local.parked import ParkedEvents, ParkedUnknown, issue_token
from tools.tree import ROOT

HTML = {"Accept": "text/html,application/xhtml+xml"}
JSON = {"Accept": "application/json"}
NASTY = "<script>alert(1)</script>"


class FakeApi:
    """The platform's API with one parked event; it accepts only the newest token."""

    def __init__(self) -> None:
        self.issued = 0
        self.status = 200
        self.asked: list[str] = []

    async def issue(self) -> str:
        """Issue a token."""
        self.issued += 1
        return f"token-{self.issued}"

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        """Respond as the two functions do."""
        self.asked.append(f"{request.method} {request.url.path}")
        if request.headers["authorization"] != f"Bearer token-{self.issued}":
            return httpx2.Response(401)
        if self.status != 200:
            return httpx2.Response(self.status, text="The database cannot be reached.")
        if request.method == "POST":
            return httpx2.Response(202 if "/e1/" in request.url.path else 404)
        event: dict[str, Any] = {
            "id": "e1",
            "type": "a.b",
            "store": "mongodb",
            "reason": NASTY,
            "refusals": 2,
            "parked_at": "2026-11-22T12:00:00.000+00:00",
        }
        return httpx2.Response(200, json={"items": [event], "total": 1})


@pytest.fixture
def api() -> FakeApi:
    """Return an API."""
    return FakeApi()


@pytest.fixture
def parked(api: FakeApi) -> ParkedEvents:
    """Return its client."""
    return ParkedEvents("http://gateway.test", api.issue, httpx2.MockTransport(api))


@pytest.fixture
def client(parked: ParkedEvents) -> httpx2.AsyncClient:
    """Return a client of the page."""
    transport = httpx2.ASGITransport(app=Starlette(routes=parked_routes(parked)))
    return httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080")


async def test_parked_events_are_shown_as_page_and_as_json(client: httpx2.AsyncClient) -> None:
    """With the broker's explanation as text, and the number of refusals."""
    shown = await client.get(PAGE, headers=HTML)
    assert shown.status_code == 200
    assert "refused 2 times" in shown.text
    assert "<script" not in shown.text
    assert "&lt;script&gt;" in shown.text
    assert (await client.get(PAGE, headers=JSON)).json()["total"] == 1


async def test_one_is_released_from_our_own_page(client: httpx2.AsyncClient, api: FakeApi) -> None:
    """A browser is sent back to the list, a program gets the API's status."""
    button = f"{PAGE}/e1/release"
    pressed = await client.post(button, headers={**HTML, "Sec-Fetch-Site": "same-origin"})
    assert (pressed.status_code, pressed.headers["location"]) == (303, PAGE)
    assert (await client.post(button)).json() == {"status": 202}
    assert (await client.post(f"{PAGE}/none/release")).json() == {"status": 404}
    assert api.asked[0] == "POST /api/parked-events/e1/release"


async def test_foreign_pages_press_no_button(client: httpx2.AsyncClient, api: FakeApi) -> None:
    """403, and the API is not called."""
    answer = await client.post(f"{PAGE}/e1/release", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert api.asked == []


async def test_while_a_store_is_away_the_page_says_so(
    client: httpx2.AsyncClient, api: FakeApi
) -> None:
    """503 with the API's detail, for a person, a program and a button."""
    api.status = 503
    shown = await client.get(PAGE, headers=HTML)
    assert (shown.status_code, shown.headers["retry-after"]) == (503, "1")
    assert "The database cannot be reached." in shown.text
    response = await client.get(PAGE, headers=JSON)
    assert (response.status_code, "503" in response.json()["error"]) == (503, True)
    assert (await client.post(f"{PAGE}/e1/release", headers=JSON)).status_code == 503


async def test_one_token_does_until_it_is_forgotten(parked: ParkedEvents, api: FakeApi) -> None:
    """Issued on first use, kept, and issued again when Redis came back empty."""
    assert api.issued == 0
    await parked.newest()
    await parked.newest()
    assert api.issued == 1

    api.issued = 7
    assert (await parked.newest())["total"] == 1
    assert (api.issued, len(api.asked)) == (8, 4)


async def test_a_gateway_that_does_not_answer_is_told(api: FakeApi) -> None:
    """Before the platform is up."""

    def nothing(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused", request=request)

    parked = ParkedEvents("http://gateway.test", api.issue, httpx2.MockTransport(nothing))
    with pytest.raises(ParkedUnknown, match="does not respond"):
        await parked.newest()


async def test_a_token_that_cannot_be_made_is_told() -> None:
    """With the message of the tool, which lacks the address of Redis here."""
    bare = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
    with pytest.raises(ParkedUnknown, match=r"(?i)redis_url"):
        await issue_token(ROOT, bare)
