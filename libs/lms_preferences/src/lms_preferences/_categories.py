"""What messages are about, and what a recipient may decide about each kind."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Channel = Literal["email", "sms", "push", "in_app"]
CHANNELS: tuple[Channel, ...] = ("email", "sms", "push", "in_app")

Category = Annotated[
    Literal["account", "enrollment", "message", "announcement", "digest"],
    Meta(
        description="What the message is about",
        extra={"hint": "must be account, enrollment, message, announcement or digest"},
    ),
]


class CategoryRule(msgspec.Struct, frozen=True):
    """Whether a category reaches its recipient whatever they chose, and whether it can wait."""

    mandatory: bool = False
    """Codes and changes of an account: no channel can be switched off, no quiet hour counts."""
    bundles: bool = True
    """May be put into one mail a day."""


categories: Mapping[str, CategoryRule] = MappingProxyType(
    {
        "account": CategoryRule(mandatory=True, bundles=False),
        "enrollment": CategoryRule(),
        "message": CategoryRule(),
        "announcement": CategoryRule(),
        "digest": CategoryRule(bundles=False),
    }
)
