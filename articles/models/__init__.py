"""The nouns and their rules. Import from here, not from the files below."""

from articles.models.annotation import Annotation
from articles.models.article import Article
from articles.models.intake import Report, find, put, put_all
from articles.models.oldaddress import OldAddress
from articles.models.page import Page
from articles.models.snapshot import snapshot
from articles.models.tag import ArticleTag, Tag, TagAlias

__all__ = [
    "Annotation",
    "Article",
    "ArticleTag",
    "OldAddress",
    "Page",
    "Report",
    "Tag",
    "TagAlias",
    "find",
    "put",
    "put_all",
    "snapshot",
]
