"""The Knative Service of the app's files: nginx instead of a function (decision 0033).

Otherwise it is like a function: no address outside, no rights, no token, an image by digest, a new
revision that gets all traffic once it is ready and not before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.manifests.names import (
    FRONT_END,
    FUNCTION_PORT,
    NAMESPACE,
    PART_OF,
    PREFIX,
    SERVICE_TIMEOUT_SECONDS,
    SERVING,
    WAVE,
)
from tools.manifests.services import AUTOSCALING, LOCAL_REGISTRY, LOCAL_TAG, REASON, TMP, confined

if TYPE_CHECKING:
    from tools.manifests.names import Manifest

WHY = (
    "one copy answers thousands of files a second, and CloudFront keeps most of them; "
    "always awake, because no page starts without them"
)
# A file that always exists: without it there is nothing to serve.
SHELL = "/index.html"
# As functions have it: see libs/lms_site.
FILES_URL = "LMS_PAGE_FILES_URL"
# nginx in two processes needs 10 MiB, and files are sent from the page cache.
RESOURCES = {"limits": {"memory": "128Mi"}, "requests": {"cpu": "25m", "memory": "32Mi"}}


def front_end() -> Manifest:
    """Build the Service. It is applied before the functions whose pages name its files."""
    own = {"app.kubernetes.io/name": FRONT_END, "app.kubernetes.io/part-of": PART_OF}
    said = {
        "class": "kpa.autoscaling.knative.dev",
        "metric": "rps",
        "target": "300",
        "min-scale": "1",
        "initial-scale": "1",
        "max-scale": "6",
    }
    return {
        "apiVersion": f"{SERVING}v1",
        "kind": "Service",
        "metadata": {
            "name": FRONT_END,
            "namespace": NAMESPACE,
            "labels": {
                **own,
                f"{PREFIX}awake": "true",
                "networking.knative.dev/visibility": "cluster-local",
            },
            "annotations": {REASON: WHY, WAVE: "-1"},
        },
        "spec": {
            "template": {
                "metadata": {
                    "labels": own,
                    "annotations": {f"{AUTOSCALING}{key}": text for key, text in said.items()},
                },
                "spec": _pod(),
            },
            "traffic": [{"latestRevision": True, "percent": 100}],
        },
    }


def _pod() -> Manifest:
    return {
        "automountServiceAccountToken": False,
        "containerConcurrency": 500,
        "containers": [
            {
                "name": "user-container",
                # The bucket that pages may load from and send to: an overlay names it.
                "env": [{"name": FILES_URL, "value": ""}],
                "image": f"{LOCAL_REGISTRY}/{FRONT_END}:{LOCAL_TAG}",
                "livenessProbe": {
                    "failureThreshold": 3,
                    "httpGet": {"path": SHELL, "port": FUNCTION_PORT},
                    "periodSeconds": 10,
                    "timeoutSeconds": 2,
                },
                "ports": [{"containerPort": FUNCTION_PORT, "name": "http1", "protocol": "TCP"}],
                "readinessProbe": {
                    "httpGet": {"path": SHELL, "port": FUNCTION_PORT},
                    "successThreshold": 1,
                },
                "resources": RESOURCES,
                **confined(),
            }
        ],
        "enableServiceLinks": False,
        "serviceAccountName": FRONT_END,
        "timeoutSeconds": SERVICE_TIMEOUT_SECONDS,
        "volumes": [TMP],
    }
