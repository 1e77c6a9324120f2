"""Accounts of every kind, rows of others, and the addresses at which they are."""

from uuid import uuid4

from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from articles.models import (
    Article,
    Binned,
    ImportBatch,
    OldAddress,
    Page,
    Tag,
    Unfinished,
    Upload,
)
from tests.admin.desk import make_editor
from tests.factories import make_article
from tests.trust.addresses import filled, routes

DRAFT = {"status": "draft", "published_at": None}


def make_accounts():
    """Save and return an account of each kind, None for who has none."""
    return {
        "anonymous": None,
        "no rights": make_editor(name="guest"),
        "contributor": make_editor(name="ann", groups=["Contributor"]),
        "editor": make_editor(name="ed", groups=["Editor"]),
        "administrator": User.objects.create_superuser("ada"),
    }


def make_rows():
    """Save a row of each kind, none of them of an account that asks."""
    other = make_editor(name="other", groups=["Editor"])
    article = make_article(["bias", "speed"], **DRAFT)
    gone = make_article(title="Gone")
    Binned.objects.throw([gone])
    OldAddress.objects.leave("/old/", article)
    Page.objects.create(slug="about", title="About", body="Us.")
    Unfinished.objects.keep(other, uuid4(), "title=x", uid=article.uid)
    file = SimpleUploadedFile("a.csv", b"title,url\nA,https://example.org/a\n")
    Upload.objects.keep(file, other, {"choices": {}})
    ImportBatch.objects.begin("a.csv", "csv")


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

    An address of an article is yielded twice: once with the key of `own`.
    """
    for route, _ in routes():
        if not route.startswith(("admin/", "api/")):
            continue
        (address,) = filled(route, values(route, kinds))
        yield f"/{route}", address
        if "/article/<path:object_id>/" in route:
            mine = {**kinds, "article": {"object_id": own.pk}}
            (address,) = filled(route, values(route, mine))
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


def contents(without=()):
    """Return all rows of all tables, but for those of the tables `without`."""
    names = set(connection.introspection.table_names()) - set(without)
    rows = {}
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
            rows[name] = sorted(map(repr, cursor.fetchall()))
    return rows
