"""The command that writes content in any format."""

import zipfile

import pytest
from django.core.management import CommandError, call_command

from articles.formats.exports import EXPORTS
from articles.jobs.exporting import export
from tests.factories import make_article, make_note

pytestmark = pytest.mark.django_db


def run(*words):
    call_command("export_articles", *map(str, words))


@pytest.mark.parametrize("format", [key for key in EXPORTS if key != "markdown"])
def test_content_is_written_to_a_file(tmp_path, format):
    make_article(title="Tides")
    run(tmp_path / "out", "--format", format)

    content = (tmp_path / "out").read_bytes()
    assert b"Tides" in content
    assert content == b"".join(export(format))


def test_markdown_is_written_as_a_folder_or_as_a_zip(tmp_path):
    article = make_article(title="Tides", tags=["sea"])
    run(tmp_path / "out", "--format", "markdown")
    run(tmp_path / "out.zip", "--format", "markdown")

    file = tmp_path / "out" / "articles" / f"{article.slug}.md"
    archive = zipfile.ZipFile(tmp_path / "out.zip")
    assert "title: Tides" in file.read_text()
    assert archive.read(f"articles/{article.slug}.md") == file.read_bytes()
    assert sorted(archive.namelist()) == [f"articles/{article.slug}.md", "tags/sea.md"]


def test_a_folder_with_files_is_not_written_to(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(CommandError, match="it is there"):
        run(tmp_path, "--format", "markdown")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_choices_narrow_what_is_written(tmp_path):
    shown = make_article(title="Shown", tags=["sea"])
    make_note(shown, "For us.", public=False)
    make_article(title="Draft", tags=["sea"], status="draft")
    make_article(title="Untagged")
    for format in EXPORTS:
        run(tmp_path / format, "--format", format, "--published", "--tag", "sea")
        files = [path for path in (tmp_path / format).rglob("*") if path.is_file()]
        found = files or [tmp_path / format]
        content = b"".join(path.read_bytes() for path in found)

        assert b"Shown" in content
        assert not any(w in content for w in (b"Draft", b"Untagged", b"For us."))


def test_unknown_tag_is_refused(tmp_path):
    with pytest.raises(CommandError, match="There is no tag “nosuch”"):
        run(tmp_path / "out", "--format", "csv", "--tag", "nosuch")


def test_without_a_path_it_writes_to_standard_output(capfdbinary):
    make_article(title="Tides")
    run("--format", "csv")

    assert b"Tides" in capfdbinary.readouterr().out


@pytest.mark.parametrize("format", EXPORTS)
def test_longer_content_costs_no_more_queries(format, django_assert_max_num_queries):
    for number in range(12):
        make_note(make_article(tags=["sea", f"t{number}"]))

    with django_assert_max_num_queries(14):
        b"".join(export(format))
