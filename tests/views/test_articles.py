"""The page of one article."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles.models import Annotation, Article, Page
from tests.factories import make_article, make_note, make_tag

pytestmark = pytest.mark.django_db

LATER = timezone.now() + timedelta(days=1)


class Elements(HTMLParser):
    """The elements of a page, in order: their names, and their attributes."""

    def __init__(self, answer):
        super().__init__()
        self.found = []
        self.feed(answer.content.decode())

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def named(self, name):
        return [attributes for tag, attributes in self.found if tag == name]


def test_excerpt_is_a_quotation_of_its_source_in_its_language(client):
    make_article(slug="one", url="https://example.org/?a=1&b=2", language="pt-BR")
    answer = client.get("/articles/one/")

    (quotation,) = Elements(answer).named("blockquote")
    assert quotation["cite"] == "https://example.org/?a=1&b=2"
    assert quotation["lang"] == "pt-BR"
    assertContains(answer, '<html lang="en">')


def test_notes_stand_in_their_order_with_their_writers_and_not_those_for_editors(
    client,
):
    article = make_article(slug="one")
    second = make_note(article, "Second *thought*.", credit="Ann")
    hidden = make_note(article, "For us alone.", public=False)
    first = make_note(article, "First thought.")
    Annotation.objects.arrange(article, [hidden, first, second])
    answer = client.get("/articles/one/")
    notes = re.findall(
        r'<div class="note".*?</div>', answer.content.decode(), re.DOTALL
    )

    assert len(notes) == 2
    assert "Editors’ note" in notes[0]
    assert "First thought." in notes[0]
    assert "Note by Ann" in notes[1]
    assert "Second <em>thought</em>." in notes[1]
    assertNotContains(answer, "For us alone.")


def test_tags_stand_in_their_order(client):
    make_article(slug="one", tags=["zebra", "C++", "ant"])
    elements = Elements(client.get("/articles/one/"))

    assert [a["href"] for a in elements.named("a") if a.get("class") == "tag"] == [
        "/tags/zebra/",
        "/tags/c-plus-plus/",
        "/tags/ant/",
    ]


@pytest.mark.parametrize("address", ["/", "/articles/one/"])
def test_entry_without_excerpt_note_and_tag_shows_no_empty_frame(client, address):
    make_article(slug="one", excerpt="")
    answer = client.get(address)

    assertContains(answer, "Read more at example.org")
    assert Elements(answer).named("blockquote") == []
    for name in ("note", "tags", "reading"):
        assertNotContains(answer, f'class="{name}"')


@pytest.mark.parametrize(("address", "level"), [("/", "h2"), ("/articles/one/", "h1")])
@pytest.mark.parametrize("title", ["x" * 300, "שלום עולם", "AT&T’s “<title>”"])
def test_title_is_shown_whole_in_its_own_direction_and_language(
    client, address, level, title
):
    make_article(slug="one", title=title, excerpt=title, language="he")
    answer = client.get(address)
    elements = Elements(answer)

    heading, quotation = elements.named(level)[0], elements.named("blockquote")[0]
    assert heading["dir"] == quotation["dir"] == "auto"
    assert heading["lang"] == quotation["lang"] == "he"
    shown = title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assertContains(answer, f"{shown}</")  # the end of the heading or a link in it
    assertContains(answer, f"<p>{shown}</p>", count=1)


def test_source_is_told_with_its_authors_its_date_and_who_pointed_to_it(client):
    make_article(
        slug="one",
        authors=["Zoë B.", "Ann A."],
        source_date="2021-11",
        via_url="https://via.example/?x=1",
        via_name="Via Blog",
        credit="Eve",
    )
    answer = client.get("/articles/one/")

    assertContains(answer, "Zoë B., Ann A.</span> (2021-11).")
    assertContains(answer, "Chosen by Eve")
    assertContains(
        answer,
        '<a href="https://via.example/?x=1" rel="noopener">Via Blog</a>',
        html=True,
    )


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        ({"source_date": "1999"}, "1999."),
        ({"via_name": "Bob"}, "Found via Bob."),
        ({"via_url": "https://via.example/"}, ">https://via.example/</a>"),
    ],
)
def test_part_of_what_is_known_of_a_source_is_told_too(client, columns, shown):
    make_article(slug="one", **columns)
    make_article(slug="two")

    assertContains(client.get("/articles/one/"), shown)
    assertNotContains(client.get("/articles/two/"), shown)


HIDDEN = [
    ({"status": "draft"}, 404),
    ({"status": "review"}, 404),
    ({"published_at": LATER}, 404),
    ({"status": "withdrawn"}, 410),
]


@pytest.mark.parametrize(("columns", "status"), HIDDEN)
def test_article_that_is_not_public_answers_so_and_shows_nothing(
    client, columns, status
):
    article = make_article(slug="one", title="Unseen", **columns)
    make_note(article, "Unheard.")
    answer = client.get("/articles/one/")

    assert answer.status_code == status
    assert b"Unseen" not in answer.content
    assert b"Unheard" not in answer.content
    assert b'<a href="/">Latest entries</a>' in answer.content
    if status == 404:
        assert answer.content == client.get("/articles/never-was/").content


def test_follow_ups_are_shown_both_ways(client):
    first = make_article(slug="first", title="The first")
    make_article(slug="second", title="The second", follows=first)

    assertContains(client.get("/articles/first/"), '<a href="/articles/second/"')
    assertContains(client.get("/articles/second/"), '<a href="/articles/first/"')
    assertNotContains(client.get("/articles/first/"), "wrote of this before")
    assertNotContains(client.get("/articles/second/"), "took this up again")


@pytest.mark.parametrize("columns", [columns for columns, _ in HIDDEN])
def test_follow_ups_that_are_not_public_are_not_shown(client, columns):
    shown = make_article(
        slug="shown", follows=make_article(slug="before", title="Unseen", **columns)
    )
    make_article(slug="after", title="Unseen", follows=shown, **columns)
    answer = client.get("/articles/shown/")

    assertNotContains(answer, "Unseen")
    assertNotContains(answer, "wrote of this before")
    assertNotContains(answer, "took this up again")


EVIL = "x\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{ 1 }}"


@pytest.mark.parametrize("address", ["/", "/articles/one/", "/about/", "/tags/"])
def test_markup_in_a_field_is_shown_and_never_obeyed(client, settings, address):
    settings.SITE_NAME = settings.SITE_DESCRIPTION = EVIL
    tag = make_tag("x'\"><script>alert(1)</script>", description=EVIL)
    article = make_article(
        slug="one",
        title=EVIL,
        authors=[EVIL],
        credit=EVIL,
        excerpt=EVIL,
        via_name=EVIL,
        url="https://example.org/?\"'><script>",
        via_url="https://via.example/?\"'><script>",
        tags=[tag.name],
    )
    Article.objects.update(language="\"'><script>alert(1)</script>")
    make_note(article, EVIL, credit=EVIL)
    Page.objects.create(title=EVIL, body=EVIL)
    for answer in (client.get(address), client.get(tag.get_absolute_url())):
        elements = Elements(answer)

        assert answer.status_code == 200
        scripts = [script["src"] for script in elements.named("script")]
        assert "/static/reader.js" in scripts
        assert all(re.fullmatch(r"/static/[a-z.]+\.js", src) for src in scripts)
        assert elements.named("img") == []
        assert not [a for _, names in elements.found for a in names if a[:2] == "on"]
        assertContains(answer, "&lt;script&gt;")


@pytest.mark.parametrize("address", ["/", "/articles/one/"])
@pytest.mark.parametrize(
    "bad", ["https://", "http://a b/", "https://x:y/", "http://[1/", "HTTP://\n/"]
)
def test_address_that_leads_nowhere_is_no_link_even_if_the_database_has_it(
    client, address, bad
):
    make_article(slug="one")
    Article.objects.update(url=bad, via_url=bad)
    elements = Elements(client.get(address))
    values = [value for _, names in elements.found for value in names.values()]

    assert bad not in values
    assert not [value for value in values if value and value.startswith("HTTP:")]


@pytest.mark.parametrize(
    "link", ["[x](javascript:alert(1))", "<javascript:alert(1)>", "[x](//evil.org)"]
)
def test_link_in_an_excerpt_or_a_note_leads_to_the_web_or_nowhere(client, link):
    make_note(make_article(slug="one", excerpt=link), f"{link} [y](https://y.example)")
    elements = Elements(client.get("/articles/one/"))
    hrefs = [a["href"] for a in elements.named("a")]

    assert "https://y.example" in hrefs
    assert not [href for href in hrefs if "javascript" in href or "evil" in href]
