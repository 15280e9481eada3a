"""What the platform's own workloads may do in AWS: what their tools need, and no more."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tools.terraform.plan import Plan
from tools.tree import ROOT

PLANS = Path(os.environ["LMS_TERRAFORM_PLANS"])


@pytest.fixture(params=["dev", "staging", "prod"])
def plan(request: pytest.FixtureRequest) -> Plan:
    """Each environment's plan in turn."""
    return Plan(PLANS / f"{request.param}.json")


def test_a_drill_reads_backups_and_writes_its_own_record_only(plan: Plan) -> None:
    """MongoDB's tool keeps a mark and a record next to the backups; no backup can be changed."""
    bucket = f"{plan.one('aws_s3_bucket', 'module.backups.').values['arn']}/"
    for store, records in (
        ("postgres", set()),
        ("mongodb", {"mongodb/.pbm.init", "mongodb/.pbm.restore/*"}),
    ):
        mine = [one for one in plan.statements() if f'identity["{store}-drill"]' in one.address]
        reads = [one for one in mine if "s3:GetObject" in one.actions]
        assert [one.resources[0].removeprefix(bucket) for one in reads] == [f"{store}/*"]
        writes = {"s3:PutObject", "s3:DeleteObject"}
        written = [one for one in mine if writes & set(one.actions)]
        assert {path.removeprefix(bucket) for one in written for path in one.resources} == records
        (key,) = [one for one in mine if "kms:Decrypt" in one.actions]
        assert ("kms:GenerateDataKey" in key.actions) is bool(records), "a write needs a data key"


def test_velero_may_make_the_snapshots_that_it_is_told_to_make(plan: Plan) -> None:
    """Its plug-in calls EC2 with the rights its README lists, and deletes only its own."""
    role = plan.one("aws_iam_role_policy", 'identity["velero"]').values["policy"]
    statements = {one["Sid"]: one for one in json.loads(role)["Statement"]}
    allowed = {action for one in statements.values() for action in _listed(one["Action"])}
    assert {action for action in allowed if action.startswith("ec2:")} == {
        "ec2:CreateSnapshot",
        "ec2:CreateTags",
        "ec2:CreateVolume",
        "ec2:DeleteSnapshot",
        "ec2:DescribeSnapshots",
        "ec2:DescribeVolumes",
    }
    assert "velero.io/backup" in json.dumps(statements["DeleteOwnSnapshots"]["Condition"])
    disks = plan.one("aws_kms_alias", "module.cluster.module.secrets_key").values
    key = plan.one("aws_kms_key", "module.cluster.module.secrets_key").values
    assert disks["target_key_id"] == key["key_id"]
    assert statements["UseTheVolumesKey"]["Resource"] == key["arn"]
    values = (ROOT / "manifests/platform/charts/velero.yaml").read_text("utf-8")
    assert "snapshotsEnabled: true" in values
    assert "EnableCSI" not in values, "then the driver makes the snapshots, not Velero"


def test_admission_can_read_signatures(plan: Plan) -> None:
    """Where it cannot, nothing may start."""
    mine = [one for one in plan.statements() if 'identity["kyverno"]' in one.address]
    rights = [one for one in mine if not one.trust]
    assert {action for one in rights for action in one.actions} == {
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetAuthorizationToken",
        "ecr:GetDownloadUrlForLayer",
    }
    (read,) = [one for one in rights if "ecr:BatchGetImage" in one.actions]
    assert read.resources == ("arn:aws:ecr:us-east-1:*:repository/learning/*",)


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
