"""How long a site takes from its start to its first page."""

from benchmarks.bench import KEPT, PLAIN


def measure(bench):
    """Start both sites in turn. Seconds by the clock, and of CPU."""
    size = bench.sizes[0]
    for name in (KEPT, PLAIN):  # the first start compiles what it loads
        bench.serve(name, size).stop()
    for _ in range(bench.rounds):
        for name in (KEPT, PLAIN):
            server = bench.serve(name, size)
            bench.note(size, "start", name, seconds=server.took, cpu=server.cpu())
            server.stop()
