"""An editor's click on a stranger's address: nothing of ours is reached or hurt by it.

The servers of the tests are at 127.0.0.9, which counts for the public web here. All
else of this machine is private, and a server that waits there counts who comes.
"""

import json
from ipaddress import ip_network
from urllib.parse import unquote

import pytest

from articles.http import fetch
from tests.processes import run
from tests.servers import Server, answer, redirect
from tests.test_networks import NOT_PUBLIC
from tests.trials import WHOLE, times
from tests.trust import strangers
from tests.trust.spellings import HOSTS

PUBLIC = "127.0.0.9"
MOST_SECONDS, MOST_BYTES = 15, 200 * 1024 * 1024
SECONDS = None if WHOLE else 1  # what a fetch may take; None: as always
SCHEMES = """
    file:///etc/passwd ftp://page.example/ gopher://127.0.0.1:{inside}/_x
    javascript:fetch('http://127.0.0.1:{inside}/') data:text/html,<title>x</title>
    dict://127.0.0.1:{inside}/ ldap://127.0.0.1:{inside}/ ws://127.0.0.1:{inside}/
    view-source:http://127.0.0.1:{inside}/ blob:http://127.0.0.1:{inside}/x
    //127.0.0.1:{inside}/ 127.0.0.1:{inside} http: http:// http:/// https://:80/ about:x
""".split()
USERS = """
    page.example@ page.example:80@ page.example%40 a:b@ a:b:c@ @ page.example%2f@
    page.example%23@ %00@ page.example\\@
""".split()
PORTS = [0, 1, 7, 21, 22, 23, 25, 53, 110, 143, 445, 2375, 3306, 5432, 6379, 8000, 8443]
PORTS += [9200, 11211, 27017, 65535, 65536, 99999, -1]


@pytest.fixture
def stranger():
    """A server of the public web: it answers what its path is called."""
    plays = {
        f"/{kind}/{name}": play
        for kind, found in strangers.KINDS.items()
        for name, play in found.items()
    }

    def play(path):
        name, _, query = unquote(path).partition("?")
        if name == "/to":
            return redirect(bytes.fromhex(query).decode())
        return plays[name]()

    server = Server(play, host=PUBLIC)
    yield server
    server.close()


@pytest.fixture
def inside():
    """A server that nobody outside may reach, at every other address of this machine"""
    server = Server(lambda path: answer("secret"), host="0.0.0.0")
    yield server
    server.close()


def case(url, names=None, end="refused", **more):
    """Return what to fetch, what names mean, and how that has to end."""
    return {"url": url, "names": names or {}, "end": end, **more}


def forbidden(stranger, inside):
    """Yield cases that lead to what is not public: none may be reached."""
    at = f":{inside.port}/"
    for host in HOSTS:
        yield case(f"http://{host}{at}")
        to = f"http://{host}{at}".encode().hex()
        yield case(f"{stranger.url}/to?{to}")
    for number in NOT_PUBLIC:
        yield case(f"http://page.example{at}", {"page.example": [[number]]})
    for host in ("localhost", "LOCALHOST.", "localhost.localdomain", "a.localhost"):
        yield case(f"https://{host}{at}", {host.lower().strip("."): [["127.0.0.1"]]})
    for word in USERS:
        yield case(f"http://{word}127.0.0.1{at}")
    for scheme in SCHEMES:
        yield case(scheme.format(inside=inside.port))
    for port in PORTS:
        yield case(f"http://page.example:{port}/", {"page.example": [[PUBLIC]]})


def changing(stranger, inside):
    """Yield cases of names that are public when asked for first, and then are not."""
    for private in ("127.0.0.1", "10.0.0.1", "::1", "::ffff:127.0.0.1", "0.0.0.0"):
        to = f"http://page.example:{inside.port}/".encode().hex()
        names = {"page.example": [[PUBLIC], [private], [PUBLIC]]}
        yield case(f"http://page.example:{stranger.port}/to?{to}", names)
        names = {"page.example": [[private] * 50, [PUBLIC]]}
        yield case(f"http://page.example:{stranger.port}/honest/a page", names)


