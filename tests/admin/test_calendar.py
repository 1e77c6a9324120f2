"""The calendar at the desk: a date is typed, and put back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from articles.models import Article, Revision
from tests.admin.desk import Form, make_editor, record_of, words_of
from tests.factories import make_article

pytestmark = pytest.mark.django_db

CALENDAR = "/admin/articles/article/calendar/"
FEBRUARY = f"{CALENDAR}?month=2100-02"
AT = datetime(2100, 2, 3, 9, 30, tzinfo=UTC)


def move(client, article, at, **fields):
    was = fields.pop("was", article.published_at.isoformat())
    posted = {"entry": article.pk, "was": was, "at": at, **fields}
    return client.post(FEBRUARY, posted, follow=True)


def test_month_shows_what_appears_and_how_mixed_it_is(admin_client):
    make_article(title="A paper", published_at=AT, tags=["bias"])
    make_article(title="A draft", published_at=AT, status="draft")

    words = words_of(admin_client.get(FEBRUARY))

    assert "February 2100" in words
    assert "Week 5 Mon 1 Feb" in words
    assert "Wed 3 Feb 09:30 Move Appears on Move A paper" in words
    assert "1 entry bias 1 example.org 1" in words
    assert "A draft" not in words


def test_date_is_typed_and_put_back(admin_client):
    article = make_article(title="A paper", published_at=AT)

    page = move(admin_client, article, "2100-02-05T07:00")
    assert record_of(article).published_at == datetime(2100, 2, 5, 7, tzinfo=UTC)
    assert "appears on 2100-02-05 07:00; it was 2100-02-03 09:30." in words_of(page)
    assert "Put “A paper” back to 2100-02-03 09:30" in words_of(page)
    assert page.request["QUERY_STRING"].startswith("month=2100-02&")
    assert LogEntry.objects.get().get_change_message() == "Changed publish at."
    assert Revision.objects.of(article.uid).first().changed == ["published_at"]

    back = {"was": page.context["moved"].published_at.isoformat()}
    page = move(admin_client, article, page.context["was"].isoformat(), **back)
    assert record_of(article).published_at == AT
    assert "Put “A paper” back to 2100-02-05 07:00" in words_of(page)


def test_date_is_typed_by_the_clocks_of_the_site(admin_client, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    article = make_article(published_at=AT)

    move(admin_client, article, "2100-02-05T00:30")

    assert record_of(article).published_at == datetime(2100, 2, 4, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "fields", "says"),
    [
        ("2021-01-01T09:00", {}, "is over"),
        ("x", {}, "Enter a valid date/time."),
        ("", {}, "This field is required."),
        ("9999-12-31T09:00", {}, "The year 9999 is none of"),
        ("2100-02-05T09:00", {"was": "2100-02-04T09:30:00Z"}, "was moved meanwhile"),
        ("2100-02-05T09:00", {"entry": "0"}, "greater than or equal to 1"),
        ("2100-02-05T09:00", {"entry": "9" * 30}, "less than or equal to"),
        ("2100-02-05T09:00", {"entry": "999999"}, "is not there any more"),
    ],
)
def test_what_makes_no_sense_moves_nothing(admin_client, at, fields, says):
    article = make_article(published_at=AT)

    page = move(admin_client, article, at, **fields)

    assert says in words_of(page)
    assert record_of(article).published_at == AT


@pytest.mark.parametrize(
    "columns",
    [{"status": "draft"}, {"published_at": datetime(2021, 1, 1, tzinfo=UTC)}],
    ids=["draft", "public"],
)
def test_what_is_not_scheduled_is_not_moved(admin_client, columns):
    article = make_article(**{"published_at": AT, **columns})

    page = move(admin_client, article, "2100-02-05T09:00")

    assert "it is not in the calendar" in words_of(page)
    assert record_of(article).published_at == article.published_at


@pytest.mark.parametrize(
    "query",
    ["month=x", "month=2100", "month=2100-13", "month=0001-01", "month=8999-12"]
    + ["month=%00", "moved=x&was=y", "moved=5&was=2100-01-01", "month=1000-01"],
)
def test_nonsense_in_the_address_shows_this_month(admin_client, query):
    page = admin_client.get(f"{CALENDAR}?{query}")

    today = timezone.localdate()
    assert page.context["month"].parts == (today.year, today.month)
    assert page.context.get("moved") is None


def test_months_are_walked_to_the_ends(admin_client):
    page = admin_client.get(f"{CALENDAR}?month=2100-01")
    assert page.context["earlier"] == f"{CALENDAR}?month=2099-12"
    assert page.context["later"] == FEBRUARY
    for end, name in (("1001-01", "earlier"), ("8998-12", "later")):
        page = admin_client.get(f"{CALENDAR}?month={end}")
        assert page.status_code == 200
        assert page.context[name] == ""


def test_what_is_out_already_has_no_form(admin_client):
    now = timezone.now()
    make_article(title="Out", published_at=now - timedelta(minutes=1))

    page = admin_client.get(CALENDAR).content.decode()

    assert "Out</a>" in page
    assert 'name="entry"' not in page


def test_who_may_only_look_moves_nothing(client):
    article = make_article(published_at=AT)
    client.force_login(make_editor("view_article"))

    assert 'name="entry"' not in client.get(FEBRUARY).content.decode()
    assert move(client, article, "2100-02-05T09:00").status_code == 403
    assert record_of(article).published_at == AT
    client.logout()
    client.force_login(make_editor("view_page", name="other"))
    assert client.get(CALENDAR).status_code == 403


def test_fuller_month_costs_no_more_queries(
    admin_client, django_assert_num_queries, django_assert_max_num_queries
):
    make_article(published_at=AT, tags=["a"])
    admin_client.get(FEBRUARY)
    with django_assert_max_num_queries(12) as few:
        admin_client.get(FEBRUARY)
    for _ in range(10):
        make_article(published_at=AT, tags=["a", "b"])
    with django_assert_num_queries(len(few)):
        admin_client.get(FEBRUARY)
    assert Article.objects.count() == 11


def test_form_of_an_entry_posts_what_was_seen(admin_client):
    article = make_article(published_at=AT)

    page = admin_client.get(FEBRUARY).content.decode()
    start = page.index('<input type="hidden" name="entry"')
    form = f'<form id="f">{page[start:]}'
    fields = {name: values[0] for name, values in Form(form, "f").fields.items()}

    assert fields == {
        "entry": str(article.pk),
        "was": "2100-02-03T09:30:00+00:00",
        "at": "2100-02-03 09:30",
    }
