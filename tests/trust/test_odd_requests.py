"""Requests that no reader means cost no error, and no more time than others."""

import random
import time

import pytest

from articles.jobs.fixtures import load_fixture
from benchmarks import content
from tests import odd
from tests.trials import times

pytestmark = pytest.mark.django_db

LIMIT = 1.0  # seconds
TRIES = 5
EACH = 10  # of so many, one is asked once more, with what nothing knows
UNKNOWN = [
    "_connector=OR",
    "_negated=1",
    "x=1&x=2&x[]=3",
    "tag__name=bias&excerpt__contains=a&pk__in=1",
    "utm_source=a&fbclid=b",
    "%00=%00&%F0%9F=%ED%A0%80",
    "__class__=a&constructor[prototype]=b",
    "Q=data&TAG=bias&Page=2",
    "=&&=a;b",
    "x=" + "y" * 10_000,
]


def ask(client, address):
    """Return the status and the body of an answer, and the seconds it took."""
    start = time.perf_counter()
    answer = client.get(address)
    body = answer.getvalue()
    return answer.status_code, body, time.perf_counter() - start


def test_odd_request_is_no_error_and_soon_answered(client, tmp_path, tell):
    articles, requests = times(10_000, 45), times(10_000, 300)
    content.write(tmp_path / "digest.json", articles)
    load_fixture(tmp_path / "digest.json")
    seed = random.randrange(1_000_000)
    chosen, slowest, again = random.Random(seed), 0.0, 0

    for number in range(requests):
        address = odd.address(chosen)
        status, body, seconds = ask(client, address)
        for _ in range(TRIES):  # the machine has other things to do as well
            if seconds > LIMIT:
                seconds = min(seconds, ask(client, address)[2])
        assert status < 500, f"seed {seed}: {address}"
        assert seconds <= LIMIT, f"seed {seed}: {address}"
        slowest = max(slowest, seconds)
        if number % EACH == 0:
            more = chosen.choice(UNKNOWN)
            sign = "&" if "?" in address else "?"
            unlike = ask(client, f"{address}{sign}{more}")
            assert unlike[0] == 400 or unlike[:2] == (status, body), (address, more)
            again += 1
    tell(
        "input",
        f"{requests + again} odd requests at {articles} articles: 0 errors of ours,"
        f" {again} answers with unknown parameters are those without, the slowest"
        f" {slowest:.2f} s",
    )
