"""Two workers do the same at the same moment: it is done exactly once."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection, connections, transaction
from django.test import Client

from articles.errors import Refused
from articles.jobs.importing import import_articles
from articles.jobs.syncing import sync
from articles.models import (
    Article,
    Binned,
    ImportBatch,
    OldAddress,
    Revision,
    Tag,
    TagDeed,
    searchindex,
)
from tests.admin.desk import Form, address_of, notes_of, words_of
from tests.admin.test_importing import apply, entries, one, send
from tests.commands.site import write_content
from tests.factories import make_article, make_note, make_tag
from tests.trials import times

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 60  # seconds until all are ready
ROUNDS = times(50, 3)


def at_once(*deeds):
    """Do `deeds` at one moment, each on a connection of its own.

    Return what came of each: what it returned, or how it was Refused.
    """
    all_are_here = Barrier(len(deeds))

    def do(deed):
        try:
            connection.ensure_connection()
            all_are_here.wait(PATIENCE)
            return deed()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(do, deeds))


def meanwhile(first, second):
    """Do `first`, and `second` on a connection of its own before that is committed."""
    is_done = Barrier(2)

    @transaction.atomic
    def begin():
        first()
        is_done.wait(PATIENCE)
        time.sleep(0.5)  # seconds, in which the other has read, or waits

    def follow():
        is_done.wait(PATIENCE)
        second()

    at_once(begin, follow)


def refusals(outcomes):
    return [str(one) for one in outcomes if isinstance(one, Refused)]


def revisions_of(article):
    return Revision.objects.of(article.uid).count()


@pytest.fixture
def editors():
    """Two editors at the desk, each in a browser of their own."""
    clients = [Client(), Client()]
    for client, name in zip(clients, ("ann", "bob"), strict=True):
        client.force_login(User.objects.create_superuser(name))
    return clients


def test_two_who_publish_an_entry_publish_it_once(tell):
    refused = []
    for _ in range(ROUNDS):
        draft = make_article(status="draft", published_at=None)
        mine, theirs = (Article.objects.get(pk=draft.pk) for _ in range(2))
        refused += refusals(at_once(mine.publish, theirs.publish))
        assert revisions_of(draft) == 2  # the draft, and what it became

    assert refused == [
        f"“{article}” is published already."
        for article in Article.objects.order_by("pk")
    ]
    tell(
        "survives",
        f"{ROUNDS} entries that two published at one moment: each published once,"
        f" {len(refused)} times the other was told so",
    )


def test_two_who_press_publish_at_the_desk_publish_it_once(editors, tell):
    done, told = [], []
    for _ in range(ROUNDS):
        draft = make_article(status="draft", published_at=None)
        address = address_of(draft)
        pages = [editor.get(address).content.decode() for editor in editors]
        forms = [
            Form(page, "article_form").fields | {"_publish": "x"} for page in pages
        ]

        def press(client, form, address=address):
            return words_of(client.post(address, form, follow=True))

        pages = at_once(
            *(lambda e=e, f=f: press(e, f) for e, f in zip(editors, forms, strict=True))
        )
        done.append(sum("is now published." in page for page in pages))
        told.append(sum("is published already." in page for page in pages))
        assert revisions_of(draft) == 2
        assert LogEntry.objects.filter(object_id=draft.pk).count() == 1

    assert done == told == [1] * ROUNDS
    tell(
        "survives",
        f"{ROUNDS} entries for which two pressed “publish” at one moment:"
        f" {sum(done)} published once, {sum(told)} times the other was told so",
    )


@contextmanager
def after_a_question(words, deed):
    """Another does `deed` as soon as we were answered a question with `words` in it."""
    deeds = [deed]

    def ask(execute, sql, *how):
        answer = execute(sql, *how)
        if words in sql and deeds:
            at_once(deeds.pop())
        return answer

    with connection.execute_wrapper(ask):
        yield
    assert deeds == []


def test_form_is_of_one_moment_though_another_saves_while_it_is_made(editors):
    article = make_article()
    note = make_note(article, "first")

    def save_meanwhile():
        Article.objects.get().write([], [changed(note, "second")])

    with after_a_question("articles_annotation", save_meanwhile):
        page = editors[0].get(address_of(article)).content.decode()
    form = Form(page, "article_form").fields | {"title": "Mine", "_save": "x"}
    editors[0].post(address_of(article), form)

    assert Article.objects.get().title == "Mine"
    assert notes_of(article) == ["second"]


def test_trends_are_of_one_moment_though_a_tag_goes_while_they_are_counted(client):
    bias, fairness = make_tag("bias"), make_tag("fairness")
    make_article([bias.name])

    with after_a_question("shelf >= '#'", lambda: again(bias).merge_into(fairness)):
        page = client.get("/trends/")

    assert "bias" in words_of(page)
    assert "fairness" in words_of(client.get("/trends/"))


def test_entry_that_is_saved_while_another_deletes_it_is_in_the_bin_as_saved(editors):
    article = make_article(title="Old")
    make_note(article, "Old.")
    address = address_of(article)
    page = editors[0].get(address).content.decode()
    form = Form(page, "article_form").fields
    form |= {"title": "New", "notes-0-body": "New.", "_save": "x"}

    meanwhile(
        lambda: editors[0].post(address, form),
        lambda: editors[1].post(address.replace("change", "delete"), {"post": "yes"}),
    )

    record = Binned.objects.get().record()
    assert (record.title, [note.body for note in record.notes]) == ("New", ["New."])
    assert not Article.objects.exists()


def test_entry_that_is_restored_while_another_deletes_it_keeps_its_revisions(editors):
    article = make_article()
    article.title = "New"
    article.write([], [])
    Binned.objects.throw([article])
    binned = Binned.objects.get()
    address = f"/admin/articles/binned/{binned.pk}/delete/"

    meanwhile(binned.restore, lambda: editors[0].post(address, {"post": "yes"}))

    assert Article.objects.get().title == "New"
    assert revisions_of(article) == 3  # the first, the second, and the restored


def changed(note, body):
    note.body = body
    return note


def test_two_who_make_the_same_tags_make_them_once(tell):
    ours, theirs = make_article(), make_article()
    for number in range(ROUNDS):
        names = [f"one {number}", f"other {number}"]
        outcomes = at_once(
            lambda n=names: ours.write(n, []), lambda n=names: theirs.write(n[::-1], [])
        )
        assert outcomes == [None, None]
        assert [tag.name for tag in again(ours).tag_list] == names
        assert [tag.name for tag in again(theirs).tag_list] == names[::-1]

    assert Tag.objects.count() == 2 * ROUNDS
    tell(
        "survives",
        f"{ROUNDS} times two gave their entries the same two new tags at one moment:"
        f" {Tag.objects.count()} tags, 0 refused",
    )


def test_two_who_merge_a_tag_merge_it_once(tell):
    refused = []
    for number in range(ROUNDS):
        one, other = make_tag(f"one {number}"), make_tag(f"other {number}")
        articles = [make_article([one.name]), make_article([other.name, one.name])]
        refused += refusals(
            at_once(*([lambda a=one, b=other: again(a).merge_into(b)] * 2))
        )
        assert [a.tag_list for a in articles] == [[other], [other]]
        assert [alias.name for alias in other.aliases.all()] == [one.name]

    assert len(refused) == ROUNDS
    assert TagDeed.objects.count() == OldAddress.objects.count() == ROUNDS
    assert searchindex.faults() == []
    tell(
        "survives",
        f"{ROUNDS} tags that two merged at one moment: {TagDeed.objects.count()}"
        f" merged once, {len(refused)} times the other was told so",
    )


def test_two_who_split_a_tag_by_the_same_new_name_are_told_or_done():
    old, articles = make_tag("old"), [make_article(["old"]), make_article(["old"])]

    def split(article):
        again(old).split_off("new", [article.pk])
        return True

    done = at_once(*(lambda a=article: split(a) for article in articles))

    assert set(refusals(done)) <= {"No tag “new”: “new” is the tag “new” already."}
    for article, outcome in zip(articles, done, strict=True):
        assert outcome is True or split(article)
    assert [[tag.name for tag in again(a).tag_list] for a in articles] == [["new"]] * 2


def test_two_who_merge_tags_into_each_other_leave_one(tell):
    refused = []
    for number in range(ROUNDS):
        one, other = make_tag(f"one {number}"), make_tag(f"other {number}")
        article = make_article([one.name, other.name])
        refused += refusals(
            at_once(
                lambda a=one, b=other: again(a).merge_into(again(b)),
                lambda a=one, b=other: again(b).merge_into(again(a)),
            )
        )
        (left,) = article.tag_list
        assert left in (one, other)

    assert len(refused) == ROUNDS
    assert TagDeed.objects.count() == OldAddress.objects.count() == ROUNDS


def again(row):
    """Return `row` as another worker holds it."""
    held = type(row)()
    held.__dict__ = {**row.__dict__}
    return held


def test_two_who_apply_an_import_file_it_once(editors, tell):
    ann = editors[0]
    for number in range(ROUNDS):
        text = entries(*(one(f"{number}-{each}", tags=["x"]) for each in range(3)))
        plan = send(ann, text)
        bob = Client()
        bob.cookies = ann.cookies  # the same editor, who pressed twice
        pages = at_once(lambda p=plan: apply(ann, p), lambda b=bob, p=plan: apply(b, p))
        assert sum("is imported: 3 new" in words_of(page) for page in pages) == 1

    assert Article.objects.count() == 3 * ROUNDS
    assert ImportBatch.objects.count() == ROUNDS
    assert (
        LogEntry.objects.filter(change_message__startswith="Imported.").count()
        == ROUNDS
    )
    assert searchindex.faults() == []
    tell(
        "survives",
        f"{ROUNDS} plans of an import that two applied at one moment:"
        f" {ImportBatch.objects.count()} imported once, the other imported nothing",
    )


def test_two_who_import_a_file_file_it_once(tmp_path, tell):
    file = tmp_path / "their.json"
    for number in range(ROUNDS):
        write_content(file, "word", 3, 3 * number)
        reports = at_once(*([lambda: import_articles(file)] * 2))
        assert [report.batch is None for report in reports].count(True) == 1

    assert Article.objects.count() == 3 * ROUNDS
    assert ImportBatch.objects.count() == ROUNDS
    tell(
        "survives",
        f"{ROUNDS} files that two imported at one moment:"
        f" {ImportBatch.objects.count()} imported once, the other imported nothing",
    )


def test_two_who_sync_a_folder_carry_each_edit_once(tmp_path, tell):
    desk, git = make_article(slug="desk"), make_article(slug="git")
    sync(tmp_path)
    taken = written = 0
    for number in range(ROUNDS):
        desk.title = f"desk {number}"
        desk.write([], [])
        file = tmp_path / "articles" / "git.md"
        lines = file.read_text().splitlines()
        lines = [
            f"title: git {number}" if line.startswith("title:") else line
            for line in lines
        ]
        file.write_text("\n".join([*lines, ""]))
        outcomes = at_once(*([lambda: sync(tmp_path)] * 2))
        taken += sum(outcome.taken.changed for outcome in outcomes)
        written += sum(len(outcome.written) for outcome in outcomes)
        assert not any(outcome.conflicts for outcome in outcomes)

    assert taken == ROUNDS
    assert written == 2 * ROUNDS  # the desk's edit, and when the other was changed
    assert revisions_of(desk) == revisions_of(git) == ROUNDS + 1
    tell(
        "survives",
        f"{2 * ROUNDS} edits, half of them in the folder, that two synced at one"
        f" moment: {taken + written - ROUNDS} carried once, the other carried nothing",
    )
