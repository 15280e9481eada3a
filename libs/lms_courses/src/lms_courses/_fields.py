"""The fields of a course: their limits, and how to explain them to people."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from lms_money import currency

Title = Annotated[
    str,
    Meta(
        min_length=3,
        max_length=200,
        pattern=r"^[^\x00-\x1f\x7f]+\Z",
        extra={"hint": "must be one line of {min_length} to {max_length} characters"},
    ),
]
Description = Annotated[
    str, Meta(max_length=10_000, extra={"hint": "must be text of at most {max_length} characters"})
]
Category = Annotated[
    str,
    Meta(
        min_length=2,
        max_length=60,
        pattern=r"^[^\x00-\x1f\x7f]+\Z",
        description="Upper and lower case are the same category",
        extra={"hint": "must be one line of {min_length} to {max_length} characters"},
    ),
]
Tag = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=40,
        pattern=r"^[^\x00-\x1f\x7f]+\Z",
        extra={"hint": "must be one line of {min_length} to {max_length} characters each"},
    ),
]
Tags = Annotated[list[Tag], Meta(max_length=20, description="Kept in lower case")]
Language = Annotated[
    str,
    Meta(
        max_length=35,
        pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z",
        description="BCP 47 language tag",
        extra={"hint": "must be a language tag, like en or pt-BR"},
    ),
]
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
