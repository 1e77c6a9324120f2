"""The page of all tags, the page of one, and the other names that lead there."""

import re

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from articles.models import Tag
from tests.factories import make_article, make_tag

pytestmark = pytest.mark.django_db


def facets(client):
    """Return (address, name, count) of each tag on the page of all tags."""
    return re.findall(
        r'<a class="facet" href="([^"]*)">\s*<span dir="auto">([^<]*)</span>'
        r"<small>(\d+)<",
        client.get("/tags/").content.decode(),
    )


def test_all_tags_are_listed_by_name_without_case_with_their_counts(client):
    make_article(tags=["zebra", "Bias", "2020s"])
    make_article(tags=["bias", "ant"])
    make_article(tags=["bias", "zebra"], status="draft")
    make_tag("unused")

    assert facets(client) == [
        ("/tags/2020s/", "2020s", "1"),
        ("/tags/ant/", "ant", "1"),
        ("/tags/bias/", "Bias", "2"),
        ("/tags/zebra/", "zebra", "1"),
    ]
    assertContains(client.get("/tags/"), "4 tags.")


def test_tags_are_listed_by_use_where_that_is_asked_for(client):
    make_article(tags=["ant", "zebra", "Bias"])
    make_article(tags=["zebra", "Bias"])
    make_article(tags=["zebra"])
    answer = client.get("/tags/?order=use").content.decode()
    names = re.findall(r'<span dir="auto">([^<]*)</span>', answer)

    assert names == ["zebra", "Bias", "ant"]
    assert re.findall(r'<rect width="(\d+)"', answer) == ["100", "67", "33"]
    assert '<link rel="canonical" href="http://127.0.0.1:8000/tags/">' in answer
    assert client.get("/tags/?order=%00x").content == client.get("/tags/").content


@pytest.mark.parametrize("order", ["", "?order=use"])
def test_more_tags_cost_no_more_queries(client, order, django_assert_num_queries):
    for number in range(12):
        make_article(tags=[f"tag-{number}"])
    with django_assert_num_queries(1):
        client.get(f"/tags/{order}")


def test_names_that_begin_with_no_letter_stand_under_one_heading(client):
    make_article(tags=["2020s", "ant", "Art", "٣d"])
    headings = re.findall(r"<h2 [^>]*>(.*)</h2>", client.get("/tags/").content.decode())

    assert headings == ["#", "A"]


def test_tag_says_what_it_is_about_and_how_many_entries_it_has(client):
    make_article(tags=["bias"])
    make_article(tags=["speed"])
    make_tag("bias", description="Who is <left> out.")
    answer = client.get("/tags/bias/")

    assertContains(answer, "Who is &lt;left&gt; out.")
    assertContains(answer, "1 entry.")
    assertContains(answer, 'href="/tags/bias/feed.atom"')


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("C", "/tags/c/"),
        ("C++", "/tags/c-plus-plus/"),
        ("C#", "/tags/c-sharp/"),
        (".NET", "/tags/dot-net/"),
        ("日本語", "/tags/%E6%97%A5%E6%9C%AC%E8%AA%9E/"),
        ("École", "/tags/%C3%A9cole/"),
    ],
)
def test_tag_has_a_page_of_its_own(client, name, address):
    make_article(title="The one", tags=[name])
    make_article(title="Another", tags=["c plus", "c sharp 2", "日本", "ecole"])
    answer = client.get(address)

    assertContains(answer, "The one")
    assertNotContains(answer, "Another")
    assert (address, name, "1") in facets(client)


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("/tags/ml/", "/tags/machine-learning/"),
        ("/tags/Machine%20Learning/", "/tags/machine-learning/"),
        ("/tags/MACHINE-LEARNING/page/2/", "/tags/machine-learning/page/2/"),
        ("/tags/ml/page/1/", "/tags/machine-learning/"),
        ("/tags/ml/?year=2021", "/tags/machine-learning/?year=2021"),
        ("/tags/c++/", "/tags/c-plus-plus/"),
        ("/tags/C%23/", "/tags/c-sharp/"),
        ("/tags/e%CC%81t%C3%A9/", "/tags/%C3%A9t%C3%A9/"),
    ],
)
def test_other_spelling_and_alias_lead_to_the_one_address(client, asked, address):
    make_article(tags=["machine learning", "C++", "C#", "été"])
    make_tag("machine learning").set_aliases(["ML"])

    answer = client.get(asked)

    assertRedirects(answer, address, status_code=301, fetch_redirect_response=False)


@pytest.mark.parametrize("rest", ["", "page/2/", "feed.atom"])
@pytest.mark.parametrize("name", ["secret", "hidden", "absent"])
def test_tag_that_no_reader_can_meet_answers_like_one_that_never_was(
    client, name, rest
):
    make_article()
    make_article(tags=["secret"], status="draft")
    make_tag("secret").set_aliases(["hidden"])
    make_tag("absent")

    met = client.get(f"/tags/{name}/{rest}")
    unknown = client.get(f"/tags/never-was/{rest}")

    assert met.status_code == unknown.status_code == 404
    assert met.content == unknown.content.replace(b"never-was", name.encode())


def test_tag_without_entries_leads_to_those_that_have_some(client):
    answer = client.get("/tags/%3Cb%3E/")

    assertContains(answer, "No entries with #&lt;b&gt;", status_code=404)
    assertContains(answer, '<a href="/tags/">All tags</a>', status_code=404)


def test_renamed_tag_leads_to_its_new_address(client):
    make_article(tags=["ML"])
    make_tag("ML").rename("machine learning", "machine-learning")

    assertRedirects(client.get("/tags/ml/"), "/tags/machine-learning/", status_code=301)


def test_merged_tag_leads_to_the_one_that_took_it_in(client):
    article = make_article(tags=["prejudice", "fairness"])
    make_tag("prejudice").rename("bias", "bias")
    make_tag("bias").merge_into(make_tag("fairness"))

    assertRedirects(client.get("/tags/bias/"), "/tags/fairness/", status_code=301)
    assertRedirects(client.get("/tags/prejudice/"), "/tags/fairness/", status_code=301)
    assert facets(client) == [("/tags/fairness/", "fairness", "1")]
    article.withdraw("A hoax.")
    assert client.get("/tags/bias/").status_code == 404
    assert Tag.objects.count() == 1
