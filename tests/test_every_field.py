"""Every field of every message type of the API, with text from all of Unicode.

What a field accepts is stored as it was accepted, and is read back equal: by id, in lists, on the
page, in the event. Types and fields are found in the functions; which function shows what another
one stored is said below, and a function that is in neither table fails a test.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import httpx2
import msgspec
import pytest
from hypothesis import given, strategies as st
from markupsafe import escape

from lms_kernel import Actor, Invalid, accept, kinds, new_id
from lms_testing import CapturedEvents, client
from tests.field_values import Leaf, leaves, values
from tests.world import TITLE, world
from tools.endpoints import Endpoint, read_endpoints
from tools.openapi.examples import ID
from tools.openapi.facts import load, read_facts
from tools.openapi.site import DOCUMENT
from tools.tree import ROOT, function_folders

pytestmark = [pytest.mark.search, pytest.mark.timeout(3600)]

FOLDERS = function_folders(ROOT)
ENDPOINTS = {one.name: one for one in read_endpoints(ROOT)}
API: dict[str, Any] = msgspec.json.decode((ROOT / DOCUMENT).read_bytes())
ADMIN = Actor(id=ID, role="admin", session_id=new_id())
OTHER = Actor(id="01939f6e-7c2b-7a54-9d0e-3f1b2c4d5e70", role="student")


class Reading(NamedTuple):
    """Which function shows what was stored, and where; ``{id}`` and the like are the answer's."""

    function: str
    path: str
    is_list: bool = False
    name: str = ""
    """What the field is called there, if not as in the request."""


COURSE = (
    Reading("get_course", "/api/courses/{id}"),
    Reading("get_course_content", "/api/courses/{id}/content"),
    Reading("list_courses", "/api/courses?instructor=me&status=any", is_list=True),
    Reading("render_page", "/courses/{slug}"),
)
USER = (
    Reading("get_user", "/api/users/{id}"),
    Reading("list_users", "/api/users", is_list=True),
)
READ_BACK: dict[str, tuple[Reading, ...]] = {
    "create_announcement": (
        Reading("get_announcement", "/api/announcements/{id}"),
        Reading("list_announcements", "/api/announcements", is_list=True),
    ),
    "create_course": COURSE,
    "create_file": (Reading("get_file", "/api/files/{file[id]}"),),
    "create_notification": (
        Reading("get_notification", "/api/notifications/{id}"),
        Reading("list_notifications", "/api/notifications", is_list=True),
        Reading("list_deliveries", "/api/deliveries", is_list=True),
    ),
    "create_submission": (Reading("get_submission", "/api/submissions/{id}"),),
    "grade_submission": (Reading("get_submission", "/api/submissions/{id}"),),
    "register_user": USER,
    "revoke_certificate": (
        Reading("list_certificates", "/api/certificates", is_list=True, name="revocation_reason"),
    ),
    "update_course": COURSE,
    "update_preferences": (Reading("get_preferences", "/api/preferences"),),
    "update_template": (Reading("get_template", "/api/templates/welcome"),),
    "update_user": USER,
}
NOT_SHOWN: dict[str, str] = {
    "add_learner": "an id, or an address that is looked up",
    "change_email": "a token",
    "confirm_phone": "the code is compared",
    "create_enrollment": "an id",
    "create_push_subscription": "only its host is shown",
    "list_announcements": "a query",
    "get_course_cover": "a query",
    "finish_attempt": "the ids of what was shown",
    "list_attempts": "a query",
    "list_audit_entries": "a query",
    "list_certificates": "a query",
    "list_course_report": "a query",
    "list_courses": "a query",
    "list_deliveries": "a query",
    "list_enrollments": "a query",
    "list_files": "a query",
    "list_notifications": "a query",
    "list_parked_events": "a query",
    "list_progress": "a query",
    "list_submissions": "a query",
    "list_users": "a query",
    "log_in": "compared with what is stored",
    "log_out": "a token",
    "mark_notifications_read": "true or false",
    "preview_lesson": "nothing is stored",
    "preview_template": "nothing is stored",
    "record_progress": "true, and a number",
    "refresh_session": "a token",
    "request_email_change": "nothing changes before the link is followed",
    "request_password_reset": "the address is looked up, not stored",
    "reset_password": "a token",
    "update_notification": "true or false",
    "verify_email": "a token",
}
# A secret is hashed, not shown; hashing has its own form (NFKC), and old ones must stay usable.
SECRETS = {"password", "current_password", "refresh_token"}
BODIES: dict[str, dict[str, Any]] = {"create_course": {"title": "Bees", "status": "published"}}


