"""Bad input of every kind gets its documented problem, and never a 500."""

from __future__ import annotations

import base64
import json
import time
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jose import jwt

from lms_courses import NewCourse
from lms_kernel import limits
from tests.e2e.platform import course_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2

    from tests.e2e.platform import Platform

_LONGEST_TITLE = limits(NewCourse, "title").max_length or 0
_JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def author(platform: Platform) -> Iterator[httpx2.Client]:
    """Somebody who may create courses."""
    with platform.as_role("instructor") as http:
        yield http


@pytest.fixture(scope="module")
def course(author: httpx2.Client) -> dict[str, Any]:
    """A course of that author."""
    answer = author.post("/api/courses", json=course_fields(f"Bees {uuid.uuid4().hex[:8]}"))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def problem(answer: httpx2.Response, status: int, slug: str) -> dict[str, Any]:
    """Check that the response is this problem, complete; return its members."""
    assert answer.status_code == status, (answer.request.url, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["type"] == f"/problems/{slug}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert answer.headers["x-request-id"]
    return body


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 50_000, b"nul"])
def test_an_unreadable_body_is_a_400(author: httpx2.Client, body: bytes) -> None:
    """Whatever is not JSON in UTF-8."""
    problem(author.post("/api/courses", content=body, headers=_JSON), 400, "bad-request")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": 5}, "title"),
        ({"title": " "}, "title"),
        ({"title": "x" * (_LONGEST_TITLE + 1)}, "title"),
        ({"level": "expert"}, "level"),
        ({"price": {"amount": -1, "currency": "EUR"}}, "price.amount"),
        ({"price": {"amount": 2**80, "currency": "EUR"}}, "price.amount"),
        ({"capacity": -1}, "capacity"),
        ({"capacity": 2**62}, "capacity"),
        ({"colour": "red"}, "colour"),
        ({"tags": "python"}, "tags"),
        ({"content": {"modules": [{"title": 7}]}}, "content.modules[0].title"),
        ({"owner_id": "me"}, "owner_id"),
    ],
)
def test_a_wrong_field_is_a_422_that_names_it(
    author: httpx2.Client, changes: dict[str, Any], field: str
) -> None:
    """Wrong types, values out of range and unknown fields."""
    fields = {**course_fields("Bees and other people"), **changes}
    body = problem(author.post("/api/courses", json=fields), 422, "invalid")
    assert [fault["field"] for fault in body["errors"]] == [field]


def test_a_body_of_another_kind_is_a_415(author: httpx2.Client) -> None:
    """A form is not JSON."""
    answer = author.post("/api/courses", data={"title": "Bees"})
    problem(answer, 415, "unsupported-media-type")


@pytest.mark.parametrize("size", [2_000_000, 6_000_000])
def test_a_large_body_is_a_413(author: httpx2.Client, size: int) -> None:
    """Over the function's limit, and over the gateway's."""
    body = b'{"title":"' + b"x" * size + b'"}'
    problem(author.post("/api/courses", content=body, headers=_JSON), 413, "content-too-large")


@pytest.mark.parametrize(
    "name",
    [
        "00000000-0000-0000-0000-000000000000",
        "nothing-like-this",
        "..%2f..%2fetc%2fpasswd",
        "%F0%9F%92%A9",
        "x" * 300,
        "'%20OR%201=1--",
        "$where",
        "[object]",
    ],
)
@pytest.mark.parametrize("kind", ["courses", "users", "enrollments", "notifications"])
def test_a_bad_id_is_a_404(platform: Platform, kind: str, name: str) -> None:
    """That is not a valid id, whatever it tries to be."""
    with platform.as_role("admin") as admin:
        method = "DELETE" if kind == "enrollments" else "GET"
        answer = admin.request(method, f"/api/{kind}/{name}")
    assert answer.status_code in {400, 404}, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_malformed_address_ends_at_the_gateway(platform: Platform) -> None:
    """An encoded NUL is not an address: nginx itself says so, in the same form."""
    with platform.client() as http:
        problem(http.get("/api/courses/%00"), 400, "bad-request")
        problem(http.get("/api/courses/" + "x" * 40_000), 414, "uri-too-long")
        problem(
            http.get("/api/courses", headers={"X-Long": "x" * 40_000}), 431, "headers-too-large"
        )


@pytest.mark.parametrize(
    "search",
    [
        "limit=0",
        "limit=101",
        "page=x",
        "cursor=abc",
        "sort=up",
        "level=expert",
        "colour=red",
        "q=%00",
    ],
)
def test_a_bad_query_is_a_422(platform: Platform, search: str) -> None:
    """Lists refuse unknown parameters by name."""
    with platform.client() as http:
        body = problem(http.get(f"/api/courses?{search}"), 422, "invalid")
    assert body["errors"][0]["field"] == search.partition("=")[0]


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE users; --", "a & | ! ( ) : *", "\\", "%", "é" * 150, '"', "<script>"]
)
def test_a_strange_search_is_only_a_search(platform: Platform, text: str) -> None:
    """Whatever is searched for is text."""
    with platform.client() as http:
        answer = http.get("/api/courses", params={"q": text})
    assert answer.status_code == 200, answer.text


