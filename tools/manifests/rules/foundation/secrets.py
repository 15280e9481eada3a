"""Secrets: from AWS, of this environment, for the namespaces that ask for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.manifests.documents import Finding, name_of, namespace_of, walk, where
from tools.manifests.foundation import dig
from tools.manifests.names import NAMESPACE, SECRET_STORE
from tools.manifests.promises import (
    SECRET_AGE,
)
from tools.manifests.rules.foundation.musts import (
    Must,
    absent,
    given,
    held,
    is_,
    lasts,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.foundation import Foundation
    from tools.manifests.names import Manifest


def store(on: Foundation) -> Iterator[Finding]:
    """There is one store; the pod's identity opens it, for the namespaces it names."""
    stores = list(on.of("ClusterSecretStore"))
    if on.is_real and SECRET_STORE not in {name_of(one) for one in stores}:
        yield Finding("secret-store", "external-secrets", f"there is no store {SECRET_STORE}")
    asking = {namespace_of(one) for one in on.of("ExternalSecret")} | {NAMESPACE}
    for one in stores:
        yield from held("secret-store", where(one), one, _STORE)
        for condition in dig(one, "spec/conditions") or ():
            if not condition.get("namespaces") or condition.get("namespaceRegexes"):
                yield Finding("secret-store", where(one), "everybody may ask it")
        for namespace in sorted(_allowed(one) - asking):
            yield Finding("secret-store", where(one), f"{namespace} asks for nothing")
        for namespace in sorted(asking - _allowed(one)):
            yield Finding("secret-store", where(one), f"does not answer {namespace}")


def _allowed(one: Manifest) -> set[str]:
    conditions = dig(one, "spec/conditions") or ()
    return {name for condition in conditions for name in condition.get("namespaces") or ()}


def external(on: Foundation) -> Iterator[Finding]:
    """Each secret is looked up by name, often, in this environment's own part of AWS."""
    for one in on.of("ExternalSecret"):
        yield from held("external-secret", where(one), one, _EXTERNAL)
        for path, value in walk(one):
            key = path.endswith((".remoteRef.key", ".extract.key"))
            if key and not _own(str(value), on.environment):
                yield Finding("foreign-secret", where(one), f"reads {value}")
            if path.endswith(".find"):
                yield Finding("external-secret", where(one), "uses whatever it finds")
    for one in on.of("Secret"):
        yield Finding("secret-in-git", where(one), "secrets come from AWS Secrets Manager")


def _own(key: str, environment: str) -> bool:
    # learning/prod/postgres is an environment's, learning/grafana the platform's of an account.
    first, *rest = key.split("/")
    return first == "learning" and (len(rest) == 1 or rest[0] == environment)


_STORE = (
    Must("spec/conditions", given, "everybody may ask it"),
    Must("spec/provider/aws/service", is_("SecretsManager"), "Terraform makes them there"),
    Must("spec/provider/aws/auth", absent, "the pod has an identity, not a key"),
)
_EXTERNAL = (
    Must("spec/secretStoreRef/name", is_(SECRET_STORE), "there is one store"),
    Must("spec/secretStoreRef/kind", is_("ClusterSecretStore"), "there is one store"),
    Must("spec/refreshInterval", lasts(60, SECRET_AGE.value), SECRET_AGE.words),
    Must("spec/target/deletionPolicy", is_("Retain"), "a slip in AWS would delete it here"),
    Must("spec/target/creationPolicy", is_("Owner"), "it would outlive its source"),
)
