"""A small cluster on loopback: the Kubernetes API's real paths, with Argo CD and Knative behind.

Each look at a Service lets a little time pass: Argo CD applies what Git says (when it is not
paused), Knative notices one look later (so that stale status is really seen), makes revisions,
starts them and moves traffic by its own rules. Two of them are traps: "the latest" means the latest
revision that is *ready*, and with an initial scale of 0 a revision is ready that never ran.
"""

from __future__ import annotations

import copy
import json
import re
import subprocess
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from local import yaml_text
from tools.tests.remotes import file_of

Document = dict[str, Any]

SERVICE = "create-course"
REPOSITORY = "123456789012.dkr.ecr.us-east-1.amazonaws.com/learning/create-course"
OLD = f"{REPOSITORY}@sha256:{'0' * 64}"
GOOD = f"{REPOSITORY}@sha256:{'a' * 64}"
BAD = f"{REPOSITORY}@sha256:{'b' * 64}"
APPLICATION = "functions-prod"
DIGESTS = "manifests/components/images/kustomization.yaml"
SERVICES = "/apis/serving.knative.dev/v1/namespaces/learning/services"
REVISIONS = "/apis/serving.knative.dev/v1/namespaces/learning/revisions"
INITIAL = "autoscaling.knative.dev/initial-scale"
APPLICATIONS = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications"

TREE = {
    DIGESTS: f"""\
# Written by the pipeline.
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
images:
  - name: create-course
    newName: {REPOSITORY}
    digest: sha256:{"0" * 64}
  - name: log-in # not touched
    newName: {REPOSITORY.replace("create-course", "log-in")}
    digest: sha256:{"1" * 64}
""",
    "manifests/base/kustomization.yaml": "resources:\n  - create-course.yaml\n",
    "manifests/base/create-course.yaml": """\
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: create-course
  namespace: learning
spec:
  template:
    metadata:
      annotations:
        autoscaling.knative.dev/initial-scale: "1"
        autoscaling.knative.dev/min-scale: "0"
    spec:
      containers:
        - name: user-container
          image: create-course
  traffic:
    - latestRevision: true
      percent: 100
""",
    "manifests/overlays/prod/kustomization.yaml": """\
resources:
  - ../../base
components:
  - ../../components/images
  - traffic
""",
    "manifests/overlays/prod/traffic/kustomization.yaml": """\
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
patches: []
""",
    "argocd/environments/prod.yaml": "# The pin of prod.\nenvironment: prod\nrevision: main\n",
}


@dataclass
class Seen:
    """What Prometheus knows of a revision that runs an image."""

    requests: float = 500
    errors: float = 0
    p95: float = 0.08


