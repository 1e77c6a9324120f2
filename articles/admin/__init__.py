"""The desk: where editors curate. It asks the models to act; no rule lives here."""

from articles.admin.accounts import AccountAdmin, AccountGroupAdmin
from articles.admin.articles import ArticleAdmin
from articles.admin.bin import BinnedAdmin
from articles.admin.oldaddresses import OldAddressAdmin
from articles.admin.pages import PageAdmin
from articles.admin.tags import TagAdmin

__all__ = [
    "AccountAdmin",
    "AccountGroupAdmin",
    "ArticleAdmin",
    "BinnedAdmin",
    "OldAddressAdmin",
    "PageAdmin",
    "TagAdmin",
]
