import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from articles.models import Article, Tag
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


def test_entry_that_the_table_lacks_is_refused_and_nothing_is_written(tmp_path):
    table = tmp_path / "table.csv"
    lines = TABLE.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(lines[:-1]), encoding="utf-8")

    with pytest.raises(CommandError, match=r"NanoNets: .*: the table has no"):
        run(table=table)

    assert not Article.objects.exists()
    assert not Tag.objects.exists()


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
