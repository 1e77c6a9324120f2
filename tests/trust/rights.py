"""Accounts of every kind, rows of others, and the addresses at which they are."""

from datetime import timedelta
from uuid import uuid4

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from articles.models import (
    Article,
    Binned,
    Capture,
    EditorSettings,
    ImportBatch,
    OldAddress,
    Page,
    SavedFilter,
    Tag,
    Unfinished,
    Upload,
    password_link,
)
from tests.accounts.accounts import PASSWORD
from tests.accounts.passkeys import make_passkey
from tests.admin.desk import make_editor
from tests.factories import make_article
from tests.trust.addresses import filled, routes

DRAFT = {"status": "draft", "published_at": None}
ENTRY = "/article/<path:object_id>/"  # the addresses of an entry at the desk
# What an account has for itself alone, and the column that says whose it is.
PERSONAL = {
    **dict.fromkeys([EditorSettings, SavedFilter, Unfinished, Upload], "account"),
    Authenticator: "user",
}
CHOICES = {"format": "auto", "repeats": "skip", "zone": "UTC", "address": ""}


def make_accounts():
    """Save and return an account of each kind, None for who has none.

    Each has a password, and the administrator a second factor.
    """
    accounts = {
        "anonymous": None,
        "no rights": make_editor(name="guest"),
        "contributor": make_editor(name="ann", groups=["Contributor"]),
        "editor": make_editor(name="ed", groups=["Editor"]),
        "administrator": User.objects.create_superuser("ada"),
    }
    for account in filter(None, accounts.values()):
        account.set_password(PASSWORD)
        account.save()
    TOTP.activate(accounts["administrator"], generate_totp_secret())
    RecoveryCodes.activate(accounts["administrator"])
    return accounts


def enter(client, account):
    """Log `account` in, who then says its password once more."""
    client.force_login(account)
    client.post("/admin/second-factor/again/", {"password": PASSWORD})


def make_rows():
    """Save a row of each kind, none of them of an account that asks."""
    other = make_editor(name="other", groups=["Editor"])
    article = make_article(["bias", "speed"], **DRAFT)
    gone = make_article(title="Gone")
    Binned.objects.throw([gone])
    OldAddress.objects.leave("/old/", article)
    Page.objects.create(slug="about", title="About", body="Us.")
    Capture.objects.create(article=article, found=[["title", "Found", "there"]])
    Unfinished.objects.keep(other, uuid4(), "title=x", uid=article.uid)
    SavedFilter.objects.keep(other, "Mine", "q=x")
    EditorSettings.objects.create(account=other, language="de")
    TOTP.activate(other, generate_totp_secret())
    keep_file(other)
    ImportBatch.objects.begin("a.csv", "csv")


def keep_file(account):
    """Save and return a file that `account` has sent, whose plan was not asked for."""
    file = SimpleUploadedFile("a.csv", b"title,url\nA,https://example.org/a\n")
    return Upload.objects.keep(file, account, {"choices": CHOICES})


def make_own(accounts):
    """Save what some of `accounts` have for themselves; return where it stands.

    That is {a part of the route: {name: value}}: a draft of the contributor, a file of
    the editor, a link by which the contributor chooses a password, a passkey of the
    administrator. There is a file past its time as well, which the next one sweeps.
    """
    passkey = make_passkey(accounts["administrator"])
    article = make_article(account=accounts["contributor"], **DRAFT)
    *_, key, token, _ = password_link(accounts["contributor"]).split("/")
    upload, expired = (keep_file(accounts[one]) for one in ("editor", "administrator"))
    long_ago = timezone.now() - timedelta(days=9)
    Upload.objects.filter(pk=expired.pk).update(created_at=long_ago)
    return {
        ENTRY: {"object_id": article.pk},
        "/import/<uuid:uid>/": {"uid": upload.uid},
        "/<uidb64>/<token>/": {"uidb64": key, "token": token},
        "/passkeys/<int:pk>/": {"pk": passkey.instance.pk},
    }


def rows_there():
    """Return which rows stand at addresses: {a part of the route: {name: value}}."""
    article, upload = Article.objects.latest("pk"), Upload.objects.latest("pk")
    kinds = {
        kind._meta.model_name: {"object_id": kind.objects.latest("pk").pk}
        for kind in (Article, Binned, OldAddress, Page, Tag, Group)
    }
    kinds["user"] = {"object_id": upload.account_id, "id": upload.account_id}
    kinds["article"] |= {
        "uid": upload.uid,
        "pk": ImportBatch.objects.order_by("pk").last().pk,
        "form": Unfinished.objects.latest("pk").form,
    }
    kinds[""] = {"app_label": "articles", "url": "nothing/"}
    kinds["password"] = {"uidb64": "MQ", "token": "nothing"}
    kinds["second-factor"] = {"pk": 1}
    kinds["api"] = {"uid": article.uid, "path": "nothing/"}
    return kinds


def values(route, kinds):
    """Return a function: which values stand in `route` for a name; it is strict."""
    parts = route.split("/")
    known = next((kinds[part] for part in parts[1:] if part in kinds), kinds[""])
    if parts[0] == "api":
        known = kinds["api"]
    return lambda name: [known[name]]


def closed_addresses(kinds, own):
    """Yield (what the table calls it, address) of the desk and of the API.

    That of a row which somebody owns is yielded twice: once as `own` has it, which is
    {a part of the route: {name: value}}.
    """
    for route, _ in routes():
        if not route.startswith(("admin/", "api/")):
            continue
        (address,) = filled(route, values(route, kinds))
        yield f"/{route}", address
        for part, mine in own.items():
            if part in route:
                (address,) = filled(route, lambda name, mine=mine: [mine[name]])
                yield f"/{route} (own)", address


def asked_with(address, form):
    """Return the query that `address` makes sense with, {} for most; or `form`."""
    queries = {
        "/admin/articles/article/merge/": form,
        "/admin/articles/tag/merge/": form,
        "/admin/autocomplete/": {
            "app_label": "articles",
            "model_name": "oldaddress",
            "field_name": "article",
        },
    }
    return queries.get(address, {})


def posted(kinds):
    """Return what is posted everywhere: rows of others, as views name them."""
    pk, uid = kinds["article"]["object_id"], kinds["api"]["uid"]
    return {
        "articles": [pk, Article.objects.exclude(pk=pk).latest("pk").pk],
        "tags": list(Tag.objects.values_list("pk", flat=True)[:2]),
        "form": str(kinds["article"]["form"]),
        "uid": str(uid),
        "typed": "1",
        "words": "title=x",
        "url": "http://127.0.0.1/x",  # nobody asks there
        "deed": "1",
    }


def of_others(account):
    """Return what all but `account` have for themselves: {name of a kind: rows}."""
    return {
        kind.__name__: list(
            kind.objects.exclude(**{whose: account}).order_by("pk").values_list()
        )
        for kind, whose in PERSONAL.items()
    }


def contents(without=()):
    """Return all rows of all tables, but for those of the tables `without`."""
    names = set(connection.introspection.table_names()) - set(without)
    rows = {}
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
            rows[name] = sorted(map(repr, cursor.fetchall()))
    return rows
