"""Which addresses and spellings of hosts the desk calls: those that are plainly on the public web.

A list of our own, for what Python calls global differs from version to version. Pure.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

# All that is not to be found on the public web, or reaches something else through a gateway.
_NOT_PUBLIC_4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
    )
)
# The public web of IPv6 lies here and nowhere else; NAT64 and mapped addresses do not.
_PUBLIC_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_LONGEST = 253


def is_plainly_public(address: Address) -> bool:
    """Whether an address can only be somebody's on the public web."""
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _NOT_PUBLIC_4)
    if address.scope_id is not None or address not in _PUBLIC_6:
        return False
    return address.is_global and not any(address in network for network in _NOT_PUBLIC_6)


def plain_host(text: str) -> str | None:
    """A host as it is looked up: a name in small ASCII letters, or an address in its one spelling.

    ``None`` for any other: ``127.1``, ``0x7f.1``, ``2130706433``, full-width digits, zones.
    """
    host = text.lower().removesuffix(".")
    try:
        return str(ip_address(host)) if "%" not in host else None
    except ValueError:
        pass
    labels = host.split(".")
    if len(host) > _LONGEST or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    # No name of the web ends in a number; what does is an address in a spelling of its own.
    last = labels[-1]
    return None if last.isdigit() or last.startswith("0x") else host