class Message(NamedTuple):
    """What a function reads: a body, or a query."""

    endpoint: Endpoint
    kind: type[msgspec.Struct]
    is_query: bool

    @property
    def shown(self) -> dict[str, Any]:
        """The example of the API description."""
        operation = API["paths"].get(self.endpoint.path, {}).get(self.endpoint.method.lower(), {})
        content = operation.get("requestBody", {}).get("content", {})
        example: dict[str, Any] = content.get("application/json", {}).get("example", {})
        return example

    def body(self, leaf: Leaf, value: str) -> dict[str, Any]:
        """Put the value into the example; in a change, into nothing else than its own part."""
        is_whole = self.endpoint.method != "PUT" and self.endpoint.name not in BODIES
        shown, top = self.shown, leaf.path[0]
        base = BODIES.get(self.endpoint.name, {}) | {str(top): shown[top]} if top in shown else {}
        return leaf.put(value, shown if is_whole else base)

    def draw(self, data: st.DataObject) -> tuple[Leaf, dict[str, Any]]:
        """Choose a field and what is sent in it."""
        leaf = data.draw(st.sampled_from(leaves(self.kind)))
        value = data.draw(values(leaf.of(self.shown), leaf.longest))
        return leaf, self.body(leaf, value)

    @property
    def path(self) -> str:
        """The path with ids of what there is."""
        id_ = {"update_user": OTHER.id}.get(self.endpoint.name, ID)
        id_ = "welcome" if "template" in self.endpoint.name else id_
        return re.sub(r"\{\w+\}", id_, self.endpoint.path)

    async def send(self, sent: dict[str, Any]) -> httpx2.Response:
        """Call the function."""
        given_ = {"params": sent} if self.is_query else {"json": sent}
        return await call(self.endpoint.name, self.endpoint.method, self.path, **given_)


def messages() -> Iterator[Message]:
    """Find what each function parses."""
    for one in ENDPOINTS.values():
        if one.is_http and not one.is_page:
            facts = read_facts(one.name, FOLDERS[one.name] / "main.py")
            for reader in ("parse", "query"):
                if kind := facts.argument(reader, 1):
                    yield Message(one, kind, is_query=reader == "query")


async def call(name: str, method: str, path: str, **sent: Any) -> httpx2.Response:
    """Call a function as the administrator."""
    module = load(f"functions.{name}.main", FOLDERS[name] / "main.py")
    async with client(getattr(module, name), as_=ADMIN) as http:
        return await http.request(method, path, **sent)


@contextmanager
def told() -> Iterator[CapturedEvents]:
    """Let the administrator own the world's course; no event in it may break its schema."""
    with world([ADMIN, OTHER]) as published:
        yield published
    assert published.faults == []


MESSAGES = list(messages())
each_message = pytest.mark.parametrize(
    "message",
    [pytest.param(one, id=one.endpoint.name) for one in MESSAGES if leaves(one.kind)],
)


@each_message
@given(data=st.data())
def test_what_is_accepted_is_accepted_again(message: Message, data: st.DataObject) -> None:
    """Normalization is stable (Unicode annex 15), and what is stored has no hidden letters."""
    leaf, sent = message.draw(data)
    try:
        accepted = accept(sent, message.kind)
    except Invalid:
        return
    plain = msgspec.to_builtins(accepted)
    assert accept(plain, message.kind) == accepted
    assert msgspec.json.decode(msgspec.json.encode(accepted), type=message.kind) == accepted

    text = leaf.of(plain)
    if isinstance(text, str):
        assert not leaf.longest or len(text) <= leaf.longest
        if message.endpoint.name in READ_BACK and leaf.path[-1] not in SECRETS:
            assert unicodedata.is_normalized("NFC", text)
            assert kinds.prose(text) in {text, ""}


@each_message
@given(data=st.data())
async def test_what_is_accepted_reads_back_equal(message: Message, data: st.DataObject) -> None:
    """By id, in lists, on the page and in the event; and whatever is sent, nothing is a 5xx."""
    leaf, sent = message.draw(data)
    with told() as published:
        response = await message.send(sent)
        assert response.status_code < 500, response.text
        if not response.is_success or message.endpoint.name not in READ_BACK:
            return
        accepted = msgspec.to_builtins(accept(sent, message.kind))
        for reading in READ_BACK[message.endpoint.name]:
            found = await call(reading.function, "GET", path_to(reading, response))
            assert found.is_success, found.text
            if reading.function == "render_page":
                assert str(escape(accepted.get("title", TITLE))) in found.text
            else:
                shown = found.json()
                items = shown["items"] if reading.is_list else [shown]
                seen = [each[reading.name] if reading.name else leaf.of(each) for each in items]
                is_hidden = leaf.path[-1] in SECRETS or set(map(str, seen)) == {"None"}
                assert is_hidden or leaf.of(accepted) in seen
        for event in published:
            said = leaf.of(event["data"])
            assert said is None or said == leaf.of(accepted)


@pytest.mark.parametrize("name", ["q", "category", "level", "language", "tag", "sort", "page"])
@given(data=st.data())
async def test_no_address_of_the_catalog_page_is_a_fault_of_ours(
    name: str, data: st.DataObject
) -> None:
    """A page is shown, or the reader is told; never a 5xx.

    U+0000 reaches no store: the real ones refuse it, the fakes do not.
    """
    with told():
        text = data.draw(values("en", 60)) + data.draw(st.sampled_from(["", "\0"]))
        response = await call("render_page", "GET", "/courses", params={name: text})
    assert response.status_code < 500, response.text
    if "\0" in text and name not in {"level", "sort", "page"}:
        assert response.status_code == 422


def path_to(reading: Reading, response: httpx2.Response) -> str:
    """Fill in the id and the slug."""
    return reading.path.format(**response.json())


def test_every_message_type_has_its_reading() -> None:
    """A new one is either read back above, or says why there is nothing to read."""
    names = {message.endpoint.name for message in MESSAGES}
    assert names == READ_BACK.keys() | NOT_SHOWN.keys()
    assert not READ_BACK.keys() & NOT_SHOWN.keys()
