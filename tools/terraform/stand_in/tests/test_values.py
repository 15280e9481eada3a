"""What the stand-in provider answers."""

from __future__ import annotations

import json

from tools.terraform.stand_in import values
from tools.terraform.stand_in.values import UNKNOWN, Json


def attribute(kind: object = "string", *, computed: bool = False, optional: bool = True) -> Json:
    """Describe one attribute."""
    return {"type": kind, "computed": computed, "optional": optional, "required": False}


BLOCK: Json = {
    "attributes": {
        "name": attribute(),
        "arn": attribute(computed=True, optional=False),
        "count": attribute("number", computed=True, optional=False),
        "on": attribute("bool", computed=True, optional=False),
        "ends": attribute(["list", ["object", {"arn": "string"}]], computed=True, optional=False),
        "port": attribute("number", computed=True),
        "region": attribute(computed=True),
        "tags": attribute(["map", "string"]),
        "tags_all": attribute(["map", "string"], computed=True),
    },
    "block_types": {
        "rule": {
            "nesting_mode": "list",
            "block": {"attributes": {"id": attribute(computed=True)}, "block_types": {}},
        },
        "timeouts": {"nesting_mode": "single", "block": {"attributes": {}, "block_types": {}}},
    },
}


def test_what_nobody_said_is_unknown_until_it_is_applied() -> None:
    """A plan knows tags and region; identifiers come with apply, of the right types."""
    configuration = {"name": "x", "tags": {"a": "1"}, "rule": [{"id": None}], "timeouts": None}
    plan = values.planned(BLOCK, configuration, {"project": "p"})
    assert plan["arn"] is UNKNOWN
    assert plan["rule"][0]["id"] is UNKNOWN
    assert plan["tags_all"] == {"project": "p", "a": "1"}
    assert plan["region"] == "us-east-1"
    state = values.applied("aws_thing", BLOCK, plan)
    assert state["arn"].startswith("arn:aws:thing:us-east-1:123456789012:")
    assert (state["count"], state["on"]) == (1, False)
    assert state["ends"][0]["arn"].startswith("arn:aws:")
    assert state["rule"][0]["id"].startswith("thing-")


def test_what_one_may_say_and_did_not_stays_empty() -> None:
    """A made-up port would be a rule that nobody wrote."""
    plan = values.planned(BLOCK, {"name": "x", "rule": []}, {})
    assert values.applied("aws_thing", BLOCK, plan)["port"] is None


def test_two_resources_never_share_an_identifier() -> None:
    """What is made up depends on what was asked."""
    first, second = (
        values.applied("aws_thing", BLOCK, values.planned(BLOCK, {"name": name}, {}))["arn"]
        for name in ("a", "b")
    )
    assert first != second


def test_a_change_keeps_what_was_computed() -> None:
    """Only the tags follow their source."""
    before = {"arn": "arn:1", "tags": {"a": "2"}, "tags_all": {"a": "1"}}
    after = values.replanned(BLOCK, before, {"project": "p"})
    assert after["arn"] == "arn:1"
    assert after["tags_all"] == {"project": "p", "a": "2"}
    bare: Json = {"attributes": {}, "block_types": {}}
    assert values.replanned(bare, before, {}) == before


def test_values_of_no_fixed_type_pass_unchanged() -> None:
    """Terraform sends their type along; the stand-in has nothing to say about them."""
    untyped = [b'"string"', "x"]
    state = values.planned(BLOCK, {"name": "x", "rule": untyped}, {})
    assert state["rule"] == untyped


def test_a_policy_document_reads_as_aws_writes_it() -> None:
    """One value stands alone, several in a list, sorted; everybody is a star."""
    document = json.loads(
        values.policy_document(
            {
                "statement": [
                    {
                        "sid": "TlsOnly",
                        "effect": "Deny",
                        "actions": ["s3:PutObject", "s3:GetObject"],
                        "resources": ["*"],
                        "principals": [{"type": "*", "identifiers": ["*"]}],
                        "condition": [{"test": "Bool", "variable": "v", "values": ["false"]}],
                    }
                ]
            }
        )
    )
    assert document["Statement"] == [
        {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Action": ["s3:GetObject", "s3:PutObject"],
            "Resource": "*",
            "Principal": "*",
            "Condition": {"Bool": {"v": "false"}},
        }
    ]


def test_known_data_sources_say_what_they_would() -> None:
    """The account is nobody's; policies are computed for real."""
    block: Json = {
        "attributes": {
            "account_id": attribute(computed=True, optional=False),
            "json": attribute(computed=True, optional=False),
        },
        "block_types": {},
    }
    assert values.read("aws_caller_identity", block, {})["account_id"] == "123456789012"
    answer = values.read("aws_iam_policy_document", block, {"statement": [{"actions": ["a:B"]}]})
    assert json.loads(answer["json"])["Statement"] == [{"Effect": "Allow", "Action": "a:B"}]
