"""The entrance: TLS at the gateway for every host, and no other way in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.manifests.documents import Finding, name_of, namespace_of, walk, where
from tools.manifests.foundation import dig
from tools.manifests.names import GATEWAY, KOURIER_NAMESPACE, KOURIER_SERVICE, NAMESPACE
from tools.manifests.rules.foundation.musts import (
    Must,
    absent,
    at_least,
    given,
    held,
    is_,
    one_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.foundation import Foundation
    from tools.manifests.names import Manifest

OUTSIDE = {"LoadBalancer", "NodePort"}


def listeners(on: Foundation) -> Iterator[Finding]:
    """The gateway ends TLS with a certificate for its own host name; port 80 only redirects."""
    gateways = [one for one in on.of("Gateway") if name_of(one) == GATEWAY["name"]]
    if not gateways:
        yield Finding("listener", GATEWAY["namespace"], "there is no Gateway")
    for one in gateways:
        secure = [each for each in dig(one, "spec/listeners") or () if each.get("port") == 443]  # noqa: PLR2004
        if not secure:
            yield Finding("listener", where(one), "nobody listens on 443")
        if not any(each.get("name") == GATEWAY["sectionName"] for each in secure):
            yield Finding("listener", where(one), "functions' routes attach to nothing")
        if not any(each.get("name") == "http" for each in dig(one, "spec/listeners") or ()):
            yield Finding("listener", where(one), "nobody is there to redirect plain requests")
        proxy = dig(one, "spec/infrastructure/parametersRef/name")
        if on.find("NginxProxy", proxy, namespace_of(one)) is None:
            yield Finding("listener", where(one), "runs by the defaults, not by our NginxProxy")
        for each in dig(one, "spec/listeners") or ():
            if each.get("port") == 80:  # noqa: PLR2004
                yield from held("listener", where(one), each, _PLAIN)
            else:
                yield from held("listener", where(one), each, _SECURE)
                yield from _certified(on, one, each)


_PLAIN = (
    Must("protocol", is_("HTTP"), "it only redirects"),
    Must("allowedRoutes/namespaces/from", is_("Same"), "a function must not be reached in plain"),
)
_SECURE = (
    Must("port", is_(443), "there is one door"),
    Must("name", given, "routes attach by this name"),
    Must("protocol", is_("HTTPS"), "passwords would travel in plain"),
    Must("tls/mode", is_("Terminate"), "NGINX has to read what it limits"),
    Must("hostname", given, "it would take every host name"),
    Must("allowedRoutes/namespaces/from", is_("Selector"), "anybody could add a route"),
    Must("allowedRoutes/namespaces/selector/matchLabels", given, "anybody could add a route"),
)


def _certified(on: Foundation, gateway: Manifest, listener: Manifest) -> Iterator[Finding]:
    names = {
        dig(one, "spec/secretName"): dig(one, "spec/dnsNames") or ()
        for one in on.of("Certificate")
        if namespace_of(one) == namespace_of(gateway)
    }
    references = dig(listener, "tls/certificateRefs") or ()
    if not references:
        yield Finding("listener", where(gateway), "has no certificate")
    for one in references:
        if listener.get("hostname") not in names.get(one.get("name"), ()):
            message = f"no certificate {one.get('name')} is made for {listener.get('hostname')}"
            yield Finding("listener", where(gateway), message)


def redirects(on: Foundation) -> Iterator[Finding]:
    """Plain requests are permanently redirected to https, and nowhere else."""
    secure = {
        (name_of(gateway), each.get("name"))
        for gateway in on.of("Gateway")
        for each in dig(gateway, "spec/listeners") or ()
        if each.get("protocol") == "HTTPS"
    }
    routes = [
        one
        for one in on.of("HTTPRoute")
        if any(
            (ref.get("name"), ref.get("sectionName")) not in secure
            for ref in dig(one, "spec/parentRefs") or [{}]
        )
    ]
    if not routes:
        yield Finding("redirect", GATEWAY["namespace"], "nothing sends plain requests to https")
    for one in routes:
        parents = dig(one, "spec/parentRefs") or [{}]
        if any(
            (ref.get("name"), ref.get("sectionName")) != (GATEWAY["name"], "http")
            for ref in parents
        ):
            yield Finding("redirect", where(one), "is attached to nothing, or to more")
        for rule in dig(one, "spec/rules") or [{}]:
            filters = [
                each for each in rule.get("filters") or () if each.get("type") == "RequestRedirect"
            ]
            if not filters or rule.get("backendRefs"):
                yield Finding("redirect", where(one), "serves plain requests")
            for each in filters:
                yield from held("redirect", where(one), each, _REDIRECT)
            if not any(
                dig(match, "path/value") == "/"
                for match in rule.get("matches") or [{"path": {"value": "/"}}]
            ):
                yield Finding("redirect", where(one), "some paths are left in plain")


_REDIRECT = (
    Must("requestRedirect/scheme", is_("https"), "it would be plain again"),
    Must("requestRedirect/statusCode", one_of(301, 308), "browsers must remember it"),
    Must("requestRedirect/hostname", absent, "it would lead to another host"),
    Must("requestRedirect/port", one_of(None, 443), "nobody listens there"),
)


def doors(on: Foundation) -> Iterator[Finding]:
    """Nothing has an address outside the cluster: the load balancer is Terraform's."""
    for one in on.of("KnativeServing"):
        yield from held("second-door", where(one), one, _KOURIER)
    for one in on.of("NginxProxy"):
        yield from held("second-door", where(one), one, _NGINX)
        yield from held("proxy", where(one), one, _PROXY)
    for one in on.of("Service", ""):
        if dig(one, "spec/type") in OUTSIDE or dig(one, "spec/externalIPs"):
            yield Finding("second-door", where(one), "has an address outside the cluster")
    for name, values in on.charts.items():
        for path, value in walk(values):
            if path.endswith((".type", ".serviceType")) and value in OUTSIDE:
                yield Finding("second-door", f"Chart/{name}", f"{path} is {value}")
    if (chart := on.charts.get("nginx-gateway-fabric")) is not None:
        yield from held("second-door", "Chart/nginx-gateway-fabric", chart, _CHART)


