"""The settings of the object store."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from lms_settings import Settings

Address = Annotated[
    str,
    Meta(
        pattern=r"^https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._-]+)*\Z",
        extra={"hint": "must be the address of a bucket, like https://files.s3.amazonaws.com"},
    ),
]


class ObjectSettings(Settings, frozen=True):
    """Where the bucket is, for functions and for browsers, and how long links are valid.

    ``lms_objects_key`` is ``id:secret``; without it the pod's own identity signs.
    ``lms_objects_wait_seconds`` bounds each request of a function.
    """

    lms_objects_url: Address
    lms_objects_public_url: Address | None = None
    lms_objects_region: Annotated[
        str,
        Meta(
            pattern=r"^[a-z]{2,3}(-[a-z]+)+-\d{1,2}\Z",
            extra={"hint": "must be an AWS region, like us-east-1"},
        ),
    ] = "us-east-1"
    lms_objects_key: (
        Annotated[
            str,
            Meta(pattern=r"^[^\s:]+:\S+\Z", extra={"hint": "must be like id:secret"}),
        ]
        | None
    ) = None
    lms_objects_upload_seconds: Annotated[int, Meta(ge=60, le=3600)] = 900
    lms_objects_link_seconds: Annotated[int, Meta(ge=60, le=6 * 3600)] = 3600
    lms_objects_wait_seconds: Annotated[float, Meta(gt=0, le=25)] = 10.0

    @property
    def public_url(self) -> str:
        """Return the bucket's address for browsers."""
        return self.lms_objects_public_url or self.lms_objects_url
