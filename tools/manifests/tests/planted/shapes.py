"""Faults that a schema sees: unknown and missing fields, and values of a wrong kind."""

from __future__ import annotations

from tools.manifests.tests.planted.places import (
    Faults,
    container,
    one,
    policy,
    rule,
    scaling,
    service,
    trigger,
)

FAULTS: Faults = {
    "a misspelt field of a revision": (
        "unknown-field",
        lambda d: service(d)["spec"]["template"]["spec"].update(containerConcurency=5),
    ),
    "a misspelt probe": (
        "unknown-field",
        lambda d: container(d).update(livenessProb=container(d).pop("livenessProbe")),
    ),
    "a misspelt field of a security context": (
        "unknown-field",
        lambda d: container(d)["securityContext"].update(runAsNonroot=True),
    ),
    "a misspelt field of a trigger": (
        "unknown-field",
        lambda d: trigger(d).update(brokr=trigger(d).pop("broker")),
    ),
    "a misspelt field of a network policy": (
        "unknown-field",
        lambda d: policy(d, "to-dns").update(egres=policy(d, "to-dns").pop("egress")),
    ),
    "a misspelt field of a route": (
        "unknown-field",
        lambda d: rule(d).update(backendRef=rule(d).pop("backendRefs")),
    ),
    "a number as the text of an annotation": (
        "wrong-value",
        lambda d: scaling(d).update({"autoscaling.knative.dev/min-scale": 0}),
    ),
    "a path type that does not exist": (
        "wrong-value",
        lambda d: rule(d)["matches"][0]["path"].update(type="Regex"),
    ),
    "an external secret without a key": (
        "missing-field",
        lambda d: one(d, "ExternalSecret", "postgres")["spec"]["data"][0].pop("remoteRef"),
    ),
    "a rate that NGINX cannot read": (
        "wrong-value",
        lambda d: one(d, "RateLimitPolicy", "rate-auth")["spec"]["rateLimit"]["local"]["rules"][
            0
        ].update(rate="5/s"),
    ),
    "a kind of a version that is gone": (
        "no-schema",
        lambda d: one(d, "PingSource", "relay-outbox").update(
            apiVersion="sources.knative.dev/v1a1"
        ),
    ),
}
