"""Faults in the routes to the functions, and in their limits."""

from __future__ import annotations

from tools.manifests.tests.planted.places import Faults, one, rewrite, rule, without

FAULTS: Faults = {
    "a route to nobody": (
        "route-target",
        lambda d: rewrite(rule(d)).update(hostname="list-course.learning.svc.cluster.local"),
    ),
    "a route past Kourier": (
        "route-backend",
        lambda d: rule(d)["backendRefs"][0].update(name="list-courses", namespace="learning"),
    ),
    "a route that is missing": ("route-missing", lambda d: without(d, "HTTPRoute", "users")),
    "a route with another method": (
        "route-undeclared",
        lambda d: rule(d)["matches"][0].update(method="PATCH"),
    ),
    "a route that lets metrics out": (
        "route-exposes",
        lambda d: rule(d)["matches"][0].update(path={"type": "PathPrefix", "value": "/"}),
    ),
    "a pattern without an end": (
        "route-undeclared",
        lambda d: rule(d, 2)["matches"][0]["path"].update(value="/api/courses/[^/]+"),
    ),
    "a time-out that this gateway refuses": (
        "route-unsupported",
        lambda d: rule(d).update(timeouts={"request": "10s"}),
    ),
    "a route without a rate": ("no-limit", lambda d: without(d, "RateLimitPolicy", "rate-auth")),
    "a limit for a route that is gone": (
        "limit-target",
        lambda d: one(d, "ClientSettingsPolicy", "courses")["spec"]["targetRef"].update(
            name="course"
        ),
    ),
}
