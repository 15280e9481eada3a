"""What the plans of all environments must contain, whatever the modules look like.

`nox -s terraform` makes the plans and names their folder in LMS_TERRAFORM_PLANS. These are the
plans after apply on the stand-in provider, where no value is unknown any more.
"""

from __future__ import annotations

import ipaddress
import json
import os
from pathlib import Path

import pytest

from tools.terraform.plan import Plan, Resource, Statement
from tools.tree import ROOT

PLANS = Path(os.environ["LMS_TERRAFORM_PLANS"])
ZONES = ("us-east-1a", "us-east-1b", "us-east-1c")
ANYWHERE = "0.0.0.0/0"
ENVIRONMENTS = ("dev", "staging", "prod")
SMALL = {"dev", "staging"}
"""May be down for an hour, and may be taken down."""


@pytest.fixture(params=ENVIRONMENTS)
def plan(request: pytest.FixtureRequest) -> Plan:
    """Each environment's plan in turn."""
    return Plan(PLANS / f"{request.param}.json")


@pytest.fixture(params=["bootstrap", *ENVIRONMENTS])
def any_plan(request: pytest.FixtureRequest) -> Plan:
    """Each plan that there is, in turn."""
    return Plan(PLANS / f"{request.param}.json")


# Network


def test_the_network_has_the_ranges_that_were_asked_for(plan: Plan) -> None:
    """VPC 10.0.0.0/16; public 10.0.0-2.0/24 and private 10.0.100-102.0/24 in three zones."""
    assert plan.one("aws_vpc").values["cidr_block"] == "10.0.0.0/16"
    for kind, third in (("public", (0, 1, 2)), ("private", (100, 101, 102))):
        subnets = plan.of("aws_subnet", f"aws_subnet.{kind}")
        assert [one.values["availability_zone"] for one in subnets] == list(ZONES)
        assert [one.values["cidr_block"] for one in subnets] == [f"10.0.{n}.0/24" for n in third]


def test_no_instance_gets_a_public_address(plan: Plan) -> None:
    """Not even in a public subnet does anything get a public address automatically."""
    assert not any(one.values["map_public_ip_on_launch"] for one in plan.of("aws_subnet"))


def test_public_subnets_leave_by_the_internet_gateway(plan: Plan) -> None:
    """One route table, whose default route is the internet gateway."""
    gateway = plan.one("aws_internet_gateway").values["id"]
    table = plan.one("aws_route_table", ".public").values["id"]
    (route,) = [one for one in plan.of("aws_route") if one.values["route_table_id"] == table]
    assert route.values["destination_cidr_block"] == ANYWHERE
    assert route.values["gateway_id"] == gateway
    assert {one.values["subnet_id"] for one in _associations(plan, table)} == {
        one.values["id"] for one in plan.of("aws_subnet", ".public")
    }


def test_private_subnets_leave_by_nat(plan: Plan) -> None:
    """Each zone has a route table; in prod it leads to the zone's own NAT gateway."""
    gateways = {one.values["id"]: one.key for one in plan.of("aws_nat_gateway")}
    assert len(gateways) == (1 if plan.name in SMALL else 3)
    for zone in ZONES:
        route = plan.one("aws_route", f'private_nat["{zone}"]').values
        assert route["destination_cidr_block"] == ANYWHERE
        assert gateways[route["nat_gateway_id"]] == (zone if plan.name == "prod" else ZONES[0])
        (association,) = _associations(plan, route["route_table_id"])
        subnet = plan.one("aws_subnet", f'private["{zone}"]')
        assert association.values["subnet_id"] == subnet.values["id"]


def test_nat_gateways_stand_in_public_subnets(plan: Plan) -> None:
    """A NAT gateway in a private subnet reaches nothing."""
    public = {one.values["id"] for one in plan.of("aws_subnet", ".public")}
    assert {one.values["subnet_id"] for one in plan.of("aws_nat_gateway")} <= public


