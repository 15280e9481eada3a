"""What every endpoint owes its callers: the anonymous are refused, an outage is reported as one.

The endpoint table says which functions there are, their imports which stores they have, the API
description what a request looks like: a new function is covered without a line here. Where one
differs, a table below says how, and why.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, NamedTuple

import httpx2
import msgspec
import pytest

from libs.lms_quizzes.tests.fake import fake_quizzes
from libs.lms_reports.tests.fake import fake_reports
from libs.lms_submissions.tests.fake import fake_submissions
from lms_identity import PasswordSettings
from lms_kernel import Actor, DomainEvent, StoreName, envelope, new_id
from lms_testing import CapturedEvents, client, deliver
from lms_testing.access import bearer
from lms_testing.stores import all_stores_but, no_store
from tools.closure import Closures
from tools.endpoints import Endpoint, read_endpoints
from tools.messages import event_kinds, schemas
from tools.openapi.document import REFERENCE
from tools.openapi.examples import ID, example
from tools.openapi.facts import load
from tools.openapi.site import DOCUMENT
from tools.stores import stores_of
from tools.tree import ROOT, function_folders

# Callers of these bring another credential than an access token.
OTHER_CREDENTIALS: dict[str, str] = {
    "change_email": "the signature of the link",
    "log_out": "the refresh token, in the body or as a cookie",
    "receive_callback": "Amazon's signature",
    "refresh_session": "the refresh token, in the body or as a cookie",
    "render_unsubscribe": "the signature of the link",
    "reset_password": "the signature of the link",
    "unsubscribe_recipient": "the signature of the link",
    "verify_email": "the signature of the link",
}


class Instead(NamedTuple):
    """What a function returns where others return 503, and why."""

    status: int
    reason: str


CACHE = "Redis only caches pages; without it pages come from PostgreSQL"
CATALOG = "the catalog follows by the event"
LINK = "a link without a signature is refused first; a test of its own has a signed one"
IMPORT = "the library of its events brings the store along"
NUMBER = "an id is no number of a list; a test of its own asks for one"
KEYS = "the library that signs brings the store along"
OTHER_PATH = "another path of the function asks this store"
NO_LESSON = "an author needs no seat, and there is no lesson"
ADMINS_FILES = "an admin's files may be in anybody's course; a test of its own has an author"
UNKNOWN = "the lesson of what is unknown is not opened"
BELOW_A_LESSON = (
    *("create_submission", "get_quiz_statistics", "list_attempts", "record_progress"),
    "start_attempt",
)
OF_AN_ID = ("finish_attempt", "get_attempt")
WITHOUT_A_STORE: dict[tuple[str, StoreName], Instead] = {
    ("change_email", "postgres"): Instead(400, LINK),
    ("change_email", "redis"): Instead(400, LINK),
    ("collect_files", "redis"): Instead(204, IMPORT),
    ("complete_lesson", "postgres"): Instead(204, "what an author tries is not recorded"),
    ("create_course", "postgres"): Instead(201, CATALOG),
    ("delete_course", "postgres"): Instead(204, CATALOG),
    **{
        ("delete_unused_files", each): Instead(403, ADMINS_FILES)
        for each in ("mongodb", "postgres")
    },
    ("fan_out_announcement", "postgres"): Instead(
        422, "nobody is looked up for an unknown announcement; a test of its own has a known one"
    ),
    ("get_certificate_status", "postgres"): Instead(404, NUMBER),
    ("get_certificate_status", "redis"): Instead(404, NUMBER),
    ("get_certificate", "redis"): Instead(200, IMPORT),
    ("get_certificate_pdf", "redis"): Instead(200, IMPORT),
    ("get_credential", "redis"): Instead(200, KEYS),
    ("get_course_cover", "redis"): Instead(404, IMPORT),
    ("get_course", "postgres"): Instead(200, "only archived courses ask who is enrolled"),
    ("get_course", "redis"): Instead(200, "a published course is shown to everybody"),
    ("get_lesson", "postgres"): Instead(
        404, "an author needs no seat, and there is no lesson; a test of its own has a learner"
    ),
    **{(name, "postgres"): Instead(404, NO_LESSON) for name in BELOW_A_LESSON},
    **{(name, "mongodb"): Instead(404, UNKNOWN) for name in OF_AN_ID},
    ("list_deliveries", "postgres"): Instead(200, "an empty page has no names to look up"),
    ("get_jwks", "redis"): Instead(200, "the keys are in the environment"),
    ("list_courses", "redis"): Instead(200, CACHE),
    ("remind_learners", "postgres"): Instead(
        422, "nobody is looked up for an unknown announcement; a test of its own has a known one"
    ),
    ("render_certificate /certificates/{id}", "redis"): Instead(200, IMPORT),
    ("render_certificate /certificates/{id}/", "redis"): Instead(200, IMPORT),
    ("render_page /", "mongodb"): Instead(200, OTHER_PATH),
    ("render_page /", "redis"): Instead(200, CACHE),
    ("render_page /courses", "mongodb"): Instead(200, OTHER_PATH),
    ("render_page /courses", "redis"): Instead(200, CACHE),
    ("render_page /courses/{slug}", "postgres"): Instead(200, OTHER_PATH),
    ("render_page /courses/{slug}", "redis"): Instead(200, OTHER_PATH),
    ("render_sitemap /robots.txt", "mongodb"): Instead(200, "the rules are a constant"),
    ("render_sitemap /robots.txt", "postgres"): Instead(200, "the rules are a constant"),
    ("render_sitemap /robots.txt", "redis"): Instead(200, "the rules are a constant"),
    ("render_sitemap /sitemap.xml", "mongodb"): Instead(200, "lms_pages renders courses, too"),
    ("render_sitemap /sitemap.xml", "redis"): Instead(200, CACHE),
    ("render_unsubscribe", "redis"): Instead(400, "the link alone says what to show"),
    ("replay_notification", "postgres"): Instead(
        404, "nobody is looked up for an unknown message; a test of its own has a known one"
    ),
    ("report_account_change", "postgres"): Instead(204, IMPORT),
    ("reset_password", "postgres"): Instead(400, LINK),
    ("reset_password", "redis"): Instead(400, LINK),
    ("revoke_sessions", "postgres"): Instead(204, IMPORT),
    ("send_digests", "postgres"): Instead(
        204, "nobody is looked up when nothing is due; a test of its own has something due"
    ),
    ("unsubscribe_recipient", "redis"): Instead(400, LINK),
    ("update_course", "postgres"): Instead(200, CATALOG),
    ("verify_email", "postgres"): Instead(400, LINK),
    ("verify_email", "redis"): Instead(400, LINK),
    ("welcome_user", "postgres"): Instead(204, IMPORT),
}

ENDPOINTS = read_endpoints(ROOT)
FOLDERS = function_folders(ROOT)
CLOSURES = Closures(ROOT)
ADMIN = Actor(id=ID, role="admin", session_id=new_id())


class Call(NamedTuple):
    """One way to call a function: a route of an endpoint, or one of the events it hears."""

    endpoint: Endpoint
    path: str = ""
    event: dict[str, Any] | None = None

    @property
    def name(self) -> str:
        """Name it as the tables above do."""
        has_paths = len(self.endpoint.paths) > 1
        return f"{self.endpoint.name} {self.path}" if has_paths else self.endpoint.name

    @property
    def stores(self) -> list[StoreName]:
        """The stores that the function imports."""
        return stores_of(CLOSURES.of(self.endpoint.name).libraries)

    @property
    def function(self) -> Callable[..., Any]:
        """Import the function."""
        name = self.endpoint.name
        module = load(f"functions.{name}.main", FOLDERS[name] / "main.py")
        function: Callable[..., Any] = getattr(module, name)
        return function

    async def __call__(self, **headers: str) -> httpx2.Response:
        """Send the request of the API description, or deliver the event."""
        if self.event is not None:
            return await deliver(self.function, self.event)
        method, url = self.endpoint.method, re.sub(r"\{\w+\}", ID, self.path)
        async with client(self.function) as http:
            return await http.request(method, url, json=body_of(self.endpoint), headers=headers)


@functools.cache
def api_description() -> dict[str, Any]:
    """Read the OpenAPI document."""
    document: dict[str, Any] = json.loads((ROOT / DOCUMENT).read_text(encoding="utf-8"))
    return document


@functools.cache
def events() -> dict[str, type[DomainEvent]]:
    """Find every event by its type: all libraries are imported for that."""
    return event_kinds(ROOT)


def body_of(one: Endpoint) -> object:
    """Return the example of the API description, None for a route without a body."""
    operation = api_description()["paths"].get(one.path, {}).get(one.method.lower(), {})
    content = operation.get("requestBody", {}).get("content", {})
    return content.get("application/json", {}).get("example")


def calls() -> Iterator[Call]:
    """List every way to call a function."""
    for one in ENDPOINTS:
        yield from (Call(one, path=path) for path in one.paths)
        if not one.is_http:
            yield from (Call(one, event=event) for event in events_of(one))


def events_of(one: Endpoint) -> Iterator[dict[str, Any]]:
    """Make one event for each subscription, or a tick for a schedule."""
    if one.schedule:
        yield {
            "specversion": "1.0",
            "id": new_id(),
            "source": f"/apis/v1/namespaces/learning/pingsources/{one.service}",
            "type": "dev.knative.sources.ping",
            "data": None,
        }
    kinds = events()
    for filters in [each.filters for each in one.subscriptions] or dead_letters_to(one):
        kind = kinds[filters.get("type", next(iter(kinds)))]
        extensions = {name: value for name, value in filters.items() if name != "type"}
        yield envelope(an_event(kind), actorid=ADMIN.id, actorrole=ADMIN.role, **extensions)


def dead_letters_to(one: Endpoint) -> Iterator[dict[str, str]]:
    """List what those may hear whose dead letters the function gets."""
    for sender in ENDPOINTS:
        if sender.dead_letter_sink == one.service:
            yield from (each.filters for each in sender.subscriptions)


def an_event(kind: type[DomainEvent]) -> DomainEvent:
    """Make an event of believable values."""
    (schema,), components = schemas([kind], REFERENCE)
    return msgspec.convert(example(schema, components), kind)


CALLS = tuple(calls())
OUTAGES = [
    pytest.param(call, store, id=f"{call.name}-{store}") for call in CALLS for store in call.stores
]
each_route = pytest.mark.parametrize(
    "call", [pytest.param(call, id=call.name) for call in CALLS if call.path]
)
each_outage = pytest.mark.parametrize(("call", "store"), OUTAGES)


@pytest.fixture(autouse=True)
def _quick_passwords() -> Iterator[None]:
    with PasswordSettings.override(lms_password_rounds=4):
        yield


@each_route
async def test_an_anonymous_caller_is_refused_before_any_store_is_asked(call: Call) -> None:
    """401 unless the function says that it is for the public, or takes another credential."""
    access = call.endpoint.access
    is_open = access.startswith("public") or call.endpoint.name in OTHER_CREDENTIALS
    is_open = is_open or access.endswith("for everybody")

    with no_store():
        response = await call()

    if is_open:
        assert response.status_code != 401
        assert response.status_code < 500 or response.status_code == 503
    else:
        assert response.status_code == 401
        assert response.headers["www-authenticate"].startswith("Bearer")


@each_outage
async def test_while_a_store_is_away_the_caller_is_told_to_come_back(
    call: Call, store: StoreName, published: CapturedEvents
) -> None:
    """503 and when, and nothing is published; all other stores work."""
    usual = Instead(503, "")
    token = await bearer(ADMIN)

    with all_stores_but(store, ADMIN), ExitStack() as stack:
        if store != "postgres":
            stack.enter_context(fake_quizzes())
            stack.enter_context(fake_reports())
            stack.enter_context(fake_submissions())
        response = await call(Authorization=token)

    assert response.status_code == WITHOUT_A_STORE.get((call.name, store), usual).status
    if response.status_code == usual.status:
        assert int(response.headers["retry-after"]) > 0
        assert published == []


def test_the_tables_name_nothing_that_is_gone() -> None:
    """A function that was renamed, or no longer imports a store, has no reason left."""
    assert OTHER_CREDENTIALS.keys() <= {one.name for one in ENDPOINTS}
    assert WITHOUT_A_STORE.keys() <= {(call.name, store) for call in CALLS for store in call.stores}
