"""The way in: every host goes through CloudFront, its firewall and the internal load balancer."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tools.terraform.plan import Plan

PLANS = Path(os.environ["LMS_TERRAFORM_PLANS"])
ENVIRONMENTS = ("dev", "staging", "prod")


@pytest.fixture(params=ENVIRONMENTS)
def plan(request: pytest.FixtureRequest) -> Plan:
    """Each environment's plan in turn."""
    return Plan(PLANS / f"{request.param}.json")


@pytest.mark.parametrize("which", ["this", "operators"])
def test_the_load_balancer_is_behind_cloudfront_and_its_firewall(plan: Plan, which: str) -> None:
    """Internal load balancer, VPC origin, web ACL with limits and AWS's rule groups, TLS 1.2."""
    balancer = plan.one("aws_lb").values
    assert (balancer["internal"], balancer["load_balancer_type"]) == (True, "network")
    vpc_origin = plan.one("aws_cloudfront_vpc_origin").values
    (origin,) = vpc_origin["vpc_origin_endpoint_config"]
    assert origin["arn"] == balancer["arn"]
    distribution = plan.one("aws_cloudfront_distribution", f".{which}").values
    (comes_from,) = distribution["origin"]
    assert comes_from["vpc_origin_config"][0]["vpc_origin_id"] == vpc_origin["id"]
    acl = plan.one("aws_wafv2_web_acl").values
    assert distribution["web_acl_id"] == acl["arn"]
    assert acl["scope"] == "CLOUDFRONT"
    names = [rule["Name"] for rule in json.loads(acl["rule_json"])]
    assert names[:2] == ["sign-ins", "requests"]
    assert "AWSManagedRulesKnownBadInputsRuleSet" in names
    (certificate,) = distribution["viewer_certificate"]
    assert certificate["minimum_protocol_version"] == "TLSv1.2_2021"
    behaviours = distribution["default_cache_behavior"] + distribution["ordered_cache_behavior"]
    assert {one["viewer_protocol_policy"] for one in behaviours} <= {
        "https-only",
        "redirect-to-https",
    }


def test_every_host_leads_to_its_distribution(plan: Plan) -> None:
    """A and AAAA of each host are aliases of its distribution, in a signed zone."""
    aliases = [one for one in plan.of("aws_route53_record") if one.values["alias"]]
    for one in plan.of("aws_cloudfront_distribution"):
        for host in one.values["aliases"]:
            mine = [alias.values for alias in aliases if alias.values["name"] == host]
            assert {alias["type"] for alias in mine} == {"A", "AAAA"}, host
            assert {alias["alias"][0]["name"] for alias in mine} == {one.values["domain_name"]}
    assert plan.one("aws_route53_hosted_zone_dnssec")


def test_one_certificate_is_for_all_hosts(plan: Plan) -> None:
    """The domain and one label below it."""
    certificate = plan.one("aws_acm_certificate").values
    names = {certificate["domain_name"], *certificate["subject_alternative_names"]}
    for one in plan.of("aws_cloudfront_distribution"):
        for host in one.values["aliases"]:
            assert names & {host, f"*.{host.partition('.')[2]}"}, host


def test_nothing_of_the_operators_is_kept_at_the_edge(plan: Plan) -> None:
    """One operator's response never goes to another: their session cookie is in no cache key."""
    distribution = plan.one("aws_cloudfront_distribution", ".operators").values
    (behaviour,) = distribution["default_cache_behavior"]
    assert not distribution["ordered_cache_behavior"]
    kept = plan.one("aws_cloudfront_cache_policy").values["id"]
    assert behaviour["cache_policy_id"] != kept
