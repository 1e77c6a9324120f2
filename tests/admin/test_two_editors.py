"""Two editors on one entry: no edit is lost."""

import pytest

from articles.models import Article, Page, Revision
from tests.admin.desk import Form, address_of, save, words_of
from tests.factories import make_article, make_note, make_tag

pytestmark = pytest.mark.django_db

NEW = "/admin/articles/article/add/"


def read(client, address):
    return Form(client.get(address).content.decode(), "article_form").fields


def make_page(body):
    return Page.objects.update_or_create(
        slug="about", defaults={"title": "About", "body": body}
    )[0]


def post(client, address, fields, **changes):
    return client.post(address, fields | changes | {"_save": "x"}, follow=True)


def test_edits_of_different_fields_are_both_saved(admin_client):
    article = make_article(title="Old", tags=["a", "b"])
    make_note(article, "First.")
    address = address_of(article)
    mine = read(admin_client, address)
    save(
        admin_client,
        address,
        title="Theirs",
        tag_names=["a", "b", "c"],
        notes=[{"body": "Their note."}],
    )

    page = post(
        admin_client,
        address,
        mine,
        excerpt="My words.",
        tag_names=["d", "b"],
        **{"notes-0-body": "First, mended."},
    )

    assert "Saved meanwhile by admin, " in words_of(page)
    after = Article.objects.get()
    assert (after.title, after.excerpt) == ("Theirs", "My words.")
    assert [tag.name for tag in after.tag_list] == ["d", "b", "c"]
    bodies = [note.body for note in after.notes.all()]
    assert bodies == ["First, mended.", "Their note."]


@pytest.mark.parametrize(
    ("choice", "title"), [("theirs", "Their title"), ("mine", "My title")]
)
def test_clash_is_asked_and_both_are_kept_until_one_is_chosen(
    admin_client, choice, title
):
    article = make_article(title="Old title")
    make_note(article, "Old note.")
    address = address_of(article)
    mine = read(admin_client, address)
    save(admin_client, address, title="Their title", **{"notes-0-body": "Their note."})

    changes = {"title": "My title", "excerpt": "Mine.", "notes-0-body": "My note."}
    page = post(admin_client, address, mine, **changes)

    words = words_of(page)
    assert words.count("Choose below; nothing is saved yet.") == 1
    assert "The same was changed meanwhile by admin, " in words
    assert "Please correct" not in words
    assert "note 1 (“Their note.”), body" in words
    html = page.content.decode()
    assert "<del>Their</del> title" in html
    assert "<ins>My</ins> title" in html
    assert Article.objects.get().title == "Their title"
    fields = Form(html, "article_form").fields
    assert (fields["title"], fields["excerpt"]) == (["My title"], ["Mine."])
    page = post(admin_client, address, fields)  # without a choice
    fields = Form(page.content.decode(), "article_form").fields
    assert len(fields["clash"]) == 2
    chosen = {f"choose {name}": choice for name in fields["clash"]}
    post(admin_client, address, fields, **chosen)

    after = Article.objects.get()
    assert (after.title, after.excerpt) == (title, "Mine.")
    assert after.notes.get().body == f"{title.split()[0]} note."


def test_note_whose_place_no_number_holds_stands_last(admin_client):
    article = make_article()
    for body in ("First.", "Second."):
        make_note(article, body)
    address = address_of(article)
    mine = read(admin_client, address)
    save(admin_client, address, title="Theirs")

    post(admin_client, address, mine, **{"notes-0-place": "9" * 5_000})

    notes = Article.objects.get().notes.all()
    assert [note.body for note in notes] == ["Second.", "First."]


def test_note_that_they_deleted_and_i_changed_stays(admin_client):
    article = make_article()
    make_note(article, "Old.")
    address = address_of(article)
    mine = read(admin_client, address)
    save(admin_client, address, **{"notes-0-DELETE": "on"})

    post(admin_client, address, mine, **{"notes-0-body": "Mended."})

    assert Article.objects.get().notes.get().body == "Mended."


