"""About, what is not there, what went wrong, health; and what holds on every page."""

from datetime import UTC, datetime

import pytest
from django.contrib.sessions.models import Session
from pytest_django.asserts import assertContains, assertNotContains

from articles.models import Page
from articles.views.pages import AboutView
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def test_about_page_is_what_the_editors_wrote(client):
    Page.objects.create(title="Who & why", body="We *read*.\n\n<b>Not bold.</b>")
    answer = client.get("/about/")

    assertContains(answer, '<h1 dir="auto">Who &amp; why</h1>')
    assertContains(answer, "<title>Who &amp; why · ")
    assertContains(answer, "<p>We <em>read</em>.</p>")
    assertContains(answer, "&lt;b&gt;Not bold.&lt;/b&gt;")


def test_about_page_that_is_not_written_yet_still_says_what_this_is(client, settings):
    settings.SITE_DESCRIPTION = "Papers & essays."
    answer = client.get("/about/")

    assertContains(answer, '<p class="intro">Papers &amp; essays.</p>')
    assertContains(answer, '<a href="/">Latest entries</a>')


def test_where_nothing_is_the_reader_is_shown_ways_on(client):
    answer = client.get("/no/<b>such</b>/page/")

    assertContains(answer, "Nothing at this address", status_code=404)
    assertContains(answer, '<a href="/tags/">All tags</a>', status_code=404)
    assertNotContains(answer, "such", status_code=404)


def test_what_goes_wrong_is_written_down_and_not_shown(
    client, monkeypatch, caplog, django_assert_num_queries
):
    def fail(view, request):
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(AboutView, "get", fail)
    client.raise_request_exception = False
    with django_assert_num_queries(0):
        answer = client.get("/about/")

    assertContains(answer, "The fault is ours", status_code=500)
    assertContains(answer, '<a href="/">Latest entries</a>', status_code=500)
    assertNotContains(answer, "secret", status_code=500)
    assert "ZeroDivisionError: a secret" in caplog.text


@pytest.mark.parametrize("https", [False, True])
def test_health_is_told_without_a_redirect_or_a_query(
    client, settings, https, django_assert_num_queries
):
    settings.SECURE_SSL_REDIRECT = https
    settings.SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    with django_assert_num_queries(0):
        answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.content == b"ok\n"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert client.get("/about/").status_code == (301 if https else 200)


@pytest.mark.parametrize("address", ["/", "/tags/", "/about/", "/articles/x/", "/old/"])
def test_pages_are_for_reading_only(client, address):
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == client.get(address).status_code


@pytest.mark.parametrize("address", ["/about/", "/articles/one/", "/tags/a/", "/x/"])
def test_page_does_not_change_with_entries_that_it_does_not_show(client, address):
    make_article(slug="one", tags=["a"])
    make_article(slug="beside", published_at=datetime(2021, 2, 2, tzinfo=UTC))
    before = client.get(address).content
    later = datetime(2021, 3, 3, tzinfo=UTC)
    make_article(tags=["b"], url="https://x.example/", published_at=later)

    assert client.get(address).content == before


READABLE = (
    "/ /page/2/ /tags/ /tags/a/ /articles/one/ /about/ /feed.atom /x/"
    " /archive/ /trends/ /2021/ /2021/01/01/ /1999/"
).split()


@pytest.mark.parametrize("address", READABLE)
def test_reader_gets_no_cookie_and_no_session(client, address):
    make_article(slug="one", tags=["a"])
    answer = client.get(address)

    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("/?utm_source=x", "/"),
        ("/?year=2021&tag=é&x=y", "/?tag=%C3%A9&amp;year=2021"),
        ("/page/2/", "/page/2/"),
        ("/tags/?x=y", "/tags/"),
        ("/tags/é/?x=y", "/tags/%C3%A9/"),
        ("/articles/00/?x=y", "/articles/00/"),
        ("/about/", "/about/"),
        ("/archive/?x=y", "/archive/"),
        ("/trends/?x=y", "/trends/"),
        ("/2021/?x=y&year=2021", "/2021/?year=2021"),
        ("/2021/01/01/page/2/", "/2021/01/01/page/2/"),
    ],
)
def test_absolute_addresses_come_from_the_settings(
    client, settings, address, canonical
):
    site = settings.SITE_URL = "https://digest.example.org"
    for number in range(21):
        make_article(slug=f"{number:02}", tags=["é"])
    answer = client.get(address, headers={"host": "localhost"})

    assertContains(answer, f'<link rel="canonical" href="{site}{canonical}">', count=1)
    assertContains(answer, f'href="{site}/feed.atom"')
    assertNotContains(answer, "localhost")
