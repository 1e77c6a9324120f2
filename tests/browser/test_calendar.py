"""A date is dragged in the calendar, or typed where nothing can be dragged."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.admin.desk import record_of
from tests.browser.test_accessibility import findings
from tests.browser.test_desk import desk  # noqa: F401
from tests.factories import make_article

FEBRUARY = "/admin/articles/article/calendar/?month=2100-02"


def at(day):
    zone = timezone.get_default_timezone()
    return datetime(2100, 2, day, 9, 30, tzinfo=zone)


def test_entry_is_dragged_to_another_day_and_put_back(desk):  # noqa: F811
    article = make_article(title="A paper", published_at=at(3))
    page = desk()
    page.goto(FEBRUARY)
    entry = page.get_by_role("listitem").filter(has_text="A paper")
    entry.drag_to(page.locator('[data-day="2100-02-12"]'))
    expect(page.locator(".messagelist")).to_contain_text("2100-02-12 09:30")
    expect(page.locator('[data-day="2100-02-12"]')).to_contain_text("A paper")
    assert record_of(article).published_at == at(12)

    page.get_by_role("button", name="Put “A paper” back").click()
    expect(page.locator('[data-day="2100-02-03"]')).to_contain_text("A paper")
    assert record_of(article).published_at == at(3)


def test_date_is_typed_on_a_phone(desk):  # noqa: F811
    article = make_article(title="A paper", published_at=at(3))
    page = desk(390)
    page.goto(FEBRUARY)
    page.get_by_label("Move “A paper”").click()
    page.get_by_label("Appears on").fill("2100-02-20 08:00")
    page.get_by_role("button", name="Move").click()
    expect(page.locator(".messagelist")).to_contain_text("2100-02-20 08:00")

    assert record_of(article).published_at == at(20) - timedelta(minutes=90)


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(desk, width):  # noqa: F811
    for number in range(6):
        make_article(title="x" * 290, published_at=at(4 + number // 3), tags=["bias"])
    page = desk(width)
    page.goto(FEBRUARY)
    page.locator("summary").last.click()

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert findings(page) == {}
