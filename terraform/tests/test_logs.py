"""What pods log: found by request, trace and person, and changed by nothing in the cluster."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from local import yaml_text
from tools.terraform.plan import Plan
from tools.tree import ROOT

PLANS = Path(os.environ["LMS_TERRAFORM_PLANS"])


@pytest.fixture(params=["staging", "prod"])
def plan(request: pytest.FixtureRequest) -> Plan:
    """Each environment's plan in turn."""
    return Plan(PLANS / f"{request.param}.json")


def test_the_agent_writes_to_the_group_that_there_is(plan: Plan) -> None:
    """It creates none by itself, which would be kept for ever and encrypted with another key."""
    group = plan.one("aws_cloudwatch_log_group", "pods").values["name"]
    values = ROOT / f"manifests/platform/charts/{plan.name}/fluent-bit.yaml"
    environment = {one["name"]: one["value"] for one in yaml_text.load(values.read_text())["env"]}
    assert environment["LOG_GROUP"] == group
    agent = (ROOT / "manifests/platform/charts/fluent-bit.yaml").read_text()
    assert "log_group_name            ${LOG_GROUP}" in agent
    assert "auto_create_group         Off" in agent


def test_a_call_is_found_by_request_trace_and_person(plan: Plan) -> None:
    """The fields of a line of the access log that people ask for."""
    policy = plan.one("aws_cloudwatch_log_index_policy", "pods").values["policy_document"]
    assert json.loads(policy) == {"Fields": ["request_id", "trace_id", "user_id"]}


def test_the_agent_adds_lines_and_can_do_nothing_else(plan: Plan) -> None:
    """No line can be read back, and none is deleted (decision 0074)."""
    policy = plan.one("aws_iam_role_policy", 'identity["fluent-bit"]').values["policy"]
    (mine,) = json.loads(policy)["Statement"]
    assert sorted(mine["Action"]) == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert mine["Effect"] == "Allow"
    assert mine["Resource"] == f"{plan.one('aws_cloudwatch_log_group', 'pods').values['arn']}:*"
