"""The page of trends: its charts, the words and tables beside them, what it counts."""

import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from tests.factories import make_article

pytestmark = pytest.mark.django_db


def post(month, count=1, tags=(), **columns):
    at = datetime.fromisoformat(f"{month}-15").replace(tzinfo=UTC)
    for _ in range(count):
        make_article(published_at=at, tags=tags, **columns)


def drawings(answer, mark):
    """Return the SVG elements of a page whose opening tag holds `mark`."""
    found = re.findall("<svg.*?</svg>", answer.content.decode(), re.DOTALL)
    return [
        ElementTree.fromstring(drawing)
        for drawing in found
        if mark in drawing.partition(">")[0]
    ]


def test_chart_of_all_entries_has_a_bar_a_month_told_in_words_and_in_a_table(client):
    post("2021-03", 2)
    post("2021-11", 4)
    answer = client.get("/trends/")

    picture = drawings(answer, 'role="img"')[0]
    assert picture.get("aria-label") == (
        "Entries a month: 6 from March 2021 to November 2021;"
        " most in a month: 4, November 2021"
    )
    told, bars = picture
    assert told.text == picture.get("aria-label")
    assert bars.get("d") == "M10 120v-60h4v60zM50 120v-120h4v120z"
    assertContains(answer, '<td><a href="/2021/11/">4</a></td>', html=True)
    assertContains(answer, "<td><b>6</b></td>", html=True)


def test_bars_lead_to_the_archive_and_are_no_stops_of_the_keyboard(client):
    post("2021-03", 2, ["bias"])
    answer = client.get("/trends/")
    links = [
        (link.get("href"), link.get("tabindex"), link.find("title").text)
        for drawing in drawings(answer, 'class="bars__links"')
        for link in drawing
    ]

    assert links == [
        ("/2021/03/", "-1", "March 2021: 2 entries"),
        ("/2021/03/?tag=bias", "-1", "March 2021: 2 entries"),
    ]
    for drawing in drawings(answer, 'class="bars__links"'):
        assert drawing.get("aria-hidden") == "true"


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_length_in_a_drawing_is_a_whole_number_in_every_language(
    client, settings, language
):
    settings.LANGUAGE_CODE = language
    for month, count in (("2019-01", 7), ("2020-06", 3), ("2021-01", 5)):
        post(month, count, ["bias", "speed"])
    answer = client.get("/trends/")
    lengths = [
        value
        for drawing in drawings(answer, "viewBox")
        for element in drawing.iter()
        for name, value in element.attrib.items()
        if name in ("x", "y", "width", "height", "d")
    ]

    assert len(lengths) > 20
    assert not [value for value in lengths if re.search("[^0-9Mvhz -]", value)]


def test_rising_and_fading_say_how_they_are_counted(client):
    post("2019-06", 4, ["old"])
    post("2020-06", 4, ["new"])
    answer = client.get("/trends/")

    assertContains(answer, "from July 2019 to June 2020, the month of the newest entry")
    assertContains(answer, "fewer than 3 entries")
    assertContains(answer, "<small>0.0 to 100.0</small>")
    assertContains(answer, "new: 0 entries in twelve months, then 4")
    assertContains(answer, "old: 4 entries in twelve months, then 0")


def test_young_digest_says_that_there_is_nothing_to_compare_yet(client):
    post("2021-11", 3, ["a"])
    answer = client.get("/trends/")

    assertContains(answer, "From December 2019 to November 2020 there is no entry")
    assertNotContains(answer, "Rising:")
    assertNotContains(answer, 'id="together"')


def test_pairs_of_tags_lead_to_the_entries_that_bear_both(client):
    post("2021-11", 2, ["a", "b"])
    answer = client.get("/trends/")

    assertContains(answer, '<td><a href="/tags/a+b/">2</a></td>', html=True)
    assertContains(client.get("/tags/a+b/"), 'class="entry"', count=2)


def test_sources_are_shown_with_their_share(client):
    for number in range(2):
        post("2021-11", url=f"https://a.example/{number}")
    post("2021-11", url="https://b.example/")
    answer = client.get("/trends/")

    assertContains(answer, "66.7%, 2 entries")
    assertContains(answer, '<a class="facet" href="/?source=a.example">')


def test_trends_of_an_empty_digest_say_so(client):
    answer = client.get("/trends/")

    assertContains(answer, "Nothing to compare yet")
    assert drawings(answer, "viewBox") == []


def test_masthead_says_that_these_are_the_trends(client):
    current = '<a href="/trends/" aria-current="page">Trends</a>'

    assertContains(client.get("/trends/"), current)


@pytest.mark.parametrize("first", ["1000-01", "1500-06", "2009-01"])
def test_however_long_the_life_the_bars_are_bounded(client, first):
    post(first, 1, ["bias"])
    post("2021-11", 1, ["bias"])
    picture = drawings(client.get("/trends/"), 'role="img"')[0]
    bars = int(picture.get("viewBox").split()[2])

    assert bars <= 5 * 1100
    assert client.get("/tags/bias/").status_code == 200
    assert picture[1].get("d").count("M") == 2


def test_digest_of_the_first_year_that_there_can_be_has_trends(client, settings):
    settings.TIME_ZONE = "America/New_York"
    make_article(tags=["bias"], published_at=datetime(1000, 1, 1, tzinfo=UTC))

    assertContains(client.get("/trends/"), "1, in December 0999")
