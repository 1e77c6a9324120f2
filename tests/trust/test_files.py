"""A site that is files holds nothing of what readers may not see, nor moves with it."""

import json
from datetime import timedelta

import pytest
import time_machine

from articles.jobs.staticsite import build_site
from articles.jobs.staticsite.folder import STATE
from tests.trust.secrets import COMING, change, hide, show
from tests.trust.test_secrets import found_in

pytestmark = pytest.mark.django_db

# Who kept the address of what was withdrawn is told there that it is gone.
GONE = ["/articles/zqwithdrawnslugxk/", "/old/zqwithdrawnoldxk/"]
LEFT = {"zqwithdrawnslugxk", "zqwithdrawnoldxk"}
SECOND = timedelta(seconds=1)


@pytest.fixture
def shown(settings):
    settings.SITE_URL = "http://localhost:8000"
    return show()


def built(folder):
    """Build the site in `folder`; return {name of a file: content}."""
    build_site(folder)
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def words_in(files):
    """Return {name of a file: secret words in its name and content}, of those with any.

    But for the addresses of what was withdrawn.
    """
    told = {name: found_in("", name, body) - LEFT for name, body in files.items()}
    return {name: words for name, words in told.items() if words}


def test_site_of_files_is_what_it_is_without_what_is_hidden(shown, tmp_path, tell):
    without = built(tmp_path / "one")
    change(hide(shown))

    there = built(tmp_path / "another")
    again = built(tmp_path / "one")

    assert again == there
    assert words_in(there) == {}
    state = json.loads(there.pop(STATE))
    for address in GONE:
        del there[f"{address[1:]}index.html"]
        del state["kept"][address], state["seen"]["others"][address]
    assert state == json.loads(without.pop(STATE))
    assert there.keys() == without.keys()
    assert {name for name in there if there[name] != without[name]} == set()
    says = "files of a site, without what is hidden and with it"
    tell("sees", f"{len(there)} {says}: 0 differ, 0 secret words told")


def test_scheduled_entry_is_in_no_file_before_its_second_and_in_them_then(
    shown, tmp_path, tell
):
    hide(shown)
    with time_machine.travel(COMING - SECOND, tick=False) as clock:
        early = built(tmp_path / "site")
        clock.shift(SECOND)
        now = built(tmp_path / "site")

    assert words_in(early) == {}
    told = {
        name for name, words in words_in(now).items() if "zqscheduledtitlexk" in words
    }
    assert "index.html" in told
    tell(
        "sees",
        f"A scheduled entry: in 0 files a second before its time, then in {len(told)}",
    )
