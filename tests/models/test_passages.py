"""Notes on a passage of the excerpt, through edits and every way in."""

import io
import json

import pytest
from django.core.management import call_command

from articles.formats.records import ArticleRecord, NoteRecord
from articles.jobs.fixtures import export_fixture, load_fixture
from articles.models import Annotation, Article, put
from tests.factories import make_article, make_note

pytestmark = pytest.mark.django_db

EXCERPT = "We show that *models forget* slowly.\n\nThey are slow, and cost much."


def make_noted(*quotes, excerpt=EXCERPT, public=True):
    """File and return a public article with a note on each of `quotes`."""
    notes = [NoteRecord(body=f"On {q}", quote=q, public=public) for q in quotes]
    record = ArticleRecord(
        title="Unlearning", url="https://example.org/", excerpt=excerpt, notes=notes
    )
    put(record)
    Article.objects.get().publish()
    return Article.objects.get()


def edit(article, excerpt):
    """Write another excerpt, and return the note as it is then."""
    article = Article.objects.get(pk=article.pk)
    article.excerpt = excerpt
    article.write([], list(article.notes.all()))
    return article.notes.first()


def test_passage_is_found_in_the_words_that_readers_see():
    note = make_noted("models forget slowly").notes.get()

    assert note.span.of(note.article.excerpt_text) == "models forget slowly"
    assert not note.is_detached


def test_note_keeps_its_passage_where_the_text_around_it_changes():
    article = make_noted("models forget")

    note = edit(article, "First. " + EXCERPT.replace("cost much", "are models"))

    assert note.span.of(note.article.excerpt_text) == "models forget"


def test_passage_that_changed_is_told_by_its_words_of_today():
    article = make_noted("They are slow, and cost much")

    note = edit(article, EXCERPT.replace("slow,", "slower,"))

    assert note.quote == "They are slower, and cost much"
    assert note.prefix.endswith("slowly.\n\n")
    assert note.suffix == "."


def test_note_whose_passage_is_gone_keeps_its_words_and_comes_back():
    article = make_noted("models forget")

    note = edit(article, "Something else.")
    assert (note.quote, note.spans, note.is_detached) == ("models forget", [], True)

    assert edit(article, EXCERPT).span


def test_note_that_may_be_on_either_of_two_passages_is_on_neither():
    note = make_noted("forget", excerpt="To forget, or not to forget.").notes.get()

    assert note.is_detached
    assert len(note.spans) == 2


def test_same_words_put_in_before_do_not_take_the_note_away():
    article = make_noted("forget", excerpt="They forget.")

    note = edit(article, "They forget. They forget.")

    assert note.span
    assert not note.is_detached


def test_passage_survives_a_fixture_and_loading_twice_changes_nothing(tmp_path):
    make_noted("models forget", "cost much")
    file = tmp_path / "all.json"
    file.write_text("".join(export_fixture()), encoding="utf-8")
    pieces = Article.objects.get().pieces

    assert load_fixture(str(file)).unchanged == 1
    Article.objects.all().delete()
    load_fixture(str(file))

    assert [bool(note.span) for note in Annotation.objects.all()] == [True, True]
    assert Article.objects.get().pieces == pieces
    assert "".join(export_fixture()) == file.read_text(encoding="utf-8")


def test_passage_comes_in_by_loaddata(tmp_path):
    make_noted("models forget")
    out = io.StringIO()
    call_command("dumpdata", "articles", stdout=out)
    Article.objects.all().delete()
    file = tmp_path / "dump.json"
    file.write_text(json.dumps(json.loads(out.getvalue())), encoding="utf-8")

    call_command("loaddata", str(file), verbosity=0)

    assert Annotation.objects.get().span


def test_readers_see_the_note_beside_its_words(client):
    make_noted("models forget")

    page = client.get("/articles/unlearning/").content.decode()

    assert '<em><mark class="passage at-1">models forget</mark>' in page
    assert 'href="#note-1"' in page
    assert 'id="note-1"' in page
    assert 'href="#passage-1"' in page
    assert page.index('id="note-1"') < page.index("<p>They are slow")


@pytest.mark.parametrize(
    ("quote", "public"), [("models forget", False), ("not in it", True), ("", True)]
)
def test_excerpt_is_as_it_was_where_no_reader_sees_a_note_on_it(client, quote, public):
    article = make_noted(quote, public=public)

    page = client.get("/articles/unlearning/").content.decode()

    assert article.excerpt_html in page
    assert "passage-1" not in page
    assert ('id="notes"' in page) is public


def test_excerpt_that_is_saved_alone_is_what_readers_see(client):
    article = make_noted("models forget")
    article.excerpt = "Other words."
    article.save()

    page = client.get("/articles/unlearning/").content.decode()

    assert "Other words." in page
    assert "models forget</mark>" not in page
    assert "On models forget" in page


def test_list_and_feed_show_the_excerpt_unmarked(client):
    article = make_noted("models forget")

    for address in ("/", "/feed.atom", "/api/v1/articles/"):
        page = client.get(address).content.decode()
        assert "On models forget" in page
        assert "at-1" not in page
    assert article.pieces


def test_api_tells_the_passage_as_a_text_quote_selector(client):
    edit(make_noted("models forget"), EXCERPT + " More.")
    address = "/api/v1/articles/?annotations=w3c"

    (found,) = client.get(address).json()["articles"]
    (note,) = found["annotations"]

    assert note["target"]["selector"]["exact"] == "models forget"


@pytest.mark.parametrize("more", [0, 10])
def test_more_passages_cost_no_more_queries(
    client, django_assert_max_num_queries, more
):
    words = [f"word{number}" for number in range(10, 11 + more)]
    make_noted(*words, excerpt=" ".join(words))
    client.get("/articles/unlearning/")

    with django_assert_max_num_queries(12):
        page = client.get("/articles/unlearning/").content.decode()

    assert page.count('role="doc-noteref"') == 1 + more


def test_note_on_the_whole_is_not_looked_for():
    note = make_note(make_article(), "Fine.")

    assert (note.span, note.is_detached) == (None, False)


def test_passages_that_may_be_meant_are_told_with_words_around_that_no_other_has():
    words = "The model learns the model. Of it they say a lot, and more, and then some."
    note = Annotation(quote="model", spans=[[4, 9], [21, 26]])

    assert note.candidates(words) == [
        ("The ", "model", " learn"),
        ("s the ", "model", ". Of it they say a lot, and more, and th"),
    ]
