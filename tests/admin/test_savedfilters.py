"""Filters of the list that an editor has named, for themselves alone."""

import pytest
from django.contrib.auth.models import User

from articles import limits
from articles.errors import Refused
from articles.models import SavedFilter
from tests.admin.desk import LIST, make_editor, words_of
from tests.factories import make_article

pytestmark = pytest.mark.django_db

FILTERS = f"{LIST}filters/"


def keep(client, name, query):
    return client.post(FILTERS, {"name": name, "query": query}, follow=True)


def shown(client, query=""):
    return [one.name for one in client.get(f"{LIST}?{query}").context["saved_filters"]]


def test_filter_is_named_and_stands_above_the_list(admin_client):
    make_article(title="A draft", status="draft")
    page = admin_client.get(f"{LIST}?state=draft&p=1")
    assert page.context["query_to_save"] == "state=draft"

    answer = keep(admin_client, "My <queue>", "state=draft&p=1&nonsense=1&q=a+draft")

    assert answer.request["QUERY_STRING"] == "q=a+draft&state=draft"
    assert "“My <queue>” is one of your filters now." in words_of(answer)
    page = admin_client.get(LIST).content.decode()
    link = '<a href="?q=a+draft&amp;state=draft" dir="auto">My &lt;queue&gt;</a>'
    assert link in page
    page = admin_client.get(f"{LIST}?state=draft&q=a+draft").content.decode()
    assert link.replace(" dir", ' aria-current="true" dir') in page


def test_name_that_is_taken_means_the_new_filter(admin_client):
    keep(admin_client, "Mine", "state=draft")
    keep(admin_client, "Mine", "state=review")

    assert SavedFilter.objects.get().query == "state=review"


def test_filter_is_deleted(admin_client):
    keep(admin_client, "Mine", "state=draft")
    row = SavedFilter.objects.get()

    admin_client.post(FILTERS, {"delete": row.pk, "query": row.query})

    assert shown(admin_client) == []


def test_nobody_sees_or_deletes_those_of_another(admin_client, client):
    keep(admin_client, "Mine", "state=draft")
    client.force_login(make_editor("view_article"))

    client.post(FILTERS, {"delete": SavedFilter.objects.get().pk})

    assert shown(client) == []
    assert shown(admin_client) == ["Mine"]


@pytest.mark.parametrize(
    ("name", "query", "says"),
    [
        ("", "state=draft", "cannot be blank"),
        ("x" * 61, "state=draft", "at most 60"),
        ("a\x00", "state=draft", ""),
        ("Mine", "", "Nothing is filtered"),
        ("Mine", "p=3&nonsense=1", "Nothing is filtered"),
        ("Mine", "q=" + "x" * 2_000, "at most 2000"),
        ("Mine", "a=1&" * 200, "Nothing is filtered"),
    ],
)
def test_what_is_no_filter_is_refused_in_words(admin_client, name, query, says):
    answer = keep(admin_client, name, query)

    assert not SavedFilter.objects.exists()
    if says:
        assert says in words_of(answer)


def test_filters_of_an_account_are_bounded(monkeypatch):
    monkeypatch.setattr(limits, "SAVED_FILTERS", 1)
    one, two = [User.objects.create_user(name) for name in ("one", "two")]
    SavedFilter.objects.keep(one, "Mine", "state=draft")
    SavedFilter.objects.keep(two, "Mine", "state=draft")

    with pytest.raises(Refused, match="You have 1 filters: delete one first"):
        SavedFilter.objects.keep(one, "Another", "state=review")
    SavedFilter.objects.keep(one, "Mine", "state=review")


def test_stranger_keeps_no_filter(client):
    client.force_login(make_editor("view_page"))

    assert client.post(FILTERS, {"name": "a", "query": "q=a"}).status_code == 403
    assert client.get(FILTERS).status_code == 403
