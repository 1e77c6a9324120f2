"""Addresses of machines that are not public, in every spelling there is for them."""

from ipaddress import IPv4Address

# This machine, private networks, link-local, a provider's network, metadata of clouds.
MACHINES = """
    127.0.0.1 127.255.255.254 0.0.0.0 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254
    100.64.0.1 100.100.100.200 168.63.129.16
""".split()
IPV6 = """
    [::1] [::] [0:0:0:0:0:0:0:1] [0000:0000:0000:0000:0000:0000:0000:0001] [::0001]
    [fc00::1] [fd00::2] [fd00:ec2::254] [fd20:ce::254] [fe80::1] [FE80::1]
    [fe80::1%25lo] [fe80::1%lo] [fe80::1%251] [::1%25lo] [::1%250] [::1%lo] [fec0::1]
    [ff02::1] [ff0e::1] [100::1] [2001:db8::1] [2001::1] [3ffe::1] [3fff::1] [5f00::1]
    [2001:0:7f00:1::] [2001:0:4136:e378:8000:63bf:3fff:fdd2] [2002:c0a8:101::1]
""".split()
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def spellings(machine):
    """Return the hosts of addresses that mean the IPv4 address `machine` to someone."""
    number = int(IPv4Address(machine))
    a, b, c, d = number.to_bytes(4)
    high, low = f"{number >> 16:x}", f"{number & 0xFFFF:x}"
    return [
        machine,
        f"{machine}.",
        f"{a}.{b}.{c * 256 + d}",
        f"{a}.{number & 0xFFFFFF}",
        f"{number}",
        f"0x{number:x}",
        f"0X{number:08X}",
        f"0{number:o}",
        f"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}",
        f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
        f"000{a:o}.{b}.0x{c:02x}.{d}",
        machine.replace(".", "%2e"),
        "".join(f"%{ord(sign):02x}" for sign in machine),
        machine.translate(FULL_WIDTH),
        machine.replace(".", "。"),
        f"{machine[0]}\u00ad{machine[1:]}",  # a soft hyphen, which is not seen
        f"[::ffff:{machine}]",
        f"[::FFFF:{high}:{low}]",
        f"[0:0:0:0:0:ffff:{high}:{low}]",
        f"[::ffff:0:{machine}]",  # translated: RFC 2765
        f"[::{machine}]",
        f"[64:ff9b::{machine}]",  # NAT64: RFC 6052
        f"[64:ff9b:1::{high}:{low}]",  # of a network of one's own: RFC 8215
        f"[2002:{high}:{low}::1]",  # 6to4
        f"[2001:db8::5efe:{machine}]",  # ISATAP
        f"[fe80::5efe:{machine}]",
    ]


HOSTS = [host for machine in MACHINES for host in spellings(machine)] + IPV6
