"""Certificates: from Let's Encrypt for people, from our own authority inside the cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.manifests.documents import Finding, namespace_of, where
from tools.manifests.foundation import dig
from tools.manifests.promises import CERTIFICATE_WARNING
from tools.manifests.rules.foundation.musts import (
    Must,
    at_least,
    given,
    held,
    is_,
    lasts,
    off,
    seconds,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.foundation import Foundation
    from tools.manifests.names import Manifest

DAY = 86_400
# https://letsencrypt.org/docs/acme-protocol-updates/: the only issuer whose certificates are
# trusted.
PRODUCTION = "https://acme-v02.api.letsencrypt.org/directory"
INTERNAL = "internal"
"""The issuer of everything inside the cluster (decision 0039)."""
INSIDE = (".svc", ".svc.cluster.local")


def public(on: Foundation) -> Iterator[Finding]:
    """Certificates that people see are Let's Encrypt's production ones, made by DNS."""
    shown = _shown(on)
    for one in on.of("Certificate"):
        if (namespace_of(one), dig(one, "spec/secretName")) not in shown:
            continue
        yield from held("certificate", where(one), one, _EITHER)
        yield from held("certificate", where(one), one, _PUBLIC)
        issuer = _issuer(on, one)
        if issuer is None:
            yield Finding("issuer", where(one), f"there is no issuer {dig(one, 'spec/issuerRef')}")
        elif dig(issuer, "spec/acme/server") != PRODUCTION:
            yield Finding("issuer", where(one), "its issuer is trusted by no browser")
        yield from _renewed(one)
    for one in on.of("ClusterIssuer"):
        if dig(one, "spec/acme") is not None:
            yield from held("issuer", where(one), one, _ACME)


def internal(on: Foundation) -> Iterator[Finding]:
    """All others are from the cluster's own authority, for names inside the cluster, for a year."""
    shown, authorities = _shown(on), _authorities(on)
    for one in on.of("Certificate"):
        place = where(one)
        secret = (namespace_of(one), dig(one, "spec/secretName"))
        if secret in shown or secret[1] in authorities:
            continue
        yield from held("certificate", place, one, _EITHER)
        if dig(one, "spec/issuerRef/name") != INTERNAL or _issuer(on, one) is None:
            yield Finding("issuer", place, f"is not of the issuer {INTERNAL}: nobody trusts it")
        for name in dig(one, "spec/dnsNames") or ():
            if "." in str(name) and not _is_inside(str(name)):
                yield Finding("certificate", place, f"{name} is not a name inside the cluster")
        yield from _renewed(one)


def authority(on: Foundation) -> Iterator[Finding]:
    """The authority signs itself, and its key is kept: everybody trusts that one."""
    secrets = _authorities(on)
    made = {dig(one, "spec/secretName"): one for one in on.of("Certificate")}
    for secret in sorted(secrets):
        one = made.get(secret)
        if one is None:
            yield Finding("authority", secret, "nobody makes the authority's certificate")
            continue
        yield from held("authority", where(one), one, _AUTHORITY)
        if dig(_issuer(on, one), "spec/selfSigned") is None:
            yield Finding("authority", where(one), "somebody else would sign for it")
    if on.is_real and not secrets:
        yield Finding("authority", "cert-manager", "nothing inside the cluster can be trusted")


def _shown(on: Foundation) -> set[tuple[str, str]]:
    """Return the Secrets that the gateway presents to people, by namespace."""
    return {
        (namespace_of(gateway), reference.get("name"))
        for gateway in on.of("Gateway")
        for listener in dig(gateway, "spec/listeners") or ()
        for reference in dig(listener, "tls/certificateRefs") or ()
    }


def _authorities(on: Foundation) -> set[str]:
    """Name the Secrets that issuers sign with."""
    kinds = (*on.of("ClusterIssuer"), *on.of("Issuer"))
    return {secret for one in kinds if (secret := dig(one, "spec/ca/secretName"))}


def _issuer(on: Foundation, certificate: Manifest) -> Manifest | None:
    kind = str(dig(certificate, "spec/issuerRef/kind"))
    namespace = None if kind == "ClusterIssuer" else namespace_of(certificate)
    return on.find(kind, dig(certificate, "spec/issuerRef/name"), namespace)


def _is_inside(name: str) -> bool:
    service = name.removeprefix("*.")
    # `postgres-rw.data` is how a pod of another namespace may say it.
    return service.endswith(INSIDE) or service.count(".") == 1


def _renewed(certificate: Manifest) -> Iterator[Finding]:
    left = seconds(dig(certificate, "spec/renewBefore"))
    whole = seconds(dig(certificate, "spec/duration"))
    if not 2 * CERTIFICATE_WARNING.value <= left <= whole / 2:
        yield Finding("certificate", where(certificate), CERTIFICATE_WARNING.words)


_EITHER = (
    Must("spec/privateKey/rotationPolicy", is_("Always"), "a key that leaked would be kept"),
    Must("spec/privateKey/algorithm", is_("ECDSA"), "RSA is slower and no safer"),
    Must("spec/privateKey/size", at_least(256), "too short to be safe"),
    Must("spec/dnsNames", given, "is for no name"),
    Must("spec/isCA", off, "it could sign others"),
    Must("spec/duration", lasts(30 * DAY, 366 * DAY), "a certificate lasts a year at most"),
)
_PUBLIC = (Must("spec/duration", lasts(30 * DAY, 100 * DAY), "Let's Encrypt gives 90 days"),)
_AUTHORITY = (
    Must("spec/isCA", is_(True), "it could sign nothing"),
    Must("spec/privateKey/algorithm", is_("ECDSA"), "RSA is slower and no safer"),
    Must("spec/privateKey/size", at_least(256), "too short to be safe"),
    Must(
        "spec/privateKey/rotationPolicy",
        is_("Never"),
        "a new key is a new authority, which nobody trusts yet",
    ),
    Must("spec/duration", lasts(365 * DAY, 3660 * DAY), "longer than anybody remembers it"),
    Must("spec/renewBefore", lasts(90 * DAY), "a new authority is brought to everybody first"),
    Must("spec/usages", is_(["cert sign", "crl sign"]), "it only signs"),
)
_ACME = (
    Must("spec/acme/email", given, "Let's Encrypt could tell nobody"),
    Must("spec/acme/privateKeySecretRef/name", given, "the account has no key"),
    Must("spec/acme/solvers/0/dns01/route53/region", given, "behind CloudFront only DNS works"),
    Must("spec/acme/skipTLSVerify", off, "anybody could be Let's Encrypt"),
)