@pytest.mark.parametrize("kind", ["public", "private"])
def test_acl_rules_have_numbers_of_their_own(plan: Plan, kind: str) -> None:
    """Rule numbers are distinct in each direction and leave room between them."""
    for egress in (False, True):
        rules = [one for one in _rules(plan, kind) if one.values["egress"] is egress]
        numbers = sorted(one.values["rule_number"] for one in rules)
        assert numbers == [100 + 10 * index for index in range(len(numbers))]
        assert all(one.values["rule_action"] == "allow" for one in rules)


@pytest.mark.parametrize("kind", ["public", "private"])
def test_acls_let_the_answers_in(plan: Plan, kind: str) -> None:
    """ACLs are stateless: outgoing connections need open ports for the responses."""
    rules = _rules(plan, kind)
    out = [one for one in rules if one.values["egress"] and one.values["cidr_block"] == ANYWHERE]
    back = [one for one in rules if not one.values["egress"]]
    assert {one.values["protocol"] for one in out} == {"tcp"}
    answers = [one.values for one in back if one.values["cidr_block"] == ANYWHERE]
    assert [(one["protocol"], one["from_port"], one["to_port"]) for one in answers] == [
        ("tcp", 1024, 65535)
    ]
    assert sorted(one.values["to_port"] for one in out) == [80, 443, 587]


def test_every_subnet_has_its_acl(plan: Plan) -> None:
    """Both kinds of subnets are under their own ACL, none under the empty default one."""
    for kind in ("public", "private"):
        subnets = {one.values["id"] for one in plan.of("aws_subnet", f".{kind}[")}
        assert set(plan.one("aws_network_acl", f".{kind}").values["subnet_ids"]) == subnets


def test_no_security_group_lets_the_internet_in(plan: Plan) -> None:
    """The only ways in are CloudFront's addresses, the VPC's own, and one group from another."""
    for one in plan.of("aws_vpc_security_group_ingress_rule"):
        cidr = one.values["cidr_ipv4"]
        assert cidr is None or ipaddress.ip_network(cidr).is_private, one.address
        assert one.values["from_port"] == one.values["to_port"] == 443, one.address
    default = plan.one("aws_default_security_group").values
    assert not default["ingress"]
    assert not default["egress"]


def test_traffic_to_aws_stays_inside_in_prod(plan: Plan) -> None:
    """S3 always has its gateway endpoint; prod has the interface endpoints too."""
    found = {
        one.values["service_name"].partition("us-east-1.")[2] for one in plan.of("aws_vpc_endpoint")
    }
    interfaces = {"ecr.api", "ecr.dkr", "eks-auth", "logs", "secretsmanager", "sts"}
    assert found == {"s3"} | (interfaces if plan.name == "prod" else set())


def test_all_traffic_is_logged(plan: Plan) -> None:
    """Flow logs of the whole VPC, accepted and refused."""
    log = plan.one("aws_flow_log").values
    assert log["vpc_id"] == plan.one("aws_vpc").values["id"]
    assert log["traffic_type"] == "ALL"


# Cluster


def test_the_api_server_is_not_open_to_all(plan: Plan) -> None:
    """It can be reached from inside; from outside only from listed addresses."""
    network = plan.one("aws_eks_cluster").values["vpc_config"][0]
    assert network["endpoint_private_access"] is True
    assert network["endpoint_public_access"] is False
    assert set(network["subnet_ids"]) == {
        one.values["id"] for one in plan.of("aws_subnet", ".private")
    }


def test_the_cluster_encrypts_and_records(plan: Plan) -> None:
    """Secrets under our key, every control-plane log on, the audit log kept."""
    cluster = plan.one("aws_eks_cluster").values
    (encryption,) = cluster["encryption_config"]
    assert encryption["resources"] == ["secrets"]
    assert encryption["provider"][0]["key_arn"] in _key_arns(plan)
    assert set(cluster["enabled_cluster_log_types"]) == {
        "api",
        "audit",
        "authenticator",
        "controllerManager",
        "scheduler",
    }
    assert cluster["access_config"][0]["authentication_mode"] == "API"
    assert cluster["deletion_protection"] is (plan.name == "prod")