@dataclass
class World:
    """The state of the cluster, and the remote repository that its Argo CD follows."""

    remote: Path
    environment: str = "prod"
    starts_after: int = 2
    """Looks that a revision takes to become ready."""
    broken: set[str] = field(default_factory=set)
    """Images that never start."""
    lies: bool = False
    """Revisions are ready whatever they do, as a bug of Knative's or a start at zero makes them."""
    awake_for: int = 30
    """Looks after which a pod that nobody asks is stopped."""
    seen: dict[str, Seen] = field(default_factory=dict)
    stuck: bool = False
    """Argo CD is down: nothing of Git is applied."""
    served: list[dict[str, int]] = field(default_factory=list)
    """How traffic was really shared, one entry for each change."""
    requests: list[tuple[str, str]] = field(default_factory=list)
    ran: set[str] = field(default_factory=set)
    """Revisions that have had a running pod."""
    refuse: int = 0
    """An HTTP status that every request of the API gets, when set."""
    service: Document = field(default_factory=dict)
    revisions: dict[str, Document] = field(default_factory=dict)
    application: Document = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)
    template: Document = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Install the application and let the service become ready."""
        self.application = {
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "Application",
            "metadata": {"name": APPLICATION, "namespace": "argocd", "annotations": {}},
            "spec": {"syncPolicy": {"automated": {"prune": True, "selfHeal": True}}},
        }
        self.service = {
            "apiVersion": "serving.knative.dev/v1",
            "kind": "Service",
            "metadata": {"name": SERVICE, "namespace": "learning", "generation": 0},
            "spec": {},
            "status": {},
        }
        for _ in range(5):
            self.look()

    def git(self, *arguments: str) -> str:
        """Ask the remote repository."""
        command = ["git", "--git-dir", str(self.remote), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def show(self, path: str, revision: str = "main") -> str:
        """Return a file as the remote has it."""
        return file_of(self.remote, revision, path)

    def runs(self) -> str:
        """Return the revision that the environment is to run."""
        file = yaml_text.load(self.show(f"argocd/environments/{self.environment}.yaml"))
        return str(file["revision"])

    def desired(self) -> Document:
        """Build the Service's spec as the overlay says it."""
        revision = self.runs()
        spec: Document = yaml_text.load(self.show("manifests/base/create-course.yaml", revision))
        digests = yaml_text.load(self.show(DIGESTS, revision))["images"][0]
        image = f"{digests['newName']}@{digests['digest']}"
        spec["spec"]["template"]["spec"]["containers"][0]["image"] = image
        path = f"manifests/overlays/{self.environment}/traffic/kustomization.yaml"
        for patch in yaml_text.load(self.show(path, revision)).get("patches") or []:
            for operation in json.loads(patch["patch"]):
                _add(spec, operation["path"].split("/")[1:], operation["value"])
        found: Document = spec["spec"]
        return found

    def look(self) -> Document:
        """Let time pass and give the Service."""
        with self.lock:
            self._knative()
            automated = self.application["spec"]["syncPolicy"]["automated"]
            if not self.stuck and automated.get("enabled", True):
                self._become(self.desired())
            return copy.deepcopy(self.service)

    def image_of(self, revision: str) -> str:
        """Return the image that a revision runs."""
        return str(self.revisions[revision]["spec"]["containers"][0]["image"])

    def share_of(self, image: str) -> int:
        """Return the largest share of the traffic that an image ever had."""
        shares = [
            percent
            for split in self.served
            for revision, percent in split.items()
            if self.image_of(revision) == image
        ]
        return max(shares, default=0)

    def patch_service(self, patch: Document) -> None:
        """Merge a change of an operator into the live Service."""
        spec = _merge(self.service["spec"], patch["spec"])
        self._become(spec)

    def _become(self, spec: Document) -> None:
        if spec != self.service["spec"]:
            self.service["spec"] = copy.deepcopy(spec)
            self.service["metadata"]["generation"] += 1

    def _knative(self) -> None:
        status = self.service["status"]
        generation = self.service["metadata"]["generation"]
        if not generation:
            return
        template = self.service["spec"]["template"]
        if template != self.template:
            self.template = copy.deepcopy(template)
            self._make_revision(template, generation)
        for revision in self.revisions.values():
            self._age(revision)
        newest = status["latestCreatedRevisionName"]
        configuration = _ready(self.revisions[newest])
        if configuration == "True":
            status["latestReadyRevisionName"] = newest
        route, reason = self._route()
        states = {configuration, route}
        ready = "False" if "False" in states else "Unknown" if "Unknown" in states else "True"
        if configuration == "False":
            reason = "RevisionFailed"
        status["conditions"] = [
            {"type": "ConfigurationsReady", "status": configuration},
            {"type": "RoutesReady", "status": route},
            {"type": "Ready", "status": ready, "reason": "" if ready == "True" else reason},
        ]
        status["observedGeneration"] = generation

    def _make_revision(self, template: Document, generation: int) -> None:
        name = template["metadata"].get("name") or f"{SERVICE}-{generation:05d}"
        self.service["status"]["latestCreatedRevisionName"] = name
        if name not in self.revisions:
            self.revisions[name] = {
                "apiVersion": "serving.knative.dev/v1",
                "kind": "Revision",
                "metadata": {
                    "name": name,
                    "labels": {"serving.knative.dev/service": SERVICE},
                    "annotations": dict(template["metadata"].get("annotations") or {}),
                },
                "spec": copy.deepcopy(template["spec"]),
                "status": {"conditions": [{"type": "Ready", "status": "Unknown"}]},
                "looks": 0,
            }

    def _age(self, revision: Document) -> None:
        revision["looks"] += 1
        if revision["looks"] < self.starts_after:
            return
        name, image = revision["metadata"]["name"], revision["spec"]["containers"][0]["image"]
        starts = image not in self.broken
        is_visited = bool(self.served) and self.served[-1].get(name, 0) > 0
        has_to_run = self._scale(revision) > 0
        fresh = has_to_run and revision["looks"] < self.awake_for
        pods = int(starts and (is_visited or fresh))
        self.ran |= {name} if pods else set()
        revision["status"] = {
            # Ready asks for as many pods as the revision starts with, were it none at all.
            "conditions": [{"type": "Ready", "status": str(starts or not has_to_run or self.lies)}],
            "containerStatuses": [{"name": "user-container", "imageDigest": image}],
            "actualReplicas": pods,
        }

    @staticmethod
    def _scale(revision: Document) -> int:
        return int(revision["metadata"]["annotations"].get(INITIAL, "1"))

    def _route(self) -> tuple[str, str]:
        status = self.service["status"]
        resolved = []
        for target in self.service["spec"]["traffic"]:
            name = target.get("revisionName") or status.get("latestReadyRevisionName", "")
            if name not in self.revisions:
                return "False", "RevisionMissing"
            if _ready(self.revisions[name]) != "True":
                return _ready(self.revisions[name]), "RevisionNotReady"
            resolved.append({**target, "revisionName": name})
        status["traffic"] = resolved
        shares = {target["revisionName"]: target["percent"] for target in resolved}
        if not self.served or self.served[-1] != shares:
            self.served.append(shares)
        return "True", ""


