"""The stores, each with the one library that speaks to it.

A function has a store exactly when its imports lead to that library. Network policies, the 503 in
the API's description and the tests of outages follow from it.

The object store is not one of them. It has no outbox, which a `StoreName` stands for, and most of
what imports `lms_objects` sends it no request: links are signed without it. Its policy is in
`tools/manifests/edges.py`, its outages are tested in `libs/lms_objects` and `tests/chaos`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lms_kernel import StoreName

LIBRARY_OF: Mapping[StoreName, str] = MappingProxyType(
    {"mongodb": "lms_mongo", "postgres": "lms_postgres", "redis": "lms_redis"}
)


def stores_of(libraries: Iterable[str]) -> list[StoreName]:
    """Return the stores that somebody with these libraries can reach."""
    available = set(libraries)
    return [store for store, library in LIBRARY_OF.items() if library in available]
