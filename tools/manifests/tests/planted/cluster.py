"""Knative, nodes, secrets and controllers that are wide open, alone, or of two versions."""

from __future__ import annotations

from tools.manifests.tests.planted.spoil import Faults, drop, gone, plus, put

SERVING = "KnativeServing/knative-serving/knative-serving"
EVENTING = "KnativeEventing/knative-eventing/knative-eventing"
POOL = "NodePool/general"
CLASS = "EC2NodeClass/general"
STORE = "ClusterSecretStore/aws-secrets-manager"
SECRET = "ExternalSecret/data/postgres-learning"

FAULTS: Faults = {
    "half of Knative in another version": ("knative", put(EVENTING, "spec/version", "1.22.0")),
    "a Kafka broker of another version": (
        "knative",
        put(
            EVENTING, "spec/additionalManifests/0/URL", "https://example.org/knative-v1.21.0/x.yaml"
        ),
    ),
    "Knative of any version": ("knative", drop(SERVING, "spec/version")),
    "no Eventing": ("knative", gone(EVENTING)),
    "one activator": ("knative-copies", put(SERVING, "spec/high-availability/replicas", 1)),
    "one Eventing": ("knative-copies", put(EVENTING, "spec/high-availability/replicas", 1)),
    "a drain that takes the activators": (
        "knative-copies",
        drop(SERVING, "spec/podDisruptionBudgets"),
    ),
    "a budget that protects nothing": (
        "knative-copies",
        put(SERVING, "spec/podDisruptionBudgets/0/minAvailable", 0),
    ),
    "Knative without Kourier": ("knative", put(SERVING, "spec/ingress/kourier/enabled", False)),
    "another ingress": (
        "knative",
        put(SERVING, "spec/config/network/ingress-class", "istio.ingress.networking.knative.dev"),
    ),
    "defaults that are open": (
        "knative",
        put(SERVING, "spec/config/features/secure-pod-defaults", "disabled"),
    ),
    "visitors that choose a revision": (
        "knative",
        put(SERVING, "spec/config/features/tag-header-based-routing", "enabled"),
    ),
    "functions that never sleep": (
        "knative",
        put(SERVING, "spec/config/autoscaler/enable-scale-to-zero", "false"),
    ),
    "a function without a limit": (
        "knative",
        put(SERVING, "spec/config/autoscaler/max-scale", "0"),
    ),
    "a function of a thousand pods": (
        "knative",
        put(SERVING, "spec/config/autoscaler/max-scale-limit", "1000"),
    ),
    "requests of an hour": (
        "knative",
        put(SERVING, "spec/config/defaults/max-revision-timeout-seconds", "3600"),
    ),
    "nothing to roll back to": (
        "knative",
        put(SERVING, "spec/config/gc/retain-since-create-time", "1h"),
    ),
    "revisions that nobody measures": (
        "knative",
        put(SERVING, "spec/config/observability/metrics-protocol", "none"),
    ),
    "a trigger's time-out ignored": (
        "knative",
        put(EVENTING, "spec/config/features/delivery-timeout", "disabled"),
    ),
    "event types that nobody declared": (
        "knative",
        put(EVENTING, "spec/config/features/eventtype-auto-create", "enabled"),
    ),
    "brokers in memory": (
        "broker-default",
        put(EVENTING, "spec/defaultBrokerClass", "MTChannelBasedBroker"),
    ),
    "nodes without a limit": ("nodes", drop(POOL, "spec/limits")),
    "nodes of a thousand CPUs": ("nodes", put(POOL, "spec/limits/cpu", "1000")),
    "nodes that get old": ("nodes", put(POOL, "spec/template/spec/expireAfter", "Never")),
    "nodes of half a year": ("nodes", put(POOL, "spec/template/spec/expireAfter", "4380h")),
    "all nodes at once": ("nodes", put(POOL, "spec/disruption/budgets/0/nodes", "100%")),
    "nodes of a class that is gone": (
        "nodes",
        put(POOL, "spec/template/spec/nodeClassRef/name", "default"),
    ),
    "production on spot nodes": (
        "spot-nodes",
        put(POOL, "spec/template/spec/requirements/1/values", ["spot", "on-demand"]),
    ),
    "no nodes": ("nodes", gone(POOL)),
    "metadata without a token": (
        "nodes",
        put(CLASS, "spec/metadataOptions/httpTokens", "optional"),
    ),
    "metadata for pods": ("nodes", put(CLASS, "spec/metadataOptions/httpPutResponseHopLimit", 2)),
    "disks in plain": ("nodes", put(CLASS, "spec/blockDeviceMappings/0/ebs/encrypted", False)),
    "a system of the day": (
        "nodes",
        put(CLASS, "spec/amiSelectorTerms/0/alias", "bottlerocket@latest"),
    ),
    "nodes with a public address": ("nodes", put(CLASS, "spec/associatePublicIPAddress", True)),
    "nodes in another cluster": (
        "nodes",
        put(CLASS, "spec/subnetSelectorTerms/0/tags/karpenter.sh~1discovery", "learning-staging"),
    ),
    "nodes with another identity": (
        "nodes",
        put(CLASS, "spec/instanceProfile", "learning-staging-karpenter-node"),
    ),
    "a store of secrets for everybody": ("secret-store", drop(STORE, "spec/conditions")),
    "a store of secrets for every namespace": (
        "secret-store",
        put(STORE, "spec/conditions/0", {"namespaceSelector": {}}),
    ),
    "a store of secrets with a key": (
        "secret-store",
        put(STORE, "spec/provider/aws/auth", {"secretRef": {}}),
    ),
    "a namespace that the store does not answer": (
        "secret-store",
        drop(STORE, "spec/conditions/0/namespaces/0"),
    ),
    "a namespace that asks for nothing": (
        "secret-store",
        put(STORE, "spec/conditions/0/namespaces/-", "default"),
    ),
    "no store of secrets": ("secret-store", gone(STORE)),
    "a secret that is looked up once": (
        "external-secret",
        put(SECRET, "spec/refreshInterval", "0s"),
    ),
    "a secret of last week": ("external-secret", put(SECRET, "spec/refreshInterval", "168h")),
    "a secret that goes with AWS": (
        "external-secret",
        put(SECRET, "spec/target/deletionPolicy", "Delete"),
    ),
    "a secret that outlives": (
        "external-secret",
        put(SECRET, "spec/target/creationPolicy", "Orphan"),
    ),
    "a secret of another store": (
        "external-secret",
        put(SECRET, "spec/secretStoreRef/name", "vault"),
    ),
    "another environment's secret": (
        "foreign-secret",
        put(SECRET, "spec/data/0/remoteRef/key", "learning/staging/postgres"),
    ),
    "another platform's secret": (
        "foreign-secret",
        put(SECRET, "spec/data/0/remoteRef/key", "billing/prod/postgres"),
    ),
    "every secret there is": (
        "external-secret",
        put(SECRET, "spec/dataFrom", [{"find": {"name": {"regexp": ".*"}}}]),
    ),
    "a secret in Git": (
        "secret-in-git",
        plus(
            {
                "apiVersion": "v1",
                "kind": "Secret",
                "metadata": {"name": "postgres", "namespace": "data"},
                "stringData": {"password": "x"},
            }
        ),
    ),
    "one cert-manager": ("chart-copies", put("Chart/cert-manager", "replicaCount", 1)),
    "certificates that go with an upgrade": (
        "chart",
        put("Chart/cert-manager", "crds/keep", False),
    ),
    "one External Secrets": ("chart-copies", put("Chart/external-secrets", "replicaCount", 1)),
    "secrets written back": ("chart", put("Chart/external-secrets", "processPushSecret", True)),
    "secrets for every namespace": (
        "chart",
        put("Chart/external-secrets", "processClusterExternalSecret", True),
    ),
    "one Karpenter": ("chart-copies", put("Chart/karpenter", "replicas", 1)),
    "Karpenter of another cluster": (
        "chart",
        put("Chart/karpenter", "settings/clusterName", "learning-staging"),
    ),
    "nodes that go without a warning": (
        "chart",
        drop("Chart/karpenter", "settings/interruptionQueue"),
    ),
    "a load balancer controller of another cluster": (
        "chart",
        put("Chart/aws-load-balancer-controller", "clusterName", "learning-staging"),
    ),
    "every Service through a webhook": (
        "chart",
        put("Chart/aws-load-balancer-controller", "enableServiceMutatorWebhook", True),
    ),
    "one Kyverno": ("chart", put("Chart/kyverno", "admissionController/replicas", 1)),
    "admission that looks at another namespace": (
        "chart",
        put(
            "Chart/kyverno",
            "config/webhooks/namespaceSelector/matchExpressions/0/values",
            ["default"],
        ),
    ),
    "routes that write NGINX' configuration": (
        "chart",
        put("Chart/nginx-gateway-fabric", "nginxGateway/snippets/enable", True),
    ),
    "one operator of PostgreSQL": ("chart-copies", put("Chart/cloudnative-pg", "replicaCount", 1)),
    "a backup plugin without limits": (
        "chart-resources",
        drop("Chart/plugin-barman-cloud", "resources/limits"),
    ),
    "MongoDB's operator that reports": (
        "chart",
        put("Chart/psmdb-operator", "disableTelemetry", False),
    ),
    "Kafka's operator everywhere": (
        "chart",
        put("Chart/strimzi-kafka-operator", "watchAnyNamespace", True),
    ),
    "Kafka's operator that can be changed": (
        "chart",
        put("Chart/strimzi-kafka-operator", "securityContext/readOnlyRootFilesystem", False),
    ),
    "one Argo CD": ("chart", put("Chart/argo-cd", "server/replicas", 1)),
    "Argo CD without limits": (
        "chart-resources",
        drop("Chart/argo-cd", "server/resources/limits/memory"),
    ),
}
