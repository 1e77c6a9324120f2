"""The page of a search: what it shows of hits, and where there are none."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertContains, assertNotContains

from articles import limits
from articles.models import Article
from tests.factories import make_article, make_note
from tests.pages import slugs_of

pytestmark = pytest.mark.django_db


def search(client, query, **others):
    return client.get("/search/", {"q": query, **others})


def snippet(response):
    html = response.content.decode()
    return re.search(r"<blockquote[^>]*><p>(.*?)</p></blockquote>", html, re.DOTALL)[1]


def test_page_of_no_search_lists_everything(client):
    make_article(title="Here")

    response = client.get("/search/")
    assertContains(response, "How to search")
    assertContains(response, "Here")


def test_hits_are_marked_in_title_and_snippet(client):
    make_article(title="Studies of data", excerpt="One study, and *more* data.")
    response = search(client, "studying")

    assertContains(response, "<mark>Studies</mark> of data")
    assert snippet(response) == "One <mark>study</mark>, and more data."


def test_phrase_is_marked_as_one(client):
    make_article(title="On limited data", excerpt="Data, limited.")

    assertContains(search(client, '"limited data"'), "On <mark>limited data</mark>")


def test_snippet_is_the_part_with_the_hits(client):
    far = "word " * 300
    make_article(excerpt=f"{far} zebra crossing {far}")
    shown = snippet(search(client, "zebra"))

    assert "<mark>zebra</mark> crossing" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < 320


def test_snippet_of_a_note_is_shown_as_ours(client):
    make_note(make_article(), "Mind the **zebra**.")
    response = search(client, "zebra")

    assertContains(response, '<p dir="auto">Mind the <mark>zebra</mark>.</p>')
    assertNotContains(response, "<blockquote")


def test_hits_are_marked_safely(client):
    make_article(
        title="<b>zebra</b> & <script>", excerpt="a `<img src=x>` zebra </mark>"
    )
    response = search(client, "zebra")

    assertContains(
        response, "&lt;b&gt;<mark>zebra</mark>&lt;/b&gt; &amp; &lt;script&gt;"
    )
    assertNotContains(response, "<img")


def test_nothing_found_says_which_part_and_what_was_meant(client):
    make_article(title="Machine learning", tags=["bias"])
    response = search(client, "machine lerning")

    assertContains(response, "Nothing was found")
    assertContains(response, "No entry fits “lerning”.")
    assertContains(response, 'href="/search/?q=machine+learning">machine learning</a>')


def test_parts_that_fit_but_not_together_are_said_to(client):
    make_article(title="Machine", tags=["law"])
    make_article(title="Learning")

    assertContains(
        search(client, "machine learning"), "No entry fits all parts of the search"
    )
    assertContains(
        search(client, "tag:law learning"), "No entry fits all parts of the search"
    )


def test_suggestion_comes_from_public_words_alone(client):
    tomorrow = timezone.now() + timedelta(days=1)
    make_article(title="Elephant", status=Article.Status.DRAFT)
    make_article(title="Elephant", tags=["giraffe"], published_at=tomorrow)

    for word in ("elefant", "girafe"):
        assertNotContains(search(client, word), "Did you mean")


def test_scheduled_words_are_found_from_their_second_on(client, time_machine):
    at = datetime(2030, 1, 1, 12, tzinfo=UTC)
    make_article(title="Zebra", tags=["striped"], published_at=at)

    time_machine.move_to(at - timedelta(seconds=1), tick=False)
    assertContains(search(client, "zebra"), "Nothing was found")
    assertContains(search(client, "tag:striped"), "Nothing was found")
    time_machine.move_to(at, tick=False)
    assertContains(search(client, "zebra"), "1 entry.")
    assertContains(search(client, "tag:striped"), "1 entry.")


def test_search_by_date_and_by_relevance(client):
    old = {"published_at": datetime(2020, 1, 1, tzinfo=UTC)}
    make_article(slug="best", title="Zebra zebra", **old)
    make_article(slug="new", excerpt="There was a zebra among many other things.")

    assert slugs_of(search(client, "zebra")) == ["best", "new"]
    assert slugs_of(search(client, "zebra", order="newest")) == ["new", "best"]
    assert slugs_of(search(client, "zebra", order="oldest")) == ["best", "new"]
    assertContains(search(client, "zebra"), "?q=zebra&amp;order=newest")


def test_long_search_is_cut_and_said_to_be(client):
    make_article(title="Zebra")

    assertContains(search(client, "zebra " * 500), "it was cut")
    many = " ".join(f"w{number}" for number in range(limits.TERMS + 1))
    assertContains(search(client, many), "it was cut")


def test_second_page_of_a_search_keeps_it(client):
    for number in range(21):
        make_article(title=f"Zebra {number}")

    assertContains(search(client, "zebra"), 'href="/search/page/2/?q=zebra"')
    response = client.get("/search/page/2/", {"q": "zebra"})
    assert len(slugs_of(response)) == 1


ODD = st.text(st.characters(codec="utf-8"), max_size=60) | st.text(
    st.sampled_from("\"“”':*()-+^{}~<>&|\\/ab tag:year:has:before:2021"), max_size=40
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(ODD)
@example("NEAR(a b)")
@example('a" OR "b')
@example("a* AND NOT b")
@example("'; DROP TABLE articles_article; --")
@example("author:''")
@example("tag:\\")
@example("-(a | b) & !c <-> d:*")
@example("a\0b")
def test_no_search_is_an_error(client, query):
    response = search(client, query)

    assert response.status_code == 200
    box = re.search(r'<input type="search"[^>]* value="([^"]*)"', response.text)
    again = search(client, unescape(box[1]))
    assert re.search(r'value="([^"]*)"', again.text)[1] == box[1]


def test_guess_is_offered_alone_where_the_rest_does_not_fit_it(client):
    make_article(title="Transformers")
    make_article(title="Lottery")

    assertContains(search(client, "transfromers lottery"), ">transformers</a>?")


def test_number_is_no_word_that_is_guessed_at(client):
    make_article(title="The year 2022")

    assertNotContains(search(client, "2020"), "Did you mean")


def test_what_holds_no_word_is_said_to_be_ignored(client):
    make_article(title="Here")
    response = search(client, "(((")

    assertContains(response, "Not understood, and ignored: “(((”")
    assertContains(response, "Here")


def test_what_looks_like_a_filter_and_is_none_is_said_to_be_read_as_words(client):
    assertContains(search(client, "year:20x1"), '<code dir="auto">year 20x1</code>')


def test_work_is_found_by_its_number_alone(client):
    make_article(title="Nested", url="https://arxiv.org/abs/2105.12723")
    make_article(title="Parrots", url="https://doi.org/10.1145/3442188.3445922")

    for number in ("2105.12723", "arXiv:2105.12723v2", "arxiv.org/pdf/2105.12723"):
        assertContains(search(client, number), ">Nested</a>")
    assertContains(search(client, "10.1145/3442188.3445922"), ">Parrots</a>")


def test_author_that_was_looked_for_is_marked(client):
    make_article(title="Here", authors=["Ada Lovelace", "Bob"])

    assertContains(search(client, "lovelace"), "Ada <mark>Lovelace</mark>, Bob")
