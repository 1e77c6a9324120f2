"""What editors do, and that readers see it at once."""

from contextlib import ExitStack

from benchmarks import client
from benchmarks.bench import KEPT, SITES
from benchmarks.children import Child
from benchmarks.databases import DIGEST
from benchmarks.servers import granian, spent

SAVED, LOOKED = 20, 5  # of a round
COMMITS = 40


def measure(bench):
    """Save entries and ask for the list, in turn at all sizes, on copies."""
    databases = bench.databases
    with ExitStack() as until_the_end:
        editors = {}
        for size in bench.sizes:
            url = databases.copy(databases.filled(DIGEST, size), f"desk_{size}")
            until_the_end.callback(databases.drop, url)
            variables = databases.variables(DIGEST, url)
            editor = editors[size] = Child("benchmarks.editing", variables)
            until_the_end.callback(editor.stop)
            editor.do("sign_in")
            editor.do("look", times=1)
        for number in range(bench.rounds):
            for size, editor in editors.items():
                count = editor.do("open_some", first=number, count=SAVED)
                cpu = cost(databases, count, editor, "save")
                bench.note(size, "save", DIGEST, cpu=cpu)
                cpu = cost(databases, LOOKED, editor, "look", times=LOOKED)
                bench.note(size, "change list", DIGEST, cpu=cpu)
        smallest = bench.sizes[0]
        stale = count_stale(databases, smallest, editors[smallest])
        bench.note(smallest, "after a commit", DIGEST, stale=stale)


def cost(databases, deeds, editor, name, **given):
    """Return the seconds of CPU of each of `deeds`, those of the database as well."""
    before = spent(databases.process) if databases.process else 0
    own = editor.do(name, **given)
    after = spent(databases.process) if databases.process else 0
    return own + (after - before) / deeds


def count_stale(databases, size, editor):
    """Return how many first requests after a commit do not show it.

    PostgreSQL is asked with each request then, not once in a second.
    """
    url = databases.url(f"desk_{size}")
    variables = databases.variables(DIGEST, url, DIGEST_EDITION_CHECK="0")
    server = granian(SITES[KEPT][1], variables)
    try:
        stale = 0
        for number in range(COMMITS):
            editor.do("name", title=f"Commit {number}.")
            page = client.get(server.port, "/")
            stale += f"Commit {number}.".encode() not in page.body
        return stale
    finally:
        server.stop()
