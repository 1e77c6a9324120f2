"""Requests that no reader means, byte by byte to the site as it is served."""

import json
import random
import socket
from itertools import product

from tests import odd
from tests.machines import served
from tests.trials import times

PATIENCE = 30  # seconds for an answer
SPELLED = """
%ED%A0%80 %ED%BF%BF %C0%AF %F4%90%80%80 %FF %00 %01%1F%7F %0D%0Aa:%20b %C2%85 %E2%80%A8
%1B[2K % %zz %u0041 %2e%2e%2f %5C %22%7D%0A%7B%22a%22:1 {} ' %22 %3C ; && .. //
""".split()
PATHS = """
/{} /{}/ /tags/{}/ /tags/bias+{}/ /articles/{}/ /articles/{}/cite.bib /2021/{}/
/page/{}/ /card-{}.png /feed.{} /list.{} /api/v1/articles/{}/ /api/v1/{} /static/{}
/admin/{}/ /admin/articles/article/{}/change/ /search/?{} /?{}=1 /?q=a&{}
""".split()
LISTS = (
    "/ /search/ /tags/ /tags/bias/ /api/v1/articles/ /api/v1/tags/ /feed.json".split()
)
UNREADABLE = [  # by a server: it may refuse them, or hang up
    b"/\x01", b"/\xff\xfe", b"/?q=\x80", b"/\xed\xa0\x80/", b"/a b", b"/\t", b"*", b"a",
    b"http://evil.example/", b"//evil.example/", b"/" + b"a" * 10_000, b"/#a", b"/\0",
    b"/?q=" + b"a" * 70_000, b"/?q=" + b"%00" * 30_000,
]  # fmt: skip


def targets(chosen, number):
    """Return so many odd targets of requests, and those that no server need read."""
    paths = [path.replace("{}", word) for path, word in product(PATHS, SPELLED)]
    asked = product(LISTS, odd.NAMES, SPELLED)
    paths += [f"{path}?{name}={word}" for path, name, word in asked]
    paths += [
        f"{path}?{name}={'a' * 10_000}" for path, name in product(LISTS, odd.NAMES)
    ]
    paths += [f"{path}?{'&'.join([f'{n}=b'] * 2_000)}" for path in LISTS for n in "qx"]
    some = [odd.address(chosen) for _ in range(number // 3)]
    some += chosen.sample(paths, number - len(some))
    return [target.encode() for target in some]


def ask(site, target):
    """Return the status of an answer, 0 without one, and the id of its request."""
    with socket.create_connection(("127.0.0.1", site.port), PATIENCE) as door:
        host = f"Host: 127.0.0.1:{site.port}\r\nConnection: close\r\n\r\n".encode()
        try:
            door.sendall(b"GET " + target + b" HTTP/1.1\r\n" + host)
            answer = b"".join(iter(lambda: door.recv(65_536), b""))
        except ConnectionError:
            return 0, None
    first, *lines = answer.partition(b"\r\n\r\n")[0].split(b"\r\n")
    headers = dict(line.lower().split(b": ", 1) for line in lines)
    return int(first.split()[1]) if first else 0, headers.get(b"x-request-id")


def test_odd_request_is_no_error_and_one_line_of_the_log(seeded, tmp_path, tell):
    seed, database = random.randrange(1_000_000), seeded.pop("DIGEST_DATABASE_URL")
    odds, ids = targets(random.Random(seed), times(3_000, 100)), []
    with served(tmp_path, database, DIGEST_LOG="json", **seeded) as site:
        for target in [*odds, *UNREADABLE]:
            status, request = ask(site, target)
            assert status < 500, f"seed {seed}: {target}"
            assert request or target in UNREADABLE, f"seed {seed}: {target}"
            ids += [request.decode()] if request else []
        assert ask(site, b"/")[0] == 200
        lines = site.log.read_text().splitlines()
    told = [json.loads(line) for line in lines]
    noted = [one["request_id"] for one in told if one["logger"] == "digest.request"]

    assert [noted.count(one) for one in ids] == [1] * len(ids)
    assert not any("error" in one for one in told)
    tell(
        "input",
        f"{len(odds) + len(UNREADABLE)} odd requests byte by byte to a site that is"
        f" served: 0 errors of ours, {len(ids)} lines of JSON in the log for the"
        f" {len(ids)} that reached it",
    )
