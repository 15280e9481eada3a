"""The OpenAPI document says what the code says, and the pages need nothing from elsewhere."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from local.gateway.problems import PROBLEMS
from tools.generate import main
from tools.openapi import __main__ as openapi
from tools.openapi.document import document
from tools.openapi.examples import example
from tools.openapi.site import pages, problems_page
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write = Callable[[str, str], None]

MAIN = '''
    """PUT /api/hello/{id}: change a greeting.

    More about it.
    """

    from __future__ import annotations

    from typing import Annotated

    import functions_framework.aio
    import msgspec
    from msgspec import Meta
    from starlette.requests import Request

    import lms_kernel as kernel
    from lms_access import keep_in_cookie, require
    from lms_http import Answer, created, endpoint, if_match, no_content, ok, parse, path_id, query
    from lms_idempotency import once
    from lms_limits import limit


    class Change(msgspec.Struct):
        """What shall be different."""

        title: Annotated[str, Meta(min_length=3, pattern=r"^[A-Z].*\\Z")]
        children: list[Change] = []
        price: Annotated[int, Meta(ge=5)] | None = None


    class Look(msgspec.Struct):
        """How to look."""

        limit: Annotated[int, Meta(description="How many")]
        tag: list[str] = []


    class Greeting(msgspec.Struct):
        """A greeting."""

        id: str


    @functions_framework.aio.http
    @endpoint
    async def say_hello(request: Request) -> Answer[Greeting] | Answer[None]:
        """Return the greeting with ``etag``."""
        await limit("x", "y", per_minute=1)
        await require(request, "course:update")
        await parse(request, Change)
        query(request, Look)
        if_match(request)
        if request.method == "DELETE":
            return no_content()

        async def work(id_: str) -> Answer[Greeting]:
            return created(Greeting(id_), location="/", etag="1")

        keep_in_cookie(await once(request, by="x", work=work), None)
        return ok(Greeting(path_id(request)), etag="1", request=request)
    '''


@pytest.fixture
def hello(tree: Path, write: Write) -> Path:
    """Lay out a tree whose function say_hello uses every part of the library."""
    shutil.copy(ROOT / "pyproject.toml", tree / "pyproject.toml")
    (tree / "libs").rename(tree / "own")
    (tree / "libs").symlink_to(ROOT / "libs")
    shutil.rmtree(tree / "functions/keep_hello")
    write("functions/say_hello/main.py", MAIN)
    write(
        "functions/say_hello/func.yaml",
        """
        name: say-hello
        invoke: http
        deploy:
          annotations:
            learning.org/route: PUT /api/hello/{id}
            learning.org/access: owner, admin
            learning.org/problems: conflict
        """,
    )
    return tree


@pytest.fixture
def operation(hello: Path) -> dict[str, Any]:
    """Read the operation of say_hello, with the whole document under `document`."""
    result = json.loads(document(hello))
    return {**result["paths"]["/api/hello/{id}"]["put"], "document": result}


def test_the_document_is_valid(operation: dict[str, Any]) -> None:
    """It keeps to the OpenAPI 3.1 schema, every reference included."""
    validate(operation["document"])


def test_words_come_from_the_code(operation: dict[str, Any]) -> None:
    """Name, summary, description, access and permission are each read from their one home."""
    assert operation["operationId"] == "say_hello"
    assert operation["summary"] == "change a greeting"
    assert operation["description"] == (
        "Return the greeting with `etag`.\n\n"
        "Access: owner, admin.\n\n"
        "Needs the permission `course:update`."
    )
    assert operation["security"] == [{"accessToken": []}]


def test_parameters_come_from_the_calls(operation: dict[str, Any]) -> None:
    """Path, query struct and the headers of once, if_match and ok(request=...) are all there."""
    by_name = {each.get("name", each.get("$ref")): each for each in operation["parameters"]}

    assert by_name["id"]["in"] == "path"
    assert by_name["limit"] == {
        "name": "limit",
        "in": "query",
        "required": True,
        "description": "How many",
        "schema": {"type": "integer"},
    }
    assert by_name["tag"]["explode"] is True
    assert {name for name in by_name if name.startswith("#")} == {
        "#/components/parameters/IdempotencyKey",
        "#/components/parameters/IfMatch",
        "#/components/parameters/IfNoneMatch",
    }
    assert "Look" not in operation["document"]["components"]["schemas"]


def test_the_body_has_an_example_that_it_accepts(operation: dict[str, Any]) -> None:
    """The example is valid against the body's own schema."""
    content = operation["requestBody"]["content"]["application/json"]
    schema = {**content["schema"], "components": operation["document"]["components"]}

    Draft202012Validator(schema).validate(content["example"])
    assert content["example"] == {"title": "Practical SQL", "children": [], "price": 5}
    title = operation["document"]["components"]["schemas"]["Change"]["properties"]["title"]
    assert title["pattern"] == "^[A-Z].*$"


def test_answers_and_refusals_are_listed(operation: dict[str, Any]) -> None:
    """Every status that the calls and the annotation can lead to, each with its slugs."""
    responses = operation["responses"]

    assert list(responses) == [
        "200", "201", "204", "304", "400", "401", "403", "404", "409", "412", "413", "415", "422",
        "429", "503",
    ]  # fmt: skip
    assert responses["200"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/Greeting"
    }
    assert {"ETag", "Location", "Set-Cookie"} <= responses["201"]["headers"].keys()
    assert "content" not in responses["204"]
    assert "Retry-After" in responses["503"]["headers"]
    assert "WWW-Authenticate" in responses["401"]["headers"]
    invalid = responses["422"]["content"]["application/problem+json"]["examples"]
    assert invalid.keys() == {"idempotency-key-reused", "invalid"}
    assert invalid["invalid"]["value"]["type"] == "/problems/invalid"


