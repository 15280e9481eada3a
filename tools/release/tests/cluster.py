"""A small cluster on loopback: the Kubernetes API's real paths, with Argo CD and Knative behind.

Each look lets a little time pass: Argo CD applies what Git says, Knative notices one look later (so
that stale status is really seen), then a revision starts or, when its image is broken, does not.
With an initial scale of 0 it is ready all the same, and nothing has run.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from local import yaml_text
from tools.manifests import digests
from tools.release.writing import at
from tools.tests.remotes import commit_of, file_of

if TYPE_CHECKING:
    from pathlib import Path

Document = dict[str, Any]
SERVICES = "/apis/serving.knative.dev/v1/namespaces/learning/services/"
REVISIONS = "/apis/serving.knative.dev/v1/namespaces/learning/revisions/"
INITIAL = "autoscaling.knative.dev/initial-scale"
APPLICATIONS = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/"
STARTS_AFTER = 2
"""Looks that a revision takes."""


@dataclass
class FakeCluster:
    """The cluster of an environment: it follows what argocd/environments says of that."""

    remote: Path
    broken: set[str] = field(default_factory=set)
    """Digests of images that never start."""
    broken_only_in: str = ""
    """The one environment in which they do not, if not in all."""
    initial_scale: str = "1"
    """Pods with which a revision starts; with none of them it is ready immediately."""
    asked: bool = False
    """Somebody has called every function, so that those that can are awake."""
    stuck: bool = False
    """Argo CD is down: nothing of Git is applied."""
    sync_fails: bool = False
    services: dict[str, Document] = field(default_factory=dict)
    environment: str = "staging"
    revision: str = ""
    message: str = ""

    def running(self) -> dict[str, str]:
        """Return the digest that gets each service's traffic."""
        return {
            name: service["status"]["images"][service["status"]["traffic"][0]["revisionName"]]
            for name, service in self.services.items()
        }

    def settle(self) -> None:
        """Let much time pass."""
        for _ in range(6):
            self.look()

    def look(self) -> None:
        """Let a little time pass."""
        for service in self.services.values():
            self._knative(service)
        if self.stuck:
            return
        pin = file_of(self.remote, "main", f"argocd/environments/{self.environment}.yaml")
        revision = commit_of(self.remote, yaml_text.load(pin)["revision"])
        if self.sync_fails:
            self.revision, self.message = revision, "one or more objects failed to apply"
            return
        self.revision = revision
        digests_in_git = at(file_of(self.remote, revision, digests.FILE).encode())
        for name, digest in digests_in_git.items():
            if name != "migrate" and digest != digests.ZERO:
                self._apply(name, digest)

    def application(self) -> Document:
        """Give Argo CD's Application."""
        self.look()
        degraded = any(_ready(one) == "False" for one in self.services.values())
        progressing = any(_ready(one) != "True" for one in self.services.values())
        health = "Degraded" if degraded else "Progressing" if progressing else "Healthy"
        return {
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "Application",
            "metadata": {"name": f"functions-{self.environment}", "namespace": "argocd"},
            "spec": {},
            "status": {
                "sync": {
                    "status": "OutOfSync" if self.message else "Synced",
                    "revision": self.revision,
                },
                "health": {"status": health},
                "operationState": {
                    "phase": "Failed" if self.message else "Succeeded",
                    "message": self.message,
                    "syncResult": {"revision": self.revision},
                },
            },
        }

    def service(self, name: str) -> Document:
        """Return a Knative Service."""
        self.look()
        return self.services[name]

    def revision_of(self, name: str) -> Document | None:
        """Return a revision, with the pods that run of it; none where nobody has made it."""
        service = self.services.get(name.rpartition("-")[0], {"status": {"images": {}}})
        digest = service["status"]["images"].get(name)
        runs = not self._is_broken(digest or "") and (self.asked or self.initial_scale != "0")
        status = {"actualReplicas": int(runs)}
        metadata = {"name": name, "namespace": "learning"}
        api = {"apiVersion": "serving.knative.dev/v1", "kind": "Revision"}
        return {**api, "metadata": metadata, "spec": {}, "status": status} if digest else None

    def _apply(self, name: str, digest: str) -> None:
        service = self.services.setdefault(
            name,
            {
                "apiVersion": "serving.knative.dev/v1",
                "kind": "Service",
                "metadata": {"name": name, "namespace": "learning", "generation": 0},
                "spec": {
                    "template": {
                        "metadata": {"annotations": {INITIAL: self.initial_scale}},
                        "spec": {"containers": [{"image": ""}]},
                    }
                },
                "status": {"images": {}, "looks": 0},
            },
        )
        container = service["spec"]["template"]["spec"]["containers"][0]
        image = f"registry.example/learning/{name}@{digest}"
        if container["image"] != image:
            container["image"] = image
            service["metadata"]["generation"] += 1

    def _is_broken(self, digest: str) -> bool:
        return digest in self.broken and self.broken_only_in in {"", self.environment}

    def _knative(self, service: Document) -> None:
        status, generation = service["status"], service["metadata"]["generation"]
        revision = f"{service['metadata']['name']}-{generation:05d}"
        if status.get("latestCreatedRevisionName") != revision:
            image = service["spec"]["template"]["spec"]["containers"][0]["image"]
            status.update(
                latestCreatedRevisionName=revision, looks=0, observedGeneration=generation
            )
            status["images"][revision] = image.partition("@")[2]
        status["looks"] += 1
        if status["looks"] < STARTS_AFTER:
            condition = {"type": "Ready", "status": "Unknown", "reason": "Deploying"}
        elif self._is_broken(status["images"][revision]) and self.initial_scale != "0":
            condition = {"type": "Ready", "status": "False", "reason": "RevisionFailed"}
        else:
            condition = {"type": "Ready", "status": "True"}
            status["latestReadyRevisionName"] = revision
            # As Knative does: traffic moves only to a revision that is ready.
            status["traffic"] = [{"revisionName": revision, "percent": 100}]
        status["conditions"] = [condition]


def serve(cluster: FakeCluster) -> ThreadingHTTPServer:
    """Serve the cluster on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        """Return the reads that the gate makes; it has no right to anything else."""

        def do_GET(self) -> None:
            """Return a read."""
            path = urlsplit(self.path).path
            name = path.rpartition("/")[2]
            if path.startswith(f"{APPLICATIONS}functions-"):
                # One cluster plays all environments, one after the other.
                cluster.environment = path.rpartition("-")[2]
                self._answer(200, cluster.application())
            elif path.startswith(SERVICES) and name in cluster.services:
                self._answer(200, cluster.service(name))
            elif path.startswith(REVISIONS) and (revision := cluster.revision_of(name)):
                self._answer(200, revision)
            else:
                message = f"{name} not found"
                self._answer(404, {"kind": "Status", "code": 404, "message": message})

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            """Keep the tests' output readable."""

        def _answer(self, code: int, body: Document) -> None:
            content = json.dumps(body).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


def _ready(service: Document) -> str:
    conditions = service["status"].get("conditions") or [{"status": "Unknown"}]
    return str(conditions[0]["status"])
