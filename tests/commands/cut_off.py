"""Cut `sync` off at its steps, go on as two editors would, and look.

    python -m tests.commands.cut_off FOLDER [1]

At every third, or at every one with a 1. Each run that is cut off is a process of its
own, ended by SIGKILL. What is printed says how many were.
"""

import os
import shutil
import signal
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path

import django

django.setup()

from django.db import connection  # noqa: E402

from articles.jobs.syncing import sync  # noqa: E402
from articles.models import Article, Binned, Synced  # noqa: E402
from tests.factories import make_article  # noqa: E402

FOLDER = Path(sys.argv[1])
EACH = int(sys.argv[2]) if len(sys.argv) > 2 else 3
STEPS = ("os.mkdir", "os.rename", "os.rmdir")  # and what comes just after renames
SCENES = []


def file_of(slug):
    return FOLDER / "articles" / f"{slug}.md"


def begin(slugs):
    for kind in (Article, Binned, Synced):
        kind.objects.all().delete()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    for slug in slugs:
        make_article(slug=slug, title=f"Title {slug}", credit="Ann")


def is_killed_at(step):
    """Sync in a process that ends itself before its step of that number, if any."""
    connection.close()
    pid = os.fork()
    if pid == 0:
        steps = count()

        def look(event, args):
            is_step = event in STEPS or (event == "open" and Path(args[0]).is_dir())
            if is_step and FOLDER in Path(args[0]).parents and next(steps) == step:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(look)
        sync(FOLDER)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert code in (0, -signal.SIGKILL)
    return code != 0


def desk(at, **held):
    article = Article.objects.get(slug=at)
    for name, value in held.items():
        setattr(article, name, value)
    article.write([], [])


def git(slug, old, new):
    text = file_of(slug).read_text()
    assert old in text
    file_of(slug).write_text(text.replace(old, new))


def both(slug):
    """Return title and credit of an entry that both sides hold alike."""
    article, text = Article.objects.get(slug=slug), file_of(slug).read_text()
    assert f"title: {article.title}\n" in text
    assert f"credit: {article.credit}\n" in text
    return article.title, article.credit


def are_here(slugs):
    """Return which of these both sides hold."""
    here = set(Article.objects.values_list("slug", flat=True))
    assert {path.stem for path in (FOLDER / "articles").iterdir()} == here
    return "".join(slug for slug in slugs if slug in here)


def scene(edit):
    SCENES.append(edit)
    return edit


# Each has entries of its own. It says what is edited before the run that is cut off,
# and after it; then what both sides hold in the end, without a conflict.


@scene
def the_other_field_is_edited_in_git():
    desk("a", title="Desk")
    yield
    git("a", "credit: Ann", "credit: Bob")
    yield
    assert both("a") == ("Desk", "Bob")


@scene
def the_desk_takes_its_edit_back():
    desk("b", title="Desk")
    yield
    desk("b", title="Title b")
    git("b", "credit: Ann", "credit: Bob")
    yield
    assert both("b") == ("Title b", "Bob")


@scene
def the_desk_takes_back_what_came_from_git():
    git("c", "credit: Ann", "credit: Bob")
    yield
    was_taken = Article.objects.get(slug="c").credit == "Bob"
    desk("c", credit="Ann")
    yield
    assert both("c") == ("Title c", "Ann" if was_taken else "Bob")


@scene
def the_file_is_removed_in_git():
    git("d", "credit: Ann", "credit: Bob")
    yield
    file_of("d").unlink()
    yield
    assert not are_here("d")
    assert Binned.objects.filter(title="Title d").exists()


@scene
def a_new_file_is_renamed_and_edited():
    file_of("x").write_text("---\ntitle: New\nurl: https://example.org/new\n---\n")
    yield
    git("x", "title: New", "title: Newer\ncredit: Bob")
    file_of("x").rename(file_of("y"))
    yield
    assert are_here("xy") == "y"
    assert both("y") == ("Newer", "Bob")


@scene
def a_file_that_moves_is_edited_where_it_stands():
    desk("l", slug="m", title="Desk")
    yield
    for slug in "lm":
        with suppress(FileNotFoundError):
            git(slug, "credit: Ann", "credit: Bob")
            break
    else:
        desk("m", credit="Bob")
    yield
    assert are_here("lm") == "m"
    assert both("m") == ("Desk", "Bob")


@scene
def entries_change_places():
    for old, new in ("pz", "qp", "rq", "zr"):
        desk(old, slug=new)
    yield
    yield
    assert [both(slug)[0] for slug in "pqr"] == ["Title q", "Title r", "Title p"]


@scene
def an_entry_is_deleted_and_another_takes_its_place():
    Binned.objects.throw(Article.objects.filter(slug__in="uv"))
    make_article(slug="u", title="Other", credit="Ann")
    yield
    yield
    assert are_here("uv") == "u"
    assert both("u")[0] == "Other"


def the_first_run_of_all():
    Synced.objects.all().delete()
    shutil.rmtree(FOLDER / "articles")
    yield
    yield
    assert are_here("ab") == "ab"


def play(scenes, slugs, step):
    """Play scenes at one time; return whether the run was cut off."""
    begin(slugs)
    sync(FOLDER)
    scripts = [edits() for edits in scenes]
    for script in scripts:
        next(script)
    was_killed = is_killed_at(step)
    for script in scripts:
        next(script)
    assert sync(FOLDER).conflicts == []
    for script in scripts:
        with suppress(StopIteration):
            next(script)
    assert not (FOLDER / ".digest-sync").exists()
    again = sync(FOLDER)
    assert not any((again.written, again.removed, again.conflicts))
    return was_killed


killed = 0
for scenes, slugs in ((SCENES, "abcdlpqruv"), ([the_first_run_of_all], "ab")):
    for number in count(0, EACH):
        try:
            if not play(scenes, slugs, number):
                break
        except Exception as error:
            raise AssertionError(f"cut off at step {number}") from error
        killed += 1
sys.stdout.write(str(killed))
