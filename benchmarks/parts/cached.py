"""Pages that are kept in memory, beside the same bytes as files of nginx."""

import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks import client
from benchmarks.bench import KEPT
from benchmarks.servers import granian, nginx

PAGES = ("front", "tag", "entry", "feed")
NGINX, BARE, WRK = "nginx", "a bare function", "as shipped, by wrk"
ENCODING = "br"
CONNECTIONS = 16
NEEDS = ("nginx", "wrk")  # programs


def measure(bench):
    """Ask three servers in turn: nginx, a function that returns the bytes, Digest."""
    size = bench.sizes[0]  # a page that is kept costs the same whatever the size
    asked = {one.what: one.digest for one in bench.addresses(size)}
    with ExitStack() as until_the_end:
        folder = Path(tempfile.mkdtemp(prefix="digest-bench-"))
        until_the_end.callback(shutil.rmtree, folder)
        site = bench.serve(KEPT, size)
        until_the_end.callback(site.stop)
        for what in PAGES:
            answer = client.get(site.port, asked[what], Accept_Encoding=ENCODING)
            (folder / f"{what}.page").write_bytes(answer.body)
        files = nginx(folder)
        until_the_end.callback(files.stop)
        variables = bench.variables(KEPT, size) | {"BENCH_FOLDER": str(folder)}
        bare = granian("benchmarks.bare:application", variables)
        until_the_end.callback(bare.stop)
        servers = {NGINX: files, BARE: bare, WRK: site}
        for _ in range(bench.rounds):
            for what in PAGES:
                for name, server in servers.items():
                    path = asked[what] if server is site else f"/{what}.page"
                    seconds = max(round(bench.seconds), 1)  # wrk wants whole ones
                    found = server.measure_by_wrk(path, seconds, CONNECTIONS, ENCODING)
                    bench.note_all(size, what, name, found)


def missing():
    """Return the programs that it needs and that are not here."""
    return [program for program in NEEDS if shutil.which(program) is None]
