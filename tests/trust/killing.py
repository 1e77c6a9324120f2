"""Kill a verb at random moments, again and again, and look at what it leaves.

    python -m tests.trust.killing VERB FOLDER SEED KILLS

Each run is a process of its own, ended by SIGKILL. What is printed says how many were
killed before their end, and how many came to it first.
"""

import csv
import os
import random
import signal
import sys
import time
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from articles.formats import backupfile  # noqa: E402
from articles.jobs.backup import back_up, restore  # noqa: E402
from articles.jobs.fixtures import load_fixture, write_fixture  # noqa: E402
from articles.jobs.importing import import_articles  # noqa: E402
from articles.jobs.staticsite import build_site  # noqa: E402
from articles.jobs.staticsite.folder import STATE  # noqa: E402
from articles.jobs.syncing import sync  # noqa: E402
from articles.models import Article, ImportBatch, Known, searchindex  # noqa: E402
from tests.commands.site import write_content  # noqa: E402

FOLDER = Path(sys.argv[2])
ENTRIES = 60


class Verb:
    """Something that is done to the site, and may be killed at any moment."""

    def turn(self):
        """Make ready for the next run."""

    def work(self):
        """Do it, in a process of its own."""
        raise NotImplementedError

    def look(self):
        """Assert that nothing is half done; return whether it was done at all."""
        raise NotImplementedError

    def end(self):
        """Assert that it still does what it should, after the last kill."""


class Import(Verb):
    """Entries of a file: all of them, as one import that can be undone, or none."""

    def __init__(self):
        self.file = FOLDER / "entries.csv"
        with self.file.open("w", newline="") as file:
            table = csv.writer(file)
            table.writerow(["title", "url", "excerpt", "tags"])
            for number in range(ENTRIES):
                address = f"https://example.org/{number}"
                table.writerow([f"Entry {number}", address, "Words.", f"tag {number}"])

    def work(self):
        import_articles(self.file)

    def look(self):
        batches = list(ImportBatch.objects.filter(undone_at=None))
        found = Article.objects.count(), len(batches)
        assert found in ((0, 0), (ENTRIES, 1)), found
        assert searchindex.faults() == []
        for batch in batches:
            assert batch.undo() == ENTRIES
        return bool(batches)


class Backup(Verb):
    """A file that is the last backup or the one before, and comes back whole."""

    def __init__(self):
        write_content(FOLDER / "content.json", "words", ENTRIES)
        load_fixture(FOLDER / "content.json")
        self.file = FOLDER / "site.zip"
        self.taken_at = None

    def work(self):
        back_up(self.file)

    def look(self):
        before, self.taken_at = self.taken_at, self.manifest().taken_at
        return self.taken_at != before

    def manifest(self):
        with self.file.open("rb") as file:
            manifest = backupfile.verify(file)
        assert manifest.rows["articles.article"] == ENTRIES
        return manifest

    def end(self):
        write_fixture(FOLDER / "before.json")
        restore(self.file, force=True)
        write_fixture(FOLDER / "after.json")
        before, after = (FOLDER / f"{when}.json" for when in ("before", "after"))
        assert before.read_bytes() == after.read_bytes()
        assert searchindex.faults() == []


