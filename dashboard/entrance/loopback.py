"""This machine and no other: without sign-in whoever reaches the dashboard reads everything."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

#: How a browser on this machine may call it. A name that merely resolves to it is none of these.
NAMES = ("127.0.0.1", "localhost", "[::1]")


def is_loopback(address: str | None) -> bool:
    """Whether `address` (of a socket, or to be bound) can be reached from this machine only."""
    if address == "localhost":
        return True
    try:
        place = ip_address((address or "").strip("[]"))
    except ValueError:
        return False
    if isinstance(place, IPv6Address) and place.ipv4_mapped is not None:
        return place.ipv4_mapped.is_loopback
    return place.is_loopback


def hosts(port: int) -> tuple[str, ...]:
    """The Host headers that mean this server; browsers leave out port 80."""
    return NAMES if port == 80 else tuple(f"{name}:{port}" for name in NAMES)
