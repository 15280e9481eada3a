"""Who is calling, as far as the network can tell."""

from __future__ import annotations

import ipaddress

from starlette.requests import Request

from lms_limits._settings import LimitSettings


def client_address(request: Request) -> str:
    """Answer the address that our outermost proxy saw; of IPv6 the /64, which one person has.

    Every proxy appends the peer it was called by, so the entry to believe is counted from the
    right: ``lms_trusted_hops`` of them are ours, whatever stands further left the caller may have
    made up. Without the header it is the peer of the connection.
    """
    hops = LimitSettings.current().lms_trusted_hops
    forwarded = [
        hop.strip()
        for line in request.headers.getlist("x-forwarded-for")
        for hop in line.split(",")
    ]
    if hops and len(forwarded) >= hops:
        return _network(forwarded[-hops])
    return _network(request.client.host if request.client else "unknown")


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((int(parsed), 64), strict=False))
