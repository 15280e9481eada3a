"""What the stand-in refuses as the real provider would."""

from __future__ import annotations

import pytest

from tools.terraform.stand_in.refusals import Json, refusals
from tools.terraform.stand_in.values import UNKNOWN

STRING = {"type": "string"}
RULE: Json = {"attributes": {"target_arns": {"type": ["set", "string"]}}, "block_types": {}}
BLOCK: Json = {
    "attributes": {
        "role_arn": STRING,
        "policy": STRING,
        "kms_key_id": STRING,
        "origin_policy": STRING,
    },
    "block_types": {"rule": {"block": RULE}, "single": {"block": RULE}},
}


def refused(config: Json, type_name: str = "aws_thing") -> list[str]:
    """Return what is refused of a configuration."""
    return list(refusals(type_name, BLOCK, config))


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:iam::123456789012:role/x",
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "arn:aws:s3:::bucket",
        "",
        None,
        UNKNOWN,
    ],
)
def test_what_is_an_arn_or_not_known_yet_is_taken(arn: object) -> None:
    """Also the ones without an account, without a region, and AWS's own."""
    assert refused({"role_arn": arn, "rule": [{"target_arns": [arn]}], "single": None}) == []


def test_a_mocked_text_is_no_arn() -> None:
    """Wherever an ARN belongs: in the resource, in its blocks, in a list."""
    assert refused({"role_arn": "a1b2c3d4"}) == ['"role_arn" (a1b2c3d4) is an invalid ARN']
    assert refused({"rule": [{"target_arns": ["x"]}]}) == ['"target_arns" (x) is an invalid ARN']
    assert refused({"single": {"target_arns": ["x"]}}) == ['"target_arns" (x) is an invalid ARN']


def test_a_key_may_have_an_id_but_not_everywhere() -> None:
    """A log group wants the key's ARN."""
    assert refused({"kms_key_id": "1234"}) == []
    assert refused({"kms_key_id": "1234"}, "aws_cloudwatch_log_group") != []


def test_a_policy_is_a_document() -> None:
    """A word is a policy only where the argument takes words."""
    assert refused({"policy": "{}", "origin_policy": "https-only"}) == []
    assert refused({"policy": "a1b2"}) == ['"policy" contains an invalid JSON policy: a1b2']
    assert refused({"policy": "[]"}) != []
