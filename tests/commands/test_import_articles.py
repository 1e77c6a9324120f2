import json
import os
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from articles.models import Article
from tests.factories import make_article

pytestmark = pytest.mark.django_db

PAGE = Path(__file__).parents[1] / "data" / "digest-performance.txt"
TABLE = settings.BASE_DIR / "fixtures" / "performance.csv"


def run(page=PAGE, table=TABLE):
    call_command("import_articles", str(page), format="digest-text", table=str(table))


def test_second_import_adds_nothing(capsys):
    run()
    run()

    out = capsys.readouterr().out
    assert "\n10 new, 0 changed, 0 the same, 0 refused; new tags: " in out
    assert out.endswith("\n0 new, 0 changed, 10 the same, 0 refused\n")
    assert Article.objects.count() == 10


def test_entry_that_is_here_already_stays_as_it_is():
    make_article(title="Ours", url="https://arxiv.org/pdf/1912.03817v2")
    run()

    assert Article.objects.get(work_key="arxiv:1912.03817").title == "Ours"
    assert Article.objects.count() == 10


def test_entry_that_the_table_lacks_is_refused_and_the_others_are_filed(
    tmp_path, capsys
):
    table = tmp_path / "table.csv"
    lines = TABLE.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(lines[:-1]), encoding="utf-8")

    run(table=table)

    refused = "^refused .*NanoNets: .* the table has no such title"
    assert re.search(refused, capsys.readouterr().out, re.MULTILINE)
    assert Article.objects.count() == 9


def test_address_that_is_none_is_refused_and_the_others_are_filed(tmp_path, capsys):
    table = tmp_path / "table.csv"
    good = TABLE.read_text(encoding="utf-8")
    table.write_text(good.replace("https://medium.com/", "/"), encoding="utf-8")

    run(table=table)

    assert re.search(
        "^refused .*NanoNets.* url: ", capsys.readouterr().out, re.MULTILINE
    )
    assert Article.objects.count() == 9


def test_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        run(page=tmp_path / "nowhere.txt")


def write(path, *held):
    """Write a fixture of articles with these fields; return its path."""
    listed = [{"model": "articles.article", "fields": each} for each in held]
    path.write_text(json.dumps(listed))
    return path


ONE = {"title": "One", "url": "https://blog.example/1"}
BAD = {"title": "Bad", "url": "/nowhere"}


def test_plan_names_each_entry_and_writes_nothing(tmp_path, capsys):
    call_command(
        "import_articles", str(write(tmp_path / "a.json", ONE, BAD)), plan=True
    )

    assert capsys.readouterr().out.splitlines() == [
        "new  entry 1 (“One”), line 1",
        "refused  entry 2 (“Bad”), line 1  url: A web address starts with http:// or"
        " https:// and a site.",
        "1 new, 0 changed, 0 the same, 1 refused",
    ]
    assert not Article.objects.exists()


def test_plan_of_a_table_tells_which_column_is_which_field(tmp_path, capsys):
    file = tmp_path / "links.csv"
    file.write_text("Link,Headline,Stars\nhttps://blog.example/1,One,5\n")

    call_command("import_articles", str(file), plan=True, columns=["title=Headline"])
    assert capsys.readouterr().out.splitlines()[:3] == [
        "column “Headline”  is read as title",
        "column “Link”  is read as url",
        "column “Stars”  is not read: --column FIELD=Stars",
    ]
    call_command("import_articles", str(file))
    assert "is read as" not in capsys.readouterr().out


@pytest.mark.parametrize("format", ["auto", "spreadsheet"])
def test_workbook_is_to_be_saved_as_csv(tmp_path, format):
    file = tmp_path / "links.xlsx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")

    with pytest.raises(CommandError, match=r"^links.xlsx: .* save it as CSV"):
        call_command("import_articles", str(file), format=format)


def test_import_is_undone_by_its_number(tmp_path, capsys):
    call_command("import_articles", str(write(tmp_path / "a.json", ONE)))
    number = int(re.search(r"--undo (\d+)$", capsys.readouterr().out)[1])

    call_command("import_articles", undo=number)

    assert capsys.readouterr().out == "“a.json” is undone: 1 entry\n"
    assert not Article.objects.exists()
    with pytest.raises(CommandError, match="undone already"):
        call_command("import_articles", undo=number)
    with pytest.raises(CommandError, match="There is no import 77"):
        call_command("import_articles", undo=77)


def test_repeats_become_follow_ups(tmp_path):
    path = write(tmp_path / "a.json", ONE, ONE)

    call_command("import_articles", str(path), repeats="follow-up")

    assert Article.objects.exclude(follows=None).count() == 1


def test_folder_a_zip_and_a_pipe_are_read_as_a_file_is(tmp_path, capsys):
    file = write(tmp_path / "a.json", ONE)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / ".hidden").write_text("no")
    write(folder / "b.json", {**ONE, "url": "https://blog.example/2"})
    packed = tmp_path / "c.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("c.json", file.read_text().replace("/1", "/3"))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    with ThreadPoolExecutor() as pool:
        pool.submit(pipe.write_text, file.read_text().replace("/1", "/4"))
        for path in (folder, packed, pipe):
            call_command("import_articles", str(path))

    assert Article.objects.count() == 3
    assert capsys.readouterr().out.count("1 new") == 3


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "Name a FILE to import, or an import to --undo."),
        ({"zone": "Mars/Olympus"}, "--zone Mars/Olympus: write a time zone as Europe"),
        (
            {"columns": ["title"]},
            "--column title: write a field and a column as title=",
        ),
        ({"format": "digest-text"}, "a.json: it needs its table of addresses: --table"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_line(tmp_path, options, words):
    path = [str(write(tmp_path / "a.json", ONE))] if options else []

    with pytest.raises(CommandError, match=re.escape(words)):
        call_command("import_articles", *path, **options)


def test_file_that_is_of_no_format_is_refused(tmp_path):
    (tmp_path / "a.xyz").write_text("Hello")

    with pytest.raises(CommandError, match=r"^a\.xyz: no format is recognised"):
        call_command("import_articles", str(tmp_path / "a.xyz"))
