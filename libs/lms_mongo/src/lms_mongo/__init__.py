"""MongoDB: one client per process, and what its outages mean."""

from __future__ import annotations

from lms_mongo._client import MongoSettings, client, collection, mongo_errors

__all__ = ["MongoSettings", "client", "collection", "mongo_errors"]
