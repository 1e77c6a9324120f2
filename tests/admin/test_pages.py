from datetime import UTC, datetime

import pytest

from articles.models import OldAddress, Page
from tests.admin.desk import address_of, make_editor, save, words_of
from tests.factories import make_article, make_note, make_tag

pytestmark = pytest.mark.django_db

ABOUT = "/admin/articles/page/add/"
OLD = "/admin/articles/oldaddress/add/"
LONG_AGO = datetime(2021, 1, 1, 1, 2, 3, 456789, UTC)


def make_about(**columns):
    page = Page(**{"title": "About", "body": "We read.", **columns})
    page.save()
    return page


# The page about the site


def test_about_is_written_at_the_desk(admin_client, client):
    save(admin_client, ABOUT, title="About us", body="We *read*.\r\n\r\n<script>")

    page = client.get("/about/").content.decode()
    assert "About us</h1>" in page
    assert "<em>read</em>" in page
    assert page.count("<script") == page.count('<script type="module" src="/static/')
    assert Page.objects.get().body == "We *read*.\n\n<script>"


def test_changed_about_shows_and_says_when(admin_client, client):
    about = make_about(updated_at=LONG_AGO)

    save(admin_client, address_of(about), body="We **quote**.")

    assert "<strong>quote</strong>" in client.get("/about/").content.decode()
    assert Page.objects.get().updated_at > LONG_AGO


def test_untouched_save_of_a_page_changes_no_byte(admin_client):
    about = make_about(title=" A  b ", body="\n a \n\n\n", updated_at=LONG_AGO)
    before = about.record()

    response = save(admin_client, address_of(about))

    assert "was changed successfully" in words_of(response)
    assert Page.objects.get().record() == before


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": "a" * 301}, "at most 300"),
        ({"title": ""}, "required"),
        ({"title": "About", "body": "a" * 20_001}, "at most 20000"),
        ({"title": "About", "slug": "imprint"}, "valid choice"),
    ],
)
def test_bad_page_is_refused_in_words(admin_client, fields, words):
    response = save(admin_client, ABOUT, **fields)

    assert words in words_of(response)
    assert not Page.objects.exists()


def test_no_second_page_can_be_added(admin_client):
    make_about()

    assert admin_client.get(ABOUT).status_code == 403
    response = admin_client.post(ABOUT, {"slug": "about", "title": "Twice"})
    assert response.status_code == 403
    assert f'href="{ABOUT}"' not in admin_client.get("/admin/").content.decode()
    assert Page.objects.get().title == "About"


# Old addresses


@pytest.mark.parametrize("path", ["/2021/old/", "/2021/%C3%A4lter/", "/old.html"])
def test_old_address_leads_to_an_article(admin_client, client, path):
    article = make_article(slug="new")

    save(admin_client, OLD, path=path, article=str(article.pk))

    response = client.get(path)
    assert (response.status_code, response["Location"]) == (301, "/articles/new/")


def test_old_address_leads_to_a_tag(admin_client, client):
    make_article(tags=["bias"])

    save(admin_client, OLD, path="/topics/bias/", tag=str(make_tag("bias").pk))

    response = client.get("/topics/bias/")
    assert (response.status_code, response["Location"]) == (301, "/tags/bias/")


@pytest.mark.parametrize("targets", [[], ["article", "tag"]])
def test_old_address_leads_to_one_target(admin_client, targets):
    rows = {"article": make_article(), "tag": make_tag()}

    response = save(
        admin_client, OLD, path="/old/", **{t: str(rows[t].pk) for t in targets}
    )

    assert "It leads to one article, or to one tag." in words_of(response)
    assert not OldAddress.objects.exists()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/articles/living/", "“Living” stands at"),
        ("/articles/l%69ving/", "“Living” stands at"),
        ("/tags/bias/", "“bias” stands at"),
        ("/about/", "stands at /about/"),
        ("/", "stands at /"),
        ("old/", "path alone"),
        ("https://example.org/old/", "path alone"),
        ("/old/?page=1", "path alone"),
        ("/taken/", "already exists"),
        ("/about", "stands at /about"),
        ("/articles/living", "“Living” stands at"),
        ("/tags/prejudice/", "“bias” stands at"),
        ("/a%00b/", "U+0000"),
        ("/a%0Ab/", "U+000A"),
        ("/" + "a" * 500, "at most 500"),
        ("/\x1b/", "U+001B"),
    ],
)
def test_address_that_cannot_be_an_old_one_is_refused_in_words(
    admin_client, path, words
):
    article = make_article(title="Living", slug="living", tags=["bias"])
    make_tag("bias").set_aliases(["prejudice"])
    OldAddress.objects.leave("/taken/", article)

    response = save(admin_client, OLD, path=path, article=str(article.pk))

    assert response.status_code == 200
    assert words in words_of(response)
    assert OldAddress.objects.get().path == "/taken/"


