"""AWS resources that manifests name are those that Terraform creates, in each environment."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools.manifests.applications import Application, applications
from tools.manifests.documents import name_of
from tools.manifests.rules.made import Thing
from tools.manifests.rules.references import makers
from tools.terraform.plan import Plan
from tools.tree import ROOT

PLANS = Path(os.environ["LMS_TERRAFORM_PLANS"])
# On one machine (dev in Argo CD) there is nothing of AWS.
ENVIRONMENTS = ("staging", "prod")


@pytest.fixture(params=ENVIRONMENTS)
def plan(request: pytest.FixtureRequest) -> Plan:
    """Each environment's plan in turn."""
    return Plan(PLANS / f"{request.param}.json")


@cache
def everything(environment: str) -> tuple[Application, ...]:
    """Build all that Argo CD applies in an environment."""
    return applications(ROOT, environment)


def documents(plan: Plan, kind: str) -> list[dict[str, Any]]:
    """Return the documents of a kind."""
    return [one for each in everything(plan.name) for one in each.documents if one["kind"] == kind]


def values(plan: Plan, application: str) -> dict[str, Any]:
    """Return the values of a chart."""
    (found,) = [one.values for one in everything(plan.name) if one.name == application]
    return found


def names(plan: Plan, type_name: str) -> set[str]:
    """Name the planned resources of a type."""
    return {one.values["name"] for one in plan.of(type_name)}


def test_a_role_is_for_an_account_that_is_there(plan: Plan) -> None:
    """A pod identity for a missing account gives its rights to no pod."""
    there = makers(everything(plan.name))
    for one in plan.of("aws_eks_pod_identity_association"):
        namespace, account = one.values["namespace"], one.values["service_account"]
        # The operator makes the drill's account from a cluster that the drill makes.
        assert Thing("ServiceAccount", namespace, account) in there, one.address


def test_volumes_are_encrypted_with_the_clusters_key(plan: Plan) -> None:
    """By EKS's driver, which has a role, with an existing key that it may use."""
    (driver,) = plan.of("aws_eks_addon", "aws-ebs-csi-driver")
    assert driver.values["pod_identity_association"][0]["role_arn"]
    aliases = names(plan, "aws_kms_alias")
    classes = documents(plan, "StorageClass")
    assert {name_of(one) for one in classes} == {"gp3", "gp3-kept"}
    for one in classes:
        assert one["provisioner"] == "ebs.csi.aws.com"
        assert one["parameters"]["encrypted"] == "true"
        assert one["parameters"]["kmsKeyId"] in aliases


def test_stores_keep_their_volumes_and_scratch_does_not(plan: Plan) -> None:
    """An operator who deletes a store's claim by mistake keeps the disk; a drill leaves none."""
    policies = {name_of(one): one["reclaimPolicy"] for one in documents(plan, "StorageClass")}
    (postgres,) = documents(plan, "Cluster")
    (mongodb,) = documents(plan, "PerconaServerMongoDB")
    (kafka,) = documents(plan, "KafkaNodePool")
    (valkey,) = documents(plan, "StatefulSet")
    kept = {
        postgres["spec"]["storage"]["storageClass"],
        postgres["spec"]["walStorage"]["storageClass"],
        mongodb["spec"]["replsets"][0]["volumeSpec"]["persistentVolumeClaim"]["storageClassName"],
        *(volume["class"] for volume in kafka["spec"]["storage"]["volumes"]),
        *(one["spec"]["storageClassName"] for one in valkey["spec"]["volumeClaimTemplates"]),
    }
    assert {policies[name] for name in kept} == {"Retain"}
    (drill,) = [one for one in documents(plan, "ConfigMap") if name_of(one).startswith("restore")]
    scratch = re.findall(r"storageClass(?:Name)?: ([\w-]+)", "\n".join(drill["data"].values()))
    assert scratch
    assert {policies[name] for name in scratch} == {"Delete"}


def test_nodes_and_the_gateway_are_made_of_what_is_there(plan: Plan) -> None:
    """Names follow from the environment; a wrong one is found by AWS only."""
    (binding,) = documents(plan, "TargetGroupBinding")
    assert binding["spec"]["targetGroupName"] in names(plan, "aws_lb_target_group")
    (nodes,) = documents(plan, "EC2NodeClass")
    assert nodes["spec"]["instanceProfile"] in names(plan, "aws_iam_instance_profile")
    settings = values(plan, "karpenter")["settings"]
    assert settings["clusterName"] in names(plan, "aws_eks_cluster")
    assert settings["interruptionQueue"] in names(plan, "aws_sqs_queue")
    balancing = values(plan, "aws-load-balancer-controller")
    assert balancing["clusterName"] in names(plan, "aws_eks_cluster")


def test_backups_go_to_the_environments_own_bucket(plan: Plan) -> None:
    """The account's number is the environment's; here only its own name can be compared."""
    text = yaml.safe_dump_all(
        one
        for each in everything(plan.name)
        for one in (*each.documents, each.values)
        # The drill rehearses production's backups, where it runs at all.
        if not (one.get("kind") == "ConfigMap" and name_of(one).startswith("restore-drill"))
        and not (
            one.get("kind") == "ObjectStore" and one["metadata"]["namespace"] == "restore-drill"
        )
    )
    found = set(re.findall(r"learning-[a-z]+-backups-\d{12}", text))
    assert {one.rpartition("-")[0] for one in found} == {f"learning-{plan.name}-backups"}
    assert len(found) == 1


def test_every_host_of_the_gateway_comes_through_the_edge(plan: Plan) -> None:
    """A listener without a distribution cannot be reached, and the other way round."""
    (gateway,) = documents(plan, "Gateway")
    hosts = {one["hostname"] for one in gateway["spec"]["listeners"]}
    aliases = {
        alias for one in plan.of("aws_cloudfront_distribution") for alias in one.values["aliases"]
    }
    assert hosts == aliases
