"""The nouns and their rules. Import from here, not from the files below."""

from articles.models.annotation import Annotation
from articles.models.article import AGAIN, COPY, Article
from articles.models.fields import NamesFormField
from articles.models.intake import Report, in_one_line, put, put_all
from articles.models.oldaddress import OldAddress
from articles.models.page import Page
from articles.models.snapshot import snapshot
from articles.models.tag import ArticleTag, Tag, TagAlias

__all__ = [
    "AGAIN",
    "COPY",
    "Annotation",
    "Article",
    "ArticleTag",
    "NamesFormField",
    "OldAddress",
    "Page",
    "Report",
    "Tag",
    "TagAlias",
    "in_one_line",
    "put",
    "put_all",
    "snapshot",
]
