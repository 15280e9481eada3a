"""The smoke test: what visitors of the public address must be able to do, and what nobody may.

Reads only, without an account: it may run against production at any time.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx2

from tools.ops.errors import OpsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TRIES = 4
# A sleeping function must wake up within one attempt.
TIMEOUT_SECONDS = 20.0
FILE = re.compile(r'(?:href|src)="(/assets/[^"]+)"')
OK, NOT_MODIFIED, UNAUTHENTICATED, NOT_FOUND = 200, 304, 401, 404


class SmokeFailed(OpsError):  # noqa: N818 - what happened
    """The platform does not respond as it should."""


@dataclass
class Visitor:
    """An HTTP client that retries while a function may be waking up."""

    client: httpx2.Client
    pause: float = 2.0
    """Seconds before the second try; twice as long before each next one."""

    def get(self, path: str, status: int, **headers: str) -> httpx2.Response:
        """Get a path. Raises SmokeFailed when the status is never the expected one."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._ask("GET", path, status, named)

    def any(self, path: str) -> httpx2.Response:
        """Get a path, whatever the status. Raises SmokeFailed without any response."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, status: int) -> httpx2.Response:
        """Send an empty object to a path. Raises SmokeFailed."""
        return self._ask("POST", path, status, {}, b"{}")

    def _ask(
        self,
        method: str,
        path: str,
        status: int | None,
        headers: dict[str, str],
        body: bytes = b"",
    ) -> httpx2.Response:
        fault = ""
        for attempt in range(TRIES):
            if attempt:
                time.sleep(self.pause * 2 ** (attempt - 1))
            try:
                answer = self.client.request(method, path, headers=headers, content=body or None)
            except httpx2.HTTPError as error:
                fault = f"no answer ({error})"
                continue
            if status in {answer.status_code, None}:
                return answer
            fault = f"{answer.status_code}"
        raise SmokeFailed(
            f"{method} {path}: {fault}, {status or 'any'} is wanted",
            next_step=f"`curl -i {self.client.base_url}{path.removeprefix('/')}`",
        )


def smoke(visitor: Visitor, say: Callable[[str], None] = print) -> None:
    """Run all checks, so that one failure does not hide another.

    Raises SmokeFailed naming those that failed.
    """
    failed = []
    for name, check in _checks(visitor):
        try:
            check()
        except SmokeFailed as error:
            say(f"FAILED  {name}: {error}")
            failed.append(name)
        else:
            say(f"ok      {name}")
    if failed:
        raise SmokeFailed(
            f"{visitor.client.base_url}: {', '.join(failed)}",
            next_step="the pipeline reverts this release; docs/runbooks/function-failing.md",
        )


def _checks(visitor: Visitor) -> Iterator[tuple[str, Callable[[], None]]]:
    def catalog() -> None:
        page = visitor.get("/api/courses?limit=1", OK).json()
        _demand(isinstance(page.get("items"), list) and "facets" in page, "no page of courses")
        for item in page["items"]:
            course = visitor.get(f"/api/courses/{item['id']}", OK)
            tag = course.headers.get("ETag", "")
            _demand(bool(tag), "a course without ETag")
            visitor.get(f"/api/courses/{item['id']}", NOT_MODIFIED, If_None_Match=tag)

    def keys() -> None:
        found = visitor.get("/.well-known/jwks.json", OK).json().get("keys")
        _demand(bool(found), "no keys to verify tokens with")
        _demand(all("d" not in key for key in found), "a private key is published")

    def closed() -> None:
        answer = visitor.get("/api/users/me", UNAUTHENTICATED)
        kind = answer.headers.get("Content-Type", "")
        _demand(kind.startswith("application/problem+json"), f"a refusal as {kind}")
        visitor.post("/api/courses", UNAUTHENTICATED)

    def hidden() -> None:
        for path in ("/metrics", "/health/readiness"):
            answer = visitor.any(path)
            _demand(
                answer.status_code == NOT_FOUND,
                f"{path} answers {answer.status_code} to strangers",
            )

    def app() -> None:
        shell = _page(visitor, "/login")
        # A rendered page names files of the same build as the one the front end serves.
        linked = _files(_page(visitor, "/").text)
        _demand(bool(linked), "pages name no file of the app")
        for path in sorted(linked | _files(shell.text)):
            caching = visitor.get(path, OK).headers.get("Cache-Control", "")
            _demand("immutable" in caching, f"{path} is not kept: {caching or 'no Cache-Control'}")

    def described() -> None:
        found = visitor.get("/api/openapi.json", OK).json()
        _demand("paths" in found, "no description of the API")
        _page(visitor, "/problems/not-found", policy=False)
        kind = visitor.get("/api/nowhere", NOT_FOUND).headers.get("Content-Type", "")
        _demand(kind.startswith("application/problem+json"), f"an unknown address as {kind}")

    yield "the catalog is read, a course is cached", catalog
    yield "tokens can be verified", keys
    yield "without a token nothing opens", closed
    yield "metrics and health are not for outside", hidden
    yield "the app's page is there, and every file that pages link", app
    yield "the API's description can be read", described


def _page(visitor: Visitor, path: str, *, policy: bool = True) -> httpx2.Response:
    answer = visitor.get(path, OK)
    kind = answer.headers.get("Content-Type", "")
    _demand(kind.startswith("text/html"), f"{path} is no page but {kind or 'of no type'}")
    _demand(
        not policy or "Content-Security-Policy" in answer.headers,
        f"{path} lets a page load whatever it wants",
    )
    return answer


def _files(page: str) -> set[str]:
    return set(FILE.findall(page))


def _demand(fulfilled: bool, otherwise: str) -> None:  # noqa: FBT001 - an assertion's argument
    if not fulfilled:
        raise SmokeFailed(otherwise, next_step="")
