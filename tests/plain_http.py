"""Clients on loopback: nothing there has a certificate, and loading all authorities takes long.

A client of httpx loads them when it is made, which takes a hundred times as long as a request.
"""

from __future__ import annotations

import ssl

# Knows no authority: with https it would trust nobody.
NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
