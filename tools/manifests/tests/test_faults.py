"""Planted faults: each kind that a real cluster rejects, or takes and then silently breaks at.

A fault is a small change to what was built, or to a file. The test asks not only that something is
found but that the rule made for this fault finds it.
"""

from __future__ import annotations

import re
import shutil
from copy import deepcopy as copy_of
from typing import TYPE_CHECKING, Any

import pytest

from tools.manifests import check, digests, page_manifest
from tools.manifests.build import kubectl, overlay
from tools.manifests.documents import Documents, by_rule, containers, name_of
from tools.manifests.rules import Case, lint
from tools.manifests.rules.services import unbuilt
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tools.manifests.plan import Function
    from tools.manifests.schemas import Schemas

    Change = Callable[[Documents], Any]


def one(documents: Documents, kind: str, name: str, group: str | None = None) -> dict[str, Any]:
    """Give one document."""
    return next(found for found in documents.of(kind, group) if name_of(found) == name)


def service(documents: Documents, name: str = "create-course") -> dict[str, Any]:
    """Give one Knative Service."""
    return one(documents, "Service", name, "serving.knative.dev")


def container(documents: Documents, name: str = "create-course") -> dict[str, Any]:
    """Return the container of one Knative Service."""
    return containers(service(documents, name))[0]


def scaling(documents: Documents) -> dict[str, Any]:
    """Return the autoscaler's annotations of one Knative Service."""
    found: dict[str, Any] = service(documents)["spec"]["template"]["metadata"]["annotations"]
    return found


def rule(documents: Documents, number: int = 0) -> dict[str, Any]:
    """Give one rule of the courses' route."""
    found: dict[str, Any] = one(documents, "HTTPRoute", "courses")["spec"]["rules"][number]
    return found


def build(documents: Documents) -> Documents:
    """Have the front end built and its files named by all pages, as a release does."""
    image = container(documents, "front-end")["image"]
    container(documents, "front-end")["image"] = image.replace("0" * 64, "1" * 64)
    for page in PAGES:
        env(documents, "LMS_PAGE_MANIFEST", page)["value"] = MANIFEST
    return documents


def files_rule(documents: Documents) -> dict[str, Any]:
    """Return the rule that takes what no function does."""
    found: dict[str, Any] = next(
        rule
        for rule in one(documents, "HTTPRoute", "site")["spec"]["rules"]
        if "method" not in rule["matches"][0]
    )
    return found


def apart(documents: Documents) -> Documents:
    """Move that rule into a route of its own, with limits of its own."""
    taken = files_rule(documents)
    one(documents, "HTTPRoute", "site")["spec"]["rules"].remove(taken)
    route = copy_of(one(documents, "HTTPRoute", "assets"))
    route["metadata"]["name"] = "files"
    route["spec"]["rules"] = [taken]
    limit = copy_of(one(documents, "ClientSettingsPolicy", "assets"))
    limit["metadata"]["name"] = limit["spec"]["targetRef"]["name"] = "files"
    for policy_ in documents.items:
        refs = policy_.get("spec", {}).get("targetRefs", [])
        if any(ref["name"] == "site" for ref in refs):
            refs.append({**refs[0], "name": "files"})
    return plus(plus(documents, route), limit)


def policy(documents: Documents, name: str) -> dict[str, Any]:
    """Return the spec of one NetworkPolicy."""
    found: dict[str, Any] = one(documents, "NetworkPolicy", name)["spec"]
    return found


def trigger(documents: Documents) -> dict[str, Any]:
    """Return the spec of one Trigger."""
    found: dict[str, Any] = one(documents, "Trigger", "send-email")["spec"]
    return found


def env(documents: Documents, name: str, of: str = "create-course") -> dict[str, Any]:
    """Give one variable of one Knative Service."""
    return next(one for one in container(documents, of)["env"] if one["name"] == name)


def without(documents: Documents, kind: str, name: str) -> Documents:
    """Leave one document out."""
    kept = tuple(x for x in documents.items if not (x["kind"] == kind and name_of(x) == name))
    return Documents(documents.environment, kept)


def plus(documents: Documents, document: dict[str, Any]) -> Documents:
    """Put one document in."""
    return Documents(documents.environment, (*documents.items, document))


