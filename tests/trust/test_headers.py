"""What every answer says to the browser of what it may do with it, under https."""

import re
import runpy
from urllib.parse import quote

import pytest
from django.test import Client

from articles.jobs.sharecards import article_card, site_card
from articles.views.articles import ArticleView
from tests.factories import make_article
from tests.processes import ROOT
from tests.trials import times
from tests.trust.markup import Elements
from tests.trust.rights import (
    asked_with,
    closed_addresses,
    make_accounts,
    make_own,
    make_rows,
    posted,
    rows_there,
)
from tests.trust.secrets import hide, public_addresses, show

pytestmark = pytest.mark.django_db

UNREADABLE = "application/x-www-form-urlencoded; charset=latin1"
ORIGIN = "https://localhost"
YEAR = 365 * 24 * 60 * 60  # seconds
HEADERS = {
    "X-Content-Type-Options": {"nosniff"},
    "Referrer-Policy": {"strict-origin-when-cross-origin", "same-origin"},
    "Cross-Origin-Opener-Policy": {"same-origin"},
    "Cross-Origin-Resource-Policy": {"same-origin"},
}
POLICY = {  # what each directive may hold
    "default-src": {"'self'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
    "form-action": {"'self'"},
    "frame-ancestors": {"'none'"},
}
STATIC = "digest.css admin.css reader.js icon.svg icon-192.png admin/css/base.css x.css"
ODD = [
    "/no-such/", "/page/9999/", "/%ff", "/search/?q=%00", "/?year=x", "/healthz",
    "/api/v1/articles/?limit=x", "/api/v1/articles/nonsense/", "/api/v1/x", "/admin/x/",
    "/admin", "/tags", "/2021/1/1/", *(f"/static/{one}" for one in STATIC.split()),
]  # fmt: skip


@pytest.fixture
def https(monkeypatch, settings):
    """The settings of a site that is reached by https, all that differs from others."""

    def read():
        found = runpy.run_path(str(ROOT / "digest" / "settings.py"))
        return {k: v for k, v in found.items() if k.isupper() and not callable(v)}

    monkeypatch.setenv("DIGEST_SECRET_KEY", "x" * 50)
    plain = read()
    monkeypatch.setenv("DIGEST_HTTPS", "1")
    monkeypatch.setenv("DIGEST_SITE_URL", "https://localhost")
    for name, value in read().items():
        if value != plain.get(name):
            setattr(settings, name, value)


def faults(answer):
    """Return what an answer lacks, in words."""
    found = [
        f"{name}: {answer.headers.get(name)}"
        for name, fit in HEADERS.items()
        if answer.headers.get(name) not in fit
    ]
    parts = answer.headers.get("Content-Security-Policy", "").split(";")
    policy = {part.split()[0]: set(part.split()[1:]) for part in parts if part.strip()}
    if policy.keys() != POLICY.keys():
        found.append(f"policy: {policy}")
    found += [
        f"{name}: {held}"
        for name, held in policy.items()
        if not held <= POLICY.get(name, set()) | {"'none'"}
    ]
    lasts = re.match(
        r"max-age=(\d+)", answer.headers.get("Strict-Transport-Security", "")
    )
    if not lasts or int(lasts[1]) < YEAR:
        found.append("no HSTS for a year")
    if "camera=()" not in answer.headers.get("Permissions-Policy", ""):
        found.append("no Permissions-Policy")
    return [*found, *faults_of_cookies(answer), *faults_of_content(answer)]


def faults_of_cookies(answer):
    """Return what is wrong with the cookies of an answer, and with who may keep it."""
    found = []
    for name, cookie in answer.cookies.items():
        is_safe = cookie["secure"] and cookie["path"] == "/" and not cookie["domain"]
        if not (name.startswith("__Host-") and is_safe and cookie["samesite"]):
            found.append(f"the cookie {name}")
        if "session" in name and not cookie["httponly"]:
            found.append(f"scripts may read the cookie {name}")
    is_own = answer.cookies or "Cookie" in answer.headers.get("Vary", "")
    kept = answer.headers.get("Cache-Control", "")
    if is_own and not ("private" in kept and "no-store" in kept):
        found.append(f"kept by others: {kept}")
    if not kept and not answer.headers.get("Expires"):
        found.append("nothing says how long it is fresh")
    return found


def faults_of_content(answer):
    """Return what in the content of an answer breaks what its headers say."""
    kind = answer.headers.get("Content-Type", "")
    body = answer.getvalue()
    found = []
    if kind.startswith("text/") and "utf-8" not in kind.lower():
        found.append(f"no charset: {kind}")
    if kind.startswith("text/html"):
        found += Elements(body.decode()).unfit
    if b"Traceback" in body or b"DEBUG = True" in body:
        found.append("a traceback")
    if any(
        re.search(r"\d", answer.headers.get(n, "")) for n in ("Server", "X-Powered-By")
    ):
        found.append("a version")
    return found


def asked(client, addresses, method="get", data=None, **how):
    """Yield (method, address, status, faults) of answers over https."""
    for address in addresses:
        answer = getattr(client, method)(address, data or {}, secure=True, **how)
        yield method, address, answer.status_code, faults(answer)


@pytest.fixture
def client(https):
    """Who is asked for a token with each form, and sees what went wrong."""
    return Client(
        enforce_csrf_checks=True,
        raise_request_exception=False,
        headers={"host": "localhost"},
    )


def summary(found):
    """Return what was found in a line. No answer has a fault."""
    wrong = {(m, a, s): words for m, a, s, words in found if words}
    assert wrong == {}
    statuses = {status for _, _, status, _ in found}
    return (
        f"{len(found)} answers ({len(statuses)} statuses) under https: 0 without the"
        " policies, 0 scripts in a page, 0 cookies without __Host-"
    )


def test_site_tells_a_browser_with_every_answer_what_it_may_do(
    client, tell, monkeypatch
):
    hide(show())
    public = [quote(address) for address, _ in public_addresses()]
    found = [*asked(client, [*public, *ODD])]
    found += asked(client, public[:: times(1, 9)], "post")
    found += asked(client, ["/", "/api/v1/tags/"], "options")
    client.cookies["__Host-csrftoken"] = "a" * 32
    unreadable = {"content_type": UNREADABLE, "headers": {"origin": ORIGIN}}
    unread = ["/", "/no-such/", "/feed.json", "/admin/login/"]
    unread = [*asked(client, unread, "post", b"a=b", **unreadable)]
    found += unread
    monkeypatch.setattr(ArticleView, "get", lambda *_, **__: 1 / 0)
    found += asked(client, ["/articles/shown-4/"])
    client.defaults["HTTP_HOST"] = "evil.example"
    found += asked(client, ["/", "/admin/login/"])

    assert {one[2] for one in unread} == {400}
    assert {200, 302, 400, 403, 404, 405, 410, 500} <= {one[2] for one in found}
    tell("input", f"Site: {summary(found)}")


def test_share_card_alone_is_for_the_pages_of_others_and_loads_nothing(
    client, settings, tmp_path
):
    settings.SHARE_CARDS = tmp_path
    key = article_card(make_article(slug="one")).key
    for address in (f"/card-{site_card().key}.png", f"/articles/one/card-{key}.png"):
        answer = client.get(address, secure=True)

        assert answer.status_code == 200
        assert faults(answer) == ["Cross-Origin-Resource-Policy: cross-origin"]
        assert "self" not in answer["Content-Security-Policy"]


def test_desk_tells_a_browser_with_every_answer_what_it_may_do(client, tell):
    accounts = make_accounts()
    make_rows()
    kinds, own = rows_there(), make_own(accounts)
    closed, form = closed_addresses(kinds, own), posted(kinds)
    queries = {address: asked_with(address, form) for _, address in closed}
    found = [*asked(client, queries), *asked(client, queries, "post")]
    client.force_login(accounts["administrator"])
    for address, query in queries.items():
        found += asked(client, [address], "get", query)

    assert {200, 302, 403, 404, 405} <= {one[2] for one in found}
    tell("input", f"Desk: {summary(found)}")
