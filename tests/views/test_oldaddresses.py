"""Paths that once were, slashes left out, and addresses that never were."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertRedirects

from articles.models import OldAddress
from tests.factories import make_article, make_tag

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "/articles/old/",
        "/tags/old/",
        "/2021/11/old-post/",
        "/2021/11/old-post.html",
        "/old",
        "/archive/été & more/",
    ],
)
def test_old_address_leads_for_good_to_where_its_article_lives(client, path):
    OldAddress.objects.leave(path, make_article(slug="new"))

    assertRedirects(client.get(path), "/articles/new/", status_code=301)


@pytest.mark.parametrize(
    ("kept", "asked"), [("/2021/a/", "/2021/a"), ("/2021/a.html", "/2021/a.html/")]
)
def test_old_address_leads_on_with_its_last_slash_and_without(client, kept, asked):
    OldAddress.objects.leave(kept, make_article(slug="new"))

    assertRedirects(client.get(asked), "/articles/new/", status_code=301)


@pytest.mark.parametrize("path", ["/tags/old/", "/topics/7/", "/articles/old/"])
def test_old_address_leads_for_good_to_its_tag(client, path):
    make_article(tags=["été"])
    OldAddress.objects.leave(path, make_tag("été"))

    assertRedirects(client.get(path), "/tags/%C3%A9t%C3%A9/", status_code=301)


def test_article_that_moved_twice_is_found_at_each_of_its_addresses(client):
    article = make_article(slug="one")
    for slug in ("two", "三"):
        article.slug = slug
        article.write(tags=[], notes=[])

    for old in ("one", "two"):
        answer = client.get(f"/articles/{old}/")
        assertRedirects(answer, "/articles/%E4%B8%89/", status_code=301)


SPELLINGS = ["/é/", "/%C3%A9/", "/%c3%a9/", "/e\u0301/", "/e%CC%81/"]


@pytest.mark.parametrize("kept", SPELLINGS)
@pytest.mark.parametrize("asked", SPELLINGS)
def test_spellings_of_an_old_address_are_one(client, kept, asked):
    OldAddress.objects.leave(kept, make_article(slug="new"))

    assertRedirects(client.get(asked), "/articles/new/", status_code=301)


@pytest.mark.parametrize("path", ["/articles/old/", "/tags/old/", "/2021/11/old-post/"])
@pytest.mark.parametrize(
    ("columns", "status"),
    [
        ({"status": "withdrawn"}, 410),
        ({"status": "draft"}, 404),
        ({"status": "review"}, 404),
        ({"published_at": timezone.now() + timedelta(days=1)}, 404),
    ],
)
def test_old_address_answers_as_its_target_does(client, path, columns, status):
    article = make_article(slug="new", **columns)
    before = client.get(path)
    OldAddress.objects.leave(path, article)
    answer = client.get(path)

    assert (before.status_code, answer.status_code) == (404, status)
    assert "Location" not in answer
    if status == 404:
        assert answer.content == before.content


def test_old_address_of_a_tag_that_no_reader_can_meet_tells_nothing(client):
    make_article(tags=["secret"], status="draft")
    before = client.get("/topics/7/").content
    OldAddress.objects.leave("/topics/7/", make_tag("secret"))
    answer = client.get("/topics/7/")

    assert answer.status_code == 404
    assert answer.content == before


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("/about", "/about/"),
        ("/tags", "/tags/"),
        ("/tags/bias", "/tags/bias/"),
        ("/tags/bias?year=2021&x=%26", "/tags/bias/?year=2021&x=%26"),
        ("/page/2?tag=bias", "/page/2/?tag=bias"),
        ("/articles/one", "/articles/one/"),
        ("/articles/%C3%A9t%C3%A9", "/articles/%C3%A9t%C3%A9/"),
        ("/tags/a%3Fb%23c%25d", "/tags/a%3Fb%23c%25d/"),
        ("/admin", "/admin/"),
    ],
)
def test_slash_left_out_is_put_back_and_nothing_is_lost(client, asked, address):
    answer = client.get(asked)

    assert (answer.status_code, answer["Location"]) == (301, address)


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "//evil.example/",
        "//evil.example/about",
        "///evil.example/tags/bias",
        "/\\evil.example/about",
        "/http://evil.example/about",
        "/articles//evil.example",
        "/tags//evil.example/",
        "//tags/bias",
        "/@evil.example/about",
    ],
)
def test_no_path_leads_out_of_the_site(client, path):
    make_article(tags=["bias"])
    answer = client.get("/", PATH_INFO=path)

    assert answer.status_code == 404
    assert "Location" not in answer


@pytest.mark.parametrize(
    "address",
    [
        "/never/was",
        "/never/was/",
        "/feed.atom/",
        "/healthz/",
        "/articles/",
        "/page/",
        "/a%0Ab/",
        "/articles/%FF/",
        "/%00",
        "/%00/",
        "/articles/a%00b/",
        "/a%2500b/",
        "/articles/a%2500b/",
        "/tags/a%00b/",
        "/tags/a%00b/page/2/",
        "/tags/a%00b/feed.atom",
        "/" + "x" * 5000,
        "/tags/" + "x" * 5000 + "/",
        "/articles/" + "x" * 5000 + "/",
    ],
    ids=lambda address: address[:20],
)
def test_address_that_never_was_is_not_found(client, address):
    make_article(tags=["bias"])

    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "path", ["/articles/old", "/tags/old", "/2021/old", "/old.html"]
)
def test_old_address_without_a_last_slash_leads_on(client, path):
    OldAddress.objects.leave(path, make_article(slug="new"))

    assertRedirects(client.get(path), "/articles/new/", status_code=301)


@pytest.mark.parametrize("rest", ["", "page/2/", "feed.atom"])
def test_all_pages_of_a_tag_lead_on_from_its_old_address(client, rest):
    for number in range(21):
        make_article(tags=["cc"], slug=f"a{number}")
    make_tag("cc").rename("credit", "credit", aliases=[])
    make_tag("credit").set_aliases([])
    answer = client.get(f"/tags/cc/{rest}")

    assertRedirects(answer, f"/tags/credit/{rest}", status_code=301)
