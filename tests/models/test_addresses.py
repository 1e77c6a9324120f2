"""Further addresses of an entry: what they may be, and whose work they hold."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from articles.errors import Refused
from articles.formats.records import AddressRecord, ArticleRecord
from articles.models import Address, Article, Binned, Revision, put, restore
from tests.factories import make_address, make_article

pytestmark = pytest.mark.django_db

PAPER = "https://arxiv.org/abs/2105.12723"
CODE = "https://github.com/trees/forest"


def further(*urls, label="other"):
    return [AddressRecord(label=label, url=url) for url in urls]


def fresh(article):
    return Article.objects.get(uid=article.uid)


def refusal_of(article, *records):
    with pytest.raises(ValidationError) as refused:
        Address.objects.build(article, records)
    return refused.value.message_dict["addresses"]


def test_source_that_is_a_further_address_of_another_entry_is_refused():
    make_address(make_article(title="Paper", url=PAPER), CODE, "code")

    with pytest.raises(ValidationError) as refused:
        put(ArticleRecord(title="Code", url=f"{CODE}/tree/main"))

    (says,) = refused.value.message_dict["url"]
    assert says.startswith("“Paper” quotes this already.")
    assert Article.objects.count() == 1


def test_further_address_that_is_the_source_of_another_entry_is_refused():
    make_article(title="Code", url=CODE)
    paper = make_article(url=PAPER)

    (says,) = refusal_of(paper, *further(f"{CODE}.git", label="code"))

    assert says.startswith(f"“Code” quotes {CODE}.git already. To run it again")


def test_two_entries_may_share_a_further_address_and_a_follow_up_any():
    for url in (PAPER, "https://example.org/other"):
        put(ArticleRecord(title="T", url=url, addresses=further(CODE)))
    earlier = make_article(url="https://example.org/earlier")
    record = ArticleRecord(title="T", url=CODE, follows=earlier.uid)
    record.addresses = further(PAPER)

    put(record)

    assert Article.objects.holding(CODE).count() == 3
    assert Article.objects.holding(f"{PAPER}v2").count() == 2


def test_address_is_refused_in_words_with_its_number():
    article = make_article(url="https://example.org/a")
    bad = [
        AddressRecord(label="slides", url="https://example.org/slides"),
        AddressRecord(label="pdf", url="ftp://example.org/"),
        AddressRecord(label="pdf", url="https://example.org/b"),
        AddressRecord(label="code", url="http://www.example.org/b/?utm_source=x"),
        AddressRecord(label="other", url="http://www.example.org/a/"),
    ]

    assert refusal_of(article, *bad) == [
        "Address 1: “slides” is no label. Write one of these: abstract, PDF, code,"
        " video, discussion, other.",
        "Address 2: A web address starts with http:// or https:// and a site.",
        "Address 4: http://www.example.org/b/?utm_source=x stands twice on this entry.",
        "Address 5: http://www.example.org/a/ stands twice on this entry.",
    ]
    many = further(*(f"https://example.org/{number}" for number in range(21)))
    assert refusal_of(article, *many) == ["21 addresses: at most 20 an entry."]


@pytest.mark.parametrize(
    "columns",
    [
        {"url": "http://www.example.org/pdf/", "position": 1},
        {"label": "slides"},
        {"position": 20},
        {"position": 0},
    ],
)
def test_database_itself_refuses_what_no_address_may_be(columns):
    article = make_article()
    make_address(article, "https://example.org/pdf", "pdf")
    held = {"url": "https://example.org/x", "label": "pdf", "position": 1, **columns}

    with pytest.raises(IntegrityError), transaction.atomic():
        Address(article=article, **held).save()


def test_addresses_are_in_the_history_and_restored_by_themselves():
    put(ArticleRecord(title="T", url=PAPER, addresses=further(CODE, label="code")))
    article = Article.objects.get()
    first = article.record()
    put(ArticleRecord(uid=article.uid, title="New", url=PAPER))
    assert not Address.objects.exists()
    known, latest = Revision.objects.of(article.uid).order_by("number")
    assert (known.record(), latest.changed) == (first, ["addresses", "title"])

    restore(fresh(article), known, "addresses")

    assert fresh(article).record().addresses == first.addresses
    assert fresh(article).title == "New"


def test_restored_addresses_that_another_entry_quotes_by_now_are_refused():
    put(ArticleRecord(title="T", url=PAPER, addresses=further(CODE, label="code")))
    article = Article.objects.get()
    put(ArticleRecord(uid=article.uid, title="T", url=PAPER))
    make_article(title="Code", url=CODE)
    known = Revision.objects.of(article.uid).last()

    with pytest.raises(Refused, match="“Code” quotes"):
        restore(article, known)

    assert not Address.objects.exists()


def test_entry_in_the_bin_holds_no_address_and_comes_back_with_its_own():
    article = make_article(url=PAPER)
    make_address(article, CODE, "code")
    before = fresh(article).record()
    Binned.objects.throw([article])
    make_article(title="Code", url=CODE, slug="code")

    restored, said = Binned.objects.get().restore()

    assert restored.record().addresses == before.addresses
    assert restored.follows.slug == "code"
    assert said == ["“Code” quotes the same: it is now a follow-up to that."]


def test_untouched_addresses_are_the_same_rows():
    article = make_article()
    kept = make_address(article, CODE, "code")

    article.write([], [], Address.objects.build(article, [kept.record()]))
    assert Address.objects.get() == kept
    article.write([], [])
    assert Address.objects.get() == kept
    article.write([], [], [])
    assert not Address.objects.exists()
