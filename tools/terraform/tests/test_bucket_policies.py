"""Who may use the bucket of files: what the module allows, and whom the platform gives it to."""

from __future__ import annotations

import re

from tools.tree import ROOT, function_folders

_TERRAFORM = ROOT / "terraform/modules"


def test_every_policy_of_the_bucket_belongs_to_the_function_of_its_name() -> None:
    """A policy without an identity would be found out by the first link that is refused."""
    module = (_TERRAFORM / "files/main.tf").read_text("utf-8")
    platform = (_TERRAFORM / "platform/identities.tf").read_text("utf-8")
    allowed = set(re.findall(r"^    ([a-z-]+) += \{ actions = ", module, re.MULTILINE))
    given = re.findall(
        r'^    ([a-z-]+) = \{\s+namespace +=.*\s+service_account = "([a-z-]+)"\s+'
        r'policy +=\s+module\.files\.policies\["([a-z-]+)"\]',
        platform,
        re.MULTILINE,
    )

    assert {name for name, *_ in given} == allowed
    assert all(len(set(names)) == 1 for names in given)
    assert allowed <= {name.replace("_", "-") for name in function_folders(ROOT)}
