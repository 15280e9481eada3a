"""Secrets for a cluster on one machine: generated each time, never stored in a file.

python -m tools.manifests.dev_secrets | kubectl apply -f -

Run it once after creating the namespaces; running it again signs everybody out, and PostgreSQL's
password no longer matches its volume.
"""

from __future__ import annotations

import sys

from local.credentials import (
    new_password,
    new_signing_key,
    new_vapid_key,
    public_key_set,
)
from tools import func_yaml
from tools.manifests.names import MIGRATION, NAMESPACE, Manifest


def secrets() -> tuple[Manifest, ...]:
    """Make every Secret that functions, migrations and small stores read."""
    password, signing_key = new_password(), new_signing_key()
    postgres = f"postgresql://learning:{password}@postgres-rw.data.svc.cluster.local:5432/learning"
    postgres += "?sslmode=disable"
    mongodb = "mongodb://mongodb-rs0.data.svc.cluster.local:27017/learning"
    return (
        _secret("postgres", "data", password=password),
        _secret("postgres", url=postgres),
        _secret("mongodb", url=mongodb),
        _secret("redis", url="redis://valkey.data.svc.cluster.local:6379/0"),
        _secret("push", **{"vapid-key": new_vapid_key()}),
        _secret("smtp", url="smtp://mail.data.svc.cluster.local:1025"),
        _secret(
            "identity",
            **{"signing-key": signing_key, "public-keys": public_key_set(signing_key)},
        ),
        _secret("notifications", **{"link-key": new_password()}),
        _secret(MIGRATION, **{"postgres-url": postgres, "mongodb-url": mongodb}),
    )


def _secret(name: str, namespace: str = NAMESPACE, /, **values: str) -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name, "namespace": namespace},
        "stringData": values,
    }


def main() -> None:
    """Print the Secrets."""
    sys.stdout.write("---\n".join(func_yaml.dump(one).decode() for one in secrets()))


if __name__ == "__main__":
    main()
