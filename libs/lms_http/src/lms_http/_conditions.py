"""Conditional requests: If-Match and If-None-Match (RFC 9110, section 13.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lms_kernel import BadRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

# Section 8.8.3: what is between the quotes may hold a comma, so a list cannot be split at commas.
_TAG = re.compile(r'(?P<weak>W/)?"(?P<opaque>[!#-~\x80-\xff]*)"')
# Section 5.6.1: elements of a list may be empty.
_BETWEEN_TAGS = re.compile(r"[ \t]*(?:,[ \t]*)+")
_VERSION = re.compile(r"[0-9]{1,18}")


def if_match(request: Request) -> frozenset[int] | None:
    """Return the versions that the caller's copy may have, or None when any will do.

    Section 13.1.1: compared strongly, so a weak tag matches nothing, and neither does a tag that
    this API never sends; the set is empty then. Raises BadRequest for what is no list of tags.
    """
    field = _field(request, "if-match")
    if field in {None, "*"}:
        return None
    try:
        tags = list(_tags(field or ""))
    except ValueError:
        tags = []
    if not tags:
        raise BadRequest('If-Match takes ETags of this API, such as "3", or the star.')
    return frozenset(
        int(opaque) for is_weak, opaque in tags if not is_weak and _VERSION.fullmatch(opaque)
    )


def is_fresh(request: Request, etag: str) -> bool:
    """Whether the caller has this version: compared weakly (section 13.1.2).

    A list that cannot be read means nothing: the caller gets the whole response.
    """
    field = _field(request, "if-none-match")
    if field is None:
        return False
    if field == "*":
        return True
    try:
        known = {opaque for _, opaque in _tags(field)}
    except ValueError:
        return False
    return etag.removeprefix("W/").strip('"') in known


def _field(request: Request, name: str) -> str | None:
    """Return a field's value; lines of the same name are one list (section 5.3)."""
    lines = request.headers.getlist(name)
    return ", ".join(lines).strip(" \t") if lines else None


def _tags(field: str) -> Iterator[tuple[bool, str]]:
    """Read whether each tag is weak, and its opaque part. Raises ValueError for anything else."""
    place = 0
    if gap := _BETWEEN_TAGS.match(field):
        place = gap.end()
    while place < len(field):
        tag = _TAG.match(field, place)
        if tag is None:
            raise ValueError(field)
        yield tag["weak"] is not None, tag["opaque"]
        gap = _BETWEEN_TAGS.match(field, tag.end())
        if gap is None and tag.end() < len(field):
            raise ValueError(field)
        place = gap.end() if gap else tag.end()