class Handler(BaseHTTPRequestHandler):
    """Return the API's paths, and Prometheus' one."""

    world: World

    def do_GET(self) -> None:
        """Return a read."""
        world, url = self.world, urlsplit(self.path)
        world.requests.append(("GET", url.path))
        if url.path == "/api/v1/query":
            self._answer(200, _query(world, parse_qs(url.query)["query"][0]))
            return
        if world.refuse:
            self._status(world.refuse, "the API refuses")
            return
        answers: dict[str, Callable[[], Document]] = {
            SERVICES: lambda: {"kind": "ServiceList", "metadata": {}, "items": [world.look()]},
            f"{SERVICES}/{SERVICE}": world.look,
            REVISIONS: lambda: {
                "kind": "RevisionList",
                "metadata": {},
                "items": list(world.revisions.values()),
            },
            APPLICATIONS: lambda: {
                "kind": "ApplicationList",
                "metadata": {},
                "items": [world.application],
            },
            f"{APPLICATIONS}/{APPLICATION}": lambda: world.application,
        }
        if url.path in answers:
            self._answer(200, answers[url.path]())
        elif (name := url.path.removeprefix(f"{REVISIONS}/")) in world.revisions:
            self._answer(200, world.revisions[name])
        else:
            self._status(404, f"{url.path.rpartition('/')[2]!r} not found")

    def do_PATCH(self) -> None:
        """Return a JSON merge patch (RFC 7386), the only kind that the tool uses."""
        world, path = self.world, urlsplit(self.path).path
        world.requests.append(("PATCH", path))
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers["Content-Type"] != "application/merge-patch+json":
            self._status(415, "merge patches only")
            return
        with world.lock:
            if path == f"{SERVICES}/{SERVICE}":
                world.patch_service(body)
                self._answer(200, world.service)
            elif path == f"{APPLICATIONS}/{APPLICATION}":
                world.application = _merge(world.application, body)
                self._answer(200, world.application)
            else:
                self._status(404, "not found")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Keep the tests' output readable."""

    def _status(self, code: int, message: str) -> None:
        self._answer(code, {"kind": "Status", "code": code, "message": message})

    def _answer(self, code: int, body: Mapping[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def serve(world: World) -> ThreadingHTTPServer:
    """Serve a world on a free port of loopback."""
    handler = type("BoundHandler", (Handler,), {"world": world})
    return ThreadingHTTPServer(("127.0.0.1", 0), handler)


def _query(world: World, query: str) -> Document:
    """Return the three questions of the canary by the image of the revision in the query."""
    match = re.search(r'revision="([^"]+)"', query)
    assert match, query
    # A revision that never ran has measured nothing, whatever callers got instead of an answer.
    never = Seen(requests=0)
    seen = world.seen.get(world.image_of(match[1]), Seen() if match[1] in world.ran else never)
    value = seen.p95 if "histogram_quantile" in query else seen.requests
    value = seen.errors if "code=~" in query else value
    result = [{"metric": {}, "value": [0, str(value)]}] if seen.requests else []
    return {"status": "success", "data": {"resultType": "vector", "result": result}}


def _ready(revision: Document) -> str:
    return str(revision["status"]["conditions"][0]["status"])


def _merge(target: Any, patch: Any) -> Any:
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = _merge(merged.get(key), value)
    return merged


def _add(document: Any, path: list[str], value: Any) -> None:
    *parts, last = (part.replace("~1", "/").replace("~0", "~") for part in path)
    for part in parts:
        document = document[int(part)] if isinstance(document, list) else document[part]
    document[last] = value
