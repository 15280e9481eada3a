"""The fields of a course: their limits, and how to explain them to people."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from lms_kernel import LanguageTag, kinds
from lms_money import currency

Title = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=200,
        pattern=kinds.LINE,
        extra={
            "normalize": kinds.line,
            "hint": "must be one line of {min_length} to {max_length} characters",
        },
    ),
]
Description = Annotated[
    str,
    Meta(
        max_length=10_000,
        pattern=kinds.PROSE,
        extra={
            "normalize": kinds.prose,
            "hint": "must be text of at most {max_length} characters",
        },
    ),
]
Category = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=60,
        pattern=kinds.LINE,
        description="Upper and lower case are the same category",
        extra={
            "normalize": kinds.name,
            "hint": "must be one line of {min_length} to {max_length} characters",
        },
    ),
]
Tag = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=40,
        pattern=kinds.LINE,
        extra={
            "normalize": kinds.tag,
            "hint": "must be one line of {min_length} to {max_length} characters each",
        },
    ),
]
Tags = Annotated[
    list[Tag],
    Meta(
        max_length=20,
        description="Kept in lower case, each once",
        extra={"normalize": kinds.unique},
    ),
]
Language = LanguageTag
Capacity = Annotated[
    int,
    Meta(
        ge=1,
        le=1_000_000,
        description="Seats; null for no limit",
        extra={"hint": "must be a whole number from {ge} to {le}, or null for no limit"},
    ),
]


class Price(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a course costs, in minor units of an ISO 4217 currency; 0 is free."""

    amount: Annotated[
        int,
        Meta(
            ge=0,
            le=100_000_000,
            description="Minor units: 4900 is 49.00 EUR, 4900 JPY, 4.900 KWD",
            extra={"hint": "must be a whole number of minor units, from {ge} to {le}"},
        ),
    ]
    currency: Annotated[
        str,
        Meta(
            pattern=r"^[A-Z]{3}\Z",
            description="ISO 4217, which also says how many minor units make one",
            extra={
                "normalize": currency,
                "hint": "must be a currency code, like EUR",
            },
        ),
    ]


FREE = Price(0, "EUR")
