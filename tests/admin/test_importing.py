"""A file that others wrote is imported at the desk: sent, its plan read, applied."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from articles.formats.readers import READERS
from articles.formats.reading import Columns, Entry, ReadFormat
from articles.formats.records import ArticleRecord
from articles.models import Article, ImportBatch, Upload
from tests.admin.desk import Form, make_editor, words_of
from tests.factories import make_article, make_note
from tests.jobs.test_fixtures import content

pytestmark = pytest.mark.django_db

IMPORT = "/admin/articles/article/import/"
IMPORTS = "/admin/articles/article/imports/"
EARLY = datetime(2021, 1, 1, tzinfo=UTC)


def entries(*held):
    """Return a fixture of articles, each of which has these fields."""
    return json.dumps([{"model": "articles.article", "fields": each} for each in held])


def one(title="Theirs", **fields):
    return {"title": title, "url": f"https://blog.example/{title}", **fields}


def send(client, text, name="their.json", **choices):
    """Send a file to the desk; return the page that answers."""
    fields = {"format": "auto", "repeats": "skip", "zone": "UTC", **choices}
    if text is not None:
        fields["file"] = SimpleUploadedFile(name, text.encode())
    return client.post(IMPORT, {**fields, "plan": "x"}, follow=True)


def apply(client, plan, button="apply", **changes):
    """Press a button of a plan; return the page that answers."""
    fields = Form(plan.content.decode(), "import_form").fields
    return client.post(IMPORT, {**fields, **changes, button: "x"}, follow=True)


def test_plan_is_read_and_then_applied_and_undone(admin_client):
    make_article(title="Ours", url="https://blog.example/Same", updated_at=EARLY)
    before = content()

    plan = send(
        admin_client, entries(one(tags=["x"]), one("Same"), one("Bad", url="/"))
    )

    words = words_of(plan)
    assert "1 new, 0 changed, 0 the same, 1 refused; 1 repeats of what is here" in words
    assert "Nothing is written yet." in words
    assert "refused (1)" in words
    assert "Same entry 2 (“Same”), line 1 repeat of “Ours”" in words
    assert "Bad entry 3 (“Bad”), line 1 url: A web address starts with" in words
    assert content() == before
    kept = Upload.objects.get().plan
    assert kept["choices"] == {
        "format": "auto",
        "repeats": "skip",
        "zone": "UTC",
        "address": "",
    }
    assert kept["report"]["outcomes"] == {"new": 1, "repeat": 1, "refused": 1}

    done = apply(admin_client, plan)
    assert "“their.json” is imported: 1 new" in words_of(done)
    assert not Upload.objects.exists()
    assert Article.objects.filter(title="Theirs").exists()
    batch = ImportBatch.objects.get()
    assert (batch.name, batch.account_name) == ("their.json", "admin")
    trail = words_of(admin_client.get("/admin/articles/article/trail/?kind=loads"))
    assert "their.json Imported. 1 new, 0 changed, 0 the same, 1 refused" in trail

    asked = admin_client.get(f"{IMPORTS}{batch.pk}/undo/")
    assert "Theirs" in words_of(asked)
    assert content() != before
    undone = admin_client.post(f"{IMPORTS}{batch.pk}/undo/", follow=True)
    assert "“their.json” is undone: 1 entry." in words_of(undone)
    assert content() == before
    again = admin_client.post(f"{IMPORTS}{batch.pk}/undo/", follow=True)
    assert "That is undone already." in words_of(again)


def test_edit_of_an_imported_entry_stands_in_the_way_of_undoing(admin_client):
    apply(admin_client, send(admin_client, entries(one())))
    make_note(Article.objects.get())

    page = admin_client.post(
        f"{IMPORTS}{ImportBatch.objects.get().pk}/undo/", follow=True
    )

    assert "so the import cannot be undone: “Theirs”" in words_of(page)
    assert Article.objects.exists()


def test_plan_is_shown_anew_where_what_it_touches_was_edited_since(admin_client):
    article = make_article(title="Here", excerpt="One.", updated_at=EARLY)
    record = json.loads(content())
    record[0]["fields"]["title"] = "File"
    text = json.dumps(record)
    plan = send(admin_client, text)
    Article.objects.filter(pk=article.pk).update(title="Edited")

    page = apply(admin_client, plan)

    assert "no longer what it was when the plan was made" in words_of(page)
    assert Article.objects.get().title == "Edited"
    apply(admin_client, page)
    assert Article.objects.get().title == "File"


def test_repeats_are_filed_as_follow_ups_where_the_editor_says_so(admin_client):
    make_article(title="Ours", url="https://blog.example/Same")

    plan = send(admin_client, entries(one("Same")), repeats="follow-up")
    apply(admin_client, plan)

    assert Article.objects.get(title="Same").follows.title == "Ours"


def test_nothing_is_applied_whose_plan_was_not_read(admin_client):
    plan = send(admin_client, entries(one()))

    page = apply(admin_client, plan, read="0" * 64)
    assert "Nothing is written yet" in words_of(page)
    apply(admin_client, plan, repeats="follow-up")
    assert not Article.objects.exists()


def test_file_that_is_sent_again_waits_once_unless_it_is_to_be_read_otherwise(
    admin_client,
):
    for _ in range(2):  # as where the answer to the first was lost
        send(admin_client, entries(one()))
    assert "1 file waits for you" in words_of(admin_client.get(IMPORT))

    send(admin_client, entries(one()), repeats="follow-up")
    send(admin_client, entries(one("Other")))
    assert "3 files wait for you" in words_of(admin_client.get(IMPORT))


def test_what_waits_is_taken_up_again_until_a_day_is_over(admin_client):
    send(admin_client, entries(one()))

    assert "1 file waits for you" in words_of(admin_client.get(IMPORT))
    page = admin_client.get(IMPORTS)
    assert "Waiting for you their.json sent" in words_of(page)
    plan = admin_client.get(waiting(page)[0])
    assert "1 new" in words_of(plan)
    Upload.objects.update(created_at=timezone.now() - timedelta(hours=25))
    late = apply(admin_client, plan)
    assert "Choose a file." in words_of(late)
    assert "their.json" not in words_of(admin_client.get(IMPORT))
    assert not Article.objects.exists()
    send(admin_client, entries(one()), name="another.json")
    assert Upload.objects.get().name == "another.json"


def test_plan_that_takes_too_long_now_is_asked_for_by_its_form(
    admin_client, monkeypatch
):
    send(admin_client, entries(one()))
    before = Upload.objects.values().get()
    monkeypatch.setattr("articles.jobs.importing.uploads.SECONDS", -1)

    page = admin_client.get(f"{IMPORT}{before['uid']}/")

    assert "“their.json” was sent." in words_of(page)
    assert b"Show what would change" in page.content
    assert Upload.objects.values().get() == before  # no process is at it


def waiting(page):
    """Return the addresses of the files that wait, the last one first."""
    each = re.compile(rf'href="({IMPORT}[-0-9a-f]+/)"')
    return each.findall(page.content.decode())


def test_files_wait_beside_each_other_with_their_columns_and_are_discarded(
    admin_client,
):
    table = "Otsikko,Osoite\nOne,https://blog.example/1\n"
    chosen = {"column-url": "Osoite", "column-title": "Otsikko"}
    send(admin_client, table, name="their.csv")
    plan = send(admin_client, table, name="their.csv", **chosen)
    assert "Title: Otsikko · Source: Osoite" in words_of(plan)
    send(admin_client, entries(one()))

    page = admin_client.get(IMPORTS)
    assert "their.json sent" in words_of(page)
    assert "1 new, 0 changed" in words_of(page)
    assert "no column holds addresses" in words_of(page)
    json_file, table_file, refused = waiting(page)
    assert "no column holds addresses" in words_of(admin_client.get(refused))
    gone = admin_client.post(json_file, {"discard": "1"}, follow=True)
    assert "Nothing is imported of “their.json”." in words_of(gone)
    apply(admin_client, admin_client.get(table_file))
    assert Article.objects.get().title == "One"
    assert waiting(admin_client.get(IMPORTS)) == [refused]


def test_too_many_files_do_not_wait(admin_client, monkeypatch):
    monkeypatch.setattr("articles.limits.UPLOADS", 1)
    send(admin_client, entries(one()))

    page = send(admin_client, entries(one("Another")), name="another.json")

    assert "1 files wait for you already" in words_of(page)
    assert len(waiting(admin_client.get(IMPORTS))) == 1


def test_plan_tells_of_a_new_entry_what_an_editor_judges_it_by(admin_client):
    rss = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
        xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Blog</title>
        <link>https://blog.example</link><wp:wxr_version>1.2</wp:wxr_version>
        <wp:base_blog_url>https://blog.example</wp:base_blog_url>{posts}</channel></rss>
    """
    post = """<item><title>{0}</title><link>https://blog.example/{0}/</link>
        <content:encoded>Words of {0}.</content:encoded><wp:post_id>{1}</wp:post_id>
        <wp:post_date_gmt>{2}-03-04 05:06:07</wp:post_date_gmt>
        <wp:status>{3}</wp:status><wp:post_type>post</wp:post_type>
        <category domain="post_tag" nicename="fog">fog</category></item>"""
    posts = [
        ("Out", 1, 2020, "publish"),
        ("Soon", 2, 2100, "future"),
        ("Secret", 3, 2021, "private"),
    ]
    text = rss.format(posts="".join(post.format(*each) for each in posts))

    words = words_of(send(admin_client, text, name="blog.xml"))

    assert "new 3: published (1), scheduled (1), draft (1)" in words
    out = words.partition("Out published 2020-03-04")[2].partition("Soon")[0]
    assert "Words of Out. https://blog.example/Out/ Tags: fog" in out
    assert "Old address: /Out/" in out
    assert "Lost" not in out
    assert "Soon scheduled 2100-03-04" in words
    assert "Lost: privacy" in words.partition("Secret draft 2021-03-04")[2]