PAGES = ("render-page", "render-sitemap", "render-unsubscribe", "unsubscribe-recipient")
MANIFEST = '{"css":["/assets/a-1.css"],"js":["/assets/a-2.js"],"preload":[]}'
TAG = "123456789012.dkr.ecr.us-east-1.amazonaws.com/learning/create-course:v1"
SECRET = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "postgres", "namespace": "learning"},
    "stringData": {"url": "postgres://learning@postgres-rw.data/learning"},
}
ANYBODY: dict[str, Any] = {"namespaceSelector": {}}

# What a schema sees, and the rule that says so.
SHAPES: dict[str, tuple[str, Change]] = {
    "a misspelt field of a revision": (
        "unknown-field",
        lambda d: service(d)["spec"]["template"]["spec"].update(containerConcurency=5),
    ),
    "a misspelt probe": (
        "unknown-field",
        lambda d: container(d).update(livenessProb=container(d).pop("livenessProbe")),
    ),
    "a misspelt field of a security context": (
        "unknown-field",
        lambda d: container(d)["securityContext"].update(runAsNonroot=True),
    ),
    "a misspelt field of a trigger": (
        "unknown-field",
        lambda d: trigger(d).update(brokr=trigger(d).pop("broker")),
    ),
    "a misspelt field of a network policy": (
        "unknown-field",
        lambda d: policy(d, "to-dns").update(egres=policy(d, "to-dns").pop("egress")),
    ),
    "a misspelt field of a route": (
        "unknown-field",
        lambda d: rule(d).update(backendRef=rule(d).pop("backendRefs")),
    ),
    "a number as the text of an annotation": (
        "wrong-value",
        lambda d: scaling(d).update({"autoscaling.knative.dev/min-scale": 0}),
    ),
    "a path type that does not exist": (
        "wrong-value",
        lambda d: rule(d)["matches"][0]["path"].update(type="Regex"),
    ),
    "an external secret without a key": (
        "missing-field",
        lambda d: one(d, "ExternalSecret", "postgres")["spec"]["data"][0].pop("remoteRef"),
    ),
    "a rate that NGINX cannot read": (
        "wrong-value",
        lambda d: one(d, "RateLimitPolicy", "rate-auth")["spec"]["rateLimit"]["local"]["rules"][
            0
        ].update(rate="5/s"),
    ),
    "a kind of a version that is gone": (
        "no-schema",
        lambda d: one(d, "PingSource", "relay-outbox").update(
            apiVersion="sources.knative.dev/v1a1"
        ),
    ),
}