_KOURIER = (
    Must("spec/ingress/kourier/service-type", is_("ClusterIP"), "reached past the gateway"),
)
_NGINX = (Must("spec/kubernetes/service/type", is_("ClusterIP"), "reached past CloudFront"),)
_CHART = (Must("nginx/service/type", is_("ClusterIP"), "its default is LoadBalancer"),)
_PROXY = (
    Must("spec/kubernetes/deployment/replicas", at_least(2), "the only way in needs two"),
    Must(
        "spec/kubernetes/deployment/pod/topologySpreadConstraints/0/topologyKey",
        is_("topology.kubernetes.io/zone"),
        "in two zones",
    ),
    Must("spec/rewriteClientIP/setIPRecursively", is_(False), "a visitor could choose an address"),
    Must("spec/rewriteClientIP/mode", is_("XForwardedFor"), "all visitors would share an address"),
)


def trusted(on: Foundation) -> Iterator[Finding]:
    """NGINX trusts addresses from the load balancer, and from nobody else."""
    for one in on.of("NginxProxy"):
        for each in dig(one, "spec/rewriteClientIP/trustedAddresses") or [{}]:
            value = str(each.get("value"))
            if each.get("type") != "CIDR" or not value.startswith("10."):
                yield Finding("proxy", where(one), f"trusts {value}")


def grants(on: Foundation) -> Iterator[Finding]:
    """Routes may lead across namespaces to Kourier only."""
    to = [{"group": "", "kind": "Service", "name": KOURIER_SERVICE}]
    by = [{"group": "gateway.networking.k8s.io", "kind": "HTTPRoute", "namespace": NAMESPACE}]
    for one in on.of("ReferenceGrant"):
        if namespace_of(one) == KOURIER_NAMESPACE and (
            dig(one, "spec/to"),
            dig(one, "spec/from"),
        ) == (to, by):
            continue
        yield Finding("grant", where(one), "lets routes lead to more than Kourier")


def targets(on: Foundation) -> Iterator[Finding]:
    """The load balancer of this environment sends TLS to the gateway's pods."""
    bound = list(on.of("TargetGroupBinding"))
    if on.is_real and not bound:
        yield Finding("targets", GATEWAY["namespace"], "no load balancer sends anything")
    for one in bound:
        musts = (
            Must("spec/targetGroupName", is_(f"learning-{on.environment}-gateway"), "another's"),
            Must("spec/targetType", is_("ip"), "pods are targets, not nodes"),
            Must("spec/serviceRef/port", is_(443), "the load balancer would send plain requests"),
            Must("spec/serviceRef/name", is_("public-nginx"), "the gateway's own Service"),
        )
        yield from held("targets", where(one), one, musts)