def test_nodes_are_managed_and_keep_their_credentials(plan: Plan) -> None:
    """One managed group; encrypted disks; pods are a hop too far for the metadata service."""
    group = plan.one("aws_eks_node_group").values
    assert group["scaling_config"][0]["min_size"] == {"dev": 2, "staging": 3, "prod": 3}[plan.name]
    assert group["ami_type"].endswith("x86_64"), "the architecture of the functions' images"
    template = plan.one("aws_launch_template").values
    assert group["launch_template"][0]["id"] == template["id"]
    (metadata,) = template["metadata_options"]
    assert (metadata["http_tokens"], metadata["http_put_response_hop_limit"]) == ("required", 1)
    disks = [one["ebs"][0] for one in template["block_device_mappings"]]
    # A launch template says "true" in words.
    assert all(str(disk["encrypted"]).lower() == "true" for disk in disks)


def test_network_policies_are_enforced(plan: Plan) -> None:
    """Without its agent, the network plug-in accepts NetworkPolicies and ignores them."""
    addon = plan.one("aws_eks_addon", '"vpc-cni"').values
    assert json.loads(addon["configuration_values"])["enableNetworkPolicy"] == "true"
    assert {one.key for one in plan.of("aws_eks_addon")} >= {"eks-pod-identity-agent", "coredns"}


def test_every_workload_has_a_role_of_its_own(plan: Plan) -> None:
    """No role serves two service accounts, and no service account has two."""
    associations = plan.of("aws_eks_pod_identity_association")
    roles = [one.values["role_arn"] for one in associations]
    accounts = [(one.values["namespace"], one.values["service_account"]) for one in associations]
    assert len(set(roles)) == len(roles) == len(set(accounts))
    assert ("kube-system", "karpenter") in accounts
    assert ("external-secrets", "external-secrets") in accounts


# Encryption and rights everywhere


def test_every_log_group_is_encrypted_and_ends(plan: Plan) -> None:
    """Our key, and a number of days: 365 in prod, 30 elsewhere."""
    for one in plan.of("aws_cloudwatch_log_group"):
        assert one.values["kms_key_id"] in _key_arns(plan), one.address
        days = 30 if plan.name in SMALL else 365
        assert one.values["retention_in_days"] == days, one.address


def test_every_encrypting_key_rotates(any_plan: Plan) -> None:
    """All but the one that signs the zone, which AWS cannot rotate."""
    for one in any_plan.of("aws_kms_key"):
        assert one.values["deletion_window_in_days"] == 30
        assert one.values["enable_key_rotation"] or one.values["key_usage"] == "SIGN_VERIFY"


def test_no_role_may_do_everything(any_plan: Plan) -> None:
    """No role has a wildcard action; a resource's own policy may use one for itself."""
    for one in _rights(any_plan):
        assert not [action for action in one.actions if action.endswith("*")], one


# Statements on all resources without a condition: actions without resources, and denials.
BOUNDLESS = {"ecr:GetAuthorizationToken", "pricing:GetProducts"}


def test_a_right_names_its_resources_or_its_conditions(any_plan: Plan) -> None:
    """`*` as a resource needs a condition, except for actions that support neither."""
    for one in _rights(any_plan):
        if "*" in one.resources and not one.conditional:
            assert set(one.actions) <= BOUNDLESS, one


def test_only_named_rights_of_aws_are_attached(any_plan: Plan) -> None:
    """AWS's own policies are few, and the administrator's is not one of them."""
    attached = {
        one.values["policy_arn"].rpartition("/")[2]
        for one in any_plan.of("aws_iam_role_policy_attachment")
    }
    if any_plan.name == "bootstrap":
        assert attached == {"ReadOnlyAccess", "PowerUserAccess"}
    else:
        assert attached == {
            "AmazonEBSCSIDriverPolicy",
            "AmazonEC2ContainerRegistryPullOnly",
            "AmazonEKSClusterPolicy",
            "AmazonEKSWorkerNodeMinimalPolicy",
            "AmazonEKS_CNI_Policy",
        }


def test_a_trust_names_who_may_come(any_plan: Plan) -> None:
    """No role can be assumed by everybody, and GitHub's subjects are exact."""
    for one in any_plan.of("aws_iam_role"):
        for statement in json.loads(one.values["assume_role_policy"])["Statement"]:
            assert "*" not in json.dumps(statement["Principal"]), one.address
            for test, condition in statement.get("Condition", {}).items():
                if any(name.endswith(":sub") for name in condition):
                    assert test == "StringEquals", one.address