def test_unknown_paths_and_methods_are_problems_too(platform: Platform) -> None:
    """The gateway responds like the functions, and names the allowed methods."""
    with platform.client() as http:
        problem(http.get("/api/nothing"), 404, "not-found")
        refused = http.patch("/api/courses")
        problem(refused, 405, "method-not-allowed")
        assert set(refused.headers["allow"].replace(" ", "").split(",")) >= {"GET", "POST"}


@pytest.mark.parametrize("path", ["/metrics", "/health/liveness", "/health/readiness"])
def test_what_is_the_operators_is_not_reachable_from_outside(platform: Platform, path: str) -> None:
    """The functions' own paths end at the gateway."""
    with platform.client() as http:
        assert http.get(path).status_code == 404
        assert http.get(f"/api/courses/..{path}").status_code in {400, 404}


def test_a_stale_copy_is_a_412(author: httpx2.Client, course: dict[str, Any]) -> None:
    """An author who edits an old copy learns that it has changed, and nothing is written."""
    path = f"/api/courses/{course['id']}"
    stale = author.put(path, json={"title": "Lost"}, headers={"If-Match": '"999"'})
    problem(stale, 412, "stale-course")
    problem(author.delete(path, headers={"If-Match": '"999"'}), 412, "stale-course")
    problem(author.delete(path, headers={"If-Match": "rubbish"}), 400, "bad-request")
    assert author.get(path).json()["title"] == course["title"]


def test_a_foreign_course_is_not_changed(platform: Platform, course: dict[str, Any]) -> None:
    """Neither a student nor an anonymous caller may edit it."""
    path = f"/api/courses/{course['id']}"
    with platform.as_role("student") as student:
        problem(student.put(path, json={"title": "Mine now"}), 403, "forbidden")
        problem(student.get("/api/users"), 403, "forbidden")
    with platform.client() as nobody:
        problem(nobody.put(path, json={"title": "Mine now"}), 401, "unauthenticated")


def test_nobody_raises_their_own_role(platform: Platform) -> None:
    """Neither by their profile nor at registration."""
    with platform.as_role("student") as student:
        answer = student.put("/api/users/me", json={"role": "admin"})
        assert answer.status_code in {403, 422}, answer.text
        assert student.get("/api/users/me").json()["role"] == "student"
    fields = {
        "email": f"{uuid.uuid4().hex}@example.org",
        "password": "long enough pass",
        "name": "X",
    }
    with platform.client() as http:
        body = problem(
            http.post("/api/auth/register", json={**fields, "role": "admin"}), 422, "invalid"
        )
    assert body["errors"][0]["field"] == "role"


def _segment(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _tampered(platform: Platform) -> dict[str, str]:
    """Return hostile tokens by the trick they use."""
    key = json.loads(platform.environment()["LMS_SIGNING_KEY"])
    with platform.as_role("student") as student:
        genuine = student.headers["authorization"].removeprefix("Bearer ")
    claims = jwt.get_unverified_claims(genuine)
    header = jwt.get_unverified_header(genuine)
    admin = {**claims, "role": "admin"}
    foreign = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    head, body, signature = genuine.split(".")
    past = int(time.time()) - 3600

    def signed(changed: dict[str, Any], **headers: object) -> str:
        return jwt.encode(
            {**claims, **changed}, key, "ES256", headers={"kid": header["kid"], **headers}
        )

    return {
        "nothing": "-",
        "rubbish": "abc.def.ghi",
        "no signature": f"{head}.{body}.",
        "changed claims": f"{head}.{_segment(admin)}.{signature}",
        "alg none": f"{_segment({**header, 'alg': 'none'})}.{_segment(admin)}.",
        "public key as secret": jwt.encode(
            admin,
            platform.environment()["LMS_PUBLIC_KEYS"],
            "HS256",
            headers={"kid": header["kid"]},
        ),
        "foreign key": jwt.encode(admin, foreign.decode(), "ES256", headers={"kid": header["kid"]}),
        "unknown kid": signed({}, kid="../../etc/passwd"),
        "expired": signed({"exp": past, "iat": past - 900}),
        "other issuer": signed({"iss": "https://evil.example"}),
        "other audience": signed({"aud": "somebody-else"}),
        "other role than the session's": signed({"role": "admin"}),
        "unknown session": signed({"sid": str(uuid.uuid4())}),
        "somebody else's session": signed({"sub": str(uuid.uuid4())}),
    }


def test_no_hostile_token_is_let_in(platform: Platform) -> None:
    """Every trick ends in a 401 with a challenge, even where callers may be anonymous."""
    for trick, token in _tampered(platform).items():
        with platform.client(headers={"Authorization": f"Bearer {token}"}) as http:
            for path in ("/api/users/me", "/api/courses"):
                answer = http.get(path)
                assert answer.status_code == 401, (trick, path, answer.text)
                assert answer.headers["www-authenticate"].startswith("Bearer"), trick
                assert answer.headers["content-type"] == "application/problem+json"


def test_a_session_ends_at_once_with_logout(platform: Platform) -> None:
    """The access token is worthless from then on."""
    with platform.as_role("student") as student:
        assert student.get("/api/users/me").status_code == 200
        left = student.post("/api/auth/logout", json={})
        assert left.status_code in {200, 204}, left.text
        problem(student.get("/api/users/me"), 401, "unauthenticated")
