"""What a backup refuses, and which older ones go."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles.errors import Refused
from articles.formats import backupfile
from articles.formats.backupfile import Manifest
from articles.jobs.backup import back_up, restore
from articles.jobs.backup.keeping import read_rule
from articles.models import Article
from tests import engine
from tests.factories import make_article

pytestmark = pytest.mark.django_db

NOW = timezone.now()
OURS = Manifest(
    engine=engine.NAME,
    site="http://127.0.0.1:8000",
    taken_at=NOW,
    migrations=["articles.0001_initial"],
    rows={},
)


@pytest.fixture(autouse=True)
def programs(settings):
    settings.PG_BIN = engine.NAME == "postgresql" and engine.installed() / "bin"


def write(path, manifest, database=b"no database"):
    with path.open("w+b") as file, backupfile.writing(file, manifest) as target:
        target.write(database)
    return path


@pytest.mark.django_db(transaction=True)
def test_folder_of_the_variable_is_where_a_backup_goes(settings, tmp_path):
    with pytest.raises(CommandError, match="DIGEST_BACKUPS"):
        call_command("backup")

    settings.BACKUPS = tmp_path
    call_command("backup", "--keep", "14")

    (file,) = tmp_path.iterdir()
    assert file.name.startswith("digest-")


def refusal(work, *args, **options):
    with pytest.raises(Refused) as refused:
        work(*args, **options)
    sentence = str(refused.value)
    assert "\n" not in sentence
    return sentence


@pytest.mark.django_db(transaction=True)
def test_old_backups_that_digest_named_are_pruned_and_no_other_file(tmp_path):
    names = [f"digest-2021010{day}T030000Z.zip" for day in range(1, 6)]
    for age, name in enumerate(reversed(names), 1):
        write(tmp_path / name, replace(OURS, taken_at=NOW - timedelta(days=age)))
    other = replace(OURS, site="https://example.org")
    strange = [
        write(tmp_path / "digest-20200101T030000Z.zip", other),
        write(tmp_path / "before-the-move.zip", OURS),
        tmp_path / "digest-20200102T030000Z.zip",
    ]
    strange[2].write_text("notes")

    taken = back_up(tmp_path, read_rule("3"))

    assert [file.name for file in taken.pruned] == names[:3]
    left = {taken.path.name, *names[3:], *(file.name for file in strange)}
    assert {file.name for file in tmp_path.iterdir()} == left
    assert taken.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db(transaction=True)
def test_newest_by_its_own_clock_goes_for_no_other(tmp_path):
    future = replace(OURS, taken_at=NOW + timedelta(days=9))
    write(tmp_path / "digest-20990101T030000Z.zip", future)

    taken = back_up(tmp_path, read_rule("1"))

    assert taken.path.exists()
    assert taken.pruned == []


def test_rule_without_a_folder_is_refused(tmp_path):
    said = refusal(back_up, tmp_path / "a.zip", read_rule("3"))

    assert said.endswith("a.zip: --keep goes with a folder, and this is none.")


def test_file_that_is_no_backup_is_not_overwritten(tmp_path):
    (tmp_path / "a.txt").write_text("notes")

    assert "Choose another name" in refusal(back_up, tmp_path / "a.txt")
    assert "No such file" in refusal(back_up, tmp_path / "missing" / "a.zip")
    assert [file.read_text() for file in tmp_path.iterdir()] == ["notes"]


def test_backup_of_another_engine_or_a_newer_digest_is_refused(tmp_path):
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[engine.NAME]
    strange = write(tmp_path / "a.zip", replace(OURS, engine=other))
    newer = replace(OURS, migrations=["articles.0001_initial", "articles.9999_later"])

    assert "export_fixture and load_fixture" in refusal(restore, strange, force=True)
    said = refusal(restore, write(tmp_path / "b.zip", newer), force=True)
    assert "a newer Digest, one that has articles.9999_later" in said


def test_database_that_holds_something_is_overwritten_by_force_alone(tmp_path):
    make_article()

    assert "--force" in refusal(restore, write(tmp_path / "a.zip", OURS))


@pytest.mark.django_db(transaction=True)
def test_what_the_engine_cannot_read_is_refused_and_nothing_changes(tmp_path):
    make_article(slug="here")
    taken = back_up(tmp_path / "a.zip")

    said = refusal(restore, write(taken.path, taken.manifest), force=True)

    assert said.startswith(f"{taken.path}: ")
    assert [article.slug for article in Article.objects.all()] == ["here"]


if engine.NAME == "sqlite":

    def backup_of(statements, path):
        """Write a backup of a database that `statements` make."""
        with closing(sqlite3.connect(path.with_suffix(".sqlite3"))) as database:
            database.executescript(statements)
            content = database.serialize()
        return write(path, OURS, content)

    def test_database_with_a_row_that_leads_nowhere_is_refused(tmp_path):
        torn = "CREATE TABLE a (id PRIMARY KEY); CREATE TABLE b (a REFERENCES a);"
        file = backup_of(torn + "INSERT INTO b VALUES (1)", tmp_path / "a.zip")

        assert "a row of b names one of a that" in refusal(restore, file, force=True)

    @pytest.mark.django_db(transaction=True)
    def test_writer_that_does_not_end_is_told_of(tmp_path, monkeypatch):
        make_article(slug="here")
        taken = back_up(tmp_path / "a.zip")
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.1)
        connection.close()
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as writer:
            writer.execute("BEGIN IMMEDIATE")
            said = refusal(restore, taken.path, force=True)

        assert said.endswith("Stop the server, and try again.")
        assert Article.objects.get().slug == "here"

    @pytest.mark.django_db(transaction=True)
    def test_server_that_is_running_sees_what_was_restored(tmp_path):
        make_article(slug="then")
        taken = back_up(tmp_path / "a.zip")
        Article.objects.update(slug="now")
        ask = "SELECT slug FROM articles_article"
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as reader:
            assert reader.execute(ask).fetchall() == [("now",)]
            restore(taken.path, force=True)
            assert reader.execute(ask).fetchall() == [("then",)]

else:

    def program(folder, says):
        """Write a program of PostgreSQL that does what the shell's words `says` say."""
        path = folder / "pg_dump"
        path.write_text(f"#!/bin/sh\n{says}\n")
        path.chmod(0o755)

    def test_missing_and_older_programs_are_refused_with_what_to_do(tmp_path, settings):
        settings.PG_BIN = tmp_path
        remedy = (
            "Install the programs of PostgreSQL 18 or newer (Debian:"
            " postgresql-client-18), or name their folder in DIGEST_PG_BIN."
        )

        missing = refusal(back_up, tmp_path / "a.zip")
        program(tmp_path, "echo 'pg_dump (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)'")
        older = refusal(back_up, tmp_path / "a.zip")

        assert f"pg_dump was not found in {tmp_path}. {remedy}" in missing
        assert f"pg_dump is of version 15: too old. {remedy}" in older
        assert [file.name for file in tmp_path.iterdir()] == ["pg_dump"]

    def test_pg_dump_that_fails_leaves_no_file_and_says_why(tmp_path, settings):
        settings.PG_BIN = tmp_path
        program(
            tmp_path,
            '[ "$1" = --version ] && echo "pg_dump (PostgreSQL) 99.1" && exit\n'
            "echo 'half a dump'; echo 'pg_dump: error: out of luck' >&2; exit 1",
        )

        said = refusal(back_up, tmp_path / "a.zip")

        assert said.endswith("a.zip: pg_dump failed: pg_dump: error: out of luck")
        assert [file.name for file in tmp_path.iterdir()] == ["pg_dump"]
