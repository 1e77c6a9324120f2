"""The desk speaks each editor's language, the site its own."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article, EditorSettings
from tests.admin.desk import address_of, make_editor, save, words_of
from tests.factories import make_article, make_note, make_tag

pytestmark = pytest.mark.django_db

SETTINGS = "/admin/settings/"
LIST = "/admin/articles/article/"
ADD = "/admin/articles/article/add/"


def choose(client, language):
    """Choose a language on the page for it; return the page that answers."""
    return client.post(SETTINGS, {"language": language}, follow=True)


def editor_who_speaks(language, name):
    """Return the browser of a new editor who may do all and chose `language`."""
    client = Client()
    client.force_login(User.objects.create_superuser(name))
    choose(client, language)
    return client


def language_of(response):
    """Return the language in which a page says it is."""
    page = response.content.decode()
    return page[page.index('lang="') + 6 :].partition('"')[0]


# Choosing it


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Ihre Einstellungen sind gesichert."),
        ("en", "Your settings are saved."),
        ("", "Your settings are saved."),
    ],
)
def test_chosen_language_is_that_of_the_very_answer(admin_client, language, words):
    response = choose(admin_client, language)

    assert response.redirect_chain == [("/admin/", 302)]
    assert words in words_of(response)
    assert language_of(response) == (language or "en")


def test_every_page_of_the_desk_leads_to_the_choice(admin_client):
    for address in ("/admin/", LIST, ADD):
        page = admin_client.get(address).content.decode()
        assert f'<a href="{SETTINGS}">Language</a>' in page


def test_languages_are_named_in_themselves(admin_client):
    choose(admin_client, "de")

    page = admin_client.get(SETTINGS).content.decode()

    assert '<option value="">Wie die Website (English)</option>' in page
    assert '<option value="de" selected>Deutsch</option>' in page
    assert '<option value="en">English</option>' in page


def test_language_without_texts_is_refused(admin_client):
    response = choose(admin_client, "fr")

    assert response.status_code == 200
    assert "fr is not one of the available choices." in words_of(response)
    assert not EditorSettings.objects.exists()


def test_language_that_is_no_longer_offered_gives_way_to_that_of_the_site(
    admin_client, settings
):
    choose(admin_client, "de")
    settings.DESK_LANGUAGES = ["en"]

    assert language_of(admin_client.get("/admin/")) == "en"


def test_choice_shows_in_another_browser_at_once(admin_client, admin_user):
    elsewhere = Client()
    elsewhere.force_login(admin_user)
    elsewhere.get("/admin/")

    choose(admin_client, "de")
    assert language_of(elsewhere.get("/admin/")) == "de"
    choose(admin_client, "en")
    assert language_of(elsewhere.get("/admin/")) == "en"


def test_account_without_any_right_chooses_its_own_language_alone(client):
    other = editor_who_speaks("en", "other")
    client.force_login(make_editor())

    choose(client, "de")

    assert language_of(client.get("/admin/")) == "de"
    assert language_of(other.get("/admin/")) == "en"


def test_stranger_and_reader_with_an_account_choose_nothing(client):
    assert choose(client, "de").redirect_chain[0][0].startswith("/admin/login/")
    client.force_login(User.objects.create_user("reader"))
    assert choose(client, "de").redirect_chain[0][0].startswith("/admin/login/")
    assert not EditorSettings.objects.exists()


def test_settings_go_with_their_account(admin_client, admin_user):
    choose(admin_client, "de")

    admin_user.delete()

    assert not EditorSettings.objects.exists()


# What follows from it


@pytest.mark.parametrize("site", ["en", "de"])
def test_two_editors_of_one_site_are_each_spoken_to_in_their_language(settings, site):
    settings.LANGUAGE_CODE = site
    german = editor_who_speaks("de", "german")
    english = editor_who_speaks("en", "english")
    make_article(title="Bias", url="https://example.org/bias", tags=["bias"])

    for client, told in (
        (german, ["Kalender", "Zurückziehen", "Schlagwörter"]),
        (english, ["Calendar", "Withdraw from readers", "Tags"]),
    ):
        words = words_of(client.get(LIST))
        assert [text for text in told if text not in words] == []


def test_form_and_its_steps_speak_german():
    client = editor_who_speaks("de", "german")

    page = client.get(ADD).content.decode()

    assert "Anmerkungen: unsere eigenen Worte" in page
    assert 'value="Sichern und veröffentlichen"' in page
    assert "In der Reihenfolge, in der sie auf der Website stehen." in page


def test_refusal_and_message_speak_german_and_the_next_editor_hears_english():
    german = editor_who_speaks("de", "german")
    english = editor_who_speaks("en", "english")
    make_article(title="Bias", url="https://example.org/bias")
    draft = make_article(title="New", status="draft", published_at=None)
    twice = {"title": "Again", "url": "https://example.org/bias"}

    assert "zitiert dies bereits" in words_of(save(german, ADD, **twice))
    done = words_of(save(german, address_of(draft), "_publish"))
    assert "„New“ ist jetzt" in done
    done = words_of(save(english, address_of(draft), "_withdraw"))
    assert "“New” is now withdrawn." in done


def test_history_is_told_in_the_language_of_who_reads_it():
    german = editor_who_speaks("de", "german")
    english = editor_who_speaks("en", "english")
    draft = make_article(status="draft", published_at=None)
    save(german, address_of(draft), "_submit", tag_names=["bias"])
    history = address_of(draft).replace("change", "history")

    words = words_of(german.get(history))
    assert "Jetzt in Durchsicht." in words
    assert "Schlagwörter geändert." in words
    words = words_of(english.get(history))
    assert "Now in review." in words
    assert "Changed tags." in words


def test_scripts_of_the_desk_get_their_texts_in_the_editors_language():
    german = editor_who_speaks("de", "german")
    english = editor_who_speaks("en", "english")

    assert "Heute" in german.get("/admin/jsi18n/").content.decode()
    assert "Heute" not in english.get("/admin/jsi18n/").content.decode()
    for client, language in ((german, "de"), (english, "en")):
        page = client.get(ADD).content.decode()
        assert f"admin/js/vendor/select2/i18n/{language}." in page
        field = re.search('<select name="tag_names"[^>]*>', page)[0]
        assert f' lang="{language}"' in field


@pytest.mark.parametrize("site", ["en", "de"])
def test_readers_and_who_logs_in_or_out_meet_the_language_of_the_site(settings, site):
    settings.LANGUAGE_CODE = site
    other = {"en": "de", "de": "en"}[site]
    article = make_article(tags=["bias"])
    stranger, editor = Client(), editor_who_speaks(other, "editor")

    for address in ("/", article.get_absolute_url(), "/feed.atom", "/no/such/page/"):
        before = stranger.get(address).content
        assert language_of(editor.get("/admin/")) == other
        answer = editor.get(address)
        assert answer.content == before
        assert "Cookie" not in answer.get("Vary", "")
    assert language_of(stranger.get("/admin/login/")) == site
    assert language_of(editor.post("/admin/logout/")) == site
    assert language_of(editor.get("/admin/login/")) == site


def test_one_more_query_tells_the_language(admin_client, django_assert_num_queries):
    choose(admin_client, "de")

    with django_assert_num_queries(3):  # session, account, settings
        admin_client.get("/admin/jsi18n/")


# Dates and times


@pytest.mark.parametrize("language", ["de", "en"])
def test_untouched_save_changes_nothing_in_any_language(language):
    client = editor_who_speaks(language, "editor")
    article = make_article(
        tags=["bias", "fairness"],
        published_at=datetime(2021, 2, 3, 4, 5, 6, 789, UTC),
        source_date="2021-02",
    )
    make_note(article)
    before = article.record()

    response = save(client, address_of(article))

    assert response.redirect_chain
    article.refresh_from_db()
    assert article.record() == before


@pytest.mark.parametrize(
    ("language", "day"),
    [("de", "03.02.2021"), ("de", "2021-02-03"), ("en", "2021-02-03")],
)
def test_day_is_read_as_it_is_shown_in_the_time_zone_of_the_site(
    settings, language, day
):
    settings.TIME_ZONE = "Asia/Tokyo"
    client = editor_who_speaks(language, "editor")
    article = make_article()
    changes = {"published_at_0": day, "published_at_1": "08:30:00"}

    save(client, address_of(article), **changes)

    article.refresh_from_db()
    assert article.published_at == datetime(2021, 2, 2, 23, 30, tzinfo=UTC)
    page = client.get(address_of(article)).content.decode()
    shown = "03.02.2021" if language == "de" else "2021-02-03"
    assert f'name="published_at_0" value="{shown}"' in page
    assert "2021-02-03 08:30" in words_of(client.get(LIST))


def test_filter_by_state_speaks_german_and_filters_the_same():
    client = editor_who_speaks("de", "german")
    make_article(title="Out")
    make_article(title="Not yet", status="draft")
    make_tag("unused")

    response = client.get(f"{LIST}?state=draft")

    assert "Filter" in words_of(response)
    assert [row.title for row in response.context["cl"].result_list] == ["Not yet"]
    assert Article.objects.count() == 2
