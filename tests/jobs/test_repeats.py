"""What is on a page that is here already: it is not filed, and nothing of it breaks."""

import pytest
from django.urls import reverse

from articles.models import Article
from tests.factories import make_article
from tests.jobs.made import EARLY, entry, outcomes, take, undo
from tests.jobs.test_fixtures import content

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]


def test_old_permalinks_of_a_repeat_lead_to_what_is_here(client):
    here = make_article(title="Ours", url="https://blog.example/Same")
    make_article(slug="taken")
    before = content()
    again = entry("Same", key="2", url="https://blog.example/Same", permalinks=["/b/"])
    items = [
        entry("Same", permalinks=["/a/", reverse("articles:article", args=["taken"])]),
        again,
    ]

    report, told = take(*items)

    assert [line.outcome for line in told] == ["repeat"] * 2
    for path in ("/a/", "/b/"):
        assert client.get(path)["Location"] == here.get_absolute_url()
    assert (report.old_addresses, report.lost["old address"]) == (2, 1)
    assert report.writes
    second, _ = take(*items)
    assert (second.batch, second.writes) == (None, False)
    here.title = "Edited since"
    here.save()
    undo(report)
    assert client.get("/a/").status_code == 404
    here.title = "Ours"
    here.save()
    assert content() == before


def test_undo_of_what_a_repeat_led_to_leaves_the_other_import_undoable():
    first, _ = take(entry("Same", key="1", url="https://e.example/"))
    second, _ = take(
        entry("Again", key="2", url="https://e.example/", permalinks=["/b/"])
    )
    undo(first)

    undo(second)

    assert content() == "[]\n"


def test_two_essays_that_mention_one_page_are_no_repeats(client):
    weather, posts = "https://weather.example/", "https://blog.example/"
    items = [
        entry(
            title,
            url=weather,
            key=title,
            stood_at=f"{posts}{title}/",
            permalinks=[f"{posts}{title}/"],
            status="published",
            published_at=EARLY,
        )
        for title in ("fog", "rain")
    ]

    report, told = take(*items)

    assert outcomes(told) == [("new", "fog"), ("new", "rain")]
    assert [a.url for a in Article.objects.order_by("pk")] == [weather, f"{posts}rain/"]
    assert client.get("/rain/").status_code == 301
    assert take(*items)[0].outcomes == {"same": 2}
    undo(report)
    make_article(title="Ours", url=weather)
    _, told = take(*items)
    assert outcomes(told) == [("repeat", "fog"), ("repeat", "rain")]
