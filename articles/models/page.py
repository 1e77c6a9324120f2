"""Pages of the site itself, such as the one about it."""

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import limits, text
from articles.formats.records import PageRecord
from articles.models.fields import (
    AddressNameField,
    DerivedModel,
    InstantField,
    LineField,
    WordsField,
    at_most,
    not_empty,
)


class Page(DerivedModel):
    """A page of the site, written in Markdown. Which there are stands in `Slug`."""

    class Slug(models.TextChoices):
        ABOUT = "about", _("about")

    slug = AddressNameField(_("address"), unique=True, choices=Slug, default=Slug.ABOUT)
    title = LineField(max_length=limits.TITLE)
    body = WordsField(
        blank=True,
        help_text=_("Markdown. A link has its whole address, from https:// on."),
    )
    body_html = models.TextField(editable=False, blank=True)
    updated_at = InstantField(default=timezone.now, editable=False)

    derived = {"body_html": ("body", text.render)}

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(slug__in=["about"]), name="page_known"
            ),
            *not_empty("page", "title"),
            *at_most("page", title=limits.TITLE, body=limits.TEXT),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse(f"articles:{self.slug}")

    def record(self):
        """Return this page as a PageRecord."""
        return PageRecord(
            slug=self.slug,
            title=self.title,
            body=self.body,
            updated_at=self.updated_at,
        )
