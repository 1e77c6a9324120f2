"""What was found when a draft was made of an address, kept beside it."""

from django.db import models


class CaptureQuerySet(models.QuerySet):
    """Questions about many captures."""

    def keep(self, article, facts, reasons):
        """Keep what was found for `article`, a new draft; return the row.

        `facts` are Facts by the name of their field; `reasons` say, in sentences, why
        they are not more.
        """
        found = [[name, fact.value, fact.source] for name, fact in facts.items()]
        return self.create(article=article, found=found, reasons=reasons)

    def of(self, article):
        """Return the one of `article`, or None."""
        return self.filter(article=article).first()


class Capture(models.Model):
    """What was found for a draft, and from where.

    Every editor of the draft reads it. It is no part of the entry: no record has it,
    and it goes once readers see the entry.
    """

    article = models.OneToOneField(
        "articles.Article",
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="capture",
    )
    found = models.JSONField(default=list)  # [name of a field, value, source]
    reasons = models.JSONField(default=list)  # sentences

    objects = CaptureQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.article)