# What no schema sees.
MEANINGS: dict[str, tuple[str, Change]] = {
    "an image by tag": ("image-by-tag", lambda d: container(d).update(image=TAG)),
    "images that nobody signed": (
        "unsigned-images",
        lambda d: one(d, "ClusterPolicy", "learning-signed-images")["spec"]["rules"][0][
            "verifyImages"
        ][0].update(failureAction="Audit"),
    ),
    "an image of another registry": (
        "foreign-registry",
        lambda d: container(d).update(image=f"docker.io/x/create-course@sha256:{'1' * 64}"),
    ),
    "rights for a function": (
        "rights",
        lambda d: one(d, "RoleBinding", "viewers")["subjects"].append(
            {"kind": "ServiceAccount", "name": "create-course", "namespace": "learning"}
        ),
    ),
    "the image of another function": (
        "foreign-image",
        lambda d: container(d).update(image=container(d, "log-in")["image"]),
    ),
    "a misspelt annotation": (
        "annotation-name",
        lambda d: scaling(d).update({"autoscaling.knative.dev/maxScale": "5"}),
    ),
    "an annotation that cannot be read": (
        "annotation-value",
        lambda d: scaling(d).update({"autoscaling.knative.dev/window": "banana"}),
    ),
    "an annotation in the wrong place": (
        "annotation-place",
        lambda d: service(d)["metadata"]["annotations"].update(
            {"autoscaling.knative.dev/min-scale": "1"}
        ),
    ),
    "no most copies": (
        "max-scale",
        lambda d: scaling(d).pop("autoscaling.knative.dev/max-scale"),
    ),
    "more copies than the database has connections": (
        "connections",
        lambda d: scaling(d).update({"autoscaling.knative.dev/max-scale": "200"}),
    ),
    "a bigger pool in every copy": (
        "connections",
        lambda d: env(d, "LMS_POSTGRES_POOL_MAX").update(value="50"),
    ),
    "a probe without its port": (
        "probe-port",
        lambda d: container(d)["readinessProbe"]["httpGet"].pop("port"),
    ),
    "a probe at a port where nobody listens": (
        "probe-port",
        lambda d: container(d)["livenessProbe"]["httpGet"].update(port=8081),
    ),
    "no port": ("one-port", lambda d: container(d).pop("ports")),
    "a port of Knative's own": (
        "reserved",
        lambda d: container(d)["ports"][0].update(containerPort=8012),
    ),
    "a lifecycle hook": ("needs-flag", lambda d: container(d).update(lifecycle={"preStop": {}})),
    "an added capability": (
        "capabilities",
        lambda d: container(d)["securityContext"]["capabilities"].update(add=["NET_ADMIN"]),
    ),
    "a writable root": (
        "restricted",
        lambda d: container(d)["securityContext"].update(readOnlyRootFilesystem=False),
    ),
    "a service account token": (
        "token",
        lambda d: service(d)["spec"]["template"]["spec"].pop("automountServiceAccountToken"),
    ),
    "the account of another function": (
        "account",
        lambda d: service(d)["spec"]["template"]["spec"].update(serviceAccountName="log-in"),
    ),
    "an account that does not exist": (
        "account",
        lambda d: without(d, "ServiceAccount", "create-course"),
    ),
    "a Secret in Git": ("secret-in-git", lambda d: plus(d, SECRET)),
    "a password in a variable": (
        "secret-in-git",
        lambda d: container(d)["env"].append(
            {"name": "REDIS_URL", "value": "redis://:hunter2@valkey.data:6379"}
        ),
    ),
    "a Secret that nobody makes": (
        "secret-missing",
        lambda d: without(d, "ExternalSecret", "mongodb"),
    ),
    "a service open to the world": (
        "public-service",
        lambda d: service(d)["metadata"]["labels"].pop("networking.knative.dev/visibility"),
    ),
    "a namespace for every kind of pod": (
        "pod-security",
        lambda d: one(d, "Namespace", "learning")["metadata"]["labels"].update(
            {"pod-security.kubernetes.io/enforce": "privileged"}
        ),
    ),
    "a default that Knative would add": (
        "not-a-fixed-point",
        lambda d: container(d)["readinessProbe"].pop("successThreshold"),
    ),
    "a longer time-out than the gateway's": (
        "timeouts",
        lambda d: service(d)["spec"]["template"]["spec"].update(timeoutSeconds=60),
    ),
    "shares of traffic that do not add up": (
        "traffic",
        lambda d: service(d)["spec"]["traffic"][0].update(percent=90),
    ),
    "a volume that nobody declared": (
        "volume",
        lambda d: service(d)["spec"]["template"]["spec"].update(volumes=[]),
    ),
    "a route to nobody": (
        "route-target",
        lambda d: rule(d)["filters"][0]["urlRewrite"].update(
            hostname="list-course.learning.svc.cluster.local"
        ),
    ),
    "a route past Kourier": (
        "route-backend",
        lambda d: rule(d)["backendRefs"][0].update(name="list-courses", namespace="learning"),
    ),
    "a route that is missing": ("route-missing", lambda d: without(d, "HTTPRoute", "users")),
    "a route with another method": (
        "route-undeclared",
        lambda d: rule(d)["matches"][0].update(method="PATCH"),
    ),
    "a route that lets metrics out": (
        "route-exposes",
        lambda d: rule(d)["matches"][0].update(path={"type": "PathPrefix", "value": "/"}),
    ),
    "a pattern without an end": (
        "route-undeclared",
        lambda d: rule(d, 2)["matches"][0]["path"].update(value="/api/courses/[^/]+"),
    ),
    "a catch-all to a function": (
        "route-exposes",
        lambda d: files_rule(d)["filters"][0]["urlRewrite"].update(
            hostname="render-page.learning.svc.cluster.local"
        ),
    ),
    "no way to the app's files": (
        "route-missing",
        lambda d: one(d, "HTTPRoute", "site")["spec"]["rules"].remove(files_rule(d)),
    ),
    "the app's files at a service that is not there": (
        "route-target",
        lambda d: without(d, "Service", "front-end"),
    ),
    "more than is left goes to the app's files": (
        "route-undeclared",
        lambda d: files_rule(d)["matches"].append(
            {"path": {"type": "PathPrefix", "value": "/api"}}
        ),
    ),
    "a catch-all in a route of its own": ("limit-conflict", apart),
    "no service of the app's files": ("no-service", lambda d: without(d, "Service", "front-end")),
    "the app's files by tag": (
        "image-by-tag",
        lambda d: container(d, "front-end").update(image=TAG.replace("create-course", "front-end")),
    ),
    "the app's files with a token": (
        "token",
        lambda d: service(d, "front-end")["spec"]["template"]["spec"].update(
            automountServiceAccountToken=True
        ),
    ),
    "the app's files as root": (
        "restricted",
        lambda d: container(d, "front-end")["securityContext"].update(runAsNonRoot=False),
    ),
    "the app's files without a probe": (
        "no-probe",
        lambda d: container(d, "front-end").pop("readinessProbe"),
    ),
    "a way out for the app's files": (
        "edge-undeclared",
        lambda d: policy(d, "to-dns")["podSelector"]["matchExpressions"].pop(),
    ),
    "app's files that Knative cannot reach": (
        "edge-missing",
        lambda d: policy(d, "from-knative").update(podSelector=policy(d, "to-dns")["podSelector"]),
    ),
    "pages of two builds": (
        "page-manifest",
        lambda d: env(build(d), "LMS_PAGE_MANIFEST", "render-page").update(
            value=MANIFEST.replace("a-2", "a-3")
        ),
    ),
    "pages without the app": (
        "page-manifest",
        lambda d: [
            env(build(d), "LMS_PAGE_MANIFEST", page).update(value=page_manifest.EMPTY)
            for page in PAGES
        ],
    ),
    "pages that name what no build has left": (
        "page-manifest",
        lambda d: [
            env(build(d), "LMS_PAGE_MANIFEST", page).update(
                value=MANIFEST.replace("/assets/a-2.js", "https://example.org/a.js")
            )
            for page in PAGES
        ],
    ),
    "pages of a build that is nowhere": (
        "page-manifest",
        lambda d: [env(d, "LMS_PAGE_MANIFEST", page).update(value=MANIFEST) for page in PAGES],
    ),
    "pages before their files": (
        "page-order",
        lambda d: service(d, "front-end")["metadata"]["annotations"].update(
            {"argocd.argoproj.io/sync-wave": "0"}
        ),
    ),
    "two builds that share the visitors": (
        "two-builds",
        lambda d: service(d, "front-end")["metadata"]["annotations"].update(
            {"serving.knative.dev/rollout-duration": "120s"}
        ),
    ),
    "a canary of the app's files": (
        "two-builds",
        lambda d: service(d, "front-end")["spec"].update(
            traffic=[{"latestRevision": False, "percent": 100, "revisionName": "front-end-00001"}]
        ),
    ),
    "a time-out that this gateway refuses": (
        "route-unsupported",
        lambda d: rule(d).update(timeouts={"request": "10s"}),
    ),
    "a route without a rate": ("no-limit", lambda d: without(d, "RateLimitPolicy", "rate-auth")),
    "a limit for a route that is gone": (
        "limit-target",
        lambda d: one(d, "ClientSettingsPolicy", "courses")["spec"]["targetRef"].update(
            name="course"
        ),
    ),
    "a trigger to nobody": (
        "trigger-consumer",
        lambda d: trigger(d)["subscriber"]["ref"].update(name="send-mail"),
    ),
    "a trigger at a broker that is not there": (
        "trigger-broker",
        lambda d: trigger(d).update(broker="main"),
    ),
    "a trigger for an event that nobody sends": (
        "trigger-filter",
        lambda d: trigger(d).update(filters=[{"exact": {"type": "org.learning.mail.v1"}}]),
    ),
    "an attribute in capitals": (
        "webhook",
        lambda d: trigger(d).update(filters=[{"exact": {"TYPE": "x"}}]),
    ),
    "a delivery that gives no time to start": (
        "trigger-delivery",
        lambda d: trigger(d)["delivery"].update(timeout="PT5S"),
    ),
    "dead letters to nobody": (
        "dead-letter",
        lambda d: trigger(d)["delivery"]["deadLetterSink"]["ref"].update(name="dead-letter"),
    ),
    "a subscription without a trigger": (
        "no-trigger",
        lambda d: without(d, "Trigger", "welcome-user"),
    ),
    "an in-memory broker": (
        "broker-class",
        lambda d: one(d, "Broker", "default")["metadata"]["annotations"].update(
            {"eventing.knative.dev/broker.class": "MTChannelBasedBroker"}
        ),
    ),
    "events published to the other broker": (
        "sink",
        lambda d: env(d, "K_SINK").update(
            value="http://broker-ingress.knative-eventing.svc.cluster.local/learning/default"
        ),
    ),
    "a schedule that is no cron line": (
        "webhook",
        lambda d: one(d, "PingSource", "relay-outbox")["spec"].update(schedule="hourly"),
    ),
    "no default deny": ("default-deny", lambda d: without(d, "NetworkPolicy", "default-deny")),
    "a policy that allows more": (
        "edge-undeclared",
        lambda d: policy(d, "to-postgres")["egress"][0]["to"].append(ANYBODY),
    ),
    "a policy that allows every port": (
        "edge-undeclared",
        lambda d: policy(d, "to-redis")["egress"][0].pop("ports"),
    ),
    "a store for a function that does not import it": (
        "edge-undeclared",
        lambda d: policy(d, "to-mongodb")["podSelector"]["matchExpressions"][0]["values"].append(
            "log-in"
        ),
    ),
    "a function that cannot reach its store": (
        "edge-missing",
        lambda d: policy(d, "to-postgres")["podSelector"]["matchExpressions"][0]["values"].remove(
            "log-in"
        ),
    ),
    "a policy that selects nobody": (
        "selects-nothing",
        lambda d: policy(d, "to-mail").update(podSelector={"matchLabels": {"app": "send-email"}}),
    ),
}


