"""What stops a run before anything is written, and what it passes over."""

import shutil

import pytest
from django.core.management import CommandError, call_command

from articles.errors import Refused
from articles.jobs.syncing import sync
from articles.models import Article
from tests.factories import make_article
from tests.jobs.test_syncing import edit, file_of, is_quiet, state

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def test_a_file_that_cannot_be_read_stops_all(folder):
    article, broken = make_article(title="First"), make_article(title="Second")
    sync(folder)
    edit(file_of(folder, article), "title: First", "title: Edited")
    edit(file_of(folder, broken), "title: Second", "colour: red")
    Article.objects.filter(pk=broken.pk).update(credit="Ann")
    before = state(folder)

    with pytest.raises(Refused, match=rf"articles/{broken.slug}\.md, line \d+: colour"):
        sync(folder)
    assert state(folder) == before


def test_what_a_rule_refuses_stops_all(folder):
    first, second = make_article(title="First"), make_article(title="Second")
    sync(folder)
    edit(file_of(folder, first), "title: First", "title: Edited")
    edit(file_of(folder, second), second.url, first.url)
    before = state(folder)

    with pytest.raises(Refused, match=rf"articles/{second.slug}\.md"):
        sync(folder)
    assert state(folder) == before


def test_a_copy_of_a_file_with_its_uid_is_refused(folder):
    article = make_article()
    sync(folder)
    copy = folder / "articles" / "copy.md"
    copy.write_bytes(file_of(folder, article).read_bytes())

    with pytest.raises(Refused, match="the same as"):
        sync(folder)


def test_what_is_not_ours_is_left_alone(folder):
    make_article()
    sync(folder)
    others = {
        "README.md": "# Ours",
        "articles/README.md": "How to write one.",
        "articles/notes.txt": "x",
        ".git/config": "[core]",
        "articles/.draft.md": "x",
        "drafts/one.md": "x",
    }
    for name, words in others.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(words)
    assert is_quiet(folder)
    assert all((folder / name).read_text() == others[name] for name in others)


def test_a_link_in_the_place_of_a_file_is_refused(folder, tmp_path_factory):
    secret = tmp_path_factory.mktemp("else") / "secret"
    secret.write_text("secret")
    (folder / "articles").mkdir()
    (folder / "articles" / "a.md").symlink_to(secret)

    with pytest.raises(Refused, match="a plain file is needed") as refusal:
        sync(folder)
    assert "secret" not in str(refusal.value).replace(str(secret), "")


def test_another_folder_empties_nothing(folder, tmp_path_factory):
    make_article()
    sync(folder)
    other = tmp_path_factory.mktemp("other")

    with pytest.raises(Refused, match="Is it the right folder"):
        sync(other)
    assert Article.objects.count() == 1
    sync(other, anew=True)
    assert list((other / "articles").iterdir())


@pytest.mark.parametrize("name", ["2021/x.md", "y.markdown", "z.MD"])
def test_a_file_that_nothing_would_read_is_refused(folder, name):
    article = make_article(), make_article()
    sync(folder)
    stray = folder / "articles" / name
    stray.parent.mkdir(exist_ok=True)
    file_of(folder, article[0]).rename(stray)

    with pytest.raises(Refused, match=f"articles/{name}: nothing reads it there"):
        sync(folder)
    assert Article.objects.count() == 2


def test_all_entries_do_not_go_at_once(folder):
    make_article(tags=["bias"]), make_article()
    sync(folder)
    shutil.rmtree(folder / "articles")

    with pytest.raises(Refused, match="no file is left in articles/"):
        sync(folder)
    assert Article.objects.count() == 2


def test_what_git_could_not_merge_is_refused(folder):
    article = make_article(excerpt="Words.")
    sync(folder)
    ours = "<<<<<<< HEAD\nWords.\n=======\nOthers.\n>>>>>>> 1234567\n"
    edit(file_of(folder, article), "Words.\n", ours)
    line = file_of(folder, article).read_text().split("\n").index("<<<<<<< HEAD") + 1

    with pytest.raises(
        Refused, match=rf"{article.slug}\.md, line {line}: git left two"
    ):
        sync(folder)


def test_a_refused_run_says_nothing_of_what_it_would_have_done(folder, capsys):
    (folder / "articles").mkdir()
    for name, url in (("a", "https://example.org"), ("b", "nowhere")):
        words = f"---\ntitle: New\nurl: {url}\n---\n"
        (folder / "articles" / f"{name}.md").write_text(words)

    with pytest.raises(CommandError, match=r"b\.md"):
        call_command("sync", str(folder))
    assert capsys.readouterr().out == ""


def test_one_address_on_both_sides_holds_up_no_other_entry(folder):
    moved, other = make_article(slug="old", title="Moved"), make_article(title="Other")
    sync(folder)
    moved.slug = "x"
    moved.write([], [])
    new = folder / "articles" / "x.md"
    new.write_text("---\ntitle: New\nurl: https://example.org/new\n---\n")
    edit(file_of(folder, other), "title: Other", "title: Edited")
    before = new.read_text()
    (conflict,) = sync(folder).conflicts

    assert (conflict.path, conflict.field) == ("articles/x.md", "file")
    assert "“Moved” has its address: rename one of them" in conflict.desk
    assert set(Article.objects.values_list("title", flat=True)) == {"Moved", "Edited"}
    assert new.read_text() == before
    assert (folder / "articles" / "old.md").exists()

    new.rename(folder / "articles" / "y.md")
    assert sync(folder).conflicts == []
    assert {path.stem for path in (folder / "articles").iterdir()} == {
        "x",
        "y",
        other.slug,
    }
    assert is_quiet(folder)
