"""What the render makes of functions: services, edges, secrets, digests."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from local import yaml_text
from tools import generate, new
from tools.manifests import dev_secrets, digests, page_manifest, render
from tools.manifests.documents import containers, load, name_of, pod_labels, selects
from tools.manifests.edges import edges_of
from tools.manifests.front_end import front_end
from tools.manifests.knative import deployment, with_defaults
from tools.manifests.network import network_policies
from tools.manifests.plan import Function, PlanError
from tools.manifests.services import REASON, env, scaling, service
from tools.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = "sha256:" + "ab" * 32


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Copy what the manifests are made from."""
    return copied(tmp_path)


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a tree with its manifests, for what must not change it."""
    root = copied(tmp_path_factory.mktemp("rendered"))
    assert generate.main(["manifests"], root) == 0
    return root


def copied(root: Path) -> Path:
    """Copy what the manifests are made from."""
    for name in ("func.yaml", "uv.lock"):
        shutil.copy(ROOT / name, root / name)
    for name in ("functions", "libs", "eventing"):
        ignored = shutil.ignore_patterns("tests", "test_*", "__pycache__")
        shutil.copytree(ROOT / name, root / name, ignore=ignored)
    return root


def read(root: Path, name: str) -> Any:
    """Read one rendered file."""
    return yaml_text.load((root / name).read_bytes())


def by_name(functions: tuple[Function, ...], name: str) -> Function:
    """Return one function."""
    return next(one for one in functions if one.name == name)


def draft(name: str, kind: str, tree: Path) -> None:
    """Start a function in a copy of the tree, as `nox -s new` does."""
    pytest.importorskip("ruff", reason="the tests of the whole project run this one")
    assert new.main([name, kind], tree) == 0


def test_the_committed_manifests_are_what_the_functions_make() -> None:
    """Nobody edited a rendered file, nobody forgot to render."""
    assert generate.main(["--check", "manifests"]) == 0


def test_a_new_function_is_rendered_everywhere(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`nox -s new` and `nox -s generate`: service, account, route, policies and image are there."""
    draft("praise_course", "http", tree)
    capsys.readouterr()
    assert generate.main(["manifests"], tree) == 0
    assert "wrote manifests/base/learning/ksvc/praise-course.yaml" in capsys.readouterr().out

    manifest = read(tree, "manifests/base/learning/ksvc/praise-course.yaml")
    assert manifest["spec"]["template"]["spec"]["serviceAccountName"] == "praise-course"
    accounts = load((tree / "manifests/base/accounts.yml").read_bytes())
    assert "praise-course" in [name_of(one) for one in accounts]
    assert "praise-course.yaml" in read(tree, f"{render.KSVC}/kustomization.yml")["resources"]
    hosts = (tree / "manifests/base/routes/praise-course.yaml").read_text()
    assert "hostname: praise-course.learning.svc.cluster.local" in hosts
    assert "praise_course" in json.loads(missing(tree, capsys))


def test_a_new_event_function_is_rendered_without_a_route(tree: Path) -> None:
    """It has a service and an account, and the way to the broker; its Trigger is in eventing/."""
    draft("greet_user", "event", tree)
    assert generate.main(["manifests"], tree) == 0

    manifest = read(tree, "manifests/base/learning/ksvc/greet-user.yaml")
    assert manifest["metadata"]["labels"]["learning.org/invoke"] == "cloudevent"
    assert "greet-user" not in "".join(
        path.read_text() for path in (tree / "manifests/base/routes").glob("*.yaml")
    )


