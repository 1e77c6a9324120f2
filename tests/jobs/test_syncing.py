"""A folder in git and the desk are kept in step, and no edit is lost on the way."""

import pytest
from django.core.management import CommandError, call_command

from articles.jobs.fixtures import export_fixture
from articles.jobs.syncing import sync
from articles.models import Article, Binned, OldAddress, Revision, Synced, Tag
from tests.factories import make_article, make_note, make_tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def file_of(folder, article):
    return folder / "articles" / f"{article.slug}.md"


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def state(folder):
    """Return what both sides hold."""
    return "".join(export_fixture()), {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def is_quiet(folder):
    """Return whether another run finds nothing to do."""
    before = state(folder)
    outcome = sync(folder)
    assert state(folder) == before
    return not (outcome.written or outcome.removed or outcome.conflicts)


def test_what_is_at_the_desk_is_written_out(folder):
    article = make_article(title="First", tags=["bias"])
    sync(folder)

    assert "title: First" in file_of(folder, article).read_text()
    assert (folder / "tags" / "bias.md").exists()
    assert is_quiet(folder)


def test_an_edit_in_the_folder_comes_in_and_one_at_the_desk_goes_out(folder):
    article = make_article(title="First", credit="Ann")
    sync(folder)
    edit(file_of(folder, article), "title: First", "title: Second")
    Article.objects.filter(pk=article.pk).update(credit="Bob")
    outcome = sync(folder)

    article.refresh_from_db()
    assert (article.title, article.credit) == ("Second", "Bob")
    assert "credit: Bob" in file_of(folder, article).read_text()
    assert outcome.conflicts == []
    assert is_quiet(folder)


def test_a_field_that_both_edited_is_shown_and_stays_on_both_sides(folder):
    article, other = make_article(title="First"), make_article(title="Other")
    sync(folder)
    edit(file_of(folder, article), "title: First", "title: Theirs")
    edit(file_of(folder, other), "title: Other", "title: Another")
    Article.objects.filter(pk=article.pk).update(title="Ours")
    (conflict,) = sync(folder).conflicts

    assert conflict == (f"articles/{article.slug}.md", "title", "Theirs", "Ours")
    assert "title: Theirs" in file_of(folder, article).read_text()
    assert set(Article.objects.values_list("title", flat=True)) == {"Ours", "Another"}

    edit(file_of(folder, article), "title: Theirs", "title: Ours")
    assert sync(folder).conflicts == []
    assert is_quiet(folder)


def test_command_shows_a_conflict_and_ends_with_an_error(folder, capsys):
    article = make_article(title="First")
    call_command("sync", str(folder))
    edit(file_of(folder, article), "title: First", "title: Theirs")
    Article.objects.filter(pk=article.pk).update(title="Ours")

    with pytest.raises(CommandError, match="In conflict: 1"):
        call_command("sync", str(folder))
    out = capsys.readouterr().out
    assert f"conflict: articles/{article.slug}.md, title" in out
    assert "folder: Theirs" in out
    assert "desk: Ours" in out


def test_command_shows_of_a_long_conflict_where_the_two_differ(folder, capsys):
    article = make_article(excerpt=f"{'a ' * 400}one{' b' * 400}")
    sync(folder)
    edit(file_of(folder, article), "one", "two")
    Article.objects.filter(pk=article.pk).update(
        excerpt=article.excerpt.replace("one", "three")
    )

    with pytest.raises(CommandError):
        call_command("sync", str(folder))
    lines = capsys.readouterr().out.splitlines()
    (there,) = [line for line in lines if line.startswith("  folder: …")]
    (here,) = [line for line in lines if line.startswith("  desk: …")]
    assert "a two b" in there
    assert "a three b" in here
    assert max(map(len, lines)) < 250


def test_a_file_may_say_a_day(folder):
    (folder / "articles").mkdir()
    (folder / "articles" / "new.md").write_text(
        "---\ntitle: New\nurl: https://example.org/new\nstatus: published\n"
        "published_at: 2022-02-02\n---\n"
    )
    sync(folder)

    assert Article.objects.get().published_at.isoformat() == "2022-02-02T12:00:00+00:00"
    assert is_quiet(folder)


def test_a_removed_file_puts_its_entry_into_the_bin(folder):
    article, _other = make_article(title="Gone"), make_article()
    sync(folder)
    file_of(folder, article).unlink()
    sync(folder)

    assert Binned.objects.get().title == "Gone"
    assert Article.objects.count() == 1
    assert is_quiet(folder)


def test_an_entry_deleted_at_the_desk_removes_its_file(folder):
    article, _other = make_article(), make_article()
    sync(folder)
    Binned.objects.throw([article])
    outcome = sync(folder)

    assert outcome.removed == [f"articles/{article.slug}.md"]
    assert not file_of(folder, article).exists()
    assert is_quiet(folder)


def test_what_one_side_deleted_and_the_other_edited_is_a_conflict(folder):
    first, second = make_article(title="First"), make_article(title="Second")
    make_article()
    sync(folder)
    file_of(folder, first).unlink()
    Article.objects.filter(pk=first.pk).update(title="Edited")
    edit(file_of(folder, second), "title: Second", "title: Edited")
    Binned.objects.throw([second])
    conflicts = sync(folder).conflicts

    assert [(c.field, c.folder, c.desk) for c in conflicts] == [
        ("file", "removed", "edited"),
        ("entry", "edited", "deleted"),
    ]
    assert Article.objects.filter(title="Edited").exists()
    assert file_of(folder, second).exists()


def test_a_new_file_is_a_draft_and_gets_its_uid(folder):
    sync(folder)
    (folder / "articles").mkdir()
    file = folder / "articles" / "new-one.md"
    file.write_text("---\ntitle: New\nurl: https://example.org/new\n---\n\nWords.\n")
    sync(folder)

    article = Article.objects.get()
    assert (article.status, article.slug, article.excerpt) == (
        "draft",
        "new-one",
        "Words.",
    )
    assert f"uid: {article.uid}" in file.read_text()
    assert is_quiet(folder)


def test_a_new_file_may_say_that_it_is_published(folder):
    (folder / "articles").mkdir()
    (folder / "articles" / "out.md").write_text(
        "---\ntitle: Out\nurl: https://example.org/out\nstatus: published\n"
        "tags:\n- Machine Learning\n---\n"
    )
    sync(folder)

    assert Article.objects.published().get().tag_list[0].slug == "machine-learning"
    assert (folder / "tags" / "machine-learning.md").exists()
    assert is_quiet(folder)


def test_a_renamed_file_is_the_same_entry_at_another_address(folder):
    article = make_article(slug="old")
    sync(folder)
    file_of(folder, article).rename(folder / "articles" / "new.md")
    sync(folder)

    article.refresh_from_db()
    assert article.slug == "new"
    assert OldAddress.objects.find("/articles/old/").target == article
    assert "/articles/old/" in (folder / "old-addresses.csv").read_text()
    assert is_quiet(folder)


def test_a_new_file_may_take_the_place_of_one_that_moved(folder):
    article = make_article(slug="a", title="Moved")
    sync(folder)
    old = file_of(folder, article)
    old.rename(folder / "articles" / "b.md")
    old.write_text("---\ntitle: New\nurl: https://example.org/new\n---\n")
    sync(folder)

    article.refresh_from_db()
    assert article.slug == "b"
    assert Article.objects.get(slug="a").title == "New"
    assert is_quiet(folder)


def test_an_edit_in_the_folder_is_dated_by_the_clock(folder):
    article = make_article(title="First")
    sync(folder)
    before = article.updated_at
    edit(file_of(folder, article), "title: First", "title: Second")
    sync(folder)

    article.refresh_from_db()
    assert article.updated_at > before
    (revision, _first) = Revision.objects.of(article.uid)
    assert (revision.changed, revision.why) == (
        ["title"],
        "Edited in the folder of Markdown files.",
    )


def test_a_new_address_at_the_desk_renames_the_file(folder):
    article = make_article(slug="old")
    sync(folder)
    article.slug = "new"
    article.write([], [])
    sync(folder)

    assert [p.name for p in (folder / "articles").iterdir()] == ["new.md"]
    assert is_quiet(folder)


def test_a_first_run_over_a_folder_that_is_there_asks_where_the_two_differ(folder):
    article = make_article(title="First")
    sync(folder)
    Article.objects.filter(pk=article.pk).update(title="Other")
    (conflict,) = sync(folder, anew=True).conflicts

    assert (conflict.folder, conflict.desk) == ("First", "Other")


def test_a_plan_writes_nothing(folder):
    first, second = make_article(title="First"), make_article()
    sync(folder)
    edit(file_of(folder, first), "title: First", "title: Edited")
    Article.objects.filter(pk=second.pk).update(credit="Ann")
    before = state(folder), list(Synced.objects.values())
    outcome = sync(folder, plan=True)

    assert (outcome.taken.changed, len(outcome.written)) == (1, 2)
    assert (state(folder), list(Synced.objects.values())) == before


def test_a_file_edited_while_the_run_writes_is_not_overwritten(folder):
    article, other = make_article(title="First"), make_article(title="Other")
    sync(folder)
    edit(file_of(folder, article), "title: First", "title: Second")
    Article.objects.filter(pk=other.pk).update(credit="Ann")
    # It tells of the first before it writes.
    sync(
        folder,
        tell=lambda _: edit(file_of(folder, other), "title: Other", "title: Edited"),
    )
    assert "title: Edited" in file_of(folder, other).read_text()
    sync(folder)

    other.refresh_from_db()
    assert (other.title, other.credit) == ("Edited", "Ann")
    assert is_quiet(folder)


def test_a_tag_renamed_at_the_desk_is_renamed_in_the_folder(folder):
    article = make_article(tags=["bias"])
    sync(folder)
    make_tag("bias").rename("Fairness", "fairness")
    sync(folder)

    assert [p.name for p in (folder / "tags").iterdir()] == ["fairness.md"]
    assert "- fairness" in file_of(folder, article).read_text()
    assert is_quiet(folder)


def test_a_removed_file_of_a_tag_removes_it_unless_an_entry_bears_it(folder):
    make_article(tags=["bias"])
    make_tag("unused")
    sync(folder)
    for name in ("bias", "unused"):
        (folder / "tags" / f"{name}.md").unlink()
    (conflict,) = sync(folder).conflicts

    assert (conflict.path, conflict.desk) == ("tags/bias.md", "entries bear it")
    assert list(Tag.objects.values_list("slug", flat=True)) == ["bias"]


def test_notes_of_both_sides_come_together(folder):
    article = make_article()
    note = make_note(article, "One.")
    sync(folder)
    edit(file_of(folder, article), "One.", "One, edited.")
    make_note(article, "From the desk.")
    path = file_of(folder, article)
    path.write_text(path.read_text() + "\n--- note\n---\n\nFrom git.\n")
    assert sync(folder).conflicts == []

    bodies = set(article.notes.values_list("body", flat=True))
    assert bodies == {"One, edited.", "From the desk.", "From git."}
    note.refresh_from_db()
    assert is_quiet(folder)


def test_a_note_deleted_on_one_side_and_edited_on_the_other_is_a_conflict(folder):
    article = make_article()
    note = make_note(article, "One.")
    sync(folder)
    edit(file_of(folder, article), "One.", "One, edited.")
    note.delete()
    (conflict,) = sync(folder).conflicts

    assert (conflict.folder, conflict.desk) == ("One, edited.", "")
