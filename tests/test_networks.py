"""Which addresses lie on the public web, and which an editor's click never reaches."""

from ipaddress import ip_address, ip_network

import pytest

from articles import http, networks
from articles.errors import Refused

NOT_PUBLIC = """
    0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 127.0.0.1
    127.255.255.254 168.63.129.16 169.254.169.254 169.254.0.1 172.16.0.1 172.31.255.255
    192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.19.255.255
    198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
    :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1
    64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1 100::1 2001::1 2001:0:7f00:1::
    2001:2::1 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1:: 2002:808:808::1 3fff::1
    5f00::1 fc00::1 fd00::1 fd00:ec2::254 fd20:ce::254 fe80::1 fe80::1%lo fec0::1
    ff02::1 ff0e::1
""".split()
PUBLIC = """
    1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.1 93.184.216.34 100.63.255.255 100.128.0.1
    126.255.255.255 128.0.0.1 172.15.255.255 172.32.0.1 192.167.255.255 198.17.255.255
    198.20.0.1 223.255.255.255 2001:200::1 2001:4860:4860::8888 2606:4700::1111
    2a00:1450:4001::1
""".split()


@pytest.mark.parametrize("text", NOT_PUBLIC)
def test_special_address_is_not_public(text):
    assert not networks.is_public(ip_address(text))


@pytest.mark.parametrize("text", PUBLIC)
def test_address_that_is_given_out_is_public(text):
    assert networks.is_public(ip_address(text))


def test_network_that_is_allowed_is_reached_and_no_other():
    allowed = [ip_network("127.0.0.0/8")]

    assert networks.may_be_reached(ip_address("127.0.0.1"), allowed)
    assert not networks.may_be_reached(ip_address("10.0.0.1"), allowed)
    assert not networks.may_be_reached(ip_address("::ffff:127.0.0.1"), allowed)


HOSTS = """
    127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0x7f.1 0177.0.0.1 017700000001
    0x7f.0x0.0x0.0x1 0 0.0.0.0 127.0.0.1. 127.0.0.1:80 user:word@127.0.0.1
    example.org@127.0.0.1 １２７.０.０.１ ①②⑦.⓪.⓪.① 127。0。0。1 127%2e0%2e0%2e1
    %31%32%37.0.0.1 [::1] [::] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1]
    [::127.0.0.1] [64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [2002:7f00:1::] [fd00::1]
    [fe80::1] [ff02::1] [2001:0:7f00:1::] 169.254.169.254 2852039166 0xa9fea9fe
    [::ffff:169.254.169.254] [fd00:ec2::254] 100.100.100.200 10.0.0.1 192.168.1.1
    172.16.0.1 0300.0250.1.1 [::ffff:10.0.0.1]
""".split()


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_spelling_reaches_what_is_not_public(scheme, host):
    def resolve(host, port):
        raise AssertionError(f"{host} is a number, and no name to be looked up")

    with pytest.raises(Refused, match="cannot be reached: it does not answer"):
        http.fetch(f"{scheme}://{host}/", resolve=resolve)


@pytest.mark.parametrize("text", NOT_PUBLIC)
def test_name_of_a_machine_that_is_not_public_is_not_reached(text):
    with pytest.raises(Refused, match=r"“inside\.example” cannot be reached"):
        http.fetch("http://inside.example/", resolve=lambda host, port: [text])


@pytest.mark.parametrize("host", ["localhost", "localhost.", "LOCALHOST"])
def test_names_of_this_machine_are_not_reached(host):
    with pytest.raises(Refused, match="“localhost” cannot be reached"):
        http.fetch(f"http://{host}/")


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_",
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org/",
        "example.org",
        "http://",
        "http://[fe80::1%25lo]/",
        "http://1.2.3.4.5/",
        "http://exa mple.org/",
        "http://a:99999/",
        "",
    ],
)
def test_what_no_browser_opens_as_a_page_is_refused(address):
    with pytest.raises(Refused):
        http.fetch(address)


@pytest.mark.parametrize("port", [1, 22, 25, 81, 3306, 6379, 8000, 8443])
def test_port_that_no_page_is_at_is_refused(port):
    with pytest.raises(Refused, match=f"Port {port} is not opened: only 80, 443, 8080"):
        http.fetch(f"http://example.org:{port}/")
