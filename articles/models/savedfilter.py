"""A filter of the list of articles that an editor has given a name, for themselves."""

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import limits
from articles.errors import Refused
from articles.models.fields import LineField, at_most, not_empty
from articles.models.refusals import in_words


class SavedFilterQuerySet(models.QuerySet):
    """Questions about many filters."""

    def of(self, account):
        """Keep those of `account`, by name."""
        return self.filter(account=account.pk).order_by("name")

    @transaction.atomic
    def keep(self, account, name, query):
        """Let `name` mean `query` from now on, what stands after “?”; return the row.

        Raise Refused for a bad name, for no query, and for too many of them.
        """
        mine = self.of(account)
        row = mine.filter(name=name).first() or self.model(account=account, name=name)
        if not query:
            raise Refused(_("Nothing is filtered: choose a filter or search first."))
        if row.pk is None and mine.count() >= limits.SAVED_FILTERS:
            says = _("You have {most} filters: delete one first.")
            raise Refused(says.format(most=limits.SAVED_FILTERS))
        row.query = query
        with in_words():
            row.clean_fields(exclude=["account"])
        row.save()
        return row


class SavedFilter(models.Model):
    """What one account calls a filter."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    name = LineField(gettext_lazy("name"), max_length=limits.SAVED_FILTER_NAME)
    query = models.CharField(max_length=limits.ADDRESS)  # q=words&state=draft

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("filter")
        verbose_name_plural = gettext_lazy("filters")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["account", "name"], name="savedfilter_one_a_name"
            ),
            *not_empty("savedfilter", "name", "query"),
            *at_most(
                "savedfilter", name=limits.SAVED_FILTER_NAME, query=limits.ADDRESS
            ),
        ]

    def __str__(self):
        return self.name
