"""The stores: embedded ones that the host runs, or real ones that a URL names."""

from __future__ import annotations

from local.stores.base import EmbeddedStore, ExternalStore, Store
from local.stores.choice import (
    ObjectAddresses,
    bucket_origin,
    chosen_stores,
    object_store,
)
from local.stores.seaweed import BUCKET
from local.stores.sleeping import SleepingStore

__all__ = [
    "BUCKET",
    "EmbeddedStore",
    "ExternalStore",
    "ObjectAddresses",
    "SleepingStore",
    "Store",
    "bucket_origin",
    "chosen_stores",
    "object_store",
]
