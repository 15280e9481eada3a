"""Requests that schemathesis makes from the API description, right ones and wrong ones.

Whatever is sent, the response is one that the description knows: its status, its media type, its
headers, its body. Only the stores are fakes.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import httpx2
import pytest
from hypothesis import assume, given, settings, strategies as st

from lms_testing import client
from lms_testing.access import bearer
from tests.attacks import API, ENDPOINTS, PEOPLE, furnish, handler, named, service_for
from tests.world import world
from tools.endpoints import Endpoint

# Every worker imports this module, few run it: schemathesis is imported when it is asked.
if TYPE_CHECKING:
    from schemathesis import Case
    from schemathesis.checks import CheckFunction
    from schemathesis.specs.openapi.schemas import OpenApiSchema

pytestmark = [pytest.mark.search, pytest.mark.system]

SITE = "http://learning.test"
OPERATIONS = [one for one in ENDPOINTS if one.path in API["paths"]]
CALLERS = ["whoever the request says", "nobody", "service", *PEOPLE]
# Each try is a request through the whole runtime, so fewer than in other searches.
TRIES = settings(max_examples=max(5, settings().max_examples // 5))
each_operation = pytest.mark.parametrize(
    "one", [pytest.param(each, id=each.name) for each in OPERATIONS]
)


@cache
def description() -> OpenApiSchema:
    """Return the description as schemathesis reads it."""
    import schemathesis

    return schemathesis.openapi.from_dict(API)


@cache
def conformance() -> list[CheckFunction]:
    """Return what every response is held to."""
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    return [
        not_a_server_error,
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_headers_conformance,
        checks.response_schema_conformance,
    ]


@each_operation
@TRIES
@given(data=st.data())
async def test_a_request_gets_a_response_that_is_described(
    one: Endpoint, data: st.DataObject
) -> None:
    """By OpenAPI 3.1 and RFC 9457, for every kind of caller; never a 5xx."""
    from schemathesis import GenerationMode

    operation = description()[one.path][one.method]
    mode = data.draw(st.sampled_from(GenerationMode))
    case = data.draw(operation.as_strategy(mode))
    if re.search(r"\{\w+\}", one.path) and data.draw(st.booleans()):
        case.path_parameters = dict.fromkeys(case.path_parameters, named(one.path))
    caller = data.draw(st.sampled_from(CALLERS))
    with world(PEOPLE.values()):
        await furnish()
        case.validate_response(await sent(one, case, caller), checks=conformance())


async def sent(one: Endpoint, case: Case[Any], caller: str) -> httpx2.Response:
    """Send a request as that caller, with their own token."""
    import requests

    try:
        request = requests.Request(**case.as_transport_kwargs(base_url=SITE)).prepare()
    except requests.exceptions.InvalidHeader:  # no client would send it
        assume(condition=False)
        raise
    headers = {name.lower(): str(value) for name, value in request.headers.items()}
    if caller != CALLERS[0]:
        headers.pop("authorization", None)
    if person := service_for(one) if caller == "service" else PEOPLE.get(caller):
        headers["authorization"] = await bearer(person)
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    body = cast("bytes | None", request.body)
    async with client(handler(one)) as http:
        return await http.request(one.method, str(request.url), content=body, headers=raw)


def test_every_operation_is_tried() -> None:
    """Each function of the API has one, and is in the description by its own name."""
    described = {
        each["operationId"] for operations in API["paths"].values() for each in operations.values()
    }
    assert described == {one.name for one in OPERATIONS}
