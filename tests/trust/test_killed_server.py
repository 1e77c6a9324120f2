"""`kill -9` of the server while editors save: what was acknowledged is there, whole."""

import json
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPException
from threading import Event

from tests.commands.site import manage
from tests.processes import run
from tests.served import Browser, kill, password_in, serving
from tests.trials import times
from tests.trust.sound import assert_sound

EDITORS = times(4, 2)
KILLS = times(20, 1)
ADD = "/admin/articles/article/add/"
# Each save at the desk is a row, its revision, and a line of the trail: all, or none.
LOOK = """
import json, django
django.setup()
from django.contrib.admin.models import LogEntry
from articles.formats.revisions import fingerprint
from articles.models import Article, Revision
halves = 0
articles = Article.objects.all()
for article in articles:
    revisions = list(Revision.objects.of(article.uid))
    lines = LogEntry.objects.filter(object_id=article.pk).count()
    if revisions or lines:
        found_before = article.account is None  # of the seed: its first is no save
        is_whole = len(revisions) == lines + found_before
        is_whole = is_whole and revisions[0].mark == fingerprint(article.record())
        halves += not is_whole
print(json.dumps({"titles": [a.title for a in articles], "half done": halves}))
"""


class Editor:
    """Saves one entry again and again, and makes new ones, each save with a number.

    `kept` is the number of the last save of the entry that was acknowledged, `sent`
    that of the last that was sent; `made` are the titles of the new ones that were
    acknowledged, `saves` how many of both; `waits` is whether one is under way.
    """

    def __init__(self, number, password, address):
        self.name = f"editor {number}"
        self.path = f"/admin/articles/article/{number}/change/"
        self.kept = self.sent = self.tried = self.saves = 0
        self.made, self.waits = [], False
        self.browser = Browser(address).log_in(password)
        self.save_entry()

    def work(self, stop):
        """Save until the server answers no more."""
        with suppress(OSError, HTTPException):
            while not stop.is_set():
                random.choice([self.save_entry, self.save_entry, self.make_one])()
        assert stop.is_set()

    def save_entry(self):
        self.sent += 1
        words = f"{self.name}, save {self.sent}"
        self.save(self.path, title=words, excerpt=words, tag_names=f"tag {self.sent}")
        self.kept = self.sent

    def make_one(self):
        self.tried += 1
        title = f"{self.name}, new {self.tried}"
        url = f"https://example.org/{title.replace(' ', '-')}"
        self.save(ADD, title=title, url=url, excerpt=title, tag_names="new")
        self.made.append(title)

    def save(self, path, **fields):
        form = self.browser.fields(path) | fields | {"_continue": "x"}
        self.waits = True
        answer = self.browser.ask(path, form)
        self.waits = False
        assert answer.status == 200
        assert 'class="success"' in answer.page, answer.page
        self.saves += 1

    def look(self, address):
        """Return what is wrong with the entry: "lost", "half done", or ""."""
        self.browser.address, self.waits = address, False
        fields = self.browser.fields(self.path)
        kept = self.kept
        self.kept = number = int(fields["title"][0].rpartition(" ")[2])
        is_whole = fields["title"] == fields["excerpt"] == [
            f"{self.name}, save {number}"
        ] and fields["tag_names"] == [f"tag {number}"]
        if number not in (kept, self.sent):
            return "lost"
        return "" if is_whole else "half done"


def test_server_that_is_killed_loses_no_save(seeded, tell):
    password = password_in(manage(seeded, "demo", "--no-serve").stdout)
    editors, wrong, in_time = [], Counter(), 0
    for _ in range(KILLS):
        with serving(seeded) as (address, served):
            wrong.update(editor.look(address) for editor in editors)
            while len(editors) < EDITORS:
                editors.append(Editor(len(editors) + 1, password, address))
            save_until_killed(editors, served)
            in_time += any(editor.waits for editor in editors)
    with serving(seeded) as (address, _served):
        wrong.update(editor.look(address) for editor in editors)

    looked = run("-c", LOOK, **seeded)
    assert looked.returncode == 0, looked.stderr
    found = json.loads(looked.stdout)
    wrong["lost"] += len({t for e in editors for t in e.made} - set(found["titles"]))
    wrong["half done"] += found["half done"]
    assert (wrong["lost"], wrong["half done"]) == (0, 0)
    assert in_time >= KILLS // 3
    assert_sound(seeded)
    tell(
        "survives",
        f"{KILLS} times kill -9 of the server while {EDITORS} editors saved,"
        f" {in_time} of them while a save was under way:"
        f" {sum(editor.saves for editor in editors)} saves acknowledged,"
        f" {wrong['lost']} lost, {wrong['half done']} half done",
    )


def save_until_killed(editors, served):
    stop = Event()
    with ThreadPoolExecutor(EDITORS) as threads:
        work = [threads.submit(editor.work, stop) for editor in editors]
        time.sleep(random.uniform(0.3, 1.5))
        stop.set()
        kill(served)
    for each in work:
        each.result()
