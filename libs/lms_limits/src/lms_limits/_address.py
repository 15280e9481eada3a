"""Where the caller is, as far as the network can tell."""

from __future__ import annotations

import ipaddress

from starlette.requests import Request

from lms_kernel import Unavailable
from lms_limits._settings import LimitSettings

_IPV4 = 4


def client_address(request: Request) -> str:
    """Return the caller's address as our own gateway saw it; for IPv6 its /64 network.

    The gateway writes it into one header, overwriting whatever the caller sent. X-Forwarded-For is
    not read: between the gateway and a function one or two proxies append to it, two while the
    function wakes up, so no position in it is always the caller's (decision 0038).

    Raises Unavailable for a request without exactly one address in the header: it did not come
    through the gateway, or the gateway is not set up, and all callers would be counted as one.
    Without a header in the settings there is no gateway in front: the caller is the connection's
    peer.
    """
    name = LimitSettings.current().lms_client_address_header
    if not name:
        return _network(request.client.host if request.client else "unknown")
    addresses = request.headers.getlist(name)
    if len(addresses) != 1 or _parsed(addresses[0]) is None:
        raise Unavailable(f"The request must say exactly once, in {name}, where it comes from.")
    return _network(addresses[0])


def neighborhood(address: str) -> str:
    """Return the larger network of an address: what one provider has, not what one customer has.

    A /16 of IPv4, a /32 of IPv6 (the least that a provider gets, RIPE-738), anything else as it is.
    """
    try:
        network = ipaddress.ip_network(address)
    except ValueError:
        return address
    prefix = 16 if network.version == _IPV4 else 32
    return str(network.supernet(new_prefix=prefix))


def _parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _network(address: str) -> str:
    parsed = _parsed(address)
    if parsed is None:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((int(parsed), 64), strict=False))
