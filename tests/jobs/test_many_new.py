"""What is simply new is written many at once, and becomes what it becomes alone."""

import uuid
from random import Random

import pytest
from django.db import transaction

from articles.formats.reading import Entry
from articles.formats.records import AddressRecord, ArticleRecord, NoteRecord
from articles.models import (
    Address,
    Annotation,
    Article,
    ArticleTag,
    Importer,
    OldAddress,
    importer,
    lock,
)
from tests.factories import make_article

pytestmark = pytest.mark.django_db

WORDS = "tides fog gulls masts ropes lamps bells charts".split()
BORNE = ("content_object__slug", "position", "tag__slug")
UIDS = [uuid.UUID(int=number) for number in range(1, 7)]


def entry(title, url, permalinks=(), **columns):
    record = ArticleRecord(title=title, url=url, **columns)
    return Entry(place=title, record=record, permalinks=permalinks)


def like_each_other(chance, count):
    """Return entries, many of which have something in common with another one."""

    def some(things, share=0.2):
        return chance.choice(things) if chance.random() < share else None

    entries = []
    for number in range(count):
        alone = f"{chance.choice(WORDS)} {uuid.UUID(int=chance.getrandbits(128))}"
        near = f"https://near.example/{chance.randint(1, 9)}"
        far = f"https://far.example/{number}"
        further = some([near, f"{far}.pdf"])
        tags = chance.sample([*WORDS, "★", "Tides"], chance.randint(0, 3))
        entries.append(
            entry(
                some(WORDS, 0.4) or alone,
                some([near, "/no/address"], 0.3) or far,
                [f"/old/{chance.randint(1, 40)}/", f"/articles/{some(WORDS)}/"],
                uid=some(UIDS),
                follows=some(UIDS, 0.1),
                tags=tags,
                addresses=[AddressRecord(url=further)] if further else [],
                notes=[NoteRecord(uid=uuid.UUID(int=1000 + number), body=alone)],
                status=chance.choice(["draft", "review"]),
            )
        )
    return entries


def take(entries, tell=print):
    """File entries; return the report. What calls this is within a transaction."""
    lock()
    one = Importer("many.json", "fixture", tell)
    one.take_all(iter(entries))
    return one.finish()


def filed(entries):
    """File entries and take them back; return what was told, and what was here."""
    told = []
    with transaction.atomic():
        report = take(entries, lambda line: told.append(line[:4]))
        here = [
            Article.objects.values_list("slug", "title", "url", "follows__slug"),
            ArticleTag.objects.values_list(*BORNE),
            Annotation.objects.values_list("article__slug", "position", "body"),
            Address.objects.values_list("article__slug", "position", "url"),
            OldAddress.objects.values_list("path", "article__slug"),
        ]
        held = [sorted(rows, key=str) for rows in here]
        transaction.set_rollback(True)
    return [str(report), told, *held]


@pytest.mark.parametrize("seed", range(2))
def test_together_entries_become_what_each_becomes_alone(seed, monkeypatch):
    make_article(slug="fog", url="https://near.example/1")
    make_article(slug="here", uid=UIDS[0])
    entries = like_each_other(Random(seed), 40)

    together = filed(entries)
    monkeypatch.setattr(importer, "simply_new", lambda candidates, here: {})
    alone = filed(entries)

    for of_all, of_each in zip(together, alone, strict=True):
        assert of_all == of_each
    assert {line[0] for line in together[1]} >= {"new", "repeat", "refused"}


def test_new_entries_cost_no_query_each(django_assert_max_num_queries):
    entries = [
        entry(f"About {n}", f"https://new.example/{n}", [f"/old/{n}/"], tags=WORDS[:3])
        for n in range(100)
    ]

    with django_assert_max_num_queries(70):
        report = take(entries)
    assert report.outcomes == {"new": 100}
