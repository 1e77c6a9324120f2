from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles import limits
from articles.models import Article, Tag
from tests.admin.desk import (
    Form,
    address_of,
    latest,
    notes_of,
    record_of,
    save,
    words_of,
)
from tests.factories import make_article, make_note, make_tag

pytestmark = pytest.mark.django_db

NEW = "/admin/articles/article/add/"
TOMORROW = timezone.now() + timedelta(days=1)
FIRST = {"title": "Machine Unlearning", "url": "https://arxiv.org/abs/1912.03817"}


# Writing


def test_new_article_has_credit_account_address_tags_and_note(admin_client, admin_user):
    admin_user.first_name, admin_user.last_name = "Ada", "Lovelace"
    admin_user.save()
    make_tag("performance").set_aliases(["speed"])

    save(
        admin_client,
        NEW,
        **FIRST,
        tag_names=["privacy", "#Speed", "C++", "PRIVACY"],
        notes=[{"body": "Read\r\nthis."}],
    )

    article = latest()
    assert [tag.name for tag in article.tag_list] == ["privacy", "performance", "C++"]
    assert (article.slug, article.state) == ("machine-unlearning", "draft")
    assert (article.credit, article.account) == ("Ada Lovelace", admin_user)
    note = article.notes.get()
    assert (note.body, note.public) == ("Read\nthis.", True)
    assert (note.credit, note.account) == ("Ada Lovelace", admin_user)


def test_account_without_a_name_is_credited_by_its_user_name(admin_client):
    save(admin_client, NEW, **FIRST)

    assert latest().credit == "admin"


def test_credit_that_was_typed_stays(admin_client):
    save(admin_client, NEW, **FIRST, credit="The editors")

    assert latest().credit == "The editors"


def test_line_ends_of_a_browser_are_mended(admin_client):
    save(admin_client, NEW, **FIRST, excerpt="One\r\n\r\n  two\rthree")

    assert latest().excerpt == "One\n\n  two\nthree"


def test_title_that_is_taken_gives_another_address(admin_client):
    make_article(slug="machine-unlearning")

    save(admin_client, NEW, **FIRST)

    assert latest().slug == "machine-unlearning-2"


ODD = {
    "dull": {},
    "microseconds": {"published_at": datetime(2021, 5, 1, 3, 4, 5, 678901, UTC)},
    "blanks": {
        "title": "  Odd \u00a0 blanks ",
        "excerpt": "\n\n    code  \n\n\n<b>&amp;</b> \\*\n\t\n",
        "credit": " Ada ",
        "via_name": "\u2003Bob\u3000",
    },
    "authors": {"authors": [" Ada  Lovelace", "Bob "]},
    "tags": {"tags": ["#metoo", " Blanks "]},
    "draft": {"status": "draft", "published_at": None, "source_date": "2021-11"},
}


