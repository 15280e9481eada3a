"""ExternalSecrets: which Secret the functions read, and where AWS Secrets Manager keeps it.

Only names are here. The values are in AWS and in the cluster, never in Git.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.manifests.names import INTERNAL_CA, MIGRATION, NAMESPACE, PART_OF, SECRET_STORE, WAVE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tools.manifests.names import Manifest
    from tools.manifests.plan import Function

# Overlays put their environment's name in here.
REMOTE = "learning/ENVIRONMENT"
# Migrations run as the tables' owner, functions as a role that cannot change them.
KAFKA = "kafka"
MIGRATION_KEYS = ("mongodb-url", "postgres-url")


def external_secrets(functions: Iterable[Function]) -> dict[str, Manifest]:
    """Make one ExternalSecret for each Secret that any function reads, and the migrations' own."""
    wanted: dict[str, set[str]] = {}
    for function in functions:
        for name, key in function.secrets:
            wanted.setdefault(name, set()).add(key)
    made = {
        name: _secret(name, sorted(keys), {WAVE: "-3"}) for name, keys in sorted(wanted.items())
    }
    # The Job runs before anything else is synced, so its secret comes with it.
    hook = {
        "argocd.argoproj.io/hook": "PreSync",
        "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation",
        WAVE: "-1",
    }
    made[MIGRATION] = _secret(MIGRATION, list(MIGRATION_KEYS), hook)
    return made | {KAFKA: _kafka()}


def _kafka() -> Manifest:
    """Build the dead letter sink's Kafka credentials, under Knative's names."""
    made = _secret(KAFKA, ["password"], {WAVE: "-3"})
    made["spec"]["target"]["template"] = {
        "engineVersion": "v2",
        "data": {
            "protocol": "SASL_SSL",
            "sasl.mechanism": "SCRAM-SHA-512",
            "user": "knative",
            "password": "{{ .password }}",
        },
        "templateFrom": [
            {
                "configMap": {
                    "name": INTERNAL_CA,
                    "items": [{"key": "ca.crt", "templateAs": "Values"}],
                },
            }
        ],
    }
    return made


def _secret(name: str, keys: list[str], annotations: dict[str, str]) -> Manifest:
    remote = f"{REMOTE}/{name}"
    return {
        "apiVersion": "external-secrets.io/v1",
        "kind": "ExternalSecret",
        "metadata": {
            "name": name,
            "namespace": NAMESPACE,
            "labels": {"app.kubernetes.io/part-of": PART_OF},
            "annotations": annotations,
        },
        "spec": {
            "refreshInterval": "1h",
            "secretStoreRef": {"kind": "ClusterSecretStore", "name": SECRET_STORE},
            "target": {"name": name, "creationPolicy": "Owner", "deletionPolicy": "Retain"},
            "data": [
                {
                    "secretKey": key,
                    "remoteRef": {
                        "key": remote,
                        "property": key,
                        "conversionStrategy": "Default",
                        "decodingStrategy": "None",
                        "metadataPolicy": "None",
                    },
                }
                for key in keys
            ],
        },
    }
