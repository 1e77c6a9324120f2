import random

import pytest

from tests import odd
from tests.factories import make_article, make_note

pytestmark = pytest.mark.django_db

REQUESTS = 400  # `make check` sends ten thousand to a digest of ten thousand articles


def test_odd_request_is_no_error(client):
    for number in range(45):
        article = make_article(["bias", "performance"], slug=f"a-{number}")
        make_note(article)
    seed = random.randrange(1_000_000)
    chosen = random.Random(seed)

    for _ in range(REQUESTS):
        address = odd.address(chosen)
        answer = client.get(address)
        answer.getvalue()
        assert answer.status_code < 500, f"seed {seed}: {address}"
