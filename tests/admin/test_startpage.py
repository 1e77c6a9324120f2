"""The first page of the desk: what one may go on with."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group, User

from articles.models import Article, acting
from tests.admin.desk import LIST, make_editor, words_of
from tests.factories import make_article, make_tag

pytestmark = pytest.mark.django_db

START = "/admin/"
DRAFT = {"status": "draft", "published_at": None}
SOON = {"published_at": datetime(2100, 1, 1, 8, 30, tzinfo=UTC)}


def lists(client):
    """Return {title of a list: titles in it}."""
    found = client.get(START).context["lists"]
    return {str(one["title"]): [str(row) for row in one["rows"]] for one in found}


def make_contributor(name="ada"):
    account = User.objects.create_user(name, is_staff=True)
    account.groups.add(Group.objects.get(name="Contributor"))
    return account


def test_editor_sees_what_waits_what_comes_and_what_changed(admin_client, admin_user):
    ada = make_contributor()
    make_article(title="Hers", account=ada, **DRAFT)
    make_article(title="Mine", account=admin_user, **DRAFT)
    make_article(title="Handed in", account=ada, status="review")
    make_article(title="Soon", **SOON)
    back = make_article(title="Back", account=admin_user, status="review")
    back.reopen("Say what is new.")

    found = lists(admin_client)

    assert found["Came back to you"] == ["Back"]
    assert found["In review"] == ["Handed in"]
    assert found["Your drafts"] == ["Mine"]
    assert found["Scheduled"] == ["Soon"]
    assert found["Changed lately"][0] == "Back"
    assert len(found["Changed lately"]) == 5
    words = words_of(admin_client.get(START))
    assert "Back Say what is new." in words
    assert "Soon 2100-01-01 08:30" in words
    assert "3 drafts 1 in review 1 scheduled" in words


def test_contributor_sees_only_what_is_their_own(client):
    ada = make_contributor()
    make_article(title="Mine", account=ada, **DRAFT)
    make_article(title="Another", **DRAFT)
    make_article(title="Handed in", status="review")
    client.force_login(ada)

    assert lists(client) == {"Your drafts": ["Mine"], "Changed lately": ["Mine"]}
    assert "1 draft 0 in review" in words_of(client.get(START))


def test_who_changed_an_entry_last_is_told(admin_client):
    article = make_article(title="An entry")
    with acting(User.objects.create_superuser("grace")):
        article.set_tags(["a"])

    assert "An entry grace " in words_of(admin_client.get(START))


def test_lists_are_short_and_lead_to_all(admin_client, admin_user):
    for number in range(12):
        make_article(title=f"D{number}", account=admin_user, **DRAFT)
        make_article(account=admin_user, status="review").reopen("Why?")
    make_article(**SOON)

    for one in admin_client.get(START).context["lists"]:
        assert len(one["rows"]) <= 8
        cl = admin_client.get(one["url"]).context["cl"]
        listed = {article.pk for article in cl.result_list}
        assert {row.pk for row in one["rows"]} <= listed
    assert (
        f'<a href="{LIST}?state=back&amp;writer=me">'
        in admin_client.get(START).content.decode()
    )


def test_tags_that_need_care_are_counted_for_who_cares(admin_client, client):
    make_tag("model")
    make_tag("models")
    assert "tags that need care" in words_of(admin_client.get(START))

    client.force_login(make_editor("view_article", "change_tag"))
    assert "tags that need care" not in words_of(client.get(START))


def test_more_entries_cost_no_more_queries(
    admin_client, admin_user, django_assert_num_queries, django_assert_max_num_queries
):
    def more():
        make_article(account=admin_user, **DRAFT)
        make_article(status="review")
        make_article(account=admin_user, status="review").reopen("Why?")
        make_article(tags=["a"], **SOON)

    for _ in range(3):
        more()
    admin_client.get(START)
    with django_assert_max_num_queries(24) as few:
        admin_client.get(START)
    for _ in range(10):
        more()
    with django_assert_num_queries(len(few)):
        admin_client.get(START)


def test_who_may_see_no_article_sees_none(client):
    make_article(status="review")
    client.force_login(make_editor("view_page"))

    page = client.get(START)

    assert page.context["lists"] == []
    assert page.context["waiting"] == []
    assert Article.objects.count() == 1