class Build(Verb):
    """A folder of files each of which is whole, and that the next build makes right."""

    def __init__(self):
        self.site = FOLDER / "site"
        self.now, self.next = {}, {}
        for word in ("first", "second"):
            write_content(FOLDER / f"{word}.json", word, ENTRIES // 6)
            self.load(word)
            assert ended(lambda word=word: build_site(FOLDER / word))
        self.words = ["first", "second"]

    def load(self, word):
        load_fixture(FOLDER / f"{word}.json", known=Known.TAKE, prune=True)

    def turn(self):
        self.words.reverse()
        self.load(self.words[0])

    def work(self):
        build_site(self.site)

    def look(self):
        new, old = (files(FOLDER / word) for word in self.words)
        here = files(self.site)
        for name, content in here.items():
            known = (new.get(name), old.get(name))
            assert content in known or name.endswith(".tmp"), f"half a file: {name}"
        assert ended(self.work)
        assert files(self.site) == new
        return here == new


class Sync(Verb):
    """Edits of both sides: those of the folder are taken in all, or none.

    Each file is whole, the old one or the new, and the next run ends what one began.
    """

    def __init__(self):
        write_content(FOLDER / "content.json", "words", ENTRIES // 3)
        load_fixture(FOLDER / "content.json")
        self.folder, self.turns = FOLDER / "site", 0
        self.folder.mkdir()
        assert ended(self.work)

    def turn(self):
        self.turns += 1
        for number, article in enumerate(Article.objects.order_by("pk")):
            if number % 2:
                article.title = f"Title {number} {self.turns}"
                article.write([], [])
            else:
                file = self.folder / "articles" / f"{article.slug}.md"
                lines = file.read_text().splitlines()
                lines = [line for line in lines if not line.startswith("credit:")]
                lines.insert(1, f"credit: {self.turns}")
                file.write_text("\n".join([*lines, ""]))
        self.before = files(self.folder)

    def work(self):
        assert sync(self.folder).conflicts == []

    def look(self):
        taken = Article.objects.filter(credit=str(self.turns)).count()
        assert taken in (0, ENTRIES // 6), taken
        assert searchindex.faults() == []
        here = files(self.folder)
        assert ended(self.work)
        after = files(self.folder)
        assert Article.objects.filter(credit=str(self.turns)).count() == ENTRIES // 6
        assert after.keys() == self.before.keys()  # no draft is left
        for name in self.before:
            assert here.get(name) in (self.before[name], after[name]), name
        return here == after


class Migrate(Verb):
    """Tables of before, or of after each migration; the next run makes them right."""

    BACK = 5  # migrations

    def __init__(self):
        write_content(FOLDER / "content.json", "words", ENTRIES)
        load_fixture(FOLDER / "content.json")
        write_fixture(FOLDER / "before.json")
        ours = sorted(
            n for app, n in MigrationLoader(None).disk_migrations if app == "articles"
        )
        self.then, self.last = ours[-1 - self.BACK], ours[-1]

    def turn(self):
        assert ended(lambda: migrate("articles", self.then))

    def work(self):
        migrate()

    def look(self):
        applied = MigrationLoader(connections["default"]).applied_migrations
        done = ("articles", self.last) in applied
        assert ended(self.work)
        assert searchindex.faults() == []
        write_fixture(FOLDER / "after.json")
        before, after = (FOLDER / f"{when}.json" for when in ("before", "after"))
        assert before.read_bytes() == after.read_bytes()
        return done


def migrate(*where):
    call_command("migrate", *where, verbosity=0)


def files(folder):
    """Return what the files of a built site hold, by name, but for its own notes."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in paths
        if path.name != STATE
    }


def child(work):
    """Begin `work` in a process of its own; return its number."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            sys.stderr.flush()
            os._exit(code)
    return pid


def exit_code(pid):
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def ended(work):
    """Return whether `work`, in a process of its own, came to a good end."""
    return exit_code(child(work)) == 0


def main(verb, kills):
    assert get_resolver().url_patterns  # loaded once, as it is no part of the work
    verb.turn()
    start = time.monotonic()
    assert ended(verb.work)
    whole = time.monotonic() - start
    assert verb.look()
    killed = 0
    for number in range(kills):
        verb.turn()
        pid = child(verb.work)
        time.sleep(random.uniform(0, 1.1 * whole))
        os.kill(pid, signal.SIGKILL)
        code = exit_code(pid)
        assert code in (0, -signal.SIGKILL)
        try:
            done = verb.look()
        except Exception as error:
            raise AssertionError(f"after kill {number}") from error
        killed += code != 0
        whole *= 0.95 if done else 1.05  # the machine may be busier by now
    verb.turn()
    assert ended(verb.work)
    assert verb.look()
    verb.end()
    connections.close_all()
    sys.stdout.write(f"{killed} {kills - killed}")


VERBS = {
    "import": Import,
    "backup": Backup,
    "build": Build,
    "sync": Sync,
    "migrate": Migrate,
}
random.seed(int(sys.argv[3]))
main(VERBS[sys.argv[1]](), int(sys.argv[4]))
