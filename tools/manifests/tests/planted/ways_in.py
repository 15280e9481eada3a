"""Plain text, certificates that nobody trusts, and second doors."""

from __future__ import annotations

from tools.manifests.tests.planted.spoil import Faults, drop, edit, gone, plus, put

GATEWAY = "Gateway/nginx-gateway/public"
HTTPS = "spec/listeners/1"
REDIRECT = "HTTPRoute/nginx-gateway/to-https"
RULE = "spec/rules/0"
ISSUER = "ClusterIssuer/letsencrypt"
INSIDE = "Certificate/data/postgres"
AUTHORITY = "Certificate/cert-manager/internal-ca"
CERTIFICATE = "Certificate/nginx-gateway/public"
PROXY = "NginxProxy/nginx-gateway/public"
GRANT = "ReferenceGrant/knative-serving/functions-to-kourier"
TARGETS = "TargetGroupBinding/nginx-gateway/public"
SERVING = "KnativeServing/knative-serving/knative-serving"
TO = f"{RULE}/filters/0/requestRedirect"

FAULTS: Faults = {
    "a gateway without TLS": ("listener", put(GATEWAY, f"{HTTPS}/protocol", "HTTP")),
    "TLS that is passed on": ("listener", put(GATEWAY, f"{HTTPS}/tls/mode", "Passthrough")),
    "TLS without a certificate": ("listener", put(GATEWAY, f"{HTTPS}/tls/certificateRefs", [])),
    "TLS with a certificate that nobody makes": (
        "listener",
        put(GATEWAY, f"{HTTPS}/tls/certificateRefs/0/name", "default-tls"),
    ),
    "a host without a certificate": ("listener", put(GATEWAY, f"{HTTPS}/hostname", "example.org")),
    "a gateway for every host": ("listener", drop(GATEWAY, f"{HTTPS}/hostname")),
    "routes from every namespace": (
        "listener",
        put(GATEWAY, f"{HTTPS}/allowedRoutes/namespaces", {"from": "All"}),
    ),
    "functions in plain": (
        "listener",
        put(GATEWAY, "spec/listeners/0/allowedRoutes/namespaces/from", "All"),
    ),
    "a gateway that does not listen on 443": ("listener", drop(GATEWAY, HTTPS)),
    "no gateway": ("listener", gone(GATEWAY)),
    "a redirect to http": ("redirect", put(REDIRECT, f"{TO}/scheme", "http")),
    "a redirect for now": ("redirect", put(REDIRECT, f"{TO}/statusCode", 302)),
    "a redirect to another host": ("redirect", put(REDIRECT, f"{TO}/hostname", "example.com")),
    "a redirect to a port": ("redirect", put(REDIRECT, f"{TO}/port", 8080)),
    "plain requests that are served": (
        "redirect",
        put(REDIRECT, RULE, {"backendRefs": [{"name": "kourier-internal", "port": 80}]}),
    ),
    "a path that is left in plain": (
        "redirect",
        put(REDIRECT, f"{RULE}/matches/0/path/value", "/courses"),
    ),
    "no redirect": ("redirect", gone(REDIRECT)),
    "Let's Encrypt's staging server": (
        "issuer",
        edit(ISSUER, "spec/acme/server", "acme-v02", "acme-staging-v02"),
    ),
    "the issuer for trying": (
        "issuer",
        put(CERTIFICATE, "spec/issuerRef/name", "letsencrypt-staging"),
    ),
    "a certificate of our own": ("issuer", put(ISSUER, "spec", {"selfSigned": {}})),
    "no issuer": ("issuer", gone(ISSUER)),
    "an issuer that does not look at certificates": (
        "issuer",
        put(ISSUER, "spec/acme/skipTLSVerify", True),
    ),
    "a challenge that cannot arrive": (
        "issuer",
        put(ISSUER, "spec/acme/solvers/0", {"http01": {"ingress": {"class": "nginx"}}}),
    ),
    "a certificate renewed on its last day": (
        "certificate",
        put(CERTIFICATE, "spec/renewBefore", "24h"),
    ),
    "a key that is kept": (
        "certificate",
        put(CERTIFICATE, "spec/privateKey/rotationPolicy", "Never"),
    ),
    "a certificate of a year": ("certificate", put(CERTIFICATE, "spec/duration", "8760h")),
    "a certificate for no name": ("certificate", put(CERTIFICATE, "spec/dnsNames", [])),
    "no certificate": ("listener", gone(CERTIFICATE)),
    "a store's certificate that no client knows": (
        "issuer",
        put(INSIDE, "spec/issuerRef/name", "letsencrypt"),
    ),
    "a store's certificate for the world": (
        "certificate",
        put(INSIDE, "spec/dnsNames/0", "postgres.learning.example.org"),
    ),
    "a store's certificate that may sign": ("certificate", put(INSIDE, "spec/isCA", True)),
    "a store's certificate for ever": ("certificate", put(INSIDE, "spec/duration", "87600h")),
    "a store's key that is kept": (
        "certificate",
        put(INSIDE, "spec/privateKey/rotationPolicy", "Never"),
    ),
    "no authority": ("authority", gone(AUTHORITY)),
    "an authority that changes its key": (
        "authority",
        put(AUTHORITY, "spec/privateKey/rotationPolicy", "Always"),
    ),
    "an authority that signs nothing": ("authority", drop(AUTHORITY, "spec/isCA")),
    "an authority for a month": ("authority", put(AUTHORITY, "spec/duration", "720h")),
    "an authority of somebody else": (
        "authority",
        put(AUTHORITY, "spec/issuerRef/name", "letsencrypt"),
    ),
    "no host for operators' routes": (
        "listener",
        put(GATEWAY, "spec/listeners/2/allowedRoutes/namespaces/from", "All"),
    ),
    "Argo CD in plain text": (
        "redirect",
        put("HTTPRoute/argocd/argocd", "spec/parentRefs/0/sectionName", "http"),
    ),
    "a cluster that starts at zero": (
        "initial-scale",
        put(SERVING, "spec/config/autoscaler/initial-scale", "0"),
    ),
    "a gateway that takes the load balancer for the caller": (
        "client-address",
        drop(PROXY, "spec/rewriteClientIP"),
    ),
    "Kourier as a load balancer": (
        "second-door",
        put(SERVING, "spec/ingress/kourier/service-type", "LoadBalancer"),
    ),
    "Kourier as its default": ("second-door", drop(SERVING, "spec/ingress/kourier/service-type")),
    "NGINX as a load balancer": (
        "second-door",
        put(PROXY, "spec/kubernetes/service/type", "LoadBalancer"),
    ),
    "NGINX' chart as its default": (
        "second-door",
        put("Chart/nginx-gateway-fabric", "nginx/service", {}),
    ),
    "Grafana with an address": (
        "second-door",
        put("Chart/kube-prometheus-stack", "grafana/service", {"type": "LoadBalancer"}),
    ),
    "Argo CD on every node": (
        "second-door",
        put("Chart/argo-cd", "server/service", {"type": "NodePort"}),
    ),
    "a Service with an address": (
        "second-door",
        plus(
            {
                "apiVersion": "v1",
                "kind": "Service",
                "metadata": {"name": "postgres", "namespace": "data"},
                "spec": {"type": "LoadBalancer", "ports": [{"port": 5432}]},
            }
        ),
    ),
    "one NGINX": ("proxy", put(PROXY, "spec/kubernetes/deployment/replicas", 1)),
    "addresses that visitors choose": (
        "proxy",
        put(PROXY, "spec/rewriteClientIP/trustedAddresses/0/value", "0.0.0.0/0"),
    ),
    "a chain of addresses that is believed": (
        "proxy",
        put(PROXY, "spec/rewriteClientIP/setIPRecursively", True),
    ),
    "routes to every Service of Knative": ("grant", drop(GRANT, "spec/to/0/name")),
    "routes from another namespace": ("grant", put(GRANT, "spec/from/0/namespace", "default")),
    "the load balancer in plain": ("targets", put(TARGETS, "spec/serviceRef/port", 80)),
    "another environment's load balancer": (
        "targets",
        put(TARGETS, "spec/targetGroupName", "learning-staging-gateway"),
    ),
    "no load balancer": ("targets", gone(TARGETS)),
}
