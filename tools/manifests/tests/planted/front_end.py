"""Faults in the way to the front end's files, in their server, and in the pages that name them."""

from __future__ import annotations

from tools.manifests import page_manifest
from tools.manifests.tests.planted.places import (
    MANIFEST,
    TAG,
    Faults,
    apart,
    build,
    container,
    env,
    files_rule,
    one,
    pages,
    policy,
    rewrite,
    service,
    without,
)

FAULTS: Faults = {
    "a catch-all to a function": (
        "route-exposes",
        lambda d: rewrite(files_rule(d)).update(hostname="render-page.learning.svc.cluster.local"),
    ),
    "no way to the app's files": (
        "route-missing",
        lambda d: one(d, "HTTPRoute", "site")["spec"]["rules"].remove(files_rule(d)),
    ),
    "the app's files at a service that is not there": (
        "route-target",
        lambda d: without(d, "Service", "front-end"),
    ),
    "more than is left goes to the app's files": (
        "route-undeclared",
        lambda d: files_rule(d)["matches"].append(
            {"path": {"type": "PathPrefix", "value": "/api"}}
        ),
    ),
    "a catch-all in a route of its own": ("limit-conflict", apart),
    "no service of the app's files": ("no-service", lambda d: without(d, "Service", "front-end")),
    "the app's files by tag": (
        "image-by-tag",
        lambda d: container(d, "front-end").update(image=TAG.replace("create-course", "front-end")),
    ),
    "the app's files with a token": (
        "token",
        lambda d: service(d, "front-end")["spec"]["template"]["spec"].update(
            automountServiceAccountToken=True
        ),
    ),
    "the app's files as root": (
        "restricted",
        lambda d: container(d, "front-end")["securityContext"].update(runAsNonRoot=False),
    ),
    "the app's files without a probe": (
        "no-probe",
        lambda d: container(d, "front-end").pop("readinessProbe"),
    ),
    "a way out for the app's files": (
        "edge-undeclared",
        lambda d: policy(d, "to-dns")["podSelector"]["matchExpressions"].pop(),
    ),
    "app's files that Knative cannot reach": (
        "edge-missing",
        lambda d: policy(d, "from-knative").update(podSelector=policy(d, "to-dns")["podSelector"]),
    ),
    "pages of two builds": (
        "page-manifest",
        lambda d: env(build(d), "LMS_PAGE_MANIFEST", "render-page").update(
            value=MANIFEST.replace("a-2", "a-3")
        ),
    ),
    "pages without the app": (
        "page-manifest",
        lambda d: [
            env(build(d), "LMS_PAGE_MANIFEST", page).update(value=page_manifest.EMPTY)
            for page in pages(d)
        ],
    ),
    "pages that name what no build has left": (
        "page-manifest",
        lambda d: [
            env(build(d), "LMS_PAGE_MANIFEST", page).update(
                value=MANIFEST.replace("/assets/a-2.js", "https://example.org/a.js")
            )
            for page in pages(d)
        ],
    ),
    "pages of a build that is nowhere": (
        "page-manifest",
        lambda d: [env(d, "LMS_PAGE_MANIFEST", page).update(value=MANIFEST) for page in pages(d)],
    ),
    "an app that may not use the bucket": (
        "page-bucket",
        lambda d: env(d, "LMS_PAGE_FILES_URL", "front-end").update(value=""),
    ),
    "an app that does not know where the bucket is": (
        "page-bucket",
        lambda d: container(d, "front-end").pop("env"),
    ),
    "pages that may use the bucket of others": (
        "page-bucket",
        lambda d: env(d, "LMS_PAGE_FILES_URL", "render-page").update(
            value="https://files.example.org"
        ),
    ),
    "pages before their files": (
        "page-order",
        lambda d: service(d, "front-end")["metadata"]["annotations"].update(
            {"argocd.argoproj.io/sync-wave": "0"}
        ),
    ),
    "two builds that share the visitors": (
        "two-builds",
        lambda d: service(d, "front-end")["metadata"]["annotations"].update(
            {"serving.knative.dev/rollout-duration": "120s"}
        ),
    ),
    "a canary of the app's files": (
        "two-builds",
        lambda d: service(d, "front-end")["spec"].update(
            traffic=[{"latestRevision": False, "percent": 100, "revisionName": "front-end-00001"}]
        ),
    ),
}
