"""What the stand-in provider returns: plans, made-up identifiers, and the few data sources we read.

Plain dictionaries in, plain dictionaries out: Terraform's wire protocol is left to provider.py.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

Json = dict[str, Any]

ACCOUNT = "123456789012"
REGION = "us-east-1"
PARTITION = "aws"


class Unknown:
    """A value that is known only after apply; there is one object of it, UNKNOWN."""


UNKNOWN = Unknown()


def planned(block: Json, proposed: Json, default_tags: Json) -> Json:
    """Plan a new resource: what it computes itself is unknown, except its tags and its region."""
    state = _with_unknown(block, proposed)
    if "tags_all" in block["attributes"]:
        tags = state.get("tags")
        state["tags_all"] = tags if tags is UNKNOWN else {**default_tags, **(tags or {})}
    if proposed.get("region") is None and "region" in block["attributes"]:
        state["region"] = REGION
    return state


def replanned(block: Json, proposed: Json, default_tags: Json) -> Json:
    """Plan a change: Terraform has carried over what was computed; only the tags follow."""
    if "tags_all" not in block["attributes"]:
        return proposed
    tags = proposed.get("tags")
    merged = tags if tags is UNKNOWN else {**default_tags, **(tags or {})}
    return {**proposed, "tags_all": merged}


def applied(type_name: str, block: Json, plan: Json) -> Json:
    """Finish a resource: every unknown becomes a made-up value of the right type."""
    seed = json.dumps([type_name, plan], sort_keys=True, default=lambda _: "?")
    token = hashlib.sha256(seed.encode()).hexdigest()
    return _without_unknown(type_name, block, plan, token)


def read(type_name: str, block: Json, config: Json) -> Json:
    """Return a data source: the few we know for what they are, others with made-up values."""
    state = _with_unknown(block, config)
    known: Json = {
        "aws_caller_identity": {"account_id": ACCOUNT},
        "aws_partition": {"partition": PARTITION, "dns_suffix": "amazonaws.com"},
        "aws_region": {"region": REGION, "name": REGION},
    }.get(type_name, {})
    if type_name == "aws_iam_policy_document":
        text = policy_document(config)
        known = {"json": text, "minified_json": text}
    return applied(type_name, block, state | known)


def policy_document(config: Json) -> str:
    """Write an IAM policy document as the real data source does, keys in AWS's order."""
    sources = [json.loads(one) for one in config.get("source_policy_documents") or ()]
    statements = [one for source in sources for one in source["Statement"]]
    statements += [_statement(one) for one in config.get("statement") or ()]
    document = {"Version": config.get("version") or "2012-10-17", "Statement": statements}
    return json.dumps(document)


def _statement(block: Json) -> Json:
    principals: Json = {}
    for one in block.get("principals") or ():
        principals.setdefault(one["type"], []).extend(sorted(one["identifiers"]))
    condition: Json = {}
    for one in block.get("condition") or ():
        condition.setdefault(one["test"], {})[one["variable"]] = _one_or_all(one["values"])
    said = {
        "Sid": block.get("sid"),
        "Effect": block.get("effect") or "Allow",
        "Action": _one_or_all(block.get("actions")),
        "NotAction": _one_or_all(block.get("not_actions")),
        "Resource": _one_or_all(block.get("resources")),
        "NotResource": _one_or_all(block.get("not_resources")),
        "Principal": {kind: _one_or_all(names) for kind, names in principals.items()},
        "Condition": condition,
    }
    if principals.get("*") == ["*"]:
        said["Principal"] = "*"
    return {key: value for key, value in said.items() if value}


def _one_or_all(values: list[str] | None) -> Any:
    found = sorted(values or ())
    return found[0] if len(found) == 1 else found


def _with_unknown(block: Json, value: Json) -> Json:
    """Put UNKNOWN wherever the provider computes a value that was not given."""
    state: Json = {}
    for name, attribute in block["attributes"].items():
        said = value.get(name)
        state[name] = UNKNOWN if said is None and attribute["computed"] else said
    for name, one in block["block_types"].items():
        state[name] = _each(one, value.get(name), _with_unknown)
    return state


def _without_unknown(type_name: str, block: Json, value: Json, token: str) -> Json:
    state: Json = {}
    for name, attribute in block["attributes"].items():
        said = value.get(name)
        # An optional value that was not given is null; a computed one is made up.
        unsaid = said is UNKNOWN and attribute["optional"] and name not in {"id", "name"}
        state[name] = None if unsaid else _resolve(type_name, name, attribute["type"], said, token)
    for name, one in block["block_types"].items():
        state[name] = _each(
            one,
            value.get(name),
            lambda inner, part: _without_unknown(type_name, inner, part, token),
        )
    return state


def _each(one: Json, value: Any, change: Any) -> Any:
    if value is None or value is UNKNOWN:
        return [] if value is UNKNOWN else value
    if isinstance(value, list) and value and isinstance(value[0], bytes):
        return value  # of no fixed type: Terraform sends the type along, and nothing is to be done
    if one["nesting_mode"] == "single":
        return change(one["block"], value)
    if one["nesting_mode"] == "map":
        return {key: change(one["block"], part) for key, part in value.items()}
    return [change(one["block"], part) for part in value]


def _resolve(type_name: str, name: str, kind: Any, value: Any, token: str) -> Any:
    if value is UNKNOWN:
        return _made_up(type_name, name, kind, token)
    if isinstance(value, list):
        element = kind[1] if isinstance(kind, list) and kind[0] in {"list", "set"} else "dynamic"
        return [_resolve(type_name, name, element, part, token) for part in value]
    if isinstance(value, dict):
        return {key: _resolve(type_name, key, "string", part, token) for key, part in value.items()}
    return value


def _made_up(type_name: str, name: str, kind: Any, token: str) -> Any:
    if isinstance(kind, list):
        return _made_up_whole(type_name, kind, token)
    if kind in {"number", "bool"}:
        return 1 if kind == "number" else False
    return _made_up_text(type_name.removeprefix("aws_").replace("_", "-"), name, token)


def _made_up_text(short: str, name: str, token: str) -> str:
    """Make up a string that looks like what its attribute's name promises."""
    if name == "arn" or name.endswith("_arn"):
        service = short.partition("-")[0]
        return f"arn:{PARTITION}:{service}:{REGION}:{ACCOUNT}:{short}/{token[:17]}"
    if name in {"account_id", "owner_id", "registry_id"}:
        return ACCOUNT
    if name.endswith(("domain_name", "dns_name", "endpoint", "url")):
        return f"{token[:12]}.{short}.example.invalid"
    return f"{short}-{token[:17]}"


def _made_up_whole(type_name: str, kind: list[Any], token: str) -> Any:
    """Make up a collection: lists of objects have one, so that code may take the first."""
    if kind[0] == "object":
        return {field: _made_up(type_name, field, inner, token) for field, inner in kind[1].items()}
    if kind[0] == "map":
        return {}
    if isinstance(kind[1], list) and kind[1][0] == "object":
        return [_made_up_whole(type_name, kind[1], token)]
    return [f"{type_name.removeprefix('aws_').replace('_', '-')}-{token[:8]}"]
