"""Settings: the environment, read once into frozen typed objects, all faults reported together."""

from __future__ import annotations

from lms_settings._settings import Settings, SettingsError, check_all
from lms_settings._transport import TransportSettings, authority

__all__ = ["Settings", "SettingsError", "TransportSettings", "authority", "check_all"]
