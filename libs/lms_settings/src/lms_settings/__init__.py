"""Settings: the environment, read once into frozen typed objects, all faults told together."""

from __future__ import annotations

from lms_settings._settings import Settings, SettingsError, check_all

__all__ = ["Settings", "SettingsError", "check_all"]
