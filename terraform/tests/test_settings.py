"""What the pipeline finds on GitHub is what Terraform outputs."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tools.release import settings
from tools.release.settings import REPOSITORY, TERRAFORM, Setting
from tools.terraform.plan import Plan
from tools.tree import ROOT

PLANS = Path(os.environ["LMS_TERRAFORM_PLANS"])
ENVIRONMENTS = ("dev", "staging", "prod")


@pytest.fixture(scope="module")
def made() -> dict[Setting, str]:
    """Collect the outputs of bootstrap and of every environment.

    bootstrap is planned once, for prod: what it makes elsewhere is called by the other name.
    """
    found: dict[Setting, str] = {}
    bootstrap = Plan(PLANS / "bootstrap.json").outputs["github_settings"]
    for name in ENVIRONMENTS:
        text = json.dumps(bootstrap)
        if name != "prod":
            del (of_other := json.loads(text))[REPOSITORY]["PUSH_ROLE_ARN"]
            text = json.dumps(of_other)
            text = text.replace("prod", name).replace("PROD", name.upper())
        for output in (json.loads(text), Plan(PLANS / f"{name}.json").outputs["github_settings"]):
            for place, values in output.items():
                found |= {
                    Setting(place, "variable", key): str(value) for key, value in values.items()
                }
    return found


def test_terraform_makes_what_the_table_says_it_makes(made: dict[Setting, str]) -> None:
    """docs/pipeline.md names Terraform as the source of these settings."""
    rows = settings.documented(ROOT)
    wanted = {one for one, maker in rows.items() if maker.startswith(TERRAFORM)}
    assert wanted <= made.keys()
    assert {one.place for one in made.keys() - wanted} == {"watch-dev"}, (
        "nothing is released to dev"
    )


def test_a_role_that_looks_is_let_into_its_cluster(made: dict[Setting, str]) -> None:
    """The role of WATCH_ROLE_ARN is in the group to which manifests bind a role."""
    arn = made[Setting("watch-prod", "variable", "WATCH_ROLE_ARN")]
    roles = Plan(PLANS / "bootstrap.json").of("aws_iam_role")
    (role,) = [str(one.values["name"]) for one in roles if one.values["arn"] == arn]
    for name in ENVIRONMENTS:
        entries = Plan(PLANS / f"{name}.json").of("aws_eks_access_entry")
        (groups,) = [
            one.values["kubernetes_groups"]
            for one in entries
            if one.values["principal_arn"].endswith(f":role/{role.replace('prod', name)}")
        ]
        assert groups == ["learning:viewers"]


def test_the_watched_address_is_the_environments_own(made: dict[Setting, str]) -> None:
    """The smoke test of an environment visits that environment."""
    for name in ENVIRONMENTS:
        url = made[Setting(f"watch-{name}", "variable", "URL")]
        distribution = Plan(PLANS / f"{name}.json").one("aws_cloudfront_distribution", ".this")
        (alias,) = distribution.values["aliases"]
        assert url == f"https://{alias}"