def hostile(stranger):
    """Yield cases of servers that answer with malice."""
    for name in strangers.SLOW:
        yield case(f"{stranger.url}/slow/{name}", seconds=SECONDS)
    for name in strangers.ENDLESS:
        yield case(f"{stranger.url}/endless/{name}", end="cut")
    for name in strangers.REFUSED:
        yield case(f"{stranger.url}/refused/{name}")
    yield case(f"https://{PUBLIC}:{stranger.port}/", seconds=SECONDS)


def honest(stranger):
    """Yield cases of what has to be read."""
    for name in strangers.HONEST:
        yield case(f"{stranger.url}/honest/{name}", end="read")
    page = f":{stranger.port}/honest/a page"
    for url, answers in [
        (f"http://page.example{page}", [[PUBLIC]]),
        (f"HTTP://PAGE.Example.{page}", [[PUBLIC]]),
        (f"http://ann:word@page.example{page}", [[PUBLIC]]),
        (f"  http://page.example{page}#place", [[PUBLIC]]),
        (f"http://page.example{page}?q=ü&a[]=%", [[PUBLIC]]),
        (f"http://page.example{page}", [["127.0.0.1", "::1", PUBLIC]]),
        (f"http://page.example{page}", [[PUBLIC, "10.0.0.1"], ["10.0.0.1"]]),
        (f"http://page.example{page}", [["nonsense", "", PUBLIC]]),
    ]:
        yield case(url, {"page.example": answers}, "read")
    names = {"xn--bcher-kva.example": [[PUBLIC]]}
    yield case(f"http://bücher.example{page}", names, "read")


def fetched(cases, tmp_path, *servers):
    """Return what came of `cases`, fetched by a process of their own."""
    file = tmp_path / "cases.json"
    keys = ("url", "names", "seconds")
    file.write_text(json.dumps([{k: c.get(k) for k in keys} for c in cases]))
    ports = ",".join(str(server.port) for server in servers)
    allowed = {"DIGEST_FETCH_ALLOW": PUBLIC, "DIGEST_FETCH_PORTS": ports}
    done = run("-W", "error", "-m", "tests.trust.fetching", str(file), **allowed)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


def test_no_address_leads_inside_or_takes_more_than_it_may(
    stranger, inside, tmp_path, tell
):
    away = list(forbidden(stranger, inside))[:: times(1, 3)]
    away += changing(stranger, inside)
    bad, good = list(hostile(stranger)), list(honest(stranger))
    cases = [*away, *bad, *good]
    assert len(away) + len(bad) >= times(250, 50)

    told = fetched(cases, tmp_path, stranger, inside)

    outcomes = told["outcomes"]
    ends = zip(cases, outcomes, strict=True)
    assert [both for both in ends if both[0]["end"] != both[1]["end"]] == []
    assert all("Grüße" in o["words"] for o in outcomes if o["end"] == "read")
    assert all(o["words"].isprintable() for o in outcomes if o["end"] == "refused")
    asked = {unquote(one.split()[1]).partition("?")[0] for one in stranger.requests}
    for kind, found in strangers.KINDS.items():
        assert {f"/{kind}/{name}" for name in found} <= asked
    assert inside.connections == 0
    assert set(told["reached"]) == {PUBLIC}
    assert set(told["asked"]) == {PUBLIC}  # no library looks a name up again
    longest = max(o["seconds"] for o in outcomes)
    assert longest <= MOST_SECONDS
    assert told["peak"] <= MOST_BYTES
    tell(
        "input",
        f"{len(away) + len(bad)} hostile targets for the fetcher: 0 reached inside, 0"
        f" tracebacks, {longest:.1f} s and {told['peak'] // 2**20} MiB at most;"
        f" {len(good)} honest ones read",
    )


def test_server_inside_would_notice_who_comes(inside, tmp_path, settings):
    settings.FETCH_ALLOW = [ip_network("127.0.0.0/8")]
    settings.FETCH_PORTS = [inside.port]

    assert "secret" in fetch(f"http://127.0.0.1:{inside.port}/").text
    assert inside.connections == 1
