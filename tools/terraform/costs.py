"""What an environment costs per month: the plan's counts times list prices, plus assumptions.

terraform/prices.toml holds prices and assumptions with their date; terraform/COSTS.md is made here
and compared by `nox -s terraform` (`-- --write-costs` rewrites it).
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from tools.terraform.plan import Plan

HEAD = """# What it costs

Made by `nox -s terraform -- --write-costs` from the plans and `prices.toml`; not edited by hand.

**List prices from public material, dated {date}, in US dollars a month (730 hours), us-east-1,
before tax, discounts and free tiers. They were not checked against AWS.** Counts come from the
plans of all environments. What no plan can know, such as traffic, is assumed, and says so.

"""


class Unit(msgspec.Struct, frozen=True):
    """The price of one thing that plans count."""

    usd: float
    what: str
    source: str = msgspec.field(name="from")


class Assumption(msgspec.Struct, frozen=True):
    """The cost of something that plans do not show."""

    what: str
    usd: dict[str, float]
    """By environment."""
    source: str = msgspec.field(name="from")


class Prices(msgspec.Struct, frozen=True):
    """prices.toml."""

    date: str
    unit: dict[str, Unit]
    instance: dict[str, float]
    assumed: tuple[Assumption, ...]


def read_prices(file: Path) -> Prices:
    """Read prices.toml."""
    return msgspec.convert(tomllib.loads(file.read_text("utf-8")), Prices)


def counts(plan: Plan) -> dict[str, int]:
    """Count what is paid by the month, under the names of prices.toml."""
    group = plan.one("aws_eks_node_group").values
    nodes = group["scaling_config"][0]["min_size"]
    mappings = plan.one("aws_launch_template").values["block_device_mappings"]
    disk = sum(one["ebs"][0]["volume_size"] for one in mappings)
    endpoints = [one for one in plan.of("aws_vpc_endpoint") if ".interface[" in one.address]
    return {
        "cluster": len(plan.of("aws_eks_cluster")),
        "nat_gateway": len(plan.of("aws_nat_gateway")),
        "address": len(plan.of("aws_eip")),
        "endpoint": sum(len(one.values["subnet_ids"]) for one in endpoints),
        "load_balancer": len(plan.of("aws_lb")),
        "key": len(plan.of("aws_kms_key")),
        "secret": len(plan.of("aws_secretsmanager_secret")),
        "zone": len(plan.of("aws_route53_zone")),
        "web_acl": len(plan.of("aws_wafv2_web_acl")),
        "web_acl_rule": len(json.loads(plan.one("aws_wafv2_web_acl").values["rule_json"])),
        "disk_gib": nodes * disk,
    }


def table(plans: Sequence[Plan], prices: Prices) -> str:
    """Write COSTS.md, a column for each plan."""
    names = [plan.name for plan in plans]
    lines = [f"| what | {' | '.join(names)} | how |", f"|---|{'---:|' * len(names)}---|"]
    total = [0.0] * len(plans)

    def add(what: str, costs: list[float], how: str) -> None:
        total[:] = [sum(pair) for pair in zip(total, costs, strict=True)]
        lines.append(f"| {what} | {' | '.join(f'{one:.2f}' for one in costs)} | {how} |")

    counted = [counts(plan) for plan in plans]
    for name, unit in prices.unit.items():
        numbers = [one[name] for one in counted]
        how = f"{', '.join(map(str, numbers))}, at {unit.source}"
        add(unit.what, [number * unit.usd for number in numbers], how)
    nodes = [_nodes(plan, prices) for plan in plans]
    add("Managed nodes", [cost for _, cost in nodes], "; ".join(text for text, _ in nodes))
    for one in prices.assumed:
        add(f"{one.what} (assumed)", [one.usd[name] for name in names], one.source)
    lines.append(f"| **together** | {' | '.join(f'**{one:.0f}**' for one in total)} | |")
    budgets = [plan.one("aws_budgets_budget").values["limit_amount"] for plan in plans]
    lines.append(f"| budget that warns | {' | '.join(map(str, budgets))} | module budget |")
    return HEAD.format(date=prices.date) + "\n".join(lines) + "\n"


def _nodes(plan: Plan, prices: Prices) -> tuple[str, float]:
    group = plan.one("aws_eks_node_group").values
    number, kind = group["scaling_config"][0]["min_size"], group["instance_types"][0]
    return f"{plan.name} {number} {kind}", number * prices.instance[kind]
