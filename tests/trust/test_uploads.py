"""What an editor sends by mistake, or was sent by a stranger, is refused in words."""

import re
import time

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.models import Article, Upload
from tests.admin.desk import words_of
from tests.admin.test_importing import IMPORT
from tests.trials import times
from tests.trust.bad_files import bad_files

pytestmark = pytest.mark.django_db

LIMIT = 1.0  # seconds of CPU
TRIES = 3


def send(client, name, content):
    """Send a file; return the page that answers, and the seconds of CPU it took."""
    fields = {"format": "auto", "repeats": "skip", "zone": "UTC", "plan": "x"}
    fields["file"] = SimpleUploadedFile(name, content)
    start = time.thread_time()
    page = client.post(IMPORT, fields, follow=True)
    return page, time.thread_time() - start


def is_refused(page):
    """Return whether a page says in words that nothing of a file is taken."""
    is_told = re.search("errorlist|errornote", page.content.decode())
    return is_told or "0 new, 0 changed, 0 the same, 1 refused" in words_of(page)


def test_bad_file_is_soon_refused_in_words(client, tell):
    client.force_login(User.objects.create_superuser("ada"))
    files = list(bad_files())[:: times(1, 5)]
    longest, taken = 0.0, []
    send(client, "first.json", b"[")  # what is loaded once is loaded by now
    for name, content in files:
        seconds = LIMIT + 1
        for _ in range(TRIES):  # the machine has other things to do as well
            if seconds > LIMIT:
                Upload.objects.all().delete()
                page, took = send(client, name, content)
                seconds = min(seconds, took)
        assert seconds <= LIMIT, name
        longest = max(longest, seconds)
        assert page.status_code == 200
        taken += [] if is_refused(page) else [(name, words_of(page))]

    assert taken == []
    assert not Article.objects.exists()
    tell(
        "input",
        f"{len(files)} bad files sent to the desk (bombs, entities, nesting, paths):"
        f" {len(taken)} taken, each refused in words in {longest:.2f} s of CPU at most",
    )


@pytest.mark.parametrize("name", ["../a.json", "/etc/a.json", "a\r\nb.json", "\0.json"])
def test_name_of_a_file_is_one_line_without_a_path(client, name, tell):
    client.force_login(User.objects.create_superuser("ada"))

    send(client, name, b"[" + b" " * 10)

    (kept,) = Upload.objects.values_list("name", flat=True)
    assert kept.isprintable()
    assert "/" not in kept
    tell("input", "{count} names of files with CR, LF and paths: kept as one line", 1)