# The desk itself


def test_start_page_shows_what_waits_and_leads_there(admin_client):
    soon = datetime(2100, 1, 1, tzinfo=UTC)
    make_article(title="Out")
    make_article(title="Out no more", status="withdrawn")
    for title, columns in {
        "First draft": {"status": "draft"},
        "Second draft": {"status": "draft", "published_at": soon},
        "For review": {"status": "review"},
        "For later": {"published_at": soon},
    }.items():
        make_article(title=title, **columns)

    response = admin_client.get("/admin/")

    assert "2 drafts 1 in review 1 scheduled" in words_of(response)
    page = response.content.decode()
    for state, titles in {
        "draft": {"First draft", "Second draft"},
        "review": {"For review"},
        "scheduled": {"For later"},
    }.items():
        address = f"/admin/articles/article/?state={state}"
        assert f'<a href="{address}">' in page
        rows = admin_client.get(address).context["cl"].result_list
        assert {article.title for article in rows} == titles


def desk_pages():
    """Return the address of each page of the desk; fill it first."""
    article = make_article(tags=["bias"])
    make_note(article)
    OldAddress.objects.leave("/old/", article)
    rows = [article, make_tag("bias"), make_about(), OldAddress.objects.get()]
    lists = [f"/admin/articles/{row._meta.model_name}/" for row in rows]
    return [
        "/admin/articles/",
        "/admin/articles/article/sites/",
        "/admin/articles/tag/names/",
        "/admin/articles/article/add/",
        "/admin/articles/article/trail/",
        "/admin/articles/tag/add/",
        OLD,
        "/admin/auth/user/",
        "/admin/auth/user/add/",
        "/admin/auth/group/",
        *lists,
        *(f"{address}?q=a" for address in lists if "/page/" not in address),
        *map(address_of, rows),
        *(address_of(row).replace("change", "history") for row in rows),
        *(address_of(row).replace("change", "delete") for row in rows),
    ]


def test_every_page_of_the_desk_answers(admin_client):
    for address in ["/admin/", "/admin/password_change/", *desk_pages()]:
        assert admin_client.get(address).status_code == 200, address


def test_account_without_rights_sees_nothing_at_the_desk(client):
    pages = desk_pages()
    client.force_login(make_editor())

    for address in pages:
        assert client.get(address).status_code in (403, 404), address
        assert client.post(address).status_code in (403, 404), address
    start = words_of(client.get("/admin/"))
    assert "drafts" not in start
    assert "Articles" not in start


def test_stranger_is_asked_to_log_in(client):
    for address in ["/admin/", *desk_pages()]:
        response = client.get(address)
        assert response.status_code == 302, address
        assert response["Location"].startswith("/admin/login/?next=/admin/"), address


def test_page_of_the_library_for_tags_is_not_there(admin_client):
    for address in ("/admin/taggit/", "/admin/taggit/tag/"):
        assert admin_client.get(address).status_code == 404
    assert "taggit" not in admin_client.get("/admin/").content.decode()


def test_account_that_may_only_look_is_offered_no_step(client):
    article = make_article(status="draft")
    before = article.record()
    client.force_login(make_editor("view_article"))

    page = client.get(address_of(article)).content.decode()
    response = client.post(address_of(article), {"title": "Mine", "_publish": "x"})

    assert article.title in page
    assert 'type="submit" value="Save' not in page
    assert response.status_code == 403
    article.refresh_from_db()
    assert article.record() == before


@pytest.mark.parametrize(
    "address", ["/admin/articles/oldaddress/", "/admin/articles/page/"]
)
def test_longer_list_costs_no_more_queries(
    admin_client, django_assert_num_queries, django_assert_max_num_queries, address
):
    Page(title="About").save()
    OldAddress.objects.leave("/old/", make_article())
    with django_assert_max_num_queries(12) as short:
        admin_client.get(address)
    for number in range(10):
        OldAddress.objects.leave(f"/a/{number}/", make_article())
        OldAddress.objects.leave(f"/t/{number}/", make_tag(f"tag {number}"))

    with django_assert_num_queries(len(short)):
        admin_client.get(address)


def test_nonsense_typed_into_a_field_that_offers_rows_is_answered(admin_client):
    asked = "app_label=articles&model_name=oldaddress&field_name=tag&term=%00"

    assert admin_client.get(f"/admin/autocomplete/?{asked}").status_code == 200


def test_account_that_may_not_is_told_so_in_the_look_of_the_site(client):
    client.force_login(make_editor("view_page"))
    answer = client.get("/admin/articles/tag/")

    assert answer.status_code == 403
    assert "Your account may not do this" in words_of(answer)
