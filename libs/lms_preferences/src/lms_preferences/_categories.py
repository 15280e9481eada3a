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
    Meta(description="What the message is about"),
]
# Those that may wait for the mail of the day: see `categories`.
BundledCategory = Annotated[
    Literal["enrollment", "message", "announcement"],
    Meta(description="What may wait for the mail of the day"),
]


class CategoryRule(msgspec.Struct, frozen=True):
    """Whether a category reaches its recipient whatever they chose, and whether it can wait."""

    mandatory: bool = False
    """Codes and changes of an account: no channel can be switched off, no quiet hour counts."""
    bundles: bool = True
    """May be put into one mail a day."""
    channels: tuple[Channel, ...] = CHANNELS
    """What it can come by, and what can therefore be switched off."""


class CategoryChoice(msgspec.Struct, frozen=True, kw_only=True):
    """What a recipient may decide about a category.

    Nothing of a ``mandatory`` one can be switched off; one that ``bundles`` may wait for the mail
    of the day. ``channels`` are those that it can come by.
    """

    name: Category
    mandatory: bool
    bundles: bool
    channels: list[Channel]


categories: Mapping[Category, CategoryRule] = MappingProxyType(
    {
        "account": CategoryRule(mandatory=True, bundles=False),
        "enrollment": CategoryRule(),
        "message": CategoryRule(),
        "announcement": CategoryRule(),
        "digest": CategoryRule(bundles=False, channels=("email",)),
    }
)


def category_choices() -> list[CategoryChoice]:
    """Return what may be decided about each category, in the order in which forms show them."""
    return [
        CategoryChoice(
            name=name,
            mandatory=rule.mandatory,
            bundles=rule.bundles,
            channels=list(rule.channels),
        )
        for name, rule in categories.items()
    ]
