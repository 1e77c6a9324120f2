"""A large file is planned and imported by processes that a request starts."""

import json
import time
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from articles.jobs.importing import import_articles
from articles.jobs.importing.pulse import Cancelled, Pulse
from articles.models import READING, WRITING, Article, ImportBatch, Tag, Upload
from tests import engine
from tests.admin.desk import Form, words_of
from tests.factories import make_article
from tests.processes import environment, run

IMPORT = "/admin/articles/article/import/"
PATIENCE = 60  # seconds
LATE = timedelta(minutes=1)


def entries(*titles, **fields):
    """Return a fixture of articles with these titles, and a tag."""
    held = (
        {"title": each, "url": f"https://blog.example/{each}", "tags": ["new"]}
        for each in titles
    )
    return json.dumps(
        [{"model": "articles.article", "fields": {**one, **fields}} for one in held]
    )


@pytest.fixture
def of_processes(transactional_db, monkeypatch):
    """The variables of processes on the database of this test; ours are the same."""
    name = connection.settings_dict["NAME"]
    address = f"sqlite:///{name}"
    if engine.NAME == "postgresql":
        address = f"postgresql://digest@/{name}?host={engine.folder()}"
    for variable, value in environment(DIGEST_DATABASE_URL=address).items():
        monkeypatch.setenv(variable, value)
    return {"DIGEST_DATABASE_URL": address}


@pytest.fixture
def all_are_large(monkeypatch):
    monkeypatch.setattr("articles.jobs.importing.uploads.AT_ONCE", 0)


@pytest.fixture
def all_take_too_long(monkeypatch):
    monkeypatch.setattr("articles.jobs.importing.uploads.SECONDS", 0)


def send(client, text):
    """Send a file to the desk; return the page that tells how far it is."""
    fields = {"format": "auto", "repeats": "skip", "zone": "UTC", "plan": "x"}
    fields["file"] = SimpleUploadedFile("their.json", text.encode())
    return client.post(IMPORT, fields, follow=True)


def after(client):
    """Return the page of the upload once no process is at it any more."""
    end = time.monotonic() + PATIENCE
    while Upload.objects.exclude(doing="").exists() and time.monotonic() < end:
        time.sleep(0.05)
    return client.get(f"{IMPORT}{Upload.objects.get().uid}/", follow=True)


def apply(client, plan):
    fields = Form(plan.content.decode(), "import_form").fields
    return client.post(IMPORT, {**fields, "apply": "x"}, follow=True)


def test_process_plans_a_large_file_and_another_imports_it(
    admin_client, of_processes, all_are_large
):
    asked = send(admin_client, entries("One", "Two"))
    assert "being read for its plan" in words_of(asked)
    assert b'<noscript><meta http-equiv="refresh"' in asked.content
    assert "1 file waits for you" in words_of(admin_client.get(IMPORT))

    plan = after(admin_client)
    assert "2 new, 0 changed" in words_of(plan)
    assert "Nothing is written yet." in words_of(plan)
    assert not Article.objects.exists()

    make_article(title="Ours", url="https://blog.example/Two")
    apply(admin_client, plan)
    other = after(admin_client)
    assert "no longer what it was when the plan was made" in words_of(other)
    assert "1 new" in words_of(other)
    assert Article.objects.count() == 1

    asked = apply(admin_client, other)
    assert "being imported" in words_of(asked)
    assert "“their.json” is imported: 1 new" in words_of(after(admin_client))
    apply(admin_client, other)  # again, from a page that is old by now
    assert "is imported: 1 new" in words_of(after(admin_client))
    assert set(Article.objects.values_list("title", flat=True)) == {"One", "Ours"}
    assert ImportBatch.objects.get().account_name == "admin"
    assert "waits for you" not in words_of(admin_client.get(IMPORT))


def test_work_that_stopped_is_told_and_taken_up_again(
    admin_client, of_processes, all_take_too_long
):
    send(admin_client, entries("One"))
    assert "1 new" in words_of(after(admin_client))
    lost = {"doing": READING, "beat_at": timezone.now() - LATE}
    Upload.objects.update(content=entries("One")[:-1].encode(), **lost)
    page = f"{IMPORT}{Upload.objects.get().uid}/"
    assert "has stopped before its end" in words_of(admin_client.get(page))

    admin_client.post(page, {"again": "x"})

    refused = after(admin_client)
    assert "their.json: line 1" in words_of(refused)
    assert b"Show what would change" in refused.content


def test_others_save_while_a_large_file_is_planned(of_processes, tmp_path):
    ours, theirs = tmp_path / "ours.json", tmp_path / "theirs.json"
    ours.write_text(entries("One", "Two", excerpt="Ours."))
    theirs.write_text(entries("One", "Two", excerpt="Theirs."))
    before = timezone.now()
    finished = []

    def meanwhile(_planned):
        if not finished:  # the plan has written both by now
            finished.append(run("manage.py", "import_articles", theirs, **of_processes))

    report = import_articles(ours, plan=True, apart=True, tell=meanwhile)

    assert report.outcomes == {"new": 2}
    assert "2 new" in finished[0].stdout, finished[0].stderr
    assert {article.excerpt for article in Article.objects.all()} == {"Theirs."}
    assert Tag.objects.get().name == "new"
    assert ImportBatch.objects.get().at > before


def keep(name, account):
    """Keep a file that is to be imported."""
    choices = {"format": "auto", "repeats": "skip", "zone": "UTC", "address": ""}
    file = SimpleUploadedFile(name, b"[]")
    return Upload.objects.keep(file, account, {"choices": choices})


@pytest.fixture
def upload(admin_user):
    return keep("their.json", admin_user)


def test_one_process_at_a_time_works_on_an_upload(upload):
    another = Upload.objects.get()

    assert upload.claim(WRITING, {})
    assert not another.claim(WRITING, {})
    Upload.objects.update(beat_at=timezone.now() - LATE)
    assert another.claim(WRITING, {})
    assert not Upload.objects.held_by(upload.ticket).exists()
    Upload.objects.update(doing="", plan={"imported": "2 new"})
    assert not another.claim(WRITING, {})


def test_process_gives_up_what_was_cancelled(upload, client):
    upload.claim(READING, upload.plan)
    pulse = Pulse(upload.ticket, upload)
    pulse.beat()
    pulse.tell(None)
    client.force_login(upload.account)
    page = client.post(f"{IMPORT}{upload.uid}/", {"cancel": "x"}, follow=True)
    assert "Nothing is imported of “their.json”." in words_of(page)

    pulse.beat()

    with pytest.raises(Cancelled):
        pulse.tell(None)


def test_upload_stays_while_it_is_written_and_another_is_sent(upload):
    upload.claim(WRITING, upload.plan)
    Upload.objects.update(created_at=timezone.now() - timedelta(days=2))
    keep("b.json", upload.account)
    assert Upload.objects.count() == 2

    Upload.objects.update(beat_at=timezone.now() - LATE)
    Upload.objects.sweep()
    assert Upload.objects.get().name == "b.json"
