"""The platform's functions: found, configured, started and put to sleep."""

from __future__ import annotations

from local.functions.activation import Function, Phase
from local.functions.environment import function_environment
from local.functions.manifest import Manifest, Route, staged_functions
from local.functions.scaler import Scaler
from local.functions.traffic import Minute

__all__ = [
    "Function",
    "Manifest",
    "Minute",
    "Phase",
    "Route",
    "Scaler",
    "function_environment",
    "staged_functions",
]
