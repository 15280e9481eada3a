"""The manifests of eventing/: one broker, one trigger for each event function, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local import yaml_text
from tools.endpoints import EndpointError, read_endpoints
from tools.eventing import render
from tools.generate import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write = Callable[[str, str], None]

SERVICE = {"apiVersion": "serving.knative.dev/v1", "kind": "Service", "namespace": "learning"}


def test_a_function_gets_one_trigger_for_all_its_subscriptions(tree: Path) -> None:
    """Two filters in one trigger mean one delivery of each event, by the root's rules."""
    trigger = yaml_text.load(render(tree)["eventing/triggers/keep-hello.yaml"])

    assert trigger["metadata"] == {"name": "keep-hello", "namespace": "learning"}
    assert trigger["spec"] == {
        "broker": "default",
        "filters": [
            {
                "any": [
                    {"exact": {"type": "org.learning.hello.said.v1"}},
                    {"exact": {"type": "org.learning.hello.sung.v1"}},
                ]
            }
        ],
        "subscriber": {"ref": {**SERVICE, "name": "keep-hello"}},
        "delivery": {
            "retry": 5,
            "backoffPolicy": "exponential",
            "backoffDelay": "PT0.5S",
            "timeout": "PT30S",
            "deadLetterSink": {"ref": {**SERVICE, "name": "say-hello"}},
        },
    }


def test_a_single_subscription_is_a_plain_filter(tree: Path, write: Write) -> None:
    """One filter needs no `any` around it, and no sink is named where the function names none."""
    write(
        "functions/keep_hello/func.yaml",
        """
        name: keep-hello
        invoke: cloudevent
        deploy:
          subscriptions: [{source: default, filters: {privileged: "true"}}]
          annotations: {learning.org/delivery-retry: "0"}
        """,
    )
    spec = yaml_text.load(render(tree)["eventing/triggers/keep-hello.yaml"])["spec"]

    assert spec["filters"] == [{"exact": {"privileged": "true"}}]
    assert spec["delivery"]["retry"] == 0
    assert "deadLetterSink" not in spec["delivery"]


def test_a_schedule_becomes_a_ping_source(tree: Path) -> None:
    """The source calls the function itself, not the broker."""
    source = yaml_text.load(render(tree)["eventing/sources/keep-hello.yaml"])

    assert (source["apiVersion"], source["kind"]) == ("sources.knative.dev/v1", "PingSource")
    assert source["spec"]["schedule"] == "*/5 * * * *"
    assert source["spec"]["sink"]["ref"] == {**SERVICE, "name": "keep-hello"}


def test_the_kustomization_lists_every_manifest(tree: Path) -> None:
    """What is not listed would never reach the cluster."""
    files = render(tree)

    listed = yaml_text.load(files["eventing/kustomization.yaml"])["resources"]
    assert {f"eventing/{name}" for name in listed} == files.keys() - {"eventing/kustomization.yaml"}


def test_checking_tells_what_is_stale(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing, an edited and a left-over manifest are each named; writing repairs all three."""
    assert main(["--check", "eventing"], tree) == 1
    assert "eventing/broker.yaml is not what" in capsys.readouterr().err
    assert main(["eventing"], tree) == 0
    assert main(["--check", "eventing"], tree) == 0

    (tree / "eventing/broker.yaml").write_text("edited: true\n")
    (tree / "eventing/triggers/old.yaml").write_text("")
    capsys.readouterr()
    assert main(["--check", "eventing"], tree) == 1
    errors = capsys.readouterr().err.splitlines()
    assert [line.split()[0] for line in errors] == [
        "eventing/broker.yaml",
        "eventing/triggers/old.yaml",
    ]

    assert main(["eventing"], tree) == 0
    assert "removed eventing/triggers/old.yaml" in capsys.readouterr().out
    assert main(["--check", "eventing"], tree) == 0


@pytest.mark.parametrize(
    ("file", "content", "complaint"),
    [
        (
            "functions/keep_hello/func.yaml",
            """
            name: keep-hello
            invoke: cloudevent
            deploy:
              subscriptions: [{source: other}]
            """,
            "there is one broker, default; subscriptions name other",
        ),
        (
            "functions/keep_hello/func.yaml",
            """
            name: keep-hello
            invoke: cloudevent
            deploy: {annotations: {learning.org/dead-letter-sink: nobody}}
            """,
            "keep_hello: its dead letter sink nobody is not a function",
        ),
        (
            "functions/keep_hello/func.yaml",
            """
            name: keep-hello
            invoke: cloudevent
            deploy: {annotations: {learning.org/delivery-retry: often}}
            """,
            "functions/keep_hello/func.yaml: the delivery annotations",
        ),
        (
            "functions/say_hello/func.yaml",
            "name: say-hello\n",
            "functions/say_hello/func.yaml: learning.org/route must read like",
        ),
        (
            "functions/keep_hello/func.yaml",
            """
            name: keep-hello
            deploy: {annotations: {learning.org/route: "GET /api/hello/{id}"}}
            """,
            "GET /api/hello/{id} belongs to both keep_hello and say_hello",
        ),
    ],
)
def test_what_cannot_be_rendered_is_refused_by_name(
    tree: Path,
    write: Write,
    capsys: pytest.CaptureFixture[str],
    file: str,
    content: str,
    complaint: str,
) -> None:
    """A func.yaml that contradicts itself or another one is one line on standard error."""
    write(file, content)

    assert main(["--check", "eventing"], tree) == 1
    assert complaint in capsys.readouterr().err


def test_the_table_knows_routes_and_problems(tree: Path) -> None:
    """An HTTP function's record has its method, path, access and its own problems."""
    keep, say = read_endpoints(tree)

    assert (say.route, say.access, say.problems) == (
        "GET /api/hello/{id}",
        "public",
        ("too-shy", "too-loud"),
    )
    assert keep.is_http is False
    assert keep.route == ""
    (tree / "functions/say_hello/func.yaml").write_text("name: wrong\n")
    with pytest.raises(EndpointError, match="name must be say-hello"):
        read_endpoints(tree)


def test_one_function_can_answer_several_paths(tree: Path) -> None:
    """With one method; each path is a row of the table, and nobody else may have it."""
    path = tree / "functions/say_hello/func.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("GET /api/hello/{id}", "GET /, /hello/{id}"), encoding="utf-8")

    (say,) = (one for one in read_endpoints(tree) if one.name == "say_hello")

    assert (say.method, say.paths, say.path) == ("GET", ("/", "/hello/{id}"), "/")
    assert say.route == "GET /, /hello/{id}"
    assert say.is_page
