import json

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article
from tests.factories import make_article
from tests.formats.found import SAMPLES
from tests.processes import run
from tests.servers import answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(serve):
    """The address of a page with JSON-LD."""
    content = (SAMPLES / "jsonld.html").read_bytes()
    return serve(lambda path: answer(content)).url + "/wald"


def test_draft_is_made_and_what_was_found_is_printed(page, capsys):
    call_command("capture", page)

    told = json.loads(capsys.readouterr().out)
    article = Article.objects.get()
    assert told["draft"] == str(article.uid)
    assert told["url"] == told["page"] == page
    assert told["found"]["title"] == {
        "value": "Der Wald im Winter",
        "source": "JSON-LD",
    }
    assert told["found"]["language"] == {"value": "de-AT", "source": "HTML"}
    assert told["reasons"] == []


def test_dry_run_prints_the_same_and_writes_nothing(page, capsys):
    call_command("capture", page, dry_run=True)

    told = json.loads(capsys.readouterr().out)
    assert told["draft"] is None
    assert told["title"] == "Der Wald im Winter"
    assert not Article.objects.exists()


def test_work_that_was_covered_is_refused_in_one_line(page, capsys):
    make_article(title="Ours", url=page)

    with pytest.raises(CommandError) as refused:
        call_command("capture", page)

    assert str(refused.value).startswith("“Ours” (published, 2021-01-01) quotes this")
    assert "\n" not in str(refused.value)
    assert capsys.readouterr().out == ""


def test_refusal_is_exit_code_1_and_one_line():
    refused = run("manage.py", "capture", "file:///etc/passwd")

    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr.count("\n") == 1
    assert "starts with http:// or https://" in refused.stderr
