"""Addresses of the network: which of them lie in the open internet, where anybody may be called."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_NAT64 = IPv6Network("64:ff9b::/96")
_LOCAL = (".localhost", ".local", ".internal", ".home.arpa")


def is_public(address: str) -> bool:
    """Whether an IP address lies in the open internet. One that carries an IPv4 address inside is judged by that."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _inside(found) if isinstance(found, IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    return found.is_global and not found.is_multicast and not found.is_reserved


def is_local_name(host: str) -> bool:
    """Whether a host is called by a name, or an address, that means something inside a network alone."""
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(_LOCAL):
        return True
    try:
        ip_address(name)
    except ValueError:
        return "." not in name
    return not is_public(name)


def _inside(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
