"""In every list of the desk: when a work ran before, and what we said of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Binned
from tests.admin.desk import make_editor, words_of
from tests.factories import make_address, make_article, make_note

pytestmark = pytest.mark.django_db

DESK = "/admin/"
LIST = "/admin/articles/article/"
BIN = "/admin/articles/binned/"
TRIAGE = "/admin/articles/article/triage/"
CALENDAR = "/admin/articles/article/calendar/"
DRAFT = {"status": "draft", "published_at": None}
SAID = "↻ Covered before: 2021-01-01 Worth it. Ours"
CODE = "https://github.com/trees/forest"


@pytest.fixture
def ours(db):
    """An entry that ran in 2021 and has a further address, with what we said."""
    article = make_article(title="Ours", url="https://blog.example/a")
    make_address(article, CODE, "code")
    make_note(article, "*Worth* it.")
    return article


def test_list_of_articles_tells_of_what_shares_an_address_both_ways(admin_client, ours):
    make_note(make_article(title="Theirs", url=CODE, follows=ours, **DRAFT), "Again.")

    words = words_of(admin_client.get(LIST))

    assert SAID in words
    assert "↻ Covered before: draft Again. Theirs" in words


def test_triage_tells_of_a_further_address_of_the_earlier_entry(admin_client, ours):
    make_article(url=CODE, follows=ours, **DRAFT)

    words = words_of(admin_client.get(TRIAGE))

    assert "Covered before Ours blog.example · published, 2021-01-01 Worth it." in words


def test_calendar_and_first_page_tell_of_it(admin_client, ours):
    soon = timezone.now() + timedelta(minutes=1)
    make_article(title="Again", url=ours.url, follows=ours, published_at=soon)

    month = f"{timezone.localtime(soon):%Y-%m}"
    assert f"Again {SAID}" in words_of(admin_client.get(CALENDAR, {"month": month}))
    assert SAID in words_of(admin_client.get(DESK))


def test_bin_tells_what_is_on_a_work_by_now(admin_client, ours):
    gone = make_article(url=CODE, follows=ours)
    Binned.objects.throw([gone])

    assert SAID in words_of(admin_client.get(BIN))


def test_list_with_more_that_was_covered_costs_no_more_queries(
    admin_client, ours, django_assert_num_queries, django_assert_max_num_queries
):
    make_article(url=CODE, follows=ours, **DRAFT)
    with django_assert_max_num_queries(12) as few:
        admin_client.get(LIST)
    for _ in range(9):
        make_note(make_article(url=CODE, follows=ours, **DRAFT))

    with django_assert_num_queries(len(few)):
        admin_client.get(LIST)


def test_contributor_reads_in_lists_no_title_of_what_is_hidden(client, ours):
    ann = make_editor("add_article", name="ann")
    client.force_login(ann)
    hidden = make_article(title="Secret", url="https://blog.example/b", **DRAFT)
    make_article(url=hidden.url, follows=hidden, account=ann, **DRAFT)
    make_article(url=ours.url, follows=ours, account=ann, **DRAFT)

    for page in (LIST, DESK, TRIAGE):
        words = words_of(client.get(page))
        assert "Another entry on this is being written." in words
        assert "Secret" not in words
    assert f'href="{ours.get_absolute_url()}"' in client.get(LIST).content.decode()
