"""What is kept for the platform: images, places of secrets, backups, buckets."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from tools.endpoints import read_endpoints
from tools.manifests import digests
from tools.manifests.applications import applications
from tools.terraform.plan import Plan
from tools.tree import ROOT

PLANS = Path(os.environ["LMS_TERRAFORM_PLANS"])
ENVIRONMENTS = ("dev", "staging", "prod")
SMALL = {"dev", "staging"}
"""May be taken down: a week of backups is enough."""


@pytest.fixture(params=ENVIRONMENTS)
def plan(request: pytest.FixtureRequest) -> Plan:
    """Each environment's plan in turn."""
    return Plan(PLANS / f"{request.param}.json")


@pytest.fixture(params=["bootstrap", *ENVIRONMENTS])
def any_plan(request: pytest.FixtureRequest) -> Plan:
    """Each plan that there is, in turn."""
    return Plan(PLANS / f"{request.param}.json")


def test_every_image_has_its_repository(plan: Plan) -> None:
    """One for each image that a release writes a digest of, none for anything else."""
    names = {one.values["name"] for one in plan.of("aws_ecr_repository")}
    services = {one.service for one in read_endpoints()} | {"front-end", "migrate"}
    assert names == {f"learning/{service}" for service in services}
    assert services == digests.read(ROOT).keys()


def test_images_are_scanned_and_never_change(plan: Plan) -> None:
    """Scan on push, immutable tags, our key, a lifecycle."""
    repositories = plan.of("aws_ecr_repository")
    for one in repositories:
        assert one.values["image_tag_mutability"] == "IMMUTABLE"
        assert one.values["image_scanning_configuration"] == [{"scan_on_push": True}]
        assert one.values["encryption_configuration"][0]["kms_key"] in _key_arns(plan)
    policies = {one.values["repository"] for one in plan.of("aws_ecr_lifecycle_policy")}
    assert policies == {one.values["name"] for one in repositories}


def test_there_is_a_place_for_every_secret_that_functions_ask_for(plan: Plan) -> None:
    """Names and keys of {{ secret:NAME:KEY }} in all func.yaml files."""
    asked: dict[str, set[str]] = {}
    for file in [*ROOT.glob("functions/*/func.yaml"), *ROOT.glob("libs/*/func.yaml")]:
        for name, key in re.findall(r"\{\{ *secret:([\w-]+):([\w-]+)", file.read_text("utf-8")):
            asked.setdefault(name, set()).add(key)
    assert asked
    there = _secrets(plan)
    for name, keys in asked.items():
        assert there[f"learning/{plan.name}/{name}"] == keys


def test_there_is_a_place_for_every_secret_that_manifests_fetch(plan: Plan) -> None:
    """What External Secrets fetches in an environment is in that environment's own account."""
    there = _secrets(plan)
    fetched: dict[str, set[str]] = {}
    for application in applications(ROOT, plan.name):
        for one in application.documents:
            if one["kind"] != "ExternalSecret":
                continue
            for entry in one["spec"].get("data", []):
                ref = entry["remoteRef"]
                fetched.setdefault(ref["key"], set()).add(ref["property"])
            for entry in one["spec"].get("dataFrom", []):
                fetched.setdefault(entry["extract"]["key"], set())
    assert bool(fetched) is (plan.name != "dev"), "on one machine nothing is fetched"
    assert {name for name, keys in fetched.items() if not keys <= there.get(name, set())} == set()
    assert fetched.keys() <= there.keys()


def test_other_accounts_pull_images_where_they_are_pushed(plan: Plan) -> None:
    """Releases are pushed into prod's registry; staging's nodes pull there, from their account."""
    policies = plan.of("aws_ecr_repository_policy")
    if plan.name != "prod":
        assert not policies
        return
    bucket = (ROOT / "manifests/platform/charts/staging/velero.yaml").read_text("utf-8")
    (account,) = set(re.findall(r"staging-backups-(\d{12})", bucket))
    assert len(policies) == len(plan.of("aws_ecr_repository"))
    for one in policies:
        (statement,) = json.loads(one.values["policy"])["Statement"]
        assert statement["Principal"] == {"AWS": f"arn:aws:iam::{account}:root"}
        assert "ecr:BatchGetImage" in statement["Action"]
        assert not [action for action in statement["Action"] if "Put" in action]


def test_no_secret_value_is_in_a_plan(any_plan: Plan) -> None:
    """Terraform creates the secrets but never sees their values."""
    assert not any_plan.of("aws_secretsmanager_secret_version")


def test_backups_are_kept_and_locked(plan: Plan) -> None:
    """Versioned, encrypted by our key, expired and locked for the same days: 30 in prod."""
    days = 7 if plan.name in SMALL else 30
    within = "module.backups."
    (rule,) = plan.one("aws_s3_bucket_object_lock_configuration", within).values["rule"]
    assert rule["default_retention"][0]["mode"] == "COMPLIANCE"
    assert rule["default_retention"][0]["days"] == days
    lifecycle = plan.one("aws_s3_bucket_lifecycle_configuration", within).values["rule"][0]
    assert lifecycle["expiration"][0]["days"] == days
    bucket = plan.one("aws_s3_bucket", within).values
    assert bucket["object_lock_enabled"] is True
    encryption = plan.one("aws_s3_bucket_server_side_encryption_configuration", within).values
    default = encryption["rule"][0]["apply_server_side_encryption_by_default"][0]
    assert default["kms_master_key_id"] in _key_arns(plan)


def test_a_backup_job_writes_below_its_own_prefix_only(plan: Plan) -> None:
    """PostgreSQL's job cannot touch MongoDB's backups, and no job can touch kept versions."""
    for store in ("mongodb", "postgres", "redis", "velero"):
        name = store if store == "velero" else f"{store}-backup"
        mine = [one for one in plan.statements() if f'identity["{name}"]' in one.address]
        objects = [one for one in mine if "s3:PutObject" in one.actions]
        assert [one.resources[0].split("/")[-2:] for one in objects] == [[store, "*"]]
        actions = {action for one in mine for action in one.actions}
        assert not {one for one in actions if "Version" in one or "Retention" in one}


@pytest.mark.parametrize(
    "type_name",
    ["aws_s3_bucket_public_access_block", "aws_s3_bucket_versioning", "aws_s3_bucket_policy"],
)
def test_every_bucket_is_private_versioned_and_tls_only(any_plan: Plan, type_name: str) -> None:
    """Each bucket has all three, with the right content."""
    buckets = {one.values["id"] for one in any_plan.of("aws_s3_bucket")}
    guards = any_plan.of(type_name)
    assert {one.values["bucket"] for one in guards} == buckets
    for one in guards:
        if type_name == "aws_s3_bucket_public_access_block":
            blocks = ("block_public_acls", "block_public_policy", "ignore_public_acls")
            assert all(one.values[name] for name in (*blocks, "restrict_public_buckets"))
        elif type_name == "aws_s3_bucket_versioning":
            assert one.values["versioning_configuration"][0]["status"] == "Enabled"
        else:
            (first, *_) = json.loads(one.values["policy"])["Statement"]
            assert first["Effect"] == "Deny"
            assert first["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def _secrets(plan: Plan) -> dict[str, set[str]]:
    found = plan.of("aws_secretsmanager_secret")
    return {one.values["name"]: set(one.values["tags"]["keys"].split()) for one in found}


def _key_arns(plan: Plan) -> set[str]:
    return {one.values["arn"] for one in plan.of("aws_kms_key")}
