"""A contributor asks every address for more than is theirs, and changes nothing."""

import json
from datetime import UTC, datetime
from itertools import islice
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import resolve, reverse

from articles.models import (
    Article,
    Binned,
    Capture,
    ImportBatch,
    OldAddress,
    Page,
    Revision,
    SavedFilter,
    Tag,
    TagDeed,
    Unfinished,
    Upload,
)
from tests import engine
from tests.admin.desk import make_editor
from tests.admin.test_contributors import FIRST, edit_of
from tests.factories import make_article, make_note
from tests.trials import WHOLE
from tests.trust.addresses import filled, routes
from tests.trust.rights import (
    CHOICES,
    DRAFT,
    closed_addresses,
    make_accounts,
    make_own,
    make_rows,
    of_others,
    posted,
    rows_there,
)

pytestmark = pytest.mark.django_db

SOON = {"published_at": datetime(2100, 1, 1, tzinfo=UTC)}


FILE = json.dumps(
    [
        {
            "model": "articles.article",
            "fields": {
                **FIRST,
                "status": "published",
                "published_at": "2020-01-01T00:00:00Z",
            },
        }
    ]
)


ACTIONS = (
    "publish withdraw change_tags spread restore merge delete_selected export download"
).split()


def addresses(ids):
    """Yield every address of the desk and of the API, with each of `ids` in it.

    But for those without a name, which lead to the form of a row and do no more.
    """
    for route, name in routes():
        if name and route.startswith(("admin/", "api/")) and name != "logout":
            found = filled(route, lambda _: ids)
            # With a key of another kind it is another address, which is none.
            yield from (one for one in found if resolve(one).url_name == name)


def posts(ann, ids, deed, form, uid, note):
    """Yield what may be posted anywhere: all that some view of the desk understands."""
    chosen = [str(one) for one in ids]
    word = "a-long-word-of-no-use"
    everything = edit_of(
        ann,
        **dict.fromkeys(["why", "correction", "name", "username"], "Because."),
        **dict.fromkeys(["into", "tag"], chosen[0]),
        **dict.fromkeys(["tags", "entries"], chosen),
        password1=word,
        password2=word,
        tag_names="bias",
        number="1",
        known="force",
        apply="x",
        read="x",
        deed=str(deed.pk),
        discard="x",
        kind="once",
        form=str(form),
        typed="1",
        words="title=Other&_publish=x",
        post="yes",
    )
    in_list = {"form-0-id": chosen[0], "form-0-status": "published", "_save": "x"}
    yield {**everything, "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", **in_list}
    yield {**everything, "_publish": "x", "_withdraw": "x", "_reopen": "x"}
    taken = {"notes-0-id": str(note.pk), "notes-0-body": "Taken."}
    taken |= {"notes-TOTAL_FORMS": "1", "notes-INITIAL_FORMS": "1"}
    yield {**everything, "field": "published_at", "uid": uid, **taken}
    yield {**everything, "_take_up": form}
    for action in ACTIONS:
        yield {
            "action": action,
            "_do": "x",
            "add": "fairness",
            "reason": "Because.",
            "_selected_action": chosen,
            "select_across": "1",
            "post": "yes",
            "index": "0",
        }


def everything(account, of):
    """Return all that the database says that is not of `account`.

    Of articles it is those with the keys `of`.
    """
    articles = Article.objects.filter(pk__in=of)
    rows = {
        kind.__name__: [row.record() for row in kind.objects.order_by("pk")]
        for kind in (Tag, Page, OldAddress)
    }
    captures = Capture.objects.filter(article__in=of).order_by("pk")
    return {
        **rows,
        **of_others(account),
        "captures": list(captures.values_list()),
        "imports": list(ImportBatch.objects.order_by("pk").values_list()),
        "articles": {str(article.uid): article.record() for article in articles},
        "bin": list(Binned.objects.values_list("uid", flat=True)),
        "deeds": list(TagDeed.objects.values_list("pk", "undone_at")),
        "accounts": list(User.objects.values_list("username", "is_superuser")),
        "groups": list(Group.objects.values_list("name", "permissions")),
        "rights": list(Permission.objects.filter(user__isnull=False)),
    }


