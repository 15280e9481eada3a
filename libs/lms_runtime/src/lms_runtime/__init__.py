"""What surrounds every function: health, metrics, access log, limits, graceful shutdown."""

from __future__ import annotations

from lms_runtime._app import Runtime, function_app
from lms_runtime._settings import RuntimeSettings

__all__ = ["Runtime", "RuntimeSettings", "function_app"]
