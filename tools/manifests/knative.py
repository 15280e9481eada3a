"""What Knative does with a Service before it stores it and runs it, as far as manifests show it.

Sources: knative/serving 1.23, pkg/apis/serving/v1/*_defaults.go, *_validation.go, fieldmask.go.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from tools.manifests.documents import name_of, namespace_of, pod_labels
from tools.manifests.names import SERVICE_LABEL

if TYPE_CHECKING:
    from tools.manifests.names import Manifest

# Fields of a revision that need no feature flag; everything else is refused or needs one.
REVISION_FIELDS = frozenset(
    {
        "automountServiceAccountToken",
        "containerConcurrency",
        "containers",
        "enableServiceLinks",
        "idleTimeoutSeconds",
        "imagePullSecrets",
        "responseStartTimeoutSeconds",
        "serviceAccountName",
        "timeoutSeconds",
        "volumes",
    }
)
CONTAINER_FIELDS = frozenset(
    {
        "args",
        "command",
        "env",
        "envFrom",
        "image",
        "imagePullPolicy",
        "livenessProbe",
        "name",
        "ports",
        "readinessProbe",
        "resources",
        "securityContext",
        "startupProbe",
        "terminationMessagePath",
        "terminationMessagePolicy",
        "volumeMounts",
        "workingDir",
    }
)
RESERVED_ENVS = frozenset({"PORT", "K_SERVICE", "K_CONFIGURATION", "K_REVISION"})
RESERVED_PORTS = frozenset({8008, 8012, 8013, 8022, 9090, 9091})
KNATIVE_ONLY = (
    "containerConcurrency",
    "idleTimeoutSeconds",
    "responseStartTimeoutSeconds",
    "timeoutSeconds",
)


def with_defaults(service: Manifest) -> Manifest:
    """Return the Service as Knative stores it: what SetDefaults would have added is in it."""
    service = copy.deepcopy(service)
    spec = service["spec"]
    pod = spec["template"].setdefault("spec", {})
    pod.setdefault("timeoutSeconds", 300)
    pod.setdefault("containerConcurrency", 0)
    pod.setdefault("enableServiceLinks", False)
    writable = {
        volume["name"]
        for volume in pod.get("volumes", ())
        if {"emptyDir", "persistentVolumeClaim", "ephemeral"} & volume.keys()
    }
    for container in pod.get("containers", ()):
        container.setdefault("name", "user-container")
        container.setdefault("resources", {})
        for port in container.get("ports", ()):
            port.setdefault("protocol", "TCP")
        probe = container.setdefault("readinessProbe", {})
        if not {"tcpSocket", "httpGet", "exec", "grpc"} & probe.keys():
            probe["tcpSocket"] = {"port": 0}
        probe.setdefault("successThreshold", 1)
        if probe.get("periodSeconds"):
            probe.setdefault("failureThreshold", 3)
            probe.setdefault("timeoutSeconds", 1)
        for mount in container.get("volumeMounts", ()):
            if mount["name"] not in writable:
                mount["readOnly"] = True
        # The cluster has secure-pod-defaults on.
        security = container.setdefault("securityContext", {})
        security.setdefault("allowPrivilegeEscalation", False)
        security.setdefault("seccompProfile", {"type": "RuntimeDefault"})
        security.setdefault("runAsNonRoot", True)
        security.setdefault("capabilities", {}).setdefault("drop", ["ALL"])
    for target in spec.setdefault("traffic", [{"latestRevision": True, "percent": 100}]):
        target.setdefault("latestRevision", "revisionName" not in target)
        target.setdefault("percent", 0)
    return service


def deployment(service: Manifest) -> Manifest:
    """Return the Deployment that a Service becomes, so that ordinary checks see its pods."""
    template = copy.deepcopy(service["spec"]["template"])
    pod = template["spec"]
    for field in KNATIVE_ONLY:
        pod.pop(field, None)
    labels = pod_labels(service)
    metadata = template.setdefault("metadata", {})
    metadata["labels"] = labels
    metadata.pop("name", None)
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {
            "name": f"{name_of(service)}-00001-deployment",
            "namespace": namespace_of(service),
            "labels": labels,
        },
        "spec": {
            "selector": {"matchLabels": {SERVICE_LABEL: name_of(service)}},
            "template": template,
        },
    }
