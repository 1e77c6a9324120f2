"""Pages of all kinds, at all sizes, on all sites in turn. Then what the sites hold."""

from contextlib import ExitStack

from benchmarks import client
from benchmarks.bench import KEPT, PLAIN, SITES, path_at
from benchmarks.children import Child

CONNECTIONS = 8
ENCODING = "gzip"  # both can
WARM = 0.1  # seconds
VISITED = 2_000  # entries that are asked for before the memory is looked at


def measure(bench):
    """Ask for everything, in rounds; all servers of all sizes run side by side."""
    with ExitStack() as until_the_end:
        servers = {}
        for size in bench.sizes:
            for name in SITES:
                count(bench, size, name)
                server = servers[size, name] = bench.serve(name, size)
                until_the_end.callback(server.stop)
        asked = [
            (size, address, name, path)
            for size in bench.sizes
            for address in bench.addresses(size)
            for name in SITES
            if (path := path_at(address, name))
        ]
        for size, _, name, path in asked:
            servers[size, name].measure(path, WARM, CONNECTIONS, ENCODING)
        for _ in range(bench.rounds):
            for size, address, name, path in asked:
                found = servers[size, name].measure(
                    path, bench.seconds, CONNECTIONS, ENCODING
                )
                bench.note_all(size, address.what, name, found)
        for (size, name), server in servers.items():
            if name in (KEPT, PLAIN):
                visit(server, size)
            bench.note(size, "two workers", name, memory=server.memory())


def count(bench, size, name):
    """Note the bytes and the queries of each page of a site."""
    if name == KEPT:
        return  # the same as with no page kept; then no query
    child = Child("benchmarks.inside", bench.variables(name, size))
    try:
        for address in bench.addresses(size):
            if path := path_at(address, name):
                child.do("page", path=path)
                found = child.do("page", path=path)
                if found["status"] != 200:
                    raise RuntimeError(f"{name}: {path}: {found['status']}")
                told = {one: found[one] for one in ("bytes", "queries")}
                bench.note(size, address.what, name, **told)
    finally:
        child.stop()


def visit(server, size):
    """Ask for many entries, so that a site keeps what it can of them."""
    door = client.Door(server.port)
    for number in range(0, size, max(size // VISITED, 1)):
        door.get(f"/articles/a-{number}/", Accept_Encoding=ENCODING)
    door.close()
