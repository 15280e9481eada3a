"""The host's own HTTP server: health, status page, inbox, and the broker's ingress."""

from __future__ import annotations

from local.pages.server import PageServer, page_application

__all__ = ["PageServer", "page_application"]