@pytest.mark.parametrize("columns", ODD.values(), ids=ODD)
def test_untouched_save_changes_no_byte(admin_client, columns):
    article = make_article(
        **{"tags": ["zeal", "C++", "bias"], **columns},
        updated_at=datetime(2021, 2, 1, 1, 2, 3, 456789, UTC),
    )
    make_note(article, "\n First  \n\n\tnote \n", credit=" Ada", quote=" a \nb")
    make_note(article, "Second.", public=False)
    before = record_of(article)

    response = save(admin_client, address_of(article))

    assert "was changed successfully" in words_of(response)
    assert record_of(article) == before


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Better"},
        {"tag_names": ["b", "a"]},
        {"notes-0-body": "Better."},
        {"published_at_0": "2022-01-01"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_changed_article_says_when(admin_client, change):
    article = make_article(tags=["a", "b"], updated_at=datetime(2021, 1, 1, tzinfo=UTC))
    make_note(article)
    before = record_of(article)

    save(admin_client, address_of(article), **change)

    after = record_of(article)
    assert timezone.now() - after.updated_at < timedelta(seconds=60)
    after.updated_at = before.updated_at
    assert after != before


def test_changed_address_redirects(admin_client, client):
    article = make_article(slug="old")

    save(admin_client, address_of(article), slug="new")

    response = client.get("/articles/old/")
    assert (response.status_code, response["Location"]) == (301, "/articles/new/")
    assert client.get("/articles/new/").status_code == 200


@pytest.mark.parametrize(
    ("change", "bodies"),
    [
        ({"notes-2-place": "1"}, ["c", "a", "b"]),
        ({"notes-0-place": "2"}, ["b", "a", "c"]),
        ({"notes-0-place": "3"}, ["b", "c", "a"]),
        ({"notes-0-place": ""}, ["b", "c", "a"]),
        ({"notes-1-DELETE": "on"}, ["a", "c"]),
        ({"notes": [{"body": "d", "place": "2"}]}, ["a", "d", "b", "c"]),
        ({"notes": [{"body": "d"}]}, ["a", "b", "c", "d"]),
    ],
)
def test_notes_move_come_and_go(admin_client, change, bodies):
    article = make_article()
    uids = {body: make_note(article, body).uid for body in "abc"}

    save(admin_client, address_of(article), **change)

    assert notes_of(article) == bodies
    kept = {note.body: note.uid for note in article.notes.exclude(body="d")}
    assert kept.items() <= uids.items()


# Refused

A, MANY = "a", [f"tag {number}" for number in range(limits.TAGS + 1)]
BAD = [
    ("title", A * 301, "at most 300"),
    ("title", "a\x1bb", "U+001B"),
    ("url", "https://example.org/" + A * 1_981, "at most 2000"),
    ("url", "javascript:alert(1)", "http"),
    ("url", "https://exa mple.org/", "is it whole?"),
    ("excerpt", A * 20_001, "at most 20000"),
    ("excerpt", "a\x00b", "Null characters"),
    ("slug", "Not This", "“not-this” would do"),
    ("slug", A * 101, "at most 100"),
    ("published_at_0", "soon", "Write the day as"),
    ("language", "en_US!", "pt-BR"),
    ("authors", A * 201, "1 to 200"),
    ("source_date", "2021-13", "2021-11-13"),
    ("via_url", "ftp://example.org/", "http"),
    ("via_name", A * 201, "at most 200"),
    ("credit", A * 201, "at most 200"),
    ("follows", "99999", "is not there any more"),
    ("tag_names", ["new", A * 61], "at most 60"),
    ("tag_names", ["new", "?!"], "letter or a digit"),
    ("tag_names", MANY, "at most 50"),
    ("notes", [{"body": A * 20_001}], "at most 20000"),
    ("notes", [{"body": "b", "place": "0"}], "greater than or equal to 1"),
    ("notes", [{"body": "b"}] * 201, "at most 200"),
]


@pytest.mark.parametrize(("name", "value", "words"), BAD)
def test_bad_input_is_refused_in_words_and_nothing_is_written(
    admin_client, name, value, words
):
    response = save(admin_client, NEW, **{**FIRST, "tag_names": ["new"], name: value})

    assert response.status_code == 200
    assert words in words_of(response)
    assert not Article.objects.exists()
    assert not Tag.objects.exists()


@pytest.mark.parametrize("slug", ["a/b", "/", "? <b>"])
def test_bad_name_for_the_address_of_a_public_entry_is_refused_in_words(
    admin_client, slug
):
    article = make_article(["bias"], slug="old")

    for row in (article, article.tags.get()):
        response = save(admin_client, address_of(row), slug=slug)
        assert "cannot stand in an address" in words_of(response)
    assert Article.objects.get().slug == "old"


@pytest.mark.parametrize("page", ["add/", "preview/"])
def test_of_far_too_many_notes_none_is_looked_at(admin_client, page):
    fields = {**FIRST, "notes-TOTAL_FORMS": 100_000, "notes-INITIAL_FORMS": 0}

    response = admin_client.post(NEW.replace("add/", page), fields)

    words = response.content.decode()
    assert "Far too many notes: at most 200 an entry." in words
    assert "notes-0-body" not in words
    assert "Note 1, Note" not in words
    assert not Article.objects.exists()


def test_empty_new_notes_are_none_however_many_are_posted(admin_client):
    article = make_article()
    make_note(article, "First.")
    notes = [*[{}, {"public": []}] * 150, {"body": "Last."}]

    page = save(admin_client, address_of(article), notes=notes, title="")

    fields = Form(page.content.decode(), "article_form").fields
    assert fields["notes-TOTAL_FORMS"] == ["2"]
    assert fields["notes-1-body"] == ["Last."]
    assert "notes-2-body" not in fields
    save(admin_client, address_of(article), notes=notes)
    assert notes_of(article) == ["First.", "Last."]


def test_duplicate_is_refused_once_with_a_link_to_the_entry(admin_client):
    there = make_article(title="Un<b>learning", url="http://arxiv.org/pdf/1912.03817v3")

    response = save(admin_client, NEW, **FIRST, tag_names=["new"])

    link = f'<a href="{address_of(there)}">“Un&lt;b&gt;learning”</a> (published)'
    assert link in response.content.decode()
    assert words_of(response).count("quotes this already") == 1
    assert admin_client.get(address_of(there)).status_code == 200
    assert not Tag.objects.exists()
    assert Article.objects.get() == there


def test_second_entry_on_purpose_follows_the_first(admin_client):
    there = make_article(url=FIRST["url"])

    save(admin_client, NEW, **FIRST, follows=str(there.pk))

    assert latest().follows == there


# Dates


@pytest.mark.parametrize("hour", [5, 6])
def test_hour_that_comes_twice_is_kept_by_an_untouched_save(
    admin_client, settings, hour
):
    settings.TIME_ZONE = "America/New_York"  # 01:30 comes twice on that night
    article = make_article(published_at=datetime(2021, 11, 7, hour, 30, tzinfo=UTC))
    before = record_of(article)

    save(admin_client, address_of(article))
    assert record_of(article) == before
    save(admin_client, address_of(article), title="Other")
    assert record_of(article).published_at == before.published_at


def test_hour_that_the_clocks_skip_is_refused_in_words(admin_client, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    date = {"published_at_0": "2021-03-28", "published_at_1": "02:30"}

    response = save(admin_client, NEW, **FIRST, **date)

    assert "The clocks skip 02:30 on that day" in words_of(response)


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo", "UTC"])
@pytest.mark.parametrize(
    ("day", "time", "words"),
    [
        ("0001-01-01", "00:00", ""),
        ("9999-12-31", "23:59:59", ""),
        ("2021-01-01", "", "Write the time as"),
        ("", "10:00", "Write the day as"),
    ],
)
def test_date_that_no_site_can_show_is_refused_in_words(
    admin_client, settings, zone, day, time, words
):
    settings.TIME_ZONE = zone

    response = save(admin_client, NEW, **FIRST, published_at_0=day, published_at_1=time)

    assert "Please correct the error" in words_of(response)
    assert words in words_of(response)
    assert not Article.objects.exists()


def test_note_of_blanks_is_refused(admin_client):
    response = save(admin_client, NEW, **FIRST, notes=[{"body": " \r\n\u200b "}])

    assert "nothing but blanks" in words_of(response)
    assert not Article.objects.exists()


@pytest.mark.parametrize("query", ["follows=abc", "follows=999", "published_at=x"])
def test_nonsense_in_the_address_of_the_form_is_ignored(admin_client, query):
    assert admin_client.get(f"{NEW}?{query}").status_code == 200
    old = "/admin/articles/oldaddress/add/"
    assert admin_client.get(f"{old}?article=x&tag=%00").status_code == 200
