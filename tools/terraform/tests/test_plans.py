"""What is read from plans: their resources, their policies, their costs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tools.terraform import __main__ as checks, costs
from tools.terraform.plan import Plan
from tools.terraform.program import CheckFailedError


def test_a_plan_is_flat(tmp_path: Path) -> None:
    """Resources of all modules stand side by side; data sources are left out; policies are read."""
    document = json.dumps({"Statement": [{"Effect": "Allow", "Action": "a:B", "Resource": ["*"]}]})
    resource = {"mode": "managed", "type": "aws_thing", "values": {"policy": document}}
    child = {"resources": [resource | {"address": 'module.a.aws_thing.x["k"]', "index": "k"}]}
    data = {"mode": "data", "type": "aws_thing", "address": "data.aws_thing.x", "values": {}}
    root = {"resources": [data], "child_modules": [child]}
    file = tmp_path / "dev.json"
    file.write_text(json.dumps({"planned_values": {"root_module": root}}))
    plan = Plan(file)
    assert (plan.name, plan.one("aws_thing", "module.a").key) == ("dev", "k")
    (statement,) = plan.statements()
    assert (statement.actions, statement.resources) == (("a:B",), ("*",))
    assert not statement.trust
    with pytest.raises(LookupError, match="0 aws_other"):
        plan.one("aws_other")


def priced(name: str, nodes: int, tmp_path: Path) -> Plan:
    """Make a plan of what costs money."""
    found: dict[str, dict[str, object]] = {
        "aws_eks_node_group": {
            "scaling_config": [{"min_size": nodes}],
            "instance_types": ["t3.large"],
        },
        "aws_launch_template": {"block_device_mappings": [{"ebs": [{"volume_size": 10}]}]},
        "aws_wafv2_web_acl": {"rule_json": "[1, 2]"},
        "aws_budgets_budget": {"limit_amount": "100"},
        "aws_vpc_endpoint": {"subnet_ids": ["a", "b"]},
    }
    resources = [
        {"mode": "managed", "type": kind, "address": f"{kind}.interface[0]", "values": values}
        for kind, values in found.items()
    ]
    file = tmp_path / f"{name}.json"
    file.write_text(json.dumps({"planned_values": {"root_module": {"resources": resources}}}))
    return Plan(file)


def test_costs_are_counted_from_the_plans(tmp_path: Path) -> None:
    """The table is compared, so that a change that costs money shows what it costs."""
    root = Path(__file__).parents[3]
    shutil.copy(root / "terraform" / "prices.toml", tmp_path)
    priced("dev", 1, tmp_path)
    priced("staging", 2, tmp_path)
    prod = priced("prod", 3, tmp_path)
    assert costs.counts(prod) | {"endpoint": 2, "disk_gib": 30, "web_acl_rule": 2} == (
        costs.counts(prod)
    )
    with pytest.raises(CheckFailedError, match="--write-costs"):
        checks.check_costs(tmp_path, tmp_path, write=False)
    assert checks.check_costs(tmp_path, tmp_path, write=True) == "written"
    assert "| Managed nodes | 60.74 | 121.48 | 182.22 |" in (tmp_path / "COSTS.md").read_text()
    assert "what the plans say" in checks.check_costs(tmp_path, tmp_path, write=False)