def test_a_function_without_a_reason_for_its_scaling_is_refused(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Numbers that nobody can explain are numbers that nobody dares to change."""
    path = tree / "functions" / "get_jwks" / "func.yaml"
    lines = [line for line in path.read_text().splitlines() if REASON not in line]
    path.write_text("\n".join(lines))

    assert generate.main(["--check", "manifests"], tree) == 1
    assert "functions/get_jwks/func.yaml: say in learning.org/scaling" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["migrate", "front_end"])
def test_the_names_of_other_images_are_taken(
    tree: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """A function called migrate would get the migrations' image."""
    shutil.copytree(tree / "functions" / "get_jwks", tree / "functions" / name)
    path = tree / "functions" / name / "func.yaml"
    text = path.read_text().replace("get-jwks", name.replace("_", "-"))
    path.write_text(text.replace("/jwks", "/other"))

    assert generate.main(["--check", "manifests"], tree) == 1
    assert f"functions/{name}: the name belongs to another image" in capsys.readouterr().err


def test_every_service_is_a_fixed_point_of_knatives_defaults(
    functions: tuple[Function, ...],
) -> None:
    """What Knative stores is what Git says, so Argo CD never sees a difference."""
    for function in functions:
        assert with_defaults(service(function)) == service(function)


def test_knative_adds_what_a_short_service_leaves_out() -> None:
    """The model of the defaults is not empty: a bare Service comes back longer."""
    bare: dict[str, Any] = {
        "metadata": {"name": "x", "namespace": "learning"},
        "spec": {
            "template": {
                "spec": {
                    "containers": [
                        {
                            "image": "x",
                            "ports": [{"containerPort": 1}],
                            "readinessProbe": {"periodSeconds": 5},
                            "volumeMounts": [{"name": "keys", "mountPath": "/keys"}],
                        }
                    ],
                    "volumes": [{"name": "keys", "secret": {"secretName": "keys"}}],
                }
            }
        },
    }
    spec = with_defaults(bare)["spec"]
    container = spec["template"]["spec"]["containers"][0]

    assert spec["traffic"] == [{"latestRevision": True, "percent": 100}]
    assert spec["template"]["spec"]["timeoutSeconds"] == 300
    assert container["name"] == "user-container"
    assert container["readinessProbe"]["successThreshold"] == 1
    assert container["readinessProbe"]["failureThreshold"] == 3
    assert container["volumeMounts"][0]["readOnly"] is True
    assert container["ports"][0]["protocol"] == "TCP"
    assert container["securityContext"]["runAsNonRoot"] is True
    assert "traffic" not in bare["spec"]


def test_a_service_becomes_a_deployment_without_knatives_own_fields(
    functions: tuple[Function, ...],
) -> None:
    """The Deployment selects its own pods and has nothing in it that Kubernetes does not know."""
    manifest = deployment(service(by_name(functions, "create-course")))

    assert (
        manifest["spec"]["selector"]["matchLabels"].items()
        <= pod_labels(service(by_name(functions, "create-course"))).items()
    )
    assert {"containerConcurrency", "timeoutSeconds"}.isdisjoint(
        manifest["spec"]["template"]["spec"]
    )


def test_secrets_are_read_by_reference_and_never_by_value() -> None:
    """func.yaml's own syntax becomes a reference; a template that we do not know is refused."""
    assert env("DATABASE_URL", "{{ secret:postgres:url }}") == {
        "name": "DATABASE_URL",
        "valueFrom": {"secretKeyRef": {"name": "postgres", "key": "url"}},
    }
    assert env("LMS_LOG_LEVEL", "INFO") == {"name": "LMS_LOG_LEVEL", "value": "INFO"}
    with pytest.raises(PlanError, match="neither plain nor"):
        env("X", "{{ env:HOME }}")


def test_more_autoscaling_words_of_func_yaml_reach_the_template(
    functions: tuple[Function, ...],
) -> None:
    """Numbers come from deploy.options.scale, the rest from annotations of the same name."""
    function = by_name(functions, "log-in")
    function.document["deploy"]["options"]["scale"]["utilization"] = 60
    try:
        annotation = scaling(function)
    finally:
        del function.document["deploy"]["options"]["scale"]["utilization"]

    assert annotation["autoscaling.knative.dev/target"] == "8"
    assert annotation["autoscaling.knative.dev/target-utilization-percentage"] == "60"
    assert annotation["autoscaling.knative.dev/scale-to-zero-pod-retention-period"] == "5m"


def test_a_store_is_open_to_those_that_import_its_library(functions: tuple[Function, ...]) -> None:
    """No list is kept by hand: the closure of the imports is the list."""
    policies = network_policies(functions)
    for edge in edges_of("prod"):
        if edge.library:
            (chosen,) = policies[edge.name]["spec"]["podSelector"]["matchExpressions"]
            importers = [one.name for one in functions if edge.library in one.libraries]
            assert chosen["values"] == importers
    assert "log-in" not in str(policies["to-mongodb"])
    assert "send-email" in str(policies["to-mail"])
    assert "send-sms" in str(policies["to-sms"])
    assert "send-sms" not in str(policies["to-push"])
    assert "send-push" in str(policies["to-push"])
    assert "receive-callback" in str(policies["to-sns"])
    assert "record-delivery" not in str(policies["to-sns"])
    assert "unsubscribe-recipient" not in str(policies["to-postgres"])


def test_who_calls_aws_reaches_the_agent_that_knows_who_it_is(
    functions: tuple[Function, ...],
) -> None:
    """One address of the node's, which the way to the world outside leaves out."""
    policies = network_policies(functions)

    (rule,) = policies["to-pod-identity"]["spec"]["egress"]
    assert rule["to"] == [{"ipBlock": {"cidr": "169.254.170.23/32"}}]
    assert rule["ports"] == [{"port": 80, "protocol": "TCP"}]
    assert "send-sms" in str(policies["to-pod-identity"])
    (outside,) = policies["to-sms"]["spec"]["egress"]
    assert "169.254.0.0/16" in outside["to"][0]["ipBlock"]["except"]


def test_the_apps_files_are_reached_and_reach_nobody(functions: tuple[Function, ...]) -> None:
    """Kourier and the autoscaler come in; no name is looked up, nothing is asked for metrics."""
    labels = pod_labels(front_end())
    found = {
        name: policy["spec"]["policyTypes"]
        for name, policy in network_policies(functions).items()
        if selects(policy["spec"]["podSelector"], labels)
    }

    assert found == {
        "default-deny": ["Egress", "Ingress"],
        "from-autoscaler": ["Ingress"],
        "from-knative": ["Ingress"],
        "from-knative-probes": ["Ingress"],
    }


def test_the_service_of_the_apps_files_is_one_that_knative_leaves_alone() -> None:
    """Like each function's; and no function may be called like it."""
    assert with_defaults(front_end()) == front_end()


def test_pages_get_the_files_of_the_build_whose_digest_is_written(
    tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One commit names both; a render keeps both; one of them alone is refused."""
    assert generate.main(["manifests"], tree) == 0
    given = tmp_path / "page-manifest.json"
    given.write_text(json.dumps({"css": [], "preload": [], "js": ["/assets/a-1.js"]}, indent=2))
    image = f"front-end={DIGEST}"

    assert digests.main(["set", image], tree) == 1
    assert digests.main(["set", f"log-in={DIGEST}", "--page-manifest", str(given)], tree) == 1
    assert capsys.readouterr().err.count("give both or neither") == 2

    assert digests.main(["set", image, "--page-manifest", str(given)], tree) == 0
    written = (tree / digests.FILE).read_bytes()
    assert page_manifest.of(written) == '{"css":[],"js":["/assets/a-1.js"],"preload":[]}'
    assert digests.read(tree)["front-end"] == DIGEST
    assert generate.main(["manifests"], tree) == 0
    assert (tree / digests.FILE).read_bytes() == written
    assert digests.main(["set", f"log-in={DIGEST}"], tree) == 0
    assert page_manifest.of((tree / digests.FILE).read_bytes()) == page_manifest.of(written)


@pytest.mark.parametrize(
    ("text", "annotation"),
    [
        ("{", "is not JSON"),
        ("[]", "must have css, js, preload"),
        ('{"css": [], "js": ["/assets/a.js"]}', "must have css, js, preload"),
        ('{"css": [], "js": [], "preload": []}', "names no module"),
        ('{"css": [], "js": ["/assets/a b.js"], "preload": []}', "not a file of /assets/"),
        ('{"css": [], "js": ["//example.org/a.js"], "preload": []}', "not a file of /assets/"),
        ('{"css": "/sw", "js": ["/assets/a.js"], "preload": []}', "not a file of /assets/"),
        ('{"css": [1], "js": ["/assets/a.js"], "preload": []}', "not a file of /assets/"),
    ],
)
def test_what_is_no_page_manifest_is_refused(
    rendered: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, annotation: str
) -> None:
    """It ends up in every page: paths of assets, and at least one module."""
    before = (rendered / digests.FILE).read_bytes()
    given = tmp_path / "page-manifest.json"
    given.write_text(text)

    arguments = ["set", f"front-end={DIGEST}", "--page-manifest", str(given)]
    assert digests.main(arguments, rendered) == 1
    assert annotation in capsys.readouterr().err
    assert (rendered / digests.FILE).read_bytes() == before


def test_an_edge_that_nobody_has_makes_no_policy(functions: tuple[Function, ...]) -> None:
    """A policy that selects nobody would only look like protection."""
    assert "to-mail" not in network_policies([by_name(functions, "get-jwks")])


def test_digests_are_kept_by_the_render_and_written_by_a_release(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A render keeps what a release wrote; a release writes digests of images that we have."""
    assert generate.main(["manifests"], tree) == 0
    capsys.readouterr()
    assert "create_course" in json.loads(missing(tree, capsys))

    assert digests.main(["set", f"create-course={DIGEST}", f"migrate={DIGEST}"], tree) == 0
    assert generate.main(["manifests"], tree) == 0
    assert digests.read(tree)["create-course"] == DIGEST
    capsys.readouterr()
    still = json.loads(missing(tree, capsys))
    assert "create_course" not in still
    assert "migrate" not in still
    image = next(
        one
        for one in read(tree, digests.FILE)["images"]
        if one["name"] == "kind.local/learning/create-course"
    )
    assert image["newName"].endswith(".amazonaws.com/learning/create-course")


@pytest.mark.parametrize(
    ("annotation", "complaint"),
    [
        (f"nobody={DIGEST}", "nobody is not in"),
        ("create-course=v1", "create-course: v1 is not the digest"),
        ("create-course", "create-course:  is not the digest"),
        (f"create-course={digests.ZERO}", "is not the digest of an image"),
    ],
)
def test_what_is_no_digest_is_not_written(
    rendered: Path, capsys: pytest.CaptureFixture[str], annotation: str, complaint: str
) -> None:
    """The one file that a program writes is never left with nonsense in it."""
    before = (rendered / digests.FILE).read_bytes()

    assert digests.main(["set", annotation], rendered) == 1
    assert complaint in capsys.readouterr().err
    assert (rendered / digests.FILE).read_bytes() == before


def test_a_cluster_on_one_machine_gets_every_secret_that_a_function_reads(
    functions: tuple[Function, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Secrets are recreated, so that none is in Git, and none is forgotten."""
    dev_secrets.main()
    manifest = load(capsys.readouterr().out)
    have = {(name_of(one), key) for one in manifest for key in one["stringData"]}

    assert {pair for function in functions for pair in function.secrets} <= have
    for job in ("job", "after-rollout"):
        document = yaml_text.load((ROOT / f"manifests/base/migration/{job}.yaml").read_bytes())
        for one in containers(document)[0]["env"]:
            if "value" in one:
                continue
            reference = one["valueFrom"]["secretKeyRef"]
            assert (reference["name"], reference["key"]) in have


def missing(root: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what `digests missing` prints."""
    assert digests.main(["missing"], root) == 0
    return capsys.readouterr().out
