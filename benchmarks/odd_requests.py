"""Send ten thousand odd requests to a digest of ten thousand entries; time them.

    python -m benchmarks.odd_requests [REQUESTS] [SEED]

Uses the database that DIGEST_DATABASE_URL names, and fills it where it is empty. Ends
with 1 where an answer was an error of ours, or took more than a second.
"""

import os
import random
import sys
import tempfile
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "digest.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from articles.models import Article  # noqa: E402
from benchmarks import content  # noqa: E402
from tests import odd  # noqa: E402

ENTRIES = 10_000
LIMIT = 1.0  # seconds


def main(requests=10_000, seed=1):
    """Print what the slowest answers were; return whether all were fit."""
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    if not Article.objects.exists():
        fill()
    client = Client(raise_request_exception=False)
    chosen = random.Random(seed)
    times, errors = [], []
    for _ in range(requests):
        address = odd.address(chosen)
        start = time.perf_counter()
        answer = client.get(address)
        answer.getvalue()
        times.append((time.perf_counter() - start, address))
        if answer.status_code >= 500:
            errors.append(address)
    times.sort(reverse=True)
    for seconds, address in times[:5]:
        print(f"{seconds * 1000:6.0f} ms  {address[:100]}")
    print(
        f"{requests} requests, {Article.objects.count()} entries, seed {seed}:"
        f" {len(errors)} errors, median {times[requests // 2][0] * 1000:.0f} ms,"
        f" slowest {times[0][0] * 1000:.0f} ms"
    )
    for address in errors[:5]:
        print(f"an error: {address[:200]}")
    return not errors and times[0][0] <= LIMIT


def fill():
    """Load a digest of ENTRIES entries."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "digest.json"
        content.write(path, ENTRIES)
        call_command("load_fixture", str(path))


if __name__ == "__main__":
    sys.exit(not main(*map(int, sys.argv[1:])))