def spoiled(documents: Documents, change: Change) -> Documents:
    """Apply a change, which works in place or answers other documents."""
    answer = change(documents)
    return answer if isinstance(answer, Documents) else documents


def test_production_as_it_stands_has_no_fault(
    fresh: Callable[[str], Documents],
    functions: tuple[Function, ...],
    schemas: Schemas,
) -> None:
    """Without a planted fault nothing is found, in any environment."""
    for environment in ("dev", "staging", "prod"):
        assert check.check_documents(ROOT, fresh(environment), functions, schemas) == []


@pytest.mark.parametrize(("expected", "change"), SHAPES.values(), ids=SHAPES)
def test_a_wrong_shape_is_caught_by_its_schema(
    fresh: Callable[[str], Documents], schemas: Schemas, expected: str, change: Change
) -> None:
    """A field that is unknown, missing or of a wrong value never reaches a cluster."""
    documents = spoiled(fresh("prod"), change)

    assert by_rule(schemas.check(documents.items)) == {expected}


@pytest.mark.parametrize(("expected", "change"), MEANINGS.values(), ids=MEANINGS)
def test_a_wrong_meaning_is_caught_by_its_rule(
    fresh: Callable[[str], Documents],
    functions: tuple[Function, ...],
    platform_root: Path,
    expected: str,
    change: Change,
) -> None:
    """What has the right shape and breaks silently is caught by the rule made for it."""
    documents = spoiled(fresh("prod"), change)

    assert expected in by_rule(lint(Case(platform_root, documents, functions)))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy what the manifests are made from, and the manifests."""
    for name in ("func.yaml", "uv.lock", "functions", "libs", "manifests", "eventing"):
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("tests", "test_*", "__pycache__", "platform")
            shutil.copytree(source, tmp_path / name, ignore=ignored)
        else:
            shutil.copy(source, tmp_path / name)
    return tmp_path


def edit(root: Path, name: str, old: str, new: str) -> None:
    """Replace a text that must be there."""
    path = root / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


KSVC = "manifests/base/learning/ksvc"
DRIFTS: dict[str, tuple[str, Callable[[Path], Any]]] = {
    "func.yaml changed, manifest not": (
        f"{KSVC}/create-enrollment.yaml",
        lambda root: edit(root, "functions/create_enrollment/func.yaml", "max: 12", "max: 13"),
    ),
    "manifest edited by hand": (
        f"{KSVC}/log-in.yaml",
        lambda root: edit(root, f"{KSVC}/log-in.yaml", "256Mi", "512Mi"),
    ),
    "a route changed in func.yaml": (
        "manifests/base/routes/auth.yaml",
        lambda root: edit(root, "functions/log_out/func.yaml", "/auth/logout", "/auth/sign-out"),
    ),
    "a new import of a store": (
        "manifests/base/network/to-mongodb.yaml",
        lambda root: edit(
            root, "functions/log_out/main.py", "\nfrom ", "\nimport lms_mongo\nfrom "
        ),
    ),
    "the app's files scaled by hand": (
        f"{KSVC}/front-end.yaml",
        lambda root: edit(root, f"{KSVC}/front-end.yaml", "max-scale: '6'", "max-scale: '60'"),
    ),
    "a function that is gone": (
        f"{KSVC}/get-jwks.yaml",
        lambda root: shutil.rmtree(root / "functions" / "get_jwks"),
    ),
    "a left-over file": (
        f"{KSVC}/old.yaml",
        lambda root: (root / KSVC / "old.yaml").write_text("kind: Service\n"),
    ),
}


@pytest.mark.parametrize(("file", "change"), DRIFTS.values(), ids=DRIFTS)
def test_drift_between_functions_and_manifests_is_caught(
    copy: Path, file: str, change: Callable[[Path], Any]
) -> None:
    """A rendered file that is not what the functions make is named."""
    assert check.drift(copy) == []
    change(copy)

    assert file in {finding.where for finding in check.drift(copy)}


def test_a_tag_in_the_digests_component_is_caught_in_production(
    copy: Path, functions: tuple[Function, ...]
) -> None:
    """Through the real kustomize: one tag in the one file, and both real environments are red."""
    if kubectl() is None:
        pytest.skip("kubectl is not installed: `nox -s manifests` runs this test")
    path = copy / digests.FILE
    path.write_text(re.sub(r"digest: sha256:\w+", "newTag: v1", path.read_text(), count=1))

    assert digests.FILE in {finding.where for finding in check.drift(copy)}
    for environment in ("staging", "prod"):
        found = lint(Case(copy, overlay(copy, environment), functions))
        assert [one.where for one in found if one.rule == "image-by-tag"] == [
            "Service/learning/cancel-enrollment"
        ]


FILES: dict[str, tuple[str, str, str]] = {
    "a private key": (
        "secret-in-git",
        "overlays/prod/tls.yaml",
        "x: -----BEGIN EC PRIVATE KEY-----",
    ),
    "an AWS key": ("secret-in-git", "components/x/values.yaml", "id: AKIAABCDEFGHIJKLMNOP"),
    "a password": ("secret-in-git", "platform/redis.yaml", "password: correcthorse"),
    "an address with a password": (
        "secret-in-git",
        "overlays/staging/settings.yml",
        "url: postgres://learning:s3cret@db/learning",
    ),
    "a plain Secret": ("secret-in-git", "base/secret.yaml", "apiVersion: v1\nkind: Secret\n"),
    "a file where kn stops reading": ("kn-layout", "base/learning/broker.yaml", "kind: Broker\n"),
    "a file that hides the namespace from kn": ("kn-layout", "base/a.yaml", "kind: Namespace\n"),
    "a comment that kn would lose": ("kn-layout", "base/learning/ksvc/x.yaml", "# why\nkind: X\n"),
}


@pytest.mark.parametrize(("expected", "name", "text"), FILES.values(), ids=FILES)
def test_a_file_that_must_not_be_there_is_caught(
    tmp_path: Path,
    functions: tuple[Function, ...],
    expected: str,
    name: str,
    text: str,
) -> None:
    """Secrets are found in every manifest, and files that stop `kn` at their place."""
    path = tmp_path / "manifests" / name
    path.parent.mkdir(parents=True)
    path.write_text(text)
    found = lint(Case(tmp_path, Documents("prod", ()), functions))

    assert (expected, f"manifests/{name}") in {(one.rule, one.where) for one in found}


def test_a_front_end_that_was_released_has_no_fault(
    fresh: Callable[[str], Documents], functions: tuple[Function, ...], schemas: Schemas
) -> None:
    """Its digest, and its files in every page."""
    for environment in ("staging", "prod"):
        documents = build(fresh(environment))
        assert check.check_documents(ROOT, documents, functions, schemas) == []


def test_a_release_refuses_an_image_that_was_never_built(
    fresh: Callable[[str], Documents], functions: tuple[Function, ...]
) -> None:
    """The digest of all zeros is a digest, but no image has it."""
    documents = fresh("prod")
    container(documents)["image"] = f"registry.example.org/create-course@sha256:{'0' * 64}"
    container(documents, "log-in")["image"] = f"registry.example.org/log-in@sha256:{'1' * 64}"
    found = {one.where for one in unbuilt(Case(ROOT, documents, functions))}

    assert "Service/learning/create-course" in found
    assert "Service/learning/log-in" not in found
