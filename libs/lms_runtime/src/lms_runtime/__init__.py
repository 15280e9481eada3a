"""What surrounds every function: health, metrics, access log, limits, graceful shutdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lms_runtime._app import Runtime, function_app
    from lms_runtime._settings import RuntimeSettings

__all__ = ["Runtime", "RuntimeSettings", "function_app"]

_HOMES = {
    "Runtime": "lms_runtime._app",
    "RuntimeSettings": "lms_runtime._settings",
    "function_app": "lms_runtime._app",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for: first of all the process decides what comes later."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(_HOMES[name]), name)
