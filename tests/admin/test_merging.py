"""Two entries become one at the desk."""

import pytest
from django.contrib.admin.models import LogEntry
from pytest_django.asserts import assertContains, assertNotContains

from articles.models import Article, Merged
from tests.admin.desk import Form, address_of, make_editor, words_of
from tests.factories import make_article, make_note

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/article/"
MERGE, MERGED = f"{LIST}merge/", f"{LIST}merged/"


@pytest.fixture
def two():
    first = make_article(["a"], slug="first", title="First", excerpt="Of *trees*.")
    other = make_article(
        ["b"], slug="other", title="Other", excerpt="", via_name="Bob", status="draft"
    )
    make_note(other, "A note on it.")
    return first, other


def look(client, *articles):
    return client.get(MERGE, {"articles": [article.pk for article in articles]})


def fields_of(response):
    return Form(response.content.decode(), "merge_form").fields


def post(client, address, fields):
    return client.post(address, fields, follow=True)


def test_two_selected_are_chosen_looked_at_merged_and_parted(admin_client, client, two):
    first, other = two
    asked = {"action": "merge", "_selected_action": [other.pk, first.pk]}
    page = post(admin_client, LIST, asked)
    fields = fields_of(page)
    # What readers see stands first; where it says nothing the other text is chosen.
    assert fields["articles"] == [str(first.pk), str(other.pk)]
    assert fields["into"] == [str(first.pk)]
    assert fields["excerpt"] == [str(first.pk)]
    assert fields["via"] == [str(other.pk)]

    fields["title"] = [str(other.pk)]
    page = post(admin_client, MERGE, fields | {"look": "x"})
    words = words_of(page)
    assert "So it will be Other" in words
    assert "#a #b" in words
    assert "A note on it." in words
    assert "/articles/other/ → /articles/first/" in words
    assert "<em>trees</em>" in page.content.decode()
    assert not Merged.objects.exists()
    page = post(admin_client, MERGE, fields_of(page) | {"merge": "x"})

    assert page.redirect_chain == [(address_of(first), 302)]
    assert "“Other” is merged into “First”. Under “Merged entries”" in words_of(page)
    left = Article.objects.get()
    assert (left.pk, left.title, left.via_name) == (first.pk, "Other", "Bob")
    assert [tag.name for tag in left.tag_list] == ["a", "b"]
    assert client.get("/articles/other/").headers["Location"] == "/articles/first/"
    assert LogEntry.objects.get().object_id == str(first.pk)

    page = admin_client.get(MERGED)
    assert "admin “Other” was merged into “First”. Undo" in words_of(page)
    page = post(admin_client, MERGED, {"merge": Merged.objects.get().pk})
    assert "Undone: “Other” and “First” are two entries again." in words_of(page)
    assert Article.objects.count() == 2
    page = post(admin_client, MERGED, {"merge": Merged.objects.get().pk})
    assert "That is undone already." in words_of(page)


def test_merge_is_not_done_unread(admin_client, two):
    fields = fields_of(look(admin_client, *two))
    page = post(admin_client, MERGE, fields | {"merge": "x"})
    assert "Something was changed: look again" in words_of(page)
    fields = fields_of(page)

    page = post(admin_client, MERGE, fields | {"title": str(two[1].pk), "merge": "x"})
    assert "Something was changed: look again" in words_of(page)
    Article.objects.filter(slug="first").update(title="Changed")
    page = post(admin_client, MERGE, fields | {"merge": "x"})

    assert "Something was changed: look again" in words_of(page)
    assert "So it will be Changed" in words_of(page)
    assert not Merged.objects.exists()
    page = post(admin_client, MERGE, fields_of(page) | {"merge": "x"})
    assert Article.objects.get().title == "Changed"


def test_refusal_is_said_and_nothing_is_merged(admin_client, two):
    _, other = two
    fields = fields_of(look(admin_client, *two)) | {"into": str(other.pk)}
    fields = fields_of(post(admin_client, MERGE, fields | {"look": "x"}))

    page = post(admin_client, MERGE, fields | {"merge": "x"})

    assert "Readers see “First”, but not “Other”: let the first one stay." in words_of(
        page
    )
    assert fields_of(page)["into"] == [str(other.pk)]
    assert Article.objects.count() == 2


@pytest.mark.parametrize(
    "query",
    ["", "?articles=x&articles=1", "?articles=1", "?articles=99999999999999999999&a=1"],
)
def test_anything_but_two_entries_leads_back(admin_client, query):
    page = admin_client.get(f"{MERGE}{query}", follow=True)

    assert page.redirect_chain == [(LIST, 302)]
    assert "Choose two entries." in words_of(page)


def test_nonsense_in_a_form_changes_nothing(admin_client, two):
    fields = fields_of(look(admin_client, *two)) | {"merge": "x"}
    for nonsense in ({"into": "x"}, {"title": "99"}, {"seen": "x"}, {"seen": ""}):
        assert post(admin_client, MERGE, fields | nonsense).status_code == 200
    page = post(admin_client, MERGED, {"merge": "x"})

    assert "That is not there any more" in words_of(page)
    assert Article.objects.count() == 2


def test_who_may_not_delete_merges_nothing_and_undoes_nothing(client, two):
    first, other = two
    client.force_login(make_editor("view_article", "change_article", "add_article"))

    assert look(client, *two).status_code == 403
    assert client.post(MERGED, {"merge": 1}).status_code == 403
    assertNotContains(client.get(LIST), "Merge into one")
    asked = {"url": other.url, "on": "form", "but": first.pk}
    assertNotContains(client.post(f"{LIST}covered/", asked), MERGE)
    client.force_login(make_editor("add_article", name="other"))
    assert client.get(MERGED).status_code == 403


def test_what_was_covered_before_can_be_merged_with(admin_client, two):
    first, other = two
    asked = {"url": other.url, "on": "form", "but": first.pk}

    page = admin_client.post(f"{LIST}covered/", asked)

    assertContains(page, f"{MERGE}?articles={first.pk}&amp;articles={other.pk}")


def test_merges_are_told_page_by_page_and_the_oldest_is_undone(
    admin_client, monkeypatch
):
    monkeypatch.setattr("articles.admin.merging.TOLD", 2)
    stays = make_article(title="Stays")
    for number in range(3):
        Merged.objects.merge(make_article(title=f"Gone {number}"), stays)

    page = admin_client.get(MERGED)
    assert "Gone 2" in words_of(page)
    assert "Gone 0" not in words_of(page)
    older = f"?before={page.context['older']}"
    assertContains(page, f'href="{older}"')
    page = admin_client.get(f"{MERGED}{older}")
    assert "Gone 0" in words_of(page)
    assert "Gone 1" not in words_of(page)
    assertNotContains(page, "Older")
    for odd in ("?before=x", "?before=0", f"?before={'9' * 30}"):
        assert "Gone 2" in words_of(admin_client.get(f"{MERGED}{odd}"))

    for merge in Merged.objects.latest():
        post(admin_client, f"{MERGED}{older}", {"merge": merge.pk})
    assert Article.objects.count() == 4
