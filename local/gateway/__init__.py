"""The gateway: one nginx in front of all functions, configured from their endpoint table."""

from __future__ import annotations

from local.gateway.configuration import READ_SECONDS, Gateway, nginx_configuration
from local.gateway.image import image_configuration
from local.gateway.server import gateway_command, prepare_gateway

__all__ = [
    "READ_SECONDS",
    "Gateway",
    "gateway_command",
    "image_configuration",
    "nginx_configuration",
    "prepare_gateway",
]
