"""What breaks a line breaks none of ours: of headers, mails, logs, fields and names."""

import json
import logging
import re
import sys
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User

from articles.errors import Refused
from articles.jobs.mailing import password_mail, send
from articles.models import Article, Tag
from digest.logs import Json, Lines
from digest.variables import mail_server as server_in
from tests.admin.desk import address_of, save
from tests.factories import make_article, make_tag
from tests.mailserver import mail_server
from tests.trials import times
from tests.trust.addresses import VARIES, filled, routes

pytestmark = pytest.mark.django_db

BREAKS = [
    "\r\n", "\n", "\r", "\n\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028",
    "\u2029", "\0", "\x1b[2K", "\r\n ", "%0d%0a",
]  # fmt: skip
FORGED = "Set-Cookie: a=b"
SEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def test_header_of_an_answer_is_one_line(client, tell):
    known = {"year": 2021, "month": "01", "day": "01", "page": 1, "pk": 1}
    client.raise_request_exception = False
    asked = 0
    for broken in BREAKS[:: times(1, 5)]:
        word = f"a{broken}{FORGED}"
        paths = {
            address
            for route, _ in routes()
            if VARIES.search(route)
            for address in filled(route, lambda name: [known.get(name, word)])  # noqa: B023
        }
        paths |= {f"/{word}", f"//{word}/", f"/tags/{word}"}
        addresses = [quote(path) for path in paths]
        addresses += [
            f"{path}?{name}={quote(word)}"
            for path in (
                "/",
                "/search/",
                "/tags/",
                "/admin/login/",
                "/api/v1/articles/",
            )
            for name in ("q", "next", "order", "cursor", "tag")
        ]
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code < 500, address
            assert "a" not in answer.cookies, address
            for name, value in answer.items():
                assert not SEEN.search(f"{name}{value}"), (address, name)
            asked += 1
    tell("input", f"{asked} addresses with CR, LF and the like: 0 headers broken")


@pytest.fixture
def editor():
    return User.objects.create_superuser("ada", "ada@example.org")


@pytest.mark.parametrize("broken", BREAKS, ids=ascii)
def test_field_of_one_line_holds_one_line(client, editor, broken, tell):
    client.force_login(editor)
    article, tag = make_article(["bias"]), make_tag("bias")
    word = f"One{broken}{FORGED}"
    for name in ("title", "credit", "via_name", "correction"):
        save(client, address_of(article), **{name: word})
    save(client, address_of(tag), name=word)

    record, tag = Article.objects.get().record(), Tag.objects.get()
    held = [record.title, record.credit, record.via_name, tag.name]
    held += [one.text for one in record.corrections]
    assert not any(SEEN.search(words) for words in held)
    tell("input", "{count} fields typed with CR, LF and the like: one line each", 5)


def test_mail_to_a_name_of_many_lines_has_the_lines_of_any_other(
    settings, monkeypatch, tell
):
    mails = {}
    with mail_server() as server:
        monkeypatch.setenv("DIGEST_EMAIL_URL", server.url)
        settings.MAIL_SERVER = server_in("DIGEST_EMAIL_URL")
        for broken in ["", *BREAKS]:
            settings.SITE_NAME = f"The{broken}Bcc: eve@example.org"
            name = f"ann{broken}Bcc: eve@example.org"
            account = User(pk=1, username=name, email="ann@example.org")
            send(password_mail(account))
            mails[broken] = server.taken.get(timeout=10)

    one = mails[""]
    for mail in mails.values():
        assert mail.keys() == one.keys()
        assert len(mail["Subject"].splitlines()) == 1
        assert len(mail.get_content().splitlines()) == len(
            one.get_content().splitlines()
        )
    tell(
        "input", f"{len(BREAKS)} names with CR, LF and the like: each mail as any other"
    )


def test_address_of_mail_of_two_lines_is_refused(settings):
    settings.MAIL_SERVER = {"host": "127.0.0.1", "port": 9}
    account = User(pk=1, username="ann", email="ann@example.org\nBcc: eve@example.org")

    with pytest.raises(Refused):
        send(password_mail(account))


@pytest.mark.parametrize("broken", BREAKS, ids=ascii)
def test_line_of_a_log_is_one_line(broken, tell):
    word = f"a{broken}2026-01-01 ERROR root: forged"
    try:
        raise ValueError(word)
    except ValueError:
        record = logging.LogRecord(
            "a", logging.ERROR, "", 1, "By %s", (word,), sys.exc_info()
        )
    record.fields = {"path": word}
    lines = Lines("{asctime} {levelname} {name}: {message}", style="{")
    lines.format(record)
    first, *others = lines.format(record).splitlines()
    assert first.startswith(record.asctime)
    assert all(line.startswith("  ") for line in others)
    told = Json().format(record)
    assert len(told.splitlines()) == 1
    assert json.loads(told)["path"] == word
    tell("input", "{count} lines of a log with CR, LF and the like: one line each", 2)
