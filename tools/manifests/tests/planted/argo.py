"""An Argo CD that lets the cluster drift, or lets anybody in."""

from __future__ import annotations

from tools.manifests.tests.planted.spoil import Faults, drop, edit, gone, put

APPLICATION = "Application/argocd/velero"
NODES = "Application/argocd/nodes"
LAYERS = "ApplicationSet/argocd/layers"
TEMPLATE = "spec/template/spec"
AUTOMATED = "spec/syncPolicy/automated"
STORES = "AppProject/argocd/stores"
FUNCTIONS = "AppProject/argocd/functions"
RBAC = "ConfigMap/argocd/argocd-rbac-cm"
SETTINGS = "ConfigMap/argocd/argocd-cm"
TOLD = "ConfigMap/argocd/argocd-notifications-cm"
CHART = "Chart/argo-cd"

FAULTS: Faults = {
    "self-heal off": ("self-heal", put(APPLICATION, f"{AUTOMATED}/selfHeal", False)),
    "self-heal off in one folder": ("self-heal", put(NODES, f"{AUTOMATED}/selfHeal", False)),
    "self-heal off for the functions": (
        "self-heal",
        put(LAYERS, f"{TEMPLATE}/syncPolicy/automated/selfHeal", False),
    ),
    "self-heal off for Argo CD itself": (
        "self-heal",
        put("Application/argocd/platform", f"{AUTOMATED}/selfHeal", False),
    ),
    "sync by hand": ("self-heal", drop(APPLICATION, AUTOMATED)),
    "sync paused in Git": ("self-heal", put(APPLICATION, f"{AUTOMATED}/enabled", False)),
    "prune off": ("prune", put(APPLICATION, f"{AUTOMATED}/prune", False)),
    "prune off for the functions": (
        "prune",
        put(LAYERS, f"{TEMPLATE}/syncPolicy/automated/prune", False),
    ),
    "an empty folder": ("prune", put(APPLICATION, f"{AUTOMATED}/allowEmpty", True)),
    "no server-side apply": ("sync-options", put(APPLICATION, "spec/syncPolicy/syncOptions", [])),
    "everything replaced": (
        "sync-options",
        put(APPLICATION, "spec/syncPolicy/syncOptions/-", "Replace=true"),
    ),
    "no retry": ("sync-retry", drop(APPLICATION, "spec/syncPolicy/retry")),
    "a difference of everything": (
        "ignored-difference",
        put(NODES, "spec/ignoreDifferences", [{"kind": "NodePool", "jsonPointers": ["/spec"]}]),
    ),
    "a difference of every kind": (
        "ignored-difference",
        put(NODES, "spec/ignoreDifferences", [{"kind": "*", "jsonPointers": ["/spec/limits"]}]),
    ),
    "a generator that deletes": (
        "application-set",
        put(LAYERS, "spec/syncPolicy/applicationsSync", "sync"),
    ),
    "an ApplicationSet that takes all along": (
        "application-set",
        put(LAYERS, "spec/syncPolicy/preserveResourcesOnDeletion", False),
    ),
    "a missing value as an empty path": (
        "application-set",
        put(LAYERS, "spec/goTemplateOptions", []),
    ),
    "one project for all layers": (
        "application-set",
        put(LAYERS, f"{TEMPLATE}/project", "platform"),
    ),
    "a chart of tomorrow": ("unpinned", put(APPLICATION, "spec/sources/0/targetRevision", "12.*")),
    "another's branch": (
        "unpinned",
        put("Application/argocd/gateway-api", "spec/source/targetRevision", "main"),
    ),
    "production on a branch": ("unpinned", put(NODES, "spec/source/targetRevision", "main")),
    "a project for every repository": ("project-star", put(STORES, "spec/sourceRepos/0", "*")),
    "a project for every namespace": (
        "project-star",
        put(FUNCTIONS, "spec/destinations/0/namespace", "*"),
    ),
    "a project for every kind": (
        "project-star",
        put(FUNCTIONS, "spec/namespaceResourceWhitelist/-", {"group": "*", "kind": "*"}),
    ),
    "a project that may change the cluster": (
        "project-star",
        put(STORES, "spec/clusterResourceWhitelist/-", {"group": "*", "kind": "*"}),
    ),
    "a project without a list of kinds": (
        "project",
        drop(FUNCTIONS, "spec/namespaceResourceWhitelist"),
    ),
    "a project in another cluster": (
        "project",
        put(STORES, "spec/destinations/0/server", "https://10.0.0.1"),
    ),
    "a project with a token": ("project", put(STORES, "spec/roles", [{"name": "ci"}])),
    "an Application without limits": ("project", put(APPLICATION, "spec/project", "default")),
    "an Application in another cluster": (
        "project",
        put(APPLICATION, "spec/destination/server", "https://10.0.0.1"),
    ),
    "stores that restart at noon": ("sync-window", drop(STORES, "spec/syncWindows")),
    "everybody is an administrator": (
        "argo-default-role",
        put(RBAC, "data/policy.default", "role:admin"),
    ),
    "operators that delete": (
        "argo-rights",
        edit(RBAC, "data/policy.csv", "applications, sync, */*", "applications, delete, */*"),
    ),
    "operators that may do anything": (
        "argo-rights",
        edit(RBAC, "data/policy.csv", "applications, sync, */*", "applications, *, */*"),
    ),
    "operators with a shell": (
        "argo-rights",
        edit(RBAC, "data/policy.csv", "logs, get, */*", "exec, create, */*"),
    ),
    "operators that change projects": (
        "argo-rights",
        edit(RBAC, "data/policy.csv", "logs, get, */*", "projects, update, *"),
    ),
    "viewers as administrators": (
        "argo-rights",
        edit(RBAC, "data/policy.csv", "g, learning:administrators", "g, learning:viewers"),
    ),
    "no rights at all": ("argo-rights", gone(RBAC)),
    "the one password": ("argo-settings", put(SETTINGS, "data/admin.enabled", "true")),
    "the one password by default": ("argo-settings", drop(SETTINGS, "data/admin.enabled")),
    "a shell in every pod": ("argo-settings", put(SETTINGS, "data/exec.enabled", "true")),
    "Argo CD without a name": (
        "argo-settings",
        put(SETTINGS, "data/users.anonymous.enabled", "true"),
    ),
    "Argo CD in plain": ("argo-settings", put(SETTINGS, "data/url", "http://argocd.example.org")),
    "waves that do not wait": (
        "argo-settings",
        drop(SETTINGS, "data/resource.customizations.health.argoproj.io_Application"),
    ),
    "Argo CD's server without TLS": (
        "argo-settings",
        put(CHART, "configs/params/server.insecure", True),
    ),
    "Argo CD for every pod": ("argo-settings", put(CHART, "global/networkPolicy/create", False)),
    "rights of the chart": ("argo-settings", put(CHART, "configs/rbac/create", True)),
    "nobody is told of a failed sync": (
        "argo-notifications",
        drop(TOLD, "data/trigger.on-sync-failed"),
    ),
    "nobody is told of what is degraded": (
        "argo-notifications",
        put(TOLD, "data/subscriptions", "- triggers: [on-deployed, on-sync-failed]"),
    ),
}
