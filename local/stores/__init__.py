"""The three stores: embedded ones that the host runs, or real ones that a URL names."""

from __future__ import annotations

from local.stores.base import EmbeddedStore, ExternalStore, Store
from local.stores.choice import chosen_stores

__all__ = ["EmbeddedStore", "ExternalStore", "Store", "chosen_stores"]
