"""Each kind of page of the desk, for those who see or move otherwise."""

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles.models import Article, ImportBatch, OldAddress, Page, Tag, Upload
from tests.browser.kinds import make_digest
from tests.browser.test_accessibility import findings
from tests.browser.test_desk import desk

__all__ = ["desk"]


def kinds():
    """Return {kind: address} of the pages of the desk, filled with a digest."""
    make_digest()
    article = Article.objects.with_tags().get(slug="machine-unlearning")
    tag = article.tag_list[0]
    follow_up = Article.objects.get(slug="again")
    other = Tag.objects.exclude(pk=tag.pk).first()
    about = Page.objects.get()
    batch = ImportBatch.objects.create(name="their.json", format="fixture")
    OldAddress.objects.create(path="/old/", article=article)
    choices = {"format": "auto", "repeats": "skip", "zone": "UTC", "address": ""}
    table = SimpleUploadedFile(
        "their.csv", b"Title,URL,More\nNew,https://x.test/,Hm.\n"
    )
    upload = Upload.objects.keep(table, User.objects.get(), {"choices": choices})

    def form(row, kind="change"):
        return reverse(f"admin:articles_{row._meta.model_name}_{kind}", args=[row.pk])

    lists = {
        f"list of {name}": reverse(f"admin:articles_{name}_changelist")
        for name in ("article", "tag", "oldaddress", "page", "binned")
    }
    return lists | {
        "start": "/admin/",
        "narrowed list": lists["list of article"] + "?q=data&state=published",
        "new article": reverse("admin:articles_article_add"),
        "article": form(article),
        "history": form(article, "history"),
        "delete": form(article, "delete"),
        "capture": reverse("admin:articles_capture"),
        "load": reverse("admin:articles_load_fixture"),
        "import": reverse("admin:articles_import"),
        "plan": reverse("admin:articles_import_upload", args=[upload.uid]),
        "imports": reverse("admin:articles_imports"),
        "undo an import": reverse("admin:articles_import_undo", args=[batch.pk]),
        "triage": reverse("admin:articles_triage"),
        "calendar": reverse("admin:articles_calendar"),
        "who did what": reverse("admin:articles_trail"),
        "merge entries": reverse(
            "admin:articles_merge", query={"articles": [article.pk, follow_up.pk]}
        ),
        "merged entries": reverse("admin:articles_merged"),
        "tag": form(tag),
        "tag care": reverse("admin:articles_tag_care"),
        "merge": reverse("admin:articles_tag_merge")
        + f"?tags={tag.pk}&tags={other.pk}",
        "split": form(tag, "split"),
        "page": form(about),
        "settings": reverse("admin:settings"),
        "password": reverse("admin:password_change"),
    }


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_on_any_kind_of_page_of_the_desk(desk, width, scheme):
    addresses = kinds()
    page = desk(width)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")

    found = {}
    for kind, address in addresses.items():
        answer = page.goto(address)
        assert answer.ok, kind
        if faults := findings(page):
            found[kind] = faults

    assert found == {}
