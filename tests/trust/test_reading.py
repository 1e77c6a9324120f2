"""What is costly or dangerous happens as words are written, not as they are read."""

import ast
import re
from contextlib import contextmanager
from html import unescape
from urllib.parse import quote

import nh3
import pytest
from django.conf import settings as site
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import html
from django.utils import text as words

from articles import text
from articles.models import Address, Article
from tests.admin.desk import address_of, make_editor
from tests.factories import make_address, make_article
from tests.trust.markup import Elements
from tests.trust.secrets import hide, public_addresses, show

NOWHERE = {
    "strip_tags", "striptags", "urlize", "urlizetrunc", "truncatechars_html",
    "truncatewords_html", "Urlizer",
}  # fmt: skip
SCRIPTS = [
    "javascript:alert(1)//https://example.org", "JaVaScRiPt:alert(1)",
    " javascript:alert(1)", "java\tscript:alert(1)", "data:text/html,<b>x",
    "vbscript:x", "//example.org/", "/admin/logout/", "file:///etc/passwd", "x",
]  # fmt: skip


def test_no_code_and_no_template_cuts_or_links_markup():
    named = {}
    modules = [*(site.BASE_DIR / "articles").rglob("*.py")]
    for file in [*modules, *(site.BASE_DIR / "digest").rglob("*.py")]:
        tree = ast.parse(file.read_text())
        found = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name)}
        found |= {one.attr for one in ast.walk(tree) if isinstance(one, ast.Attribute)}
        named[file] = found & NOWHERE
    for file in (site.BASE_DIR / "templates").rglob("*.*"):
        named[file] = set(re.findall(r"\|(\w+)", file.read_text())) & NOWHERE

    assert len(named) > 300
    assert {file: found for file, found in named.items() if found} == {}


@pytest.mark.django_db
def test_no_page_for_readers_parses_markdown_or_cleans_html(monkeypatch, tell):
    hide(show())
    addresses = [quote(address) for address, _ in public_addresses()]
    client = Client(raise_request_exception=False)

    def fail(*args, **how):
        raise AssertionError("It was to be done when the words were written.")

    for module, name in [
        (text.MARKDOWN, "parse"),
        (text.MARKDOWN, "render"),
        (nh3, "clean"),
        (html, "strip_tags"),
        (words.Truncator, "_text_words"),
    ]:
        monkeypatch.setattr(module, name, fail)
    with pytest.raises(AssertionError):
        text.render("*a*")
    statuses = {address: client.get(address).status_code for address in addresses}

    assert [one for one, status in statuses.items() if status >= 500] == []
    tell(
        "input",
        f"{len(statuses)} public addresses read: 0 parse Markdown, 0 clean HTML",
    )


@contextmanager
def unconstrained(model):
    """Let rows hold what the database refuses: an older one may not have refused it."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what is due is done
            for constraint in model._meta.constraints:
                name = f'"{table}" DROP CONSTRAINT IF EXISTS "{constraint.name}"'
                cursor.execute(f"ALTER TABLE {name}")
        yield
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


@pytest.mark.django_db
def test_address_that_came_past_the_form_is_a_link_nowhere(tell):
    client = Client()
    client.force_login(make_editor(groups=["Editor"]))
    pages = refused = 0
    for script in SCRIPTS:
        article = make_article(["bias"], via_url="https://example.org/", via_name="A")
        address = make_address(article, "https://example.org/a")
        for rows, columns in [
            (Article.objects.filter(pk=article.pk), {"url": script}),
            (Article.objects.filter(pk=article.pk), {"via_url": script}),
            (Article.objects.filter(pk=article.pk), {"site": script[:50]}),
            (Address.objects.filter(pk=address.pk), {"url": script}),
        ]:
            try:
                with transaction.atomic():
                    rows.update(**columns)
            except IntegrityError:
                refused += 1
            with unconstrained(rows.model):
                rows.update(**columns)
        found = ["/", f"/articles/{article.slug}/", "/tags/bias/", "/feed.atom"]
        found += ["/search/?q=words", "/list.bookmarks.html", address_of(article)]
        found += ["/admin/articles/article/", "/admin/articles/article/trail/"]
        for one in found:
            answer = client.get(one)
            body = answer.getvalue().decode()
            links = re.findall(r"""(?:href|src|cite)=["']([^"']*)""", unescape(body))
            assert script.strip() not in [link.strip() for link in links], one
            if answer.headers["Content-Type"].startswith("text/html"):
                assert Elements(body).unfit == [], one
            pages += 1
    tell(
        "input",
        f"{len(SCRIPTS)} addresses that are none of the web, put into rows: {refused}"
        f" refused by the database, 0 links to them on {pages} pages",
    )
