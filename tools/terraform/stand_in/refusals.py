"""What the real provider refuses on sight, as far as names of arguments tell it.

A mocked value is a random text, which the real provider refuses where an ARN or a policy belongs.
So tests that pass here with such a value would fail where the registry answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

ARN = re.compile(r"arn:[\w-]+:[\w-]+:[\w-]*:\w*:.+", re.ASCII)
# Of all arguments that end in _policy these take a document, not a word.
POLICIES = frozenset(
    {
        *("policy", "policy_document", "assume_role_policy", "inline_policy"),
        *("delivery_policy", "redrive_policy"),
    }
)
# Keys may be named by id or alias in most places; here they may not.
ALSO_ARNS = frozenset({("aws_cloudwatch_log_group", "kms_key_id")})


def refusals(type_name: str, block: Json, config: Json) -> Iterator[str]:
    """Name each value of a configuration that the real provider would refuse."""
    for name in block["attributes"]:
        value = config.get(name)
        if name == "arn" or name.endswith("_arn") or (type_name, name) in ALSO_ARNS:
            yield from _no_arns(name, [value])
        elif name.endswith("_arns") and isinstance(value, list):
            yield from _no_arns(name, value)
        elif name in POLICIES and isinstance(value, str) and not _is_document(value):
            yield f'"{name}" contains an invalid JSON policy: {value}'
    for name, one in block["block_types"].items():
        parts = config.get(name)
        for part in parts if isinstance(parts, list) else [parts]:
            if isinstance(part, dict):
                yield from refusals(type_name, one["block"], part)


def _no_arns(name: str, values: list[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str) and value and not ARN.fullmatch(value):
            yield f'"{name}" ({value}) is an invalid ARN'


def _is_document(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False
