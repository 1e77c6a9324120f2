"""A made-up format for imports: its file holds what a test says."""

from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO

from articles.formats.reading import Entry
from articles.formats.records import ArticleRecord
from articles.jobs.importing import import_articles
from articles.models import ImportBatch
from tests.jobs.test_fixtures import content

EARLY = datetime(2021, 1, 1, tzinfo=UTC)
LATER = datetime(2022, 1, 1, tzinfo=UTC)


class Export:
    """A file of a made-up format: it holds what its reader yields."""

    name = "export.made"

    def __init__(self, *items):
        self.items = items

    @contextmanager
    def open(self):
        yield BytesIO(b"made")

    def files(self):
        yield self


def entry(
    title="Machine Unlearning", key="", permalinks=(), lost=(), stood_at="", **columns
):
    """Return an entry of an export; its source follows from its title."""
    url = f"https://blog.example/{key or title.replace(' ', '-')}"
    record = ArticleRecord(**{"title": title, "url": url, **columns})
    place = f"item “{title}”"
    return Entry(
        place=place,
        record=record,
        key=key,
        permalinks=permalinks,
        lost=lost,
        stood_at=stood_at,
    )


def other(record):
    return Entry(place="elsewhere", record=record)


def take(*items, **options):
    """Plan an import, file it, see that both tell the same; return report and lines."""
    planned, told = [], []
    here = content()
    plan = import_articles(Export(*items), plan=True, tell=planned.append, **options)
    assert content() == here
    assert not ImportBatch.objects.filter(pk=plan.batch).exists()
    report = import_articles(Export(*items), tell=told.append, **options)
    assert str(report) == str(plan)
    assert [line[:5] for line in told] == [line[:5] for line in planned]
    return report, told


def outcomes(told):
    return [(line.outcome, line.name) for line in told]


def undo(report):
    return ImportBatch.objects.get(pk=report.batch).undo()
