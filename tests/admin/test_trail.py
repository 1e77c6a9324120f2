"""Who did what at the desk, and when."""

import json

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.models import Article, Binned, Tag, acting, trail
from tests.admin.desk import address_of, make_editor, save, words_of
from tests.factories import make_article, make_tag

pytestmark = pytest.mark.django_db

ROWS = 10  # of a page: few, so that pages are many
TRAIL = "/admin/articles/article/trail/"
LIST = "/admin/articles/article/"
ENTRY = {"title": "Loaded", "url": "https://example.org/loaded"}
DRAFT = {"status": "draft", "published_at": None}


def rows_of(response):
    """Return what the rows of the trail say, the newest first."""
    return [
        " ".join(filter(None, [row.who, row.name, row.words]))
        for row in response.context["trail"].rows
    ]


def load(client):
    entry = {"model": "articles.article", "fields": ENTRY}
    file = SimpleUploadedFile("digest.json", json.dumps([entry]).encode())
    plan = client.post(f"{LIST}load/", {"file": file, "known": "refuse edited"})
    read = {"upload": plan.context["upload"].uid, "known": "refuse edited"}
    read["read"] = plan.context["changes"].digest
    client.post(f"{LIST}load/", {**read, "apply": "x"})


def test_trail_tells_steps_tags_bin_and_loads_the_newest_first(admin_client):
    article = make_article(title="One", tags=["bias", "fairness"], **DRAFT)
    save(admin_client, address_of(article), "_publish")
    save(admin_client, address_of(article), "_withdraw", why="A <hoax>.")
    into = Tag.objects.get(slug="fairness")
    merged = {"tags": [Tag.objects.get(slug="bias").pk, into.pk], "into": into.pk}
    admin_client.post("/admin/articles/tag/merge/", merged)
    save(admin_client, address_of(into), name="justice")
    admin_client.post(f"{LIST}{article.pk}/delete/", {"post": "yes"})
    chosen = {"_selected_action": [Binned.objects.get().pk], "action": "restore"}
    admin_client.post("/admin/articles/binned/", chosen)
    load(admin_client)

    response = admin_client.get(TRAIL)

    assert rows_of(response) == [
        "admin digest.json Loaded. 1 created, 0 changed, 0 deleted",
        "admin One Restored from the bin.",
        "admin One Now in the bin.",
        "admin “fairness” is now “justice”.",
        "admin “bias” was merged into “fairness”.",
        "admin One Now withdrawn. A <hoax>.",
        "admin One Now published.",
    ]
    assert "A <hoax>." in words_of(response)
    assert Article.objects.filter(title="Loaded").exists()


def test_trail_is_narrowed_by_person_and_kind(admin_client):
    article = make_article(title="One", **DRAFT)
    save(admin_client, address_of(article), title="Two")
    save(admin_client, address_of(article), "_publish")
    ada = make_editor(name="ada")
    with acting(ada):
        make_tag("bias").rename("fairness")
    admin = User.objects.get(username="admin")

    def ask(**query):
        return rows_of(admin_client.get(TRAIL, query))

    assert ask(kind="steps") == ["admin Two Now published."]
    assert ask(kind="changes") == ["admin Two Changed title."]
    assert ask(person=ada.pk) == ["ada “bias” is now “fairness”."]
    assert ask(person=ada.pk, kind="tags") == ask(kind="tags") == ask(person=ada.pk)
    assert len(ask(person=admin.pk)) == 2
    assert ask(person=ada.pk, kind="steps") == []


def test_pages_of_the_trail_hold_everything_once_in_its_order(
    admin_client, monkeypatch
):
    monkeypatch.setattr(trail, "ROWS", ROWS)
    admin = User.objects.get(username="admin")
    tag = make_tag("tag 0")
    for number in range(2 * ROWS + 10):
        if number % 3:
            LogEntry.objects.create(
                user=admin, action_flag=CHANGE, object_repr=f"{number}"
            )
        else:
            with acting(admin):
                tag.rename(f"tag {number + 1}")

    pages, address = [], TRAIL
    while address:
        response = admin_client.get(address)
        pages.append(response.context["trail"].rows)
        older = response.context["older"]
        address = f"{TRAIL}?{older}" if older else None

    times = [row.at for page in pages for row in page]
    assert [len(page) for page in pages] == [ROWS, ROWS, 10]
    assert times == sorted(times, reverse=True)
    assert len({(row.name, row.words) for page in pages for row in page}) == len(times)


@pytest.mark.parametrize("rows", [1, 30])
def test_longer_trail_costs_no_more_queries(
    admin_client, rows, django_assert_num_queries
):
    article, admin = make_article(), User.objects.get(username="admin")
    for _ in range(rows):
        LogEntry.objects.log_actions(admin.pk, [article], CHANGE, "Now published.")
    admin_client.get(TRAIL)

    with django_assert_num_queries(6):  # who asks: 3; the log, tags; persons
        admin_client.get(TRAIL)


@pytest.mark.parametrize(
    "query",
    [
        {"person": "x\0"},
        {"person": "9" * 30},
        {"kind": "<b>"},
        {"log": "-1", "deed": "9" * 30},
        {"log": ["1", "2"]},
    ],
)
def test_what_makes_no_sense_in_the_query_is_ignored(admin_client, query):
    make = make_article(title="One", **DRAFT)
    save(admin_client, address_of(make), "_publish")

    response = admin_client.get(TRAIL, query)

    assert response.status_code == 200
    assert "<b>" not in words_of(response)


def test_trail_is_for_editors_alone(client):
    client.force_login(make_editor("add_article", "view_article"))
    assert client.get(TRAIL).status_code == 403

    client.force_login(make_editor("change_article", name="eve"))
    assert client.get(TRAIL).status_code == 200


def test_trail_speaks_the_language_of_its_reader(admin_client):
    load(admin_client)
    admin_client.post("/admin/settings/", {"language": "de"})

    assert "1 neu" in rows_of(admin_client.get(TRAIL))[0]
