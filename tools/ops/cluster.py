"""The Kubernetes API, as far as operations need it: read services, pause Argo CD, break glass.

A thin layer over lightkube. Its own `wait` supports neither a time limit nor observedGeneration, so
`waiting` does it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
from lightkube import ApiError, Client, KubeConfig
from lightkube.core.client import LabelSelector
from lightkube.core.exceptions import ConfigError
from lightkube.generic_resource import create_namespaced_resource
from lightkube.types import PatchType

from tools.ops.errors import ClusterError

Document = dict[str, Any]

Service = create_namespaced_resource("serving.knative.dev", "v1", "Service", "services")
Revision = create_namespaced_resource("serving.knative.dev", "v1", "Revision", "revisions")
Application = create_namespaced_resource("argoproj.io", "v1alpha1", "Application", "applications")

FIELD_MANAGER = "learning-ops"
REFRESH = "argocd.argoproj.io/refresh"
# What has to be undone, and who did it. The ApplicationSet preserves this annotation.
PAUSED = "learning.org/paused-by-ops"


class Cluster:
    """One cluster: the functions' namespace in it, and the namespace of Argo CD."""

    def __init__(
        self, *, context: str | None = None, namespace: str = "learning", argocd: str = "argocd"
    ) -> None:
        self.namespace = namespace
        self.argocd = argocd
        with _told("read the cluster's address"):
            config = KubeConfig.from_env().get(context_name=context)
            self._client = Client(config=config, field_manager=FIELD_MANAGER)

    def services(self) -> list[Document]:
        """List all functions of the namespace."""
        with _told("list the services"):
            found = self._client.list(Service, namespace=self.namespace)
            return sorted(map(_plain, found), key=lambda one: str(one["metadata"]["name"]))

    def service(self, name: str) -> Document:
        """Read one function."""
        with _told(f"read the service {name}", f"`kn service list -n {self.namespace}`"):
            return _plain(self._client.get(Service, name, namespace=self.namespace))

    def revisions(self, service: str | None = None) -> list[Document]:
        """List the revisions of one function, or of all."""
        labels: LabelSelector = {"serving.knative.dev/service": service} if service else {}
        with _told("list the revisions"):
            found = self._client.list(Revision, namespace=self.namespace, labels=labels)
            return [_plain(one) for one in found]

    def revision(self, name: str) -> Document:
        """Read one revision."""
        with _told(f"read the revision {name}", f"`kn revision list -n {self.namespace}`"):
            return _plain(self._client.get(Revision, name, namespace=self.namespace))

    def patch_service(self, name: str, spec: Document) -> None:
        """Merge into a live function's spec. Only break-glass does this, with Argo CD paused."""
        with _told(f"change the service {name}"):
            self._client.patch(
                Service,
                name,
                {"spec": spec},
                namespace=self.namespace,
                patch_type=PatchType.MERGE,
            )

    def application(self, name: str) -> Document:
        """Read one Application of Argo CD."""
        with _told(f"read the Application {name}", f"`kubectl -n {self.argocd} get applications`"):
            return _plain(self._client.get(Application, name, namespace=self.argocd))

    def applications(self) -> list[Document]:
        """List the Applications of Argo CD."""
        with _told("list the Applications"):
            found = self._client.list(Application, namespace=self.argocd)
            return [_plain(one) for one in found]

    def refresh(self, application: str) -> None:
        """Ask Argo CD to check Git now, not in three minutes. It removes the annotation."""
        self._patch_application(application, {"metadata": {"annotations": {REFRESH: "normal"}}})

    def pause(self, application: str, undo: Document) -> None:
        """Stop an Application's auto-sync, leaving a note of what has to be undone.

        One patch does both: a process that dies in between cannot leave a pause without its note.
        """
        self._patch_application(
            application,
            {
                "metadata": {"annotations": {PAUSED: json.dumps(undo, sort_keys=True)}},
                "spec": {"syncPolicy": {"automated": {"enabled": False}}},
            },
        )

    def resume(self, application: str) -> None:
        """Let Argo CD sync again and remove the note."""
        self._patch_application(
            application,
            {
                "metadata": {"annotations": {PAUSED: None}},
                "spec": {"syncPolicy": {"automated": {"enabled": True}}},
            },
        )

    def _patch_application(self, name: str, patch: Document) -> None:
        with _told(f"change the Application {name}"):
            self._client.patch(
                Application, name, patch, namespace=self.argocd, patch_type=PatchType.MERGE
            )


def _plain(found: Any) -> Document:
    """Unwrap lightkube's object."""
    document: Document = found.to_dict()
    return document


def auto_sync(application: Document) -> bool:
    """Tell whether Argo CD applies what is in Git without being asked."""
    automated = (application["spec"].get("syncPolicy") or {}).get("automated")
    return automated is not None and automated.get("enabled", True) is not False


def pause_note(application: Document) -> Document | None:
    """Return the note of a break-glass or of a pause by hand, or nothing."""
    note = (application["metadata"].get("annotations") or {}).get(PAUSED)
    return json.loads(note) if note else None


def note_reason(note: Document) -> str:
    """Say what an Application is paused for."""
    return str(note.get("service") or note["why"])


@contextmanager
def _told(doing: str, hint: str = "") -> Iterator[None]:
    """Turn the client's exception into an error that says what to do."""
    try:
        yield
    except ConfigError as error:
        raise ClusterError(
            f"cannot {doing}: {error}",
            next_step="`kubectl config get-contexts` lists the clusters known on this machine, "
            "`aws eks update-kubeconfig --name CLUSTER` adds one",
        ) from error
    except ApiError as error:
        raise ClusterError(
            f"cannot {doing}: {error.status.message or error.status.reason}",
            next_step=_after(error.status.code or 0, hint),
        ) from error
    except (httpx2.HTTPError, OSError) as error:
        raise ClusterError(
            f"cannot {doing}: the cluster does not respond ({error})",
            next_step="check the VPN and `kubectl cluster-info`; nothing was changed by this call",
        ) from error


def _after(code: int, hint: str) -> str:
    steps: dict[int, Callable[[], str]] = {
        401: lambda: "sign in again: `aws sso login`, then `kubectl auth whoami`",
        403: lambda: "your role may not do this: docs/runbooks/on-call.md names the one that may",
        404: lambda: f"look what there is: {hint}" if hint else "is Knative, is Argo CD installed?",
    }
    return steps.get(
        code, lambda: "`kubectl get --raw /readyz?verbose` shows the state of the API"
    )()
