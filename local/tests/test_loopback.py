"""Who may see the host's own pages: they show mails, events, and buttons that stop stores."""

from __future__ import annotations

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from local.pages.loopback import LoopbackOnly, is_loopback

OURS = [
    "localhost",
    "localhost:8080",
    "LOCALHOST:8080",
    "localhost.:8080",
    "learning.localhost:8080",
    "127.0.0.1",
    "127.0.0.1:8080",
    "127.8.9.1:8080",
    "[::1]:8080",
    "[::1]",
]
OTHERS = [
    "",
    "evil.example",
    "evil.example:8080",
    "localhost.evil.example",
    "localhost@evil.example",
    "notlocalhost",
    "127.0.0.1.nip.example:8080",
    "0.0.0.0:8080",
    "10.0.0.1",
    "[::]:8080",
    "[",
    "2130706433",
]


@pytest.mark.parametrize("host", OURS)
def test_loopback_names_are_this_machine(host: str) -> None:
    """RFC 6761, section 6.3, and all of 127.0.0.0/8 (RFC 1122, section 3.2.1.3)."""
    assert is_loopback(host)


@pytest.mark.parametrize("host", OTHERS)
def test_no_other_name_is(host: str) -> None:
    """A name that resolves to 127.0.0.1 may be anybody's."""
    assert not is_loopback(host)


async def _page(_: Request) -> PlainTextResponse:
    return PlainTextResponse("a page")


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [
        ("/_local/inbox", "127.0.0.1:8080", 200),
        ("/_local/inbox", "evil.example", 421),
        ("/_local/", "evil.example", 421),
        ("/_local/status", "evil.example:8080", 421),
        # What a load balancer asks, what functions send, and the page that shows nothing.
        ("/healthz", "10.1.2.3:8080", 200),
        ("/learning/default", "broker.example", 200),
        ("/_local/welcome", "school.example", 200),
        ("/_local/demo/first-aid/decision.svg", "school.example", 200),
        ("/_local/demo", "school.example", 421),
    ],
)
async def test_other_names_are_misdirected(path: str, host: str, status: int) -> None:
    """RFC 9110, section 15.5.20: 421 tells that this server does not answer to that name."""
    app = Starlette(routes=[Route("/{path:path}", _page)], middleware=[Middleware(LoopbackOnly)])
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app), base_url="http://here"
    ) as client:
        answer = await client.get(path, headers={"Host": host})
    assert answer.status_code == status
    if status == 421:
        assert answer.headers["content-type"] == "application/problem+json"
        assert "a page" not in answer.text