def test_a_key_may_be_claimed_as_well(hello: Path) -> None:
    """Whether the response is remembered makes no difference to who asks."""
    main = hello / "functions/say_hello/main.py"
    calls = 'keep_in_cookie(await once(request, by="x", work=work), None)'
    text = main.read_text(encoding="utf-8")
    assert calls in text
    changed = text.replace(calls, 'await claim(request, by="x")')
    main.write_text(changed.replace("import once", "import claim"), encoding="utf-8")

    operation = json.loads(document(hello))["paths"]["/api/hello/{id}"]["put"]

    assert {"$ref": "#/components/parameters/IdempotencyKey"} in operation["parameters"]
    refusals = operation["responses"]["422"]["content"]["application/problem+json"]["examples"]
    assert "idempotency-key-reused" in refusals


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (
            "-> Answer[Greeting] | Answer[None]",
            "-> Greeting",
            "say_hello must be annotated `-> Answer[SomeType]`",
        ),
        ("Answer[None]:", "Answer[Nobody]:", "name 'Nobody' is not defined"),
        ("query(request, Look)", "query(request, list[Look])", "list[Look] cannot be read"),
    ],
)
def test_code_that_cannot_be_described_is_refused(
    hello: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, complaint: str
) -> None:
    """A function whose interface is not readable from its source is a one-line error."""
    path = hello / "functions/say_hello/main.py"
    path.write_text(path.read_text().replace(old, new))

    assert main(["--check", "openapi"], hello) == 1
    assert complaint in capsys.readouterr().err


def test_an_unknown_problem_is_refused(hello: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A slug in func.yaml must be one that the code can raise."""
    path = hello / "functions/say_hello/func.yaml"
    path.write_text(path.read_text().replace("problems: conflict", "problems: too-shy"))

    assert main(["openapi"], hello) == 1
    assert "no problem has the slug too-shy" in capsys.readouterr().err


def test_writing_and_comparing(hello: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The committed document is written by one command and compared by another."""
    assert main(["--check", "openapi"], hello) == 1
    assert "docs/api/openapi.json is not what `nox -s generate` makes" in capsys.readouterr().err

    assert main(["openapi"], hello) == 0
    assert main(["--check", "openapi"], hello) == 0
    openapi.main(hello)
    for name in ("openapi.json", "problems.html"):
        served = (hello / "build/api" / name).read_bytes()
        assert served == (hello / "docs/api" / name).read_bytes()
    (hello / "docs/api/problems.html").write_text("edited")
    assert main(["--check", "openapi"], hello) == 1


def test_the_pages_need_no_other_site_and_no_script_of_their_own(hello: Path) -> None:
    """Every script and style is a file of ours, so a strict content policy can stand."""
    main(["openapi"], hello)
    result = pages(hello)

    page = result["docs/index.html"].decode()
    assert re.findall(r"<script>|https?://|\sstyle=|\son\w+=", page) == []
    for name in re.findall(r'(?:src|href)="/api/(docs/[^"]+)"', page):
        assert name in result


def test_the_problems_page_explains_every_problem(hello: Path) -> None:
    """Each slug has a section with its title, status and meaning."""
    main(["openapi"], hello)
    text = pages(hello)["problems.html"].decode()

    section = text[text.index('<section id="precondition-failed">') :].partition("</section>")[0]
    assert "status 412" in section
    assert "The caller" in section
    assert "{{" not in text


def test_what_only_the_gateway_answers_is_explained_too() -> None:
    """A `type` leads somewhere, whoever responded with it, and each slug is there once."""
    text = problems_page().decode()

    explained = re.findall(r'<section id="([^"]+)">', text)
    assert {slug for slug, _, _ in PROBLEMS.values()} <= set(explained)
    assert {"uri-too-long", "headers-too-large", "bad-gateway", "gateway-timeout"} <= set(explained)
    assert len(explained) == len(set(explained))


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"const": "a"}, "a"),
        ({"type": "string", "examples": ["b"]}, "b"),
        ({"enum": ["c", "d"]}, "c"),
        ({"type": "boolean"}, True),
        ({"type": "boolean", "default": False}, False),
        ({"type": "string", "minLength": 6}, "textxx"),
        ({"type": "string", "format": "date-time"}, "2026-11-22T09:30:00Z"),
        ({"anyOf": [{"type": "null"}, {"type": "integer", "minimum": 7}]}, 7),
        ({"type": "array", "items": {"type": "number"}}, [1]),
        ({"$ref": "#/components/schemas/Node"}, {"id": "01939f6e-7c2b-7a54-9d0e-3f1b2c4d5e6f"}),
    ],
)
def test_an_example_is_made_for_every_kind_of_schema(schema: dict[str, Any], value: object) -> None:
    """What a schema says about its values is enough to show one."""
    node = {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "string"}, "parent": {"$ref": "#/components/schemas/Node"}},
    }

    assert example(schema, {"Node": node}) == value


def test_every_status_that_a_function_promises_is_described() -> None:
    """A docstring that says 404 is an operation with a response 404 (OpenAPI 3.1, 4.8.16)."""
    lost = [
        f"{operation['operationId']}: {status}"
        for path in json.loads(document())["paths"].values()
        for operation in path.values()
        for status in re.findall(r"\b[45][0-9]{2}\b", operation["description"])
        if status not in operation["responses"]
    ]
    assert lost == []
