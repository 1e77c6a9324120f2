"""What editors call the models and their columns, in their own language.

These are the names that Django makes of those in the code. Were they written in `Meta`
and at each column, they would be a part of the migrations.
"""

from django.utils.translation import gettext_lazy as _

from articles.models.address import Address
from articles.models.annotation import Annotation
from articles.models.article import Article
from articles.models.oldaddress import OldAddress
from articles.models.page import Page
from articles.models.tag import ArticleTag, Tag
from articles.models.tagalias import TagAlias
from articles.models.upload import Upload

NAMES = {
    Article: (_("article"), _("articles")),
    Address: (_("further address"), _("further addresses")),
    Annotation: (_("note"), _("notes")),
    Tag: (_("tag"), _("tags")),
    TagAlias: (_("tag alias"), _("tag aliases")),
    ArticleTag: (_("article tag"), _("article tags")),
    Page: (_("page"), _("pages")),
    OldAddress: (_("old address"), _("old addresses")),
    Upload: (_("upload"), _("uploads")),
}
COLUMNS = {
    Article: {
        "title": _("title"),
        "site": _("site"),
        "follows": _("follows"),
        "authors": _("authors"),
        "source_date": _("source date"),
        "excerpt": _("excerpt"),
        "language": _("language"),
        "credit": _("credit"),
        "status": _("status"),
    },
    Annotation: {"public": _("public"), "credit": _("credit")},
    Tag: {"name": _("name"), "description": _("description")},
    TagAlias: {"name": _("name")},
    Page: {"title": _("title"), "body": _("body"), "updated_at": _("updated at")},
    OldAddress: {"path": _("path"), "article": _("article"), "tag": _("tag")},
}

# The fields of an article in a file, as an editor reads them in the plan of an import.
FIELDS = {
    "title": _("title"),
    "url": _("source"),
    "addresses": _("further addresses"),
    "permalinks": _("old address"),
    "authors": _("authors"),
    "source_date": _("source date"),
    "published_at": _("publish at"),
    "created_at": _("filed on"),
    "updated_at": _("last changed"),
    "status": _("status"),
    "tags": _("tags"),
    "excerpt": _("excerpt"),
    "notes": _("notes"),
    "language": _("language"),
    "credit": _("credit"),
    "slug": _("address"),
}


def give_names():
    """Let the models and their columns be called what is written here."""
    for model, (one, many) in NAMES.items():
        model._meta.verbose_name, model._meta.verbose_name_plural = one, many
    for model, columns in COLUMNS.items():
        for column, name in columns.items():
            model._meta.get_field(column).verbose_name = name
