"""Who attacks every route, with what: everybody is there once, and one owner has it all.

Everything that a path can name has the id of the API description's examples, and belongs to the
owner, an instructor: the course, an enrollment, a certificate, a message, an announcement, the
account, a session.
"""

from __future__ import annotations

import functools
import json
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx2

from libs.lms_push.tests.push import Browser
from libs.lms_quizzes.tests.contract import QUIZ
from lms_access import sessions
from lms_enrollments import enrollments
from lms_kernel import Actor, derived_id, request_scope
from lms_outboxes import outboxes
from lms_quizzes import LessonPlace, Taker, quizzes
from lms_submissions import ExercisePlace, NewSubmission, submissions
from lms_testing import client
from lms_testing.access import bearer, forge, new_key, public_half, signing_key
from lms_testing.announcements import announcement
from lms_testing.devices import have_browser
from lms_testing.notifications import a_message, request
from tools.endpoints import Endpoint, read_endpoints
from tools.openapi.examples import ID
from tools.openapi.facts import Facts, load, read_facts
from tools.openapi.site import DOCUMENT
from tools.tree import ROOT, function_folders


def _person(role: str) -> Actor:
    return Actor(derived_id("attack", role), role, session_id=derived_id("attack-session", role))


PEOPLE: Mapping[str, Actor] = {
    "student": _person("student"),
    "instructor": _person("instructor"),
    "owner": Actor(ID, "instructor", session_id=ID),
    "admin": _person("admin"),
}
OWNER = PEOPLE["owner"]
ENDPOINTS = [one for one in read_endpoints(ROOT) if one.is_http]
API: dict[str, Any] = json.loads((ROOT / DOCUMENT).read_text(encoding="utf-8"))
# Where the example of the API description is not about permissions: a password is its owner's
# alone, and a refresh token is another credential than an access token.
_BODIES: Mapping[str, object] = {
    "create_file": {
        "purpose": "submission",
        "name": "bees.png",
        "content_type": "image/png",
        "bytes": 1000,
    },
    "log_out": None,
    "refresh_session": None,
    "update_user": {"name": "Bo Berg"},
}
_BROWSER = Browser()
EXERCISE = ExercisePlace(ID, "Gardening", ID, "Check", 10, ("text",))
_FOLDERS = function_folders(ROOT)


@functools.cache
def facts_of(one: Endpoint) -> Facts:
    """Return what a function's source says about its interface."""
    return read_facts(one.name, _FOLDERS[one.name] / "main.py")


def handler(one: Endpoint) -> Callable[..., Any]:
    """Import a function."""
    module = load(f"functions.{one.name}.main", _FOLDERS[one.name] / "main.py")
    function: Callable[..., Any] = getattr(module, one.name)
    return function


def permission_of(one: Endpoint) -> str:
    """Return the permission that a function requires; empty for none."""
    return str(facts_of(one).argument("require", 1) or "") if not one.is_page else ""


def service_for(one: Endpoint, *, scoped: bool = True) -> Actor:
    """Return a program whose token has the one scope that the function requires, or none."""
    scopes = frozenset({permission_of(one)} - {""}) if scoped else frozenset[str]()
    return Actor(
        derived_id("attack", "service"),
        "service",
        session_id=derived_id("attack-session", "service", *scopes),
        scopes=scopes,
    )


async def furnish() -> None:
    """Add what the owner has in Redis and in the fakes whose methods are asynchronous."""
    await bearer(OWNER)
    async with request_scope(function="create_enrollment"):
        await enrollments().claim(ID, course_id=ID, user_id=ID)
        await submissions().add(ID, NewSubmission(text="Mine."), at=EXERCISE, user_id=ID)
        await quizzes().start(ID, QUIZ, at=LessonPlace(ID, ID), by=Taker(ID))
    await request(a_message(recipient_id=ID), ID)
    await announcement(ID, sender_id=ID, course_id=ID)
    await have_browser(ID, _BROWSER)
    await outboxes()[0].park(ID, "refused")


async def send(one: Endpoint, path: str, **headers: str) -> httpx2.Response:
    """Send the request of the API description to a function, about what the owner has."""
    operation = API["paths"].get(path, {}).get(one.method.lower(), {})
    content = operation.get("requestBody", {}).get("content", {})
    body = _BODIES.get(one.name, content.get("application/json", {}).get("example"))
    async with client(handler(one)) as http:
        url = re.sub(r"\{\w+\}", named(path), path)
        return await http.request(one.method, url, json=body, headers=headers)


def named(path: str) -> str:
    """Return what the owner has at such a path."""
    if "/templates/" in path:
        return "welcome"
    if "/certificate-statuses/" in path:
        return "0"
    return derived_id("push-device", _BROWSER.endpoint) if "/push-sub" in path else ID


async def _admin(key: dict[str, str] | str | None = None, **changes: Any) -> str:
    """Forge the token of an administrator who is signed in: all but ``changes`` is right."""
    admin = PEOPLE["admin"]
    await bearer(admin)
    claims = {"sub": admin.id, "sid": admin.session_id, "role": admin.role, **changes}
    return f"Bearer {forge(key or signing_key(), **claims)}"


async def _unsigned() -> str:
    _, claims, _ = (await _admin()).split(".")
    header = "eyJhbGciOiJub25lIiwia2lkIjoidGVzdC1rZXkifQ"  # {"alg":"none","kid":"test-key"}
    return f"Bearer {header}.{claims}."


async def _garbage() -> str:
    return "Bearer " + (await _admin()).split(".")[1]


async def _ended() -> str:
    token = await _admin()
    await sessions().revoke(str(PEOPLE["admin"].session_id))
    return token


async def _promoted() -> str:
    student = PEOPLE["student"]
    await bearer(student)
    return await _admin(sub=student.id, sid=student.session_id)


# Each is an administrator's in all but what its name says (RFC 8725, RFC 6750).
BAD_TOKENS: Mapping[str, Callable[[], Any]] = {
    "garbage": _garbage,
    "alg none": _unsigned,
    "HS256 with the public key": lambda: _admin(public_half(signing_key()), algorithm="HS256"),
    "another audience": lambda: _admin(aud="another-api"),
    "another issuer": lambda: _admin(iss="https://evil.example"),
    "expired": lambda: _admin(exp=int(time.time()) - 60),
    "not yet valid": lambda: _admin(nbf=int(time.time()) + 60),
    "from the future": lambda: _admin(iat=int(time.time()) + 60),
    "another key": lambda: _admin(new_key("test-key")),
    "an ended session": _ended,
    "a student's session": _promoted,
}
