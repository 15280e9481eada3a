"""TLS inside the cluster: distributing the authority, NGINX's backends, Kafka's users."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.manifests.documents import Finding, namespace_of, where
from tools.manifests.foundation import dig
from tools.manifests.names import KOURIER_NAMESPACE, NAMESPACE
from tools.manifests.rules.foundation.musts import Must, given, held, is_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.foundation import Foundation

AUTHORITY = "internal-ca"
# Whose pods check a certificate of the authority.
TRUSTING = {NAMESPACE, KOURIER_NAMESPACE, "data", "kafka", "knative-eventing"}


def handed_out(on: Foundation) -> Iterator[Finding]:
    """The authority's certificate, and nothing else, is in every namespace that checks by it."""
    if not on.is_real:
        return
    bundle = on.find("Bundle", AUTHORITY)
    if bundle is None:
        yield Finding("trust", "Bundle", f"nobody hands out {AUTHORITY}")
        return
    yield from held("trust", where(bundle), bundle, _BUNDLE)
    places = {
        value
        for expression in dig(bundle, "spec/target/namespaceSelector/matchExpressions") or ()
        for value in expression.get("values") or ()
    }
    for place in sorted(TRUSTING - places):
        yield Finding("trust", where(bundle), f"{place} could check nobody")


def backends(on: Foundation) -> Iterator[Finding]:
    """Wherever NGINX leads, it uses TLS, to a name that one of our certificates covers."""
    if not on.is_real:
        return
    checked = {
        (namespace_of(one), target.get("name"))
        for one in on.of("BackendTLSPolicy")
        for target in dig(one, "spec/targetRefs") or ()
    }
    for one in on.of("BackendTLSPolicy"):
        yield from held("backend-tls", where(one), one, _BACKEND)
    for one in on.of("HTTPRoute"):
        for rule in dig(one, "spec/rules") or ():
            for each in rule.get("backendRefs") or ():
                place = (each.get("namespace", namespace_of(one)), each.get("name"))
                if place not in checked:
                    yield Finding("backend-tls", where(one), f"leads in plain to {'/'.join(place)}")
    if (KOURIER_NAMESPACE, "kourier-internal") not in checked:
        yield Finding("backend-tls", KOURIER_NAMESPACE, "functions are reached in plain")


def kafka_users(on: Foundation) -> Iterator[Finding]:
    """Kafka accepts clients with a password, which AWS stores."""
    users = list(on.of("KafkaUser"))
    if on.is_real and not users:
        yield Finding("kafka-user", "kafka", "the broker could not sign in")
    for one in users:
        yield from held("kafka-user", where(one), one, _USER)


def names(on: Foundation) -> Iterator[Finding]:
    """A store's own servers are found by name from the first moment: they look for each other."""
    for one in on.of("StatefulSet"):
        service = on.find("Service", dig(one, "spec/serviceName"), namespace_of(one))
        if service is None:
            yield Finding("own-names", where(one), "its pods have no names")
            continue
        yield from held("own-names", where(service), service, _HEADLESS)
        labels = dig(one, "spec/template/metadata/labels") or {}
        selector = dig(service, "spec/selector") or {}
        if not selector or not selector.items() <= labels.items():
            yield Finding("own-names", where(service), "chooses other pods")


_BUNDLE = (
    Must("spec/sources/0/secret/name", is_(AUTHORITY), "it is another authority"),
    Must("spec/sources/0/secret/key", is_("ca.crt"), "the key itself would be handed out"),
    Must("spec/target/configMap/key", is_("ca.crt"), "nobody looks there"),
    Must(
        "spec/target/configMap/metadata/labels/networking.knative.dev~1trust-bundle",
        is_("true"),
        "Knative's own parts find it by this label",
    ),
)
_BACKEND = (
    Must("spec/validation/hostname", given, "any certificate would do"),
    Must("spec/validation/caCertificateRefs/0/name", given, "nobody is checked"),
)
_USER = (
    Must("spec/authentication/type", is_("scram-sha-512"), "it proves nothing"),
    Must(
        "spec/authentication/password/valueFrom/secretKeyRef/name",
        given,
        "the operator would generate a password that nobody else has",
    ),
)
_HEADLESS = (
    Must("spec/clusterIP", is_("None"), "its pods have no names"),
    Must(
        "spec/publishNotReadyAddresses",
        is_(True),
        "a replica waits for a primary that waits for a replica",
    ),
)
