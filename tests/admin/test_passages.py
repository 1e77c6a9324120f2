"""An editor gives a note to a passage of the excerpt, at the desk."""

import pytest
from django.contrib.auth.models import User

from articles.models import Annotation, Article
from tests.admin.desk import LIST, address_of, make_editor, save, words_of
from tests.factories import make_article

pytestmark = pytest.mark.django_db

EXCERPT = "We show that *models\nforget* slowly. They\nforget much."


@pytest.fixture
def article():
    return make_article(excerpt=EXCERPT)


def test_note_is_on_the_words_that_are_typed_whatever_their_blanks(
    admin_client, article
):
    notes = [{"body": "Really?", "passage": " models forget  slowly"}]

    save(admin_client, address_of(article), notes=notes)

    note = Annotation.objects.get()
    assert note.quote == "models\nforget slowly"
    assert note.span.of(article.excerpt_text) == note.quote
    assert 'id="passage-1"' in Article.objects.get().pieces[0]["html"]


@pytest.mark.parametrize(
    ("passage", "why"),
    [
        ("*models*", "These words are not in the excerpt as readers see it."),
        ("forget", "These words stand 2 times in the excerpt: mark the place"),
    ],
)
def test_passage_that_is_no_one_place_is_refused_in_words(
    admin_client, article, passage, why
):
    notes = [{"body": "Really?", "passage": passage}]

    response = save(admin_client, address_of(article), notes=notes)

    assert why in words_of(response)
    assert not Annotation.objects.exists()


def test_words_around_tell_which_of_two_passages_was_marked(admin_client, article):
    notes = [{"body": "!", "passage": "forget", "before": "They ", "after": " much"}]

    save(admin_client, address_of(article), notes=notes)

    assert Annotation.objects.get().span.start == article.excerpt_text.rindex("forget")


def test_detached_note_is_shown_with_its_words_and_given_others(admin_client, article):
    save(admin_client, address_of(article), notes=[{"body": "!", "passage": "slowly"}])
    page = save(admin_client, address_of(article), excerpt="Quite other words.")
    assert "slowly" not in words_of(page)

    page = admin_client.get(address_of(article))
    assert "Detached: these words are not in the excerpt any more" in words_of(page)
    assert "slowly" in words_of(page)
    save(admin_client, address_of(article), **{"notes-0-passage": "other words"})

    assert Annotation.objects.get().span


def test_note_gives_up_its_passage(admin_client, article):
    save(admin_client, address_of(article), notes=[{"body": "!", "passage": "slowly"}])

    save(admin_client, address_of(article), **{"notes-0-passage": ""})

    assert Annotation.objects.get().quote == ""
    assert Article.objects.get().pieces == []


def test_passage_is_looked_for_in_the_excerpt_that_is_sent_along(admin_client, article):
    notes = [{"body": "!", "passage": "new words"}]

    save(admin_client, address_of(article), excerpt="Some new words.", notes=notes)

    assert Annotation.objects.get().span


def test_cleaning_is_bounded_and_for_editors_alone(client, admin_client):
    address = "/admin/articles/article/writing/"
    make_editor("view_article")

    answer = admin_client.post(address, {"words": "w" * 20_001})
    assert answer.json() == {"refused": "20001 characters: at most 20000."}
    assert admin_client.get(address).status_code == 405
    client.force_login(User.objects.get(username="guest"))
    assert client.post(address, {"words": "w"}).status_code == 403


def test_pasted_text_is_cleaned_and_told_what_changes(admin_client):
    answer = admin_client.post(
        "/admin/articles/article/writing/",
        {"words": "Hard\r\nbreaks [...]"},
    ).json()

    assert answer["words"] == "Hard breaks …"
    assert ["del", "[...]"] in answer["changes"]
    assert ["ins", "…"] in answer["changes"]


def test_note_that_loses_its_passage_is_told_of_until_it_has_one(admin_client, article):
    address = address_of(article)
    save(
        admin_client, address, notes=[{"body": "Really <b>?", "passage": "They forget"}]
    )

    page = save(
        admin_client, address, excerpt="Oh, they forget it. And they forget it."
    )

    assert "1 note has lost its passage: “Really <b>?”" in words_of(page)
    assert f'href="{address}#notes-0"' in page.content.decode()
    words = words_of(admin_client.get(LIST))
    assert "published lost note" in words
    found = admin_client.get(LIST, {"state": "detached"}).context["cl"].result_list
    assert found == [article]
    (told,) = [
        one
        for one in admin_client.get("/admin/").context["lists"]
        if one["title"] == "Notes without their passage"
    ]
    assert (told["rows"], told["url"]) == ([article], f"{LIST}?state=detached")
    form = admin_client.get(address).content.decode()
    assert form.count("<mark>they forget</mark>") == 2

    save(admin_client, address, **{"notes-0-passage": ""})
    assert "lost note" not in words_of(admin_client.get(LIST))
    assert not admin_client.get(LIST, {"state": "detached"}).context["cl"].result_list
