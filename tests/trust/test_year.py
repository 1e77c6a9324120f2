"""A year by clocks that are moved: archives, feeds, files and schedules keep to them.

Berlin in 2020: a leap day, a night of 23 hours and one of 25. Apia in 2011: two such
nights, and no 30 December, as Samoa went over the date line. What a clock shows is
told by zoneinfo, hour by hour, not by what is tried.
"""

import csv
import io
import json
import re
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler

from articles.models import Article
from tests.asking import ask, one_connection
from tests.factories import make_article
from tests.trials import WHOLE

YEARS = {"Europe/Berlin": 2020, "Pacific/Apia": 2011}
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
SKIPPED = [date(2011, 12, 30)]
LEAP_DAY = date(2020, 2, 29)


def edges(zone, year):
    """Return the hours at which a day begins or a clock is moved, and what is around.

    That are the second before, the hour, and the hours beside it, in UTC.
    """
    hour, found = datetime(year - 1, 12, 31, tzinfo=UTC), set()
    while hour < datetime(year + 1, 1, 2, tzinfo=UTC):
        now, before = hour.astimezone(zone), (hour - HOUR).astimezone(zone)
        moved = now.utcoffset() != before.utcoffset()
        if (now.date() != before.date() and (WHOLE or is_odd(now.date()))) or moved:
            found |= {hour - SECOND, hour}
        if moved:
            found |= {hour - HOUR, hour + HOUR}
        hour += HOUR
    return sorted(found)


def is_odd(day):
    """Return whether a day lies where a year, a leap day or a date line does."""
    near = [LEAP_DAY, *SKIPPED, date(day.year, 1, 1), date(day.year, 12, 31)]
    return any(abs(day - one).days <= 1 for one in near)


def shown(body):
    """Return the titles of the entries of a page, each the instant that it stands for.

    Newest first.
    """
    found = re.findall(r'"entry__title".*?href="/articles/at-(\d+)/"', body.decode())
    return [datetime.fromtimestamp(int(one), UTC) for one in found]


def listed(site, path):
    """Return the instants of all entries of a list, from all of its pages."""
    found, number = [], 1
    while True:
        status, _, body = ask(site, f"{path}page/{number}/" if number > 1 else path)
        if status != 200:
            assert status == 404
            return found
        found += shown(body)
        number += 1


def of_feed(site, address):
    """Return the instants that a feed gives its entries: by JSON Feed, and by Atom."""
    items = json.loads(ask(site, f"{address}feed.json")[2])["items"]
    atom = ask(site, f"{address}feed.atom")[2].decode()
    told = re.findall("<published>(.*?)</published>", atom)
    return (
        [datetime.fromisoformat(one["date_published"]) for one in items],
        [datetime.fromisoformat(one) for one in told],
    )


def of_file(site, address):
    """Return the instants that the file of a list gives its entries."""
    rows = csv.DictReader(io.StringIO(ask(site, f"{address}list.csv")[2].decode()))
    return [datetime.fromisoformat(row["published"]) for row in rows]


@pytest.mark.django_db
@pytest.mark.parametrize("name", YEARS)
def test_year_is_told_by_the_clocks_of_the_site(settings, tell, name):
    settings.TIME_ZONE, zone, year = name, ZoneInfo(name), YEARS[name]
    instants = edges(zone, year)
    for at in instants:
        make_article(slug=f"at-{at.timestamp():.0f}", published_at=at)
    by_day, by_month = defaultdict(list), Counter()
    for at in reversed(instants):
        day = at.astimezone(zone).date()
        by_day[day].append(at)
        by_month[day.year, day.month] += 1
    site = WSGIHandler()

    with one_connection():
        for day, there in by_day.items():
            address = f"/{day:%Y/%m/%d}/"
            assert listed(site, address) == there
            assert of_feed(site, address) == (there, there)
            assert of_file(site, address) == there
        archive = ask(site, "/archive/")[2].decode()
        for (of_year, month), count in by_month.items():
            assert re.search(rf'href="/{of_year}/{month:02}/".*?\b{count}\b', archive)
            assert len(listed(site, f"/{of_year}/{month:02}/")) == count
        assert len(listed(site, f"/{year}/")) == sum(
            count for (of_year, _), count in by_month.items() if of_year == year
        )
        gone = [day for day in SKIPPED if day.year == year]
        statuses = [ask(site, f"/{day:%Y/%m/%d}/")[0] for day in gone]
    assert statuses == [404] * len(gone)
    assert not gone or date(2011, 12, 29) in by_day
    assert (LEAP_DAY in by_day) == (year == LEAP_DAY.year)
    tell(
        "survives",
        f"{year} in {name}, {len(by_day)} days, {len(instants)} entries at their edges:"
        " 0 on a wrong day, 0 wrong times in feeds and files",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("name", YEARS)
def test_entry_that_is_scheduled_for_an_odd_night_comes_in_its_second(
    settings, tell, name
):
    settings.TIME_ZONE, zone = name, ZoneInfo(name)
    make_article(published_at=datetime(2000, 1, 1, tzinfo=UTC))
    instants = edges(zone, YEARS[name])
    with time_machine.travel(instants[0] - HOUR, tick=False):
        for at in instants:
            make_article(slug=f"at-{at.timestamp():.0f}", published_at=at)
    site = WSGIHandler()

    with one_connection():
        for number, at in enumerate(instants):
            with time_machine.travel(at - SECOND, tick=False) as clock:
                there = shown(ask(site, "/")[2])[:1]
                assert there == instants[:number][-1:]
                clock.shift(SECOND)
                assert shown(ask(site, "/")[2])[0] == at
                assert of_feed(site, "/")[0][0] == at
    assert Article.objects.published(at).count() == len(instants) + 1
    tell(
        "survives",
        f"{len(instants)} entries scheduled over {YEARS[name]} in {name}:"
        " 0 a second early, 0 a second late",
    )
