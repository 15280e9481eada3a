"""Ids of certificates are typed from paper: every route that has one reads it in any case."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from lms_certificates import CertificateNotFound, certificates
from lms_kernel import new_id
from lms_testing import actor, client
from tools.endpoints import read_endpoints

ROUTES = {
    each.name: (each.method, each.paths[0])
    for each in read_endpoints()
    if each.paths and "/certificates/{id}" in each.paths[0]
}


class _Asked:
    """A store that has nothing and notes what it was asked for."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    async def get(self, certificate_id: str, *_: object, **__: object) -> Any:
        """Find nothing."""
        self.ids.append(certificate_id)
        raise CertificateNotFound

    entry = revoke = get


@pytest.mark.parametrize("name", sorted(ROUTES))
@pytest.mark.parametrize("form", [str.upper, str.lower, str.title])
async def test_an_id_is_read_in_any_case(name: str, form: Any) -> None:
    """RFC 9562, section 4: UUIDs are written in lower case and read without regard to case."""
    asked, id_ = _Asked(), new_id()
    function = getattr(importlib.import_module(f"functions.{name}.main"), name)
    method, path = ROUTES[name]

    with certificates.override(asked):
        async with client(function, as_=actor("admin")) as http:
            answer = await http.request(
                method,
                path.replace("{id}", form(id_)),
                json={"reason": "Copied"} if method == "POST" else None,
            )

    assert answer.status_code == 404
    assert asked.ids == [id_]


def test_all_routes_are_looked_at() -> None:
    """The page, the JSON, the file, the badge and the revocation."""
    assert len(ROUTES) == 5
