"""checkov's findings and the reasons that excuse them."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from tools.terraform import policy
from tools.terraform.policy import Excuse, Finding

FINDING = Finding("dev.first", "CKV_1", 'module.a.aws_thing.this["x"]', "Ensure things")


def test_a_reason_excuses_what_it_names() -> None:
    """Check, plan and resource must all fit; brackets in an address mean themselves."""
    fits = Excuse(check="CKV_1", resource='*aws_thing.this["x"]', reason="r", plan="dev*")
    others = [
        Excuse(check="CKV_2", resource="*", reason="r"),
        Excuse(check="CKV_1", resource="*", reason="r", plan="prod*"),
        Excuse(check="CKV_1", resource='*aws_thing.this["y"]', reason="r"),
    ]
    assert policy.unexcused([FINDING], [fits, *others]) == ([], {fits})
    assert policy.unexcused([FINDING], others) == ([FINDING], set())


def test_an_exception_without_a_reason_is_refused(tmp_path: Path) -> None:
    """The file's type demands one, and knows no other words."""
    file = tmp_path / "exceptions.toml"
    file.write_text('[[exception]]\ncheck = "CKV_1"\nresource = "*"\n')
    with pytest.raises(msgspec.ValidationError, match="reason"):
        policy.read_excuses(file)
    file.write_text('[[exception]]\ncheck = "C"\nresource = "*"\nreason = "r"\nplans = "x"\n')
    with pytest.raises(msgspec.ValidationError, match="plans"):
        policy.read_excuses(file)


def test_the_platforms_own_exceptions_have_reasons() -> None:
    """Each is a sentence that says why, not that."""
    root = Path(__file__).parents[3]
    excuses = policy.read_excuses(root / "terraform" / "exceptions.toml")
    assert excuses
    assert all(" " in one.reason for one in excuses)


def test_checkov_is_read_from_either_form_of_its_report(tmp_path: Path) -> None:
    """One framework gives an object, several a list; a stand-in for checkov prints both."""
    one = {
        "check_type": "terraform_plan",
        "summary": {"passed": 3},
        "results": {
            "failed_checks": [
                {
                    "file_path": "/dev.first.json",
                    "check_id": "CKV_1",
                    "resource": FINDING.resource,
                    "check_name": "Ensure things",
                }
            ]
        },
    }
    for report in (one, [one, {"check_type": "secrets"}]):
        program = tmp_path / "checkov"
        program.write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps(report)}\nEND\n")
        program.chmod(0o755)
        verdict = policy.run_checkov(str(program), [tmp_path / "dev.first.json"])
        assert (verdict.passed, verdict.failed) == (3, (FINDING,))
