"""What others pass over: it counts where it makes sense, and breaks nothing."""

from datetime import UTC, datetime

import pytest

from articles.formats import extension
from tests.formats.sources import make_record

AT = datetime(2021, 11, 13, 12, 30, 5, 123456, tzinfo=UTC)


def test_what_is_told_is_heard():
    record = make_record(status="withdrawn", published_at=AT, created_at=AT)

    assert extension.heard(extension.told(record)) == {
        "status": "withdrawn",
        "published_at": AT,
        "created_at": AT,
        "updated_at": None,
    }


@pytest.mark.parametrize(
    "said",
    [
        *(None, "draft", [], {}, {"status": "gone"}, {"status": ["draft"]}),
        {"status": "published"},
        {"status": "published", "published_at": "soon"},
        {"status": "published", "published_at": 5},
    ],
)
def test_what_makes_no_sense_is_not_heard(said):
    assert extension.heard(said) == {}
