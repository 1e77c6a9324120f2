"""Who may do what to an entry: roles are permissions, and groups hand them out.

Who may change articles is an editor: they do everything with every entry. Who may only
add them is a contributor: they write and hand in what is their own, as long as it is a
draft. Who is at work is known to `acting()`; a command works for nobody, and may all.
"""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.errors import Refused
from articles.models.revision import deed

NOUNS = ("article", "tag", "page", "oldaddress")
OF_A_WRITER = ("write", "submit")
REFUSALS = {
    "write": _("“{title}” is no draft of yours: only an editor changes it."),
    "submit": _("“{title}” is no draft of yours: only an editor hands it in."),
    "publish": _("Only an editor publishes: hand “{title}” in for review."),
    "withdraw": _("Only an editor withdraws “{title}”."),
    "reopen": _("Only an editor makes “{title}” a draft again."),
    "correct": _("Only an editor adds a correction to “{title}”."),
}


def is_editor(account):
    """Return whether `account` may do everything with every entry."""
    return account.has_perm("articles.change_article")


def may_load(account):
    """Return whether `account` may do all that a file does which is loaded.

    But for deleting: see `may_delete`.
    """
    verbs = ("add", "change")
    return account.has_perms(f"articles.{v}_{noun}" for v in verbs for noun in NOUNS)


def may_delete(account):
    """Return whether `account` may delete all that a file brings."""
    return account.has_perms(f"articles.delete_{noun}" for noun in NOUNS)


def may(account, verb, article):
    """Return whether `account` may do `verb` to `article`, a row or a new one."""
    if is_editor(account):
        return True
    is_own = article.account_id == account.pk or article.pk is None
    return (
        verb in OF_A_WRITER
        and is_own
        and article.status == article.Status.DRAFT
        and account.has_perm("articles.add_article")
    )


def sees_all(account):
    """Return whether `account` may look at the entries of others."""
    return account.has_perm("articles.view_article") or is_editor(account)


def sees(article):
    """Return whether who is at work may open `article` at the desk."""
    account = deed.get().account
    return account is None or sees_all(account) or article.account_id == account.pk


def knows(article):
    """Return whether who is at work may be told of `article`: as a reader, at least."""
    return article.is_public() or sees(article)


def known(articles):
    """Keep those of `articles`, a queryset, that who is at work may be told of."""
    account = deed.get().account
    if account is None or sees_all(account):
        return articles
    public = Q(status="published", published_at__lte=timezone.now())
    return articles.filter(public | Q(account=account.pk))


def may_keep(account, article):
    """Return whether `account` may keep what it types at `article`, in any state.

    None stands for an entry that is not there: a new one, or one that was deleted.
    """
    if is_editor(account):
        return True
    is_own = article is None or article.account_id == account.pk
    return is_own and account.has_perm("articles.add_article")


def is_own(article):
    """Return whether who is at work wrote `article`."""
    account = deed.get().account
    return account is not None and article.account_id == account.pk


def refuse(verb, article):
    """Raise Refused, in words, where who is at work may not do `verb` to `article`."""
    account = deed.get().account
    if account is not None and not may(account, verb, article):
        raise Refused(REFUSALS[verb].format(title=article))
