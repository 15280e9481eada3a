"""Every route, called with every kind of token: docs/authorization.md says what it returns."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from lms_access import permissions
from lms_testing.access import bearer
from tests.attacks import (
    BAD_TOKENS,
    ENDPOINTS,
    PEOPLE,
    facts_of,
    furnish,
    permission_of,
    send,
    service_for,
)
from tests.world import world
from tools.endpoints import Endpoint
from tools.tree import ROOT

PAGE = ROOT / "docs/authorization.md"
_ROW = re.compile(r"^\| `(?P<route>[A-Z]+ /\S*)` \| (?P<rest>.+) \|$", re.MULTILINE)
_REFUSALS = {401, 403, 404}


class Row(NamedTuple):
    """One route: who may call it in words, and what each kind of caller gets."""

    access: str
    none: str
    bad: str
    student: str
    instructor: str
    owner: str
    admin: str
    service: str


ROWS = {
    row["route"]: Row(*row["rest"].split(" | "))
    for row in _ROW.finditer(PAGE.read_text(encoding="utf-8"))
}
ROUTES = {f"{one.method} {path}": (one, path) for one in ENDPOINTS for path in one.paths}
each_route = pytest.mark.parametrize("route", sorted(ROUTES.keys() & ROWS.keys()))


async def outcome(one: Endpoint, path: str, token: str = "") -> str:
    """Call the function and return `yes`, or the status of the refusal."""
    headers = {"Authorization": token} if token else {}
    response = await send(one, path, **headers)
    assert response.status_code < 500, response.text
    if response.status_code == 401:
        assert response.headers["www-authenticate"].startswith("Bearer")
    return str(response.status_code) if response.status_code in _REFUSALS else "yes"


def test_every_route_has_its_row() -> None:
    """A route that nobody has thought about is no route yet, and a row has its route."""
    missing, gone = ROUTES.keys() - ROWS.keys(), ROWS.keys() - ROUTES.keys()
    assert not missing, f"add a row to docs/authorization.md for each of {sorted(missing)}"
    assert not gone, f"remove these rows from docs/authorization.md: {sorted(gone)}"


@each_route
def test_a_row_says_what_the_function_says(route: str) -> None:
    """In func.yaml's words, and within the permissions of each role (decision 0059)."""
    row, (one, path) = ROWS[route], ROUTES[route]
    assert row.access == one.access
    if permission := permission_of(one):
        assert (row.none, row.bad) == ("401", "401")
        for role in ("student", "instructor", "admin"):
            if permissions[role].isdisjoint({permission, f"{permission}:any"}):
                assert getattr(row, role) == "403", role
    if row.access == "admin":
        assert row[3:7] == ("403", "403", "403", "yes")
    elif re.search(r"\badmins?\b", row.access):
        assert row.admin == "yes"
    if re.match(r"(own|self|recipient|sender)", row.access) and "{" in path:
        assert row.owner == "yes"
        assert "yes" not in {row.student, row.instructor}
    if row.access.startswith("public") and one.name != "log_in":  # its credential is a password
        assert row.none == "yes"


@each_route
@pytest.mark.parametrize("role", [*PEOPLE, "none", "service"])
async def test_a_caller_gets_what_the_row_says(route: str, role: str) -> None:
    """Anonymous, of each role, or a program (OWASP API Security 2023, API1 and API5)."""
    one, path = ROUTES[route]
    with world(PEOPLE.values()):
        await furnish()
        person = service_for(one) if role == "service" else PEOPLE.get(role)
        token = await bearer(person) if person else ""
        assert await outcome(one, path, token) == getattr(ROWS[route], role)


@each_route
async def test_a_bad_token_is_refused_or_not_read(route: str) -> None:
    """An administrator's, each with one thing wrong (RFC 8725; OWASP API Security 2023, API2)."""
    one, path = ROUTES[route]
    with world(PEOPLE.values()):
        await furnish()
        found = {}
        for name, token in BAD_TOKENS.items():
            found[name] = await outcome(one, path, await token())
    assert found == dict.fromkeys(BAD_TOKENS, ROWS[route].bad)


@pytest.mark.parametrize(
    "route", [name for name in sorted(ROUTES) if permission_of(ROUTES[name][0])]
)
async def test_a_program_without_the_scope_is_refused(route: str) -> None:
    """403: a service token has no permission by its role (RFC 6750, section 3.1)."""
    one, path = ROUTES[route]
    with world(PEOPLE.values()):
        await furnish()
        token = await bearer(service_for(one, scoped=False))
        assert await outcome(one, path, token) == "403"


async def test_each_bad_token_is_bad_for_one_reason_only() -> None:
    """The token that they all derive from is an administrator's, and opens every door."""
    one, path = ROUTES["GET /api/users"]
    with world(PEOPLE.values()):
        await furnish()
        assert await outcome(one, path, await bearer(PEOPLE["admin"])) == "yes"
        assert facts_of(one).calls_to("require")
