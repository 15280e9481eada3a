"""Certificates as signed credentials (Open Badges 3.0), and which of them were revoked."""

from __future__ import annotations

from lms_badges._credential import CREDENTIAL, badge_of
from lms_badges._status import LIST_SIZE, status_list

__all__ = ["CREDENTIAL", "LIST_SIZE", "badge_of", "status_list"]
