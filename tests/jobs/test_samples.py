"""Each of our samples comes in as it was planned, once, and goes again to the byte."""

import re
from contextlib import contextmanager, suppress
from random import Random

import pytest
from django.db import transaction

from articles.errors import Refused
from articles.formats.readers import READERS
from articles.formats.reading import Entry, FormatError, Options
from articles.formats.records import ArticleRecord
from articles.jobs.importing import File, import_articles, opened
from articles.models import ImportBatch
from tests.factories import make_article, make_note
from tests.formats.damage import damaged
from tests.formats.samples import BY_FORMAT, is_broken
from tests.jobs.test_fixtures import content

pytestmark = pytest.mark.django_db

MUTATIONS = 2  # of a sample that is a file
PLACE = re.compile(r"\b(line|entry) \d+")
# What is said of a file in which nothing stands that could be named: what it lacks.
OF_THE_WHOLE_FILE = re.compile(r"^[^:]+: no|: the column \w+ is missing$")


def options_of(path):
    """Return what an editor says of a sample: `digest-text` has a table beside it."""
    table = path.with_suffix(".csv")
    is_text = path.suffix == ".txt"
    return Options(
        address="https://blog.example",
        table=File(table, table.name) if is_text else None,
    )


def take(path, key, **how):
    return import_articles(path, key, options=options_of(path), **how)


def first_source(path, key):
    """Return the source of the first entry that a file holds, or another address."""
    with suppress(FormatError), opened(path) as source:
        for item in READERS[key].read(source, options_of(path)):
            if isinstance(item, Entry) and isinstance(item.record, ArticleRecord):
                return item.record.url
    return "https://elsewhere.example/"


def make_ours(path, key):
    """File an entry of ours on the same work as the first of a sample."""
    ours = make_article(tags=["ours"], url=first_source(path, key))
    make_note(ours, "Here before.")


@contextmanager
def rolled_back():
    """Take back whatever a sample left, imports and revisions with it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def see_it_come_and_go(path, key, repeats):
    """Plan a file, file it twice, and take it back."""
    before, planned, told = content(), [], []
    plan = take(path, key, repeats=repeats, plan=True, tell=planned.append)
    assert content() == before

    report = take(path, key, repeats=repeats, tell=told.append)
    assert (str(report), report.outcomes) == (str(plan), plan.outcomes)
    assert [line[:5] for line in told] == [line[:5] for line in planned]
    assert sum(report.outcomes.values()) == len(told)
    assert all(line.place and line.says for line in told if line.outcome == "refused")
    assert (content() != before) == report.writes

    after = content()
    again = take(path, key, repeats=repeats)
    assert not again.writes
    assert again.batch is None
    assert content() == after

    if report.batch is not None:
        ImportBatch.objects.get(pk=report.batch).undo()
    assert content() == before


@pytest.mark.parametrize("key", READERS)
def test_samples_come_as_planned_once_and_go_to_the_byte(key):
    whole = [path for path in BY_FORMAT[key] if not is_broken(path)]
    assert whole

    for path in whole:
        with rolled_back():
            make_ours(path, key)
            see_it_come_and_go(path, key, "skip")
            if "usual" in path.name:
                see_it_come_and_go(path, key, "follow-up")


@pytest.mark.parametrize("key", READERS)
def test_broken_samples_are_refused_in_one_line_that_names_the_place(key):
    broken = [path for path in BY_FORMAT[key] if is_broken(path)]
    assert broken
    make_article()
    before = content()

    for path in broken:
        told = []
        try:
            take(path, key, plan=True, tell=told.append)
        except Refused as refusal:
            says = [str(refusal)]
        else:
            refused = [line for line in told if line.outcome == "refused"]
            says = [f"{path.name}: {line.place}: {line.says}" for line in refused]
        assert says
        for words in says:
            assert "\n" not in words
            assert words.count(path.name) == 1
            assert PLACE.search(words) or OF_THE_WHOLE_FILE.search(words)
        assert content() == before


@pytest.mark.parametrize("key", READERS)
def test_damaged_file_comes_and_goes_or_is_refused(key, tmp_path):
    chance = Random(key)
    make_article(tags=["ours"])
    before = content()

    for path in filter(lambda path: path.is_file(), BY_FORMAT[key]):
        for _ in range(MUTATIONS):
            torn = tmp_path / path.name
            torn.write_bytes(damaged(path.read_bytes(), chance))
            report = None
            with suppress(Refused):
                report = import_articles(torn, key, options=options_of(path))
            if report is not None and report.batch is not None:
                ImportBatch.objects.get(pk=report.batch).undo()
            assert content() == before
