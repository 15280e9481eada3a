"""Names that several manifests share, including those of the platform below us."""

from __future__ import annotations

from typing import Any

Manifest = dict[str, Any]

PREFIX = "learning.org/"
REPOSITORY = "https://github.com/learning-platform/learning-platform.git"
PART_OF = "learning-platform"
NAMESPACE = "learning"
"""Where all functions live; func.yaml says the same and the checks compare."""

# Kourier is installed by the Knative operator, which moves it into Knative's own namespace.
KOURIER_NAMESPACE = "knative-serving"
KOURIER_SERVICE = "kourier-internal"
KOURIER_PORT, KOURIER_PLAIN_PORT = 443, 80
"""By TLS, and without it: on one machine only."""
GATEWAY = {"name": "public", "namespace": "nginx-gateway", "sectionName": "https"}
SECRET_STORE = "aws-secrets-manager"  # noqa: S105 - the name of a store, no secret

INTERNAL_CA = "internal-ca"
"""ConfigMap with the certificate of the cluster's own authority; trust-manager keeps it."""
CA_FOLDER = "/etc/internal-ca"
CA_FILE = f"{CA_FOLDER}/ca.crt"

MIGRATION = "migrate"
"""Job and image that bring the stores to the shape of migrations/."""
AFTER_ROLLOUT = "after-rollout"
"""Job that runs the same image again when a release is out."""

FRONT_END = "front-end"
"""Service and image of the app's files; requests without a function go to it."""

SERVING = "serving.knative.dev/"
SERVICE_LABEL = f"{SERVING}service"
"""Knative puts it on every pod of a service; it cannot be set by hand."""
WAVE = "argocd.argoproj.io/sync-wave"

# Knative's queue-proxy listens here, in front of the function.
QUEUE_HTTP, QUEUE_H2C, QUEUE_HTTPS = 8012, 8013, 8112
QUEUE_AUTOSCALER = 9090
FUNCTION_PORT = 8080
PROMETHEUS = 9090

# Timeouts nest: the runtime answers before Knative cuts it off, and NGINX waits for both.
DEADLINE_SECONDS = 25
SERVICE_TIMEOUT_SECONDS = 30
GATEWAY_TIMEOUT_SECONDS = 40
BODY_LIMIT = "1m"


def service_host(service: str, namespace: str = NAMESPACE) -> str:
    """Name the host by which Kourier finds a service inside the cluster."""
    return f"{service}.{namespace}.svc.cluster.local"