def test_github_comes_by_its_tokens_and_cannot_raise_itself(any_plan: Plan) -> None:
    """The pipeline's roles are in bootstrap and deny themselves every change to themselves."""
    roles = [one for one in any_plan.of("aws_iam_role") if "-github-" in one.values["name"]]
    if any_plan.name != "bootstrap":
        assert not roles
        return
    assert {one.key for one in roles} == {"plan", "apply", "push", "watch"}
    denied = [
        one for one in any_plan.statements() if one.effect == "Deny" and "iam:*" in one.actions
    ]
    assert any(resource.endswith("-github-*") for one in denied for resource in one.resources)


def test_reports_come_from_the_topic_that_manifests_name(plan: Plan) -> None:
    """SES reports to it, signed with SHA-256; the environment's function accepts it."""
    topic = plan.one("aws_sns_topic").values
    assert topic["name"] == f"learning-{plan.name}-callbacks"
    assert str(topic["signature_version"]) == "2"
    assert topic["kms_master_key_id"] in _key_arns(plan)
    (destination,) = plan.one("aws_sesv2_configuration_set_event_destination").values[
        "event_destination"
    ]
    assert destination["sns_destination"][0]["topic_arn"] == topic["arn"]
    assert set(destination["matching_event_types"]) >= {"BOUNCE", "COMPLAINT", "DELIVERY"}
    if plan.name != "dev":
        settings = ROOT / "manifests" / "overlays" / plan.name / "settings.yaml"
        assert f":{topic['name']}\n" in settings.read_text("utf-8")
    subscriptions = plan.of("aws_sns_topic_subscription")
    if plan.name == "prod":
        (subscription,) = subscriptions
        assert subscription.values["endpoint"] == "https://learning.example.org/api/callbacks/sns"
    else:
        assert not subscriptions, "a new environment subscribes once its function answers"


def test_texts_are_sent_to_phones_only(plan: Plan) -> None:
    """The one function with rights in AWS publishes to no topic, in this region alone."""
    mine = [one for one in plan.statements() if 'identity["send-sms"]' in one.address]
    rights = [one for one in mine if not one.trust]
    assert {(one.effect, *one.actions) for one in rights} == {
        ("Allow", "sns:Publish"),
        ("Deny", "sns:Publish"),
    }
    (allowed,) = [one for one in rights if one.effect == "Allow"]
    (denied,) = [one for one in rights if one.effect == "Deny"]
    assert allowed.conditional
    assert denied.resources == ("arn:aws:sns:*:*:*",)


def test_money_is_watched(plan: Plan) -> None:
    """A monthly budget with warnings before the limit, at the limit and by forecast."""
    budget = plan.one("aws_budgets_budget").values
    assert budget["time_unit"] == "MONTHLY"
    thresholds = {(one["notification_type"], one["threshold"]) for one in budget["notification"]}
    assert thresholds == {("ACTUAL", 50), ("ACTUAL", 80), ("ACTUAL", 100), ("FORECASTED", 100)}


def test_everything_says_whose_it_is(plan: Plan) -> None:
    """Every resource that can have tags has project, environment and maker, for the bill."""
    for one in plan.resources:
        if "tags_all" in one.values:
            tags = one.values["tags_all"]
            assert tags["project"] == "learning-platform", one.address
            assert tags["environment"] == plan.name, one.address


def _associations(plan: Plan, table: str) -> list[Resource]:
    found = plan.of("aws_route_table_association")
    return [one for one in found if one.values["route_table_id"] == table]


def _rules(plan: Plan, kind: str) -> list[Resource]:
    return plan.of("aws_network_acl_rule", f".{kind}[")


def _key_arns(plan: Plan) -> set[str]:
    return {one.values["arn"] for one in plan.of("aws_kms_key")}


def _rights(plan: Plan) -> list[Statement]:
    """What roles may do, without resources' own policies and denials."""
    return [one for one in plan.statements() if not one.trust and one.effect == "Allow"]
