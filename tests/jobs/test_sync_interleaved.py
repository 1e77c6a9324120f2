"""One editor in git, another at the desk: nothing of either is lost."""

import random
import re
import subprocess
from itertools import count

import pytest

from articles.formats.markdownfolder import path_of, text_of
from articles.jobs.syncing import sync
from articles.models import Article, Binned, Synced
from tests import engine
from tests.factories import make_article
from tests.jobs.test_syncing import is_quiet

pytestmark = pytest.mark.django_db

# Fewer on the second engine: there the database is most of the work.
RUNS = 50 if engine.NAME == "sqlite" else 15
PARTS, ROUNDS = 5, 2
UID = re.compile(r"^uid: (\S+)$", re.MULTILINE)
numbers = count(1)


def word():
    return f"w{next(numbers)}"


def git(folder, *words):
    who = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def commit(folder):
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "Go on")


class Editors:
    """Two who edit the same entries: one in files, one at the desk, by turns."""

    def __init__(self, folder, seed):
        self.folder, self.dice = folder / "articles", random.Random(seed)
        self.folder.mkdir()
        self.begin()

    def begin(self):
        self.edits = {"git": {}, "desk": {}}  # by uid: {field: value}, since the sync
        self.added = []  # addresses

    def go_on(self):
        side = self.dice.choice(["git", "desk"])
        do = self.dice.choice(["edit", "edit", "edit", "edit", "add", "remove", "move"])
        known = self.files() if side == "git" else sorted(map(str, uids()))
        if do == "add" or not known:
            self.added.append(f"https://example.org/{word()}")
            getattr(self, f"add_in_{side}")(self.added[-1])
            return
        uid, name = self.dice.choice(list(known)), self.dice.choice(["title", "credit"])
        value = None if do == "remove" else word()
        name = {"edit": name, "move": "slug", "remove": "gone"}[do]
        if do == "remove":
            self.edits[side][uid] = {}
        self.edits[side].setdefault(uid, {})[name] = value
        getattr(self, f"{do}_in_{side}")(uid, name, value)

    def files(self):
        """Return the files that have a uid, by it."""
        found = {path: UID.search(path.read_text()) for path in self.folder.iterdir()}
        return {uid[1]: path for path, uid in sorted(found.items()) if uid}

    def add_in_git(self, url):
        (self.folder / f"{word()}.md").write_text(
            f"---\ntitle: A title\nurl: {url}\ncredit: Ann\n---\n"
        )

    def edit_in_git(self, uid, name, value):
        path = self.files()[uid]
        line = re.compile(rf"^{name}: .*$", re.MULTILINE)
        path.write_text(line.sub(f"{name}: {value}", path.read_text()))

    def move_in_git(self, uid, name, value):
        path = self.files()[uid]
        path.rename(path.with_stem(value))

    def remove_in_git(self, uid, name, value):
        self.files()[uid].unlink()

    def add_in_desk(self, url):
        make_article(url=url, slug=word(), credit="Bob")

    def edit_in_desk(self, uid, name, value):
        article = Article.objects.get(uid=uid)
        setattr(article, name, value)
        article.write([], [])

    move_in_desk = edit_in_desk

    def remove_in_desk(self, uid, name, value):
        Binned.objects.throw(Article.objects.filter(uid=uid))

    # What became of it

    def check(self, conflicts):
        """Check that each edit is on both sides, or on its own and in a conflict."""
        shown = self.in_conflict(conflicts)
        both = self.edits["git"].keys() & self.edits["desk"].keys()
        for uid in both - shown:
            git, desk = self.edits["git"][uid], self.edits["desk"][uid]
            assert not git.keys() & desk.keys() or git == desk == {"gone": None}
        for side, edits in self.edits.items():
            for uid, values in edits.items():
                for name, value in values.items():
                    if uid not in shown or side == "git":
                        assert self.in_file(uid, name, value)
                    if uid not in shown or side == "desk":
                        assert at_desk(uid, name, value)
        texts = [path.read_text() for path in self.folder.iterdir()]
        gone = {binned.record().url for binned in Binned.objects.all()}
        for url in set(self.added) - gone:
            assert Article.objects.filter(url=url).exists()
            assert any(f"url: {url}\n" in text for text in texts)

    def in_conflict(self, conflicts):
        files = {f"articles/{path.name}": uid for uid, path in self.files().items()}
        for row in Synced.objects.filter(path__startswith="articles/"):
            files.setdefault(row.path, row.entries[0]["fields"]["uid"])
        return {files[conflict.path] for conflict in conflicts}

    def in_file(self, uid, name, value):
        path = self.files().get(uid)
        if name == "gone" or path is None:
            return name == "gone" and path is None
        return path.stem == value or f"{name}: {value}\n" in path.read_text()

    def settle(self, conflicts):
        """Let the desk have its way in each conflict."""
        for uid in self.in_conflict(conflicts):
            if path := self.files().get(uid):
                path.unlink()
            if article := Article.objects.filter(uid=uid).first():
                path = self.folder.parent / path_of(article.record())
                path.write_text(text_of(article.record()))


def uids():
    return Article.objects.values_list("uid", flat=True)


def at_desk(uid, name, value):
    article = Article.objects.filter(uid=uid).first()
    if name == "gone":
        return article is None and Binned.objects.filter(uid=uid).exists()
    return article is not None and getattr(article, name) == value


@pytest.mark.parametrize("part", range(PARTS))
def test_no_edit_is_lost_between_git_and_the_desk(tmp_path, part):
    shown = 0
    for run in range(RUNS // PARTS):
        repository = tmp_path / str(run)
        repository.mkdir()
        git(repository, "init", "--quiet")
        Article.objects.all().delete()
        editors = Editors(repository, seed=f"{part} {run}")
        sync(repository, anew=True)
        for _ in range(ROUNDS):
            for _ in range(editors.dice.randint(2, 6)):
                editors.go_on()
            commit(repository)
            conflicts = sync(repository).conflicts
            editors.check(conflicts)
            if conflicts:
                editors.settle(conflicts)
                assert sync(repository).conflicts == []
            editors.begin()
            shown += len(conflicts)
        commit(repository)
        assert is_quiet(repository)
    assert shown or RUNS < 50  # so few may clash nowhere