def test_where_nobody_knows_what_was_read_all_that_differs_is_asked(admin_client):
    article = make_article(title="Old", excerpt="Old.")
    mine = read(admin_client, address_of(article))
    Article.objects.update(title="Slipped in", excerpt="Past the door.")

    page = post(admin_client, address_of(article), mine, title="Mine")

    assert words_of(page).count("Take theirs") == 2


def test_second_click_on_save_makes_no_second_entry(admin_client):
    fields = read(admin_client, NEW)
    first = make_article(url="https://example.org/x")
    fields |= {"title": "New", "url": "https://example.org/x", "follows": first.pk}
    note = {k: v for k, v in fields.items() if k.startswith("notes-__prefix__-")}
    fields |= {k.replace("__prefix__", "0"): v for k, v in note.items()}
    fields |= {"notes-0-body": "Once.", "notes-TOTAL_FORMS": "1", "tag_names": ["a"]}

    for _ in range(2):
        post(admin_client, NEW, fields)

    (article,) = Article.objects.exclude(pk=first.pk)
    assert article.notes.get().body == "Once."
    assert Revision.objects.of(article.uid).count() == 1


def test_step_that_met_a_clash_is_the_first_button_after_it(admin_client):
    article = make_article(title="Old", status="draft", published_at=None)
    address = address_of(article)
    mine = read(admin_client, address)
    save(admin_client, address, title="Theirs")

    page = admin_client.post(address, mine | {"title": "Mine", "_publish": "x"})

    html = page.content.decode()
    row = html[html.index('class="submit-row"') :]
    assert row.index('name="_publish"') < row.index('name="_save"')
    assert row.count('class="default"') == row.count('name="_publish"') == 1
    assert "admin, " in html[html.index("<h3") : html.index("</h3>")]
    fields = Form(html, "article_form").fields | {"choose title": "mine"}
    admin_client.post(address, fields | {"_publish": "x"})
    after = Article.objects.get()
    assert (after.title, after.status) == ("Mine", "published")


def test_edits_of_one_tag_or_page_merge_by_field_or_are_asked(admin_client):
    rows = make_tag("bias", description="Old."), make_page("Old.")
    for row, words, other in zip(
        rows, ("description", "body"), ("aliases", "title"), strict=True
    ):
        kind, address = row._meta.model_name, address_of(row)

        def read_now(kind=kind, address=address):
            page = admin_client.get(address).content.decode()
            return Form(page, f"{kind}_form").fields

        mine = read_now()
        save(admin_client, address, **{words: "Their words."})
        page = post(admin_client, address, mine, **{other: "Mine"})
        assert "their changes stay" in words_of(page)
        assert read_now()[words] == ["Their words."]
        assert read_now()[other] == ["Mine"]

        page = post(admin_client, address, mine, **{words: "My words."})

        assert "Choose below; nothing is saved yet." in words_of(page)
        assert read_now()[words] == ["Their words."]
        asked = Form(page.content.decode(), f"{kind}_form").fields
        assert asked[words] == ["My words."]
        post(admin_client, address, asked, **{f"choose {words}": "mine"})
        assert read_now()[words] == ["My words."]
        assert read_now()[other] == ["Mine"]


def test_nonsense_for_what_was_read_of_a_tag_writes_what_is_posted(admin_client):
    tag = make_tag("bias", description="Old.")
    for read in ("", "x", "[]", '{"description": 1}'):
        page = save(admin_client, address_of(tag), description="New.", read=read)
        assert page.status_code == 200


def test_that_nothing_is_saved_yet_is_said_once(admin_client):
    article = make_article(title="Old")
    make_note(article, "A note.")
    mine = read(admin_client, address_of(article))
    save(admin_client, address_of(article), title="Theirs")

    page = post(admin_client, address_of(article), mine, title="Mine")

    assert words_of(page).count("Choose below; nothing is saved yet.") == 1