def test_file_of_25_mib_is_refused_in_words(admin_client):
    page = send(admin_client, " " * 25 * 1024 * 1024)

    assert "26,214,400 bytes: at most 20,971,520 here" in words_of(page)
    assert "The command import_articles takes larger ones." in words_of(page)
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "Choose a file."),
        ("{", "their.json: no format is recognised"),
        ('[{"model": "articles.tag"', "their.json: line 1"),
        ("PK\x03\x04", "their.json: the archive is broken"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(admin_client, text, words):
    page = send(admin_client, text)

    assert page.status_code == 200
    assert words in words_of(page)


def test_file_without_news_offers_nothing_to_apply(admin_client):
    make_article()

    page = send(admin_client, content())

    assert "There is nothing to add or to change." in words_of(page)
    assert b'name="apply"' not in page.content


def test_columns_of_a_table_are_shown_and_can_be_chosen(admin_client, monkeypatch):
    def read(source, options):
        names = {"title": "Headline", **options.columns}
        with source.open() as stream:
            row = json.load(stream)
        record = ArticleRecord(title=row[names["title"]], url="https://blog.example/x")
        yield Entry(place="line 2", record=record)

    row = ReadFormat(
        name="Table",
        about="a test",
        recognises=lambda name, head: name.endswith(".table"),
        read=read,
        carries=("title", "excerpt"),
        columns=lambda source, options: Columns(
            mapping={"title": "Headline"}, unmapped=("Teaser",)
        ),
    )
    monkeypatch.setitem(READERS, "table", row)
    text = json.dumps({"Headline": "By headline", "Teaser": "By teaser"})

    plan = send(admin_client, text, name="their.table")
    fields = Form(plan.content.decode(), "import_form").fields
    assert fields["column-title"] == ["Headline"]
    assert fields["column-excerpt"] == [""]
    other = apply(admin_client, plan, **{"column-title": "Teaser"})
    assert "By teaser" in words_of(other)
    assert not Article.objects.exists()
    apply(admin_client, other)
    assert Article.objects.get().title == "By teaser"


def test_plan_of_a_table_is_applied_as_it_was_read(admin_client):
    table = "Title,URL,Remarks\nOne,https://blog.example/1,Hm.\n"

    plan = send(admin_client, table, name="their.csv")
    assert "1 new" in words_of(plan)
    apply(admin_client, plan)

    assert Article.objects.get().title == "One"


def test_table_of_foreign_words_waits_for_its_columns(admin_client):
    table = "Otsikko,Osoite\nOne,https://blog.example/1\n"

    page = send(admin_client, table, name="their.csv")
    assert "no column holds addresses" in words_of(page)
    fields = Form(page.content.decode(), "load_form").fields
    fields |= {"column-url": "Osoite", "column-title": "Otsikko", "plan": "x"}
    apply(admin_client, admin_client.post(IMPORT, fields))

    assert Article.objects.get().title == "One"


def test_long_plan_is_shown_in_part(admin_client, monkeypatch):
    monkeypatch.setattr("articles.models.plannedimport.SHOWN", 2)

    page = send(admin_client, entries(*(one(f"Title {n}") for n in range(4))))

    assert page.content.count(b'class="plan-new"') == 2
    assert "And 2 more. The command import_articles --plan" in words_of(page)


def test_only_who_may_change_everything_may_import(client):
    contributor = make_editor(name="contributor")
    contributor.groups.add(Group.objects.get(name="Contributor"))
    client.force_login(contributor)
    for address in (IMPORT, IMPORTS, f"{IMPORTS}1/undo/"):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403
    listed = client.get("/admin/articles/article/")
    assert IMPORT.encode() not in listed.content

    editor = make_editor(name="editor")
    editor.groups.add(Group.objects.get(name="Editor"))
    client.force_login(editor)
    assert IMPORT.encode() in client.get("/admin/articles/article/").content
    apply(client, send(client, entries(one())))
    assert Article.objects.exists()
    assert (
        client.get(f"{IMPORTS}{ImportBatch.objects.get().pk}/undo/").status_code == 200
    )
