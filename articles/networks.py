"""Addresses of machines: which of them lie on the public web.

An explicit list, by the IANA's registries of special addresses: `ipaddress.is_global`
calls several of these global (multicast, 6to4, NAT64, metadata).
https://www.iana.org/assignments/iana-ipv4-special-registry/
https://www.iana.org/assignments/iana-ipv6-special-registry/
"""

import ipaddress
from collections.abc import Iterable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

NOT_PUBLIC: dict[int, list[Network]] = {4: [], 6: []}
for network in map(
    ipaddress.ip_network,
    [
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # between a provider and its customers; metadata of Alibaba
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # metadata of Azure
        "169.254.0.0/16",  # link-local; metadata of most clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocols; metadata of Oracle
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # relays of multicast
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved; broadcast
        # Of IPv6 only 2000::/3 is given out to the public. Below it lie loopback, IPv4
        # in other dress (::ffff:0:0/96), NAT64 (64:ff9b::/96, 64:ff9b:1::/48).
        "::/3",
        "2001::/23",  # protocols: Teredo (2001::/32), benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3ffe::/16",  # 6bone, which is no more
        "3fff::/20",  # documentation
        "4000::/2",  # reserved; segment routing (5f00::/16)
        # Reserved, private (fc00::/7, with the metadata of Amazon and Google),
        # link-local (fe80::/10), site-local (fec0::/10), multicast (ff00::/8).
        "8000::/1",
    ],
):
    NOT_PUBLIC[network.version].append(network)


def is_public(address: Address) -> bool:
    """Return whether a machine at `address` is one of the public web."""
    return not any(address in network for network in NOT_PUBLIC[address.version])


def may_be_reached(address: Address, allowed: Iterable[Network]) -> bool:
    """Return whether `address` is public, or lies in one of the networks `allowed`."""
    return is_public(address) or any(address in network for network in allowed)
