"""One Knative Service for each function, written as Knative's defaulting would leave it.

What Knative would add is written out already, so Argo CD sees no difference between Git and the
cluster. Keys are sorted and there are no comments: `kn service update` would lose them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.manifests.edges import labels, trusts_internal_ca
from tools.manifests.names import (
    CA_FILE,
    CA_FOLDER,
    FUNCTION_PORT,
    INTERNAL_CA,
    PART_OF,
    PREFIX,
    SERVICE_TIMEOUT_SECONDS,
    SERVING,
    WAVE,
)
from tools.manifests.page_manifest import VARIABLE
from tools.manifests.plan import SECRET, PlanError

if TYPE_CHECKING:
    from tools.manifests.names import Manifest
    from tools.manifests.plan import Function

AUTOSCALING = "autoscaling.knative.dev/"
# Images that a developer builds and loads into kind; Knative does not look such names up in a
# registry. Overlays for real clusters put the registry's digests in their place.
LOCAL_REGISTRY = "kind.local/learning"
LOCAL_TAG = "dev"
REASON = f"{PREFIX}scaling"
# Annotations of func.yaml that are only for our tools, or already in Knative's Trigger.
TOOLING = ("delivery-", "dead-letter-sink", "problems", "schedule")
USER = 65532
TMP = {"emptyDir": {"medium": "Memory", "sizeLimit": "16Mi"}, "name": "tmp"}


def service(function: Function) -> Manifest:
    """Make the Knative Service of one function. Raises PlanError."""
    name = function.name
    own = {"app.kubernetes.io/name": name, "app.kubernetes.io/part-of": PART_OF}
    return {
        "apiVersion": f"{SERVING}v1",
        "kind": "Service",
        "metadata": {
            "name": name,
            "namespace": function.namespace,
            "labels": {
                **own,
                # `func list`, `func describe` and `func logs` find functions by these.
                "function.knative.dev": "true",
                "function.knative.dev/name": name,
                "function.knative.dev/runtime": "python",
                f"{PREFIX}invoke": function.endpoint.invoke,
                **handles(function),
                # No address outside the cluster: the one gateway is the only way in.
                "networking.knative.dev/visibility": "cluster-local",
            },
            "annotations": {
                **{
                    key: value
                    for key, value in function.annotations.items()
                    if not key.startswith(AUTOSCALING)
                    and not key.removeprefix(PREFIX).startswith(TOOLING)
                },
                WAVE: "0",
            },
        },
        "spec": {
            "template": {
                "metadata": {
                    "labels": {**own, **labels(function)},
                    "annotations": scaling(function),
                },
                "spec": pod(function),
            },
            "traffic": [{"latestRevision": True, "percent": 100}],
        },
    }


def handles(function: Function) -> dict[str, str]:
    """Make the labels by which components find the services that they change."""
    chosen = {
        "awake": function.scale["min"] > 0,
        "callbacks": "LMS_CALLBACK_TOPICS" in function.envs,
        "files": "LMS_OBJECTS_URL" in function.envs,
        "internal-ca": trusts_internal_ca(function),
        "links": "LMS_PUBLIC_URL" in function.envs,
        "pages": VARIABLE in function.envs,
    }
    return {f"{PREFIX}{name}": "true" for name, applies in chosen.items() if applies}


def scaling(function: Function) -> dict[str, str]:
    """Make the autoscaler's annotations. Raises PlanError when no reason is given."""
    if not function.annotations.get(REASON):
        where = f"functions/{function.endpoint.name}/func.yaml"
        message = f"{where}: say in {REASON} why it scales as it does"
        raise PlanError(message)
    scale = function.scale
    said = {
        "class": "kpa.autoscaling.knative.dev",
        "metric": scale["metric"],
        "target": scale["target"],
        "min-scale": scale["min"],
        # Set here and not left to the cluster: Ready then also means that a pod has run.
        "initial-scale": 1,
        "max-scale": scale["max"],
    }
    if "utilization" in scale:
        said["target-utilization-percentage"] = scale["utilization"]
    more = {key: text for key, text in function.annotations.items() if key.startswith(AUTOSCALING)}
    return {f"{AUTOSCALING}{key}": str(value) for key, value in said.items()} | more


def pod(function: Function) -> Manifest:
    """Make the pod of a function: one container that may write to /tmp and nothing else."""
    resources = function.document["deploy"]["options"]["resources"]
    limits = dict(resources["limits"])
    concurrency = limits.pop("concurrency")
    health = function.document["deploy"]["healthEndpoints"]
    made = {
        # A function never talks to the Kubernetes API.
        "automountServiceAccountToken": False,
        "containerConcurrency": concurrency,
        "containers": [
            {
                "name": "user-container",
                "image": f"{LOCAL_REGISTRY}/{function.name}:{LOCAL_TAG}",
                "env": [env(name, value) for name, value in sorted(function.envs.items())],
                "livenessProbe": {
                    "failureThreshold": 3,
                    "httpGet": {"path": health["liveness"], "port": FUNCTION_PORT},
                    "periodSeconds": 10,
                    "timeoutSeconds": 2,
                },
                "ports": [
                    {"containerPort": FUNCTION_PORT, "name": "http1", "protocol": "TCP"},
                ],
                # No period: Knative then probes every 50 ms, which is what a cold start needs.
                "readinessProbe": {
                    "httpGet": {"path": health["readiness"], "port": FUNCTION_PORT},
                    "successThreshold": 1,
                },
                "resources": {"limits": limits, "requests": dict(resources["requests"])},
                **confined(),
            }
        ],
        "enableServiceLinks": False,
        "serviceAccountName": function.name,
        "timeoutSeconds": SERVICE_TIMEOUT_SECONDS,
        "volumes": [TMP],
    }
    if trusts_internal_ca(function):
        _trust(made)
    return made


def _trust(pod: Manifest) -> None:
    """Give the container the cluster's own authority; `components/plain` removes it again."""
    (container,) = pod["containers"]
    container["env"].insert(0, env("LMS_CA_FILE", CA_FILE))
    container["volumeMounts"].append(
        {"mountPath": CA_FOLDER, "name": INTERNAL_CA, "readOnly": True}
    )
    pod["volumes"].append({"configMap": {"name": INTERNAL_CA}, "name": INTERNAL_CA})


def confined() -> Manifest:
    """Build the security context: read, write to /tmp, and nothing that needs a capability."""
    return {
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
            "runAsNonRoot": True,
            # Without it the group is 0: naming a user throws away the group of the image.
            "runAsGroup": USER,
            "runAsUser": USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "volumeMounts": [{"mountPath": "/tmp", "name": "tmp"}],  # noqa: S108 - in a pod
    }


def env(name: str, value: str) -> dict[str, Any]:
    """Write one variable as Kubernetes does: plain, or taken from a Secret. Raises PlanError."""
    if found := SECRET.fullmatch(value):
        reference = {"key": found["key"], "name": found["name"]}
        return {"name": name, "valueFrom": {"secretKeyRef": reference}}
    if "{{" in value:
        message = f"{name}: {value} is neither plain nor {{{{ secret:NAME:KEY }}}}"
        raise PlanError(message)
    return {"name": name, "value": value}


def service_account(name: str, namespace: str, **annotations: str) -> Manifest:
    """Make the account that one function runs as: it has no rights and no token."""
    metadata: Manifest = {"name": name, "namespace": namespace}
    metadata["labels"] = {"app.kubernetes.io/part-of": PART_OF}
    metadata["annotations"] = {WAVE: "-3", **annotations}
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": metadata,
        "automountServiceAccountToken": False,
    }
