"""Faults in a Knative Service: its image, account, scaling, probes, rights and secrets."""

from __future__ import annotations

from tools.manifests.tests.planted.places import (
    TAG,
    Faults,
    container,
    env,
    one,
    plus,
    scaling,
    service,
    without,
)

SECRET = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "postgres", "namespace": "learning"},
    "stringData": {"url": "postgres://learning@postgres-rw.data/learning"},
}


FAULTS: Faults = {
    "an image by tag": ("image-by-tag", lambda d: container(d).update(image=TAG)),
    "images that nobody signed": (
        "unsigned-images",
        lambda d: one(d, "ClusterPolicy", "learning-signed-images")["spec"]["rules"][0][
            "verifyImages"
        ][0].update(failureAction="Audit"),
    ),
    "an image of another registry": (
        "foreign-registry",
        lambda d: container(d).update(image=f"docker.io/x/create-course@sha256:{'1' * 64}"),
    ),
    "rights for a function": (
        "rights",
        lambda d: one(d, "RoleBinding", "viewers")["subjects"].append(
            {"kind": "ServiceAccount", "name": "create-course", "namespace": "learning"}
        ),
    ),
    "the image of another function": (
        "foreign-image",
        lambda d: container(d).update(image=container(d, "log-in")["image"]),
    ),
    "a misspelt annotation": (
        "annotation-name",
        lambda d: scaling(d).update({"autoscaling.knative.dev/maxScale": "5"}),
    ),
    "an annotation that cannot be read": (
        "annotation-value",
        lambda d: scaling(d).update({"autoscaling.knative.dev/window": "banana"}),
    ),
    "an annotation in the wrong place": (
        "annotation-place",
        lambda d: service(d)["metadata"]["annotations"].update(
            {"autoscaling.knative.dev/min-scale": "1"}
        ),
    ),
    "no most copies": (
        "max-scale",
        lambda d: scaling(d).pop("autoscaling.knative.dev/max-scale"),
    ),
    "more copies than the database has connections": (
        "connections",
        lambda d: scaling(d).update({"autoscaling.knative.dev/max-scale": "200"}),
    ),
    "a bigger pool in every copy": (
        "connections",
        lambda d: env(d, "LMS_POSTGRES_POOL_MAX").update(value="50"),
    ),
    "a probe without its port": (
        "probe-port",
        lambda d: container(d)["readinessProbe"]["httpGet"].pop("port"),
    ),
    "a probe at a port where nobody listens": (
        "probe-port",
        lambda d: container(d)["livenessProbe"]["httpGet"].update(port=8081),
    ),
    "no port": ("one-port", lambda d: container(d).pop("ports")),
    "a port of Knative's own": (
        "reserved",
        lambda d: container(d)["ports"][0].update(containerPort=8012),
    ),
    "a lifecycle hook": ("needs-flag", lambda d: container(d).update(lifecycle={"preStop": {}})),
    "an added capability": (
        "capabilities",
        lambda d: container(d)["securityContext"]["capabilities"].update(add=["NET_ADMIN"]),
    ),
    "a writable root": (
        "restricted",
        lambda d: container(d)["securityContext"].update(readOnlyRootFilesystem=False),
    ),
    "a service account token": (
        "token",
        lambda d: service(d)["spec"]["template"]["spec"].pop("automountServiceAccountToken"),
    ),
    "the account of another function": (
        "account",
        lambda d: service(d)["spec"]["template"]["spec"].update(serviceAccountName="log-in"),
    ),
    "an account that does not exist": (
        "account",
        lambda d: without(d, "ServiceAccount", "create-course"),
    ),
    "a Secret in Git": ("secret-in-git", lambda d: plus(d, SECRET)),
    "a password in a variable": (
        "secret-in-git",
        lambda d: container(d)["env"].append(
            {"name": "REDIS_URL", "value": "redis://:hunter2@valkey.data:6379"}
        ),
    ),
    "a Secret that nobody makes": (
        "secret-missing",
        lambda d: without(d, "ExternalSecret", "mongodb"),
    ),
    "a service open to the world": (
        "public-service",
        lambda d: service(d)["metadata"]["labels"].pop("networking.knative.dev/visibility"),
    ),
    "a namespace for every kind of pod": (
        "pod-security",
        lambda d: one(d, "Namespace", "learning")["metadata"]["labels"].update(
            {"pod-security.kubernetes.io/enforce": "privileged"}
        ),
    ),
    "a default that Knative would add": (
        "not-a-fixed-point",
        lambda d: container(d)["readinessProbe"].pop("successThreshold"),
    ),
    "a longer time-out than the gateway's": (
        "timeouts",
        lambda d: service(d)["spec"]["template"]["spec"].update(timeoutSeconds=60),
    ),
    "shares of traffic that do not add up": (
        "traffic",
        lambda d: service(d)["spec"]["traffic"][0].update(percent=90),
    ),
    "a volume that nobody declared": (
        "volume",
        lambda d: service(d)["spec"]["template"]["spec"].update(volumes=[]),
    ),
}