def test_no_address_lets_a_contributor_publish_or_touch_what_is_not_theirs(
    client, tell
):
    ann = make_editor("add_article", name="ann")
    client.force_login(ann)
    own = make_article(account=ann, tags=["bias"], **DRAFT)
    others = [
        make_article(account=ann, title="Mine, public"),
        make_article(account=ann, title="Mine, withdrawn", status="withdrawn"),
        make_article(tags=["speed"], **DRAFT),
        make_article(tags=["speed"], status="review"),
        make_article(**SOON),
        make_article(tags=["bias", "fairness"]),
    ]
    with Revision.objects.noting(own):
        Article.objects.filter(pk=own.pk).update(title="Changed")
    Tag.objects.get(slug="fairness").merge_into(Tag.objects.get(slug="speed"))
    make_rows()
    form, known = uuid4(), [other.pk for other in others]
    known.append(Article.objects.latest("pk").pk)
    Unfinished.objects.keep(ann, form, "title=Other&_publish=x", uid=others[0].uid)
    rows = (Tag, Page, Binned, OldAddress)
    ids = [own.pk, *known[:4], *(kind.objects.first().pk for kind in rows)]
    upload = Upload.objects.latest("pk")
    ids = list(dict.fromkeys([*ids, ann.pk, own.uid, others[-1].uid, upload.uid]))
    note, deed = make_note(others[2], "Theirs."), TagDeed.objects.get()
    sent = list(posts(ann, ids[:8], deed, form, others[-1].uid, note))
    before, tried, posted = everything(ann, known), 0, 0

    # Unless all is asked for, each engine walks every fourth address, others than the
    # other one. Both walk that at which what may be done is done.
    start, step = (0, 1) if WHOLE else (2 * (engine.NAME == "postgresql"), 4)
    walked = islice(addresses(ids), start, None, step)
    for address in {reverse("admin:articles_article_add"): 0, **dict.fromkeys(walked)}:
        client.get(address)
        for post in sent if address.endswith("/article/") else sent[:4]:
            file = SimpleUploadedFile("digest.json", FILE.encode())
            client.post(address, {**post, "file": file})
            posted += 1
        assert everything(ann, known) == before, address
        written = Article.objects.exclude(pk__in=known)
        assert not written.exclude(account=ann).exists(), address
        assert not written.exclude(status__in=["draft", "review"]).exists(), address
        tried += 1

    assert tried > 30
    assert written.count() > 1  # what may be done was done
    tell(
        "rights",
        f"{posted} POSTs of a contributor to {tried} addresses, status=published in"
        " forms, lists and actions: 0 changed what is not theirs",
    )


def test_what_an_editor_has_for_themselves_is_out_of_reach_of_all_others(client, tell):
    accounts = make_accounts()
    make_rows()
    kinds, own = rows_there(), make_own(accounts)
    Upload.objects.sweep()  # that would be done by whoever sends a file
    theirs, upload = SavedFilter.objects.get(), kinds["article"]["uid"]
    form = posted(kinds) | {
        **dict.fromkeys("discard cancel plan apply read post name".split(), "x"),
        **dict.fromkeys(["id", "delete"], theirs.pk),
        **dict.fromkeys(["form_uid", "_take_up"], str(kinds["article"]["form"])),
        **CHOICES,
        "upload": str(upload),
    }
    tried = 0
    for kind in ("no rights", "contributor", "editor"):
        client.force_login(accounts[kind])
        before = of_others(accounts[kind])
        for _, address in closed_addresses(kinds, own):
            client.post(address, form)
            assert of_others(accounts[kind]) == before, (kind, address)
            client.force_login(accounts[kind])
            tried += 1

    assert all(before.values())
    tell(
        "rights",
        f"{tried} POSTs with the keys of what another has for themselves (files, what"
        " is not saved, filters, settings, second factor): 0 touched it",
    )
