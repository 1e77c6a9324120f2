"""Notes: the editors' own words on an article, or on a passage of its excerpt."""

import uuid

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles import limits, text
from articles.errors import Refused
from articles.formats.records import NoteRecord
from articles.models.fields import (
    DerivedModel,
    LineField,
    WordsField,
    at_most,
    not_empty,
)


def refuse_many_notes(count):
    """Raise Refused for more notes than an entry takes: “201 notes: at most 200 …”"""
    if count > limits.NOTES:
        says = ngettext(
            "{count} note: at most {most} an entry.",
            "{count} notes: at most {most} an entry.",
            count,
        )
        raise Refused(says.format(count=count, most=limits.NOTES))


class AnnotationQuerySet(models.QuerySet):
    """Questions about many notes."""

    def public(self):
        """Keep what readers may see."""
        return self.filter(public=True)

    @transaction.atomic
    def arrange(self, article, notes):
        """Make `notes` the notes of `article`, in that order; the others go.

        `notes` are Annotations, saved before or new. Raise Refused past the limit.
        """
        refuse_many_notes(len(notes))
        before = {note.pk: note for note in article.notes.all()}
        stay = {
            note.pk
            for position, note in enumerate(notes)
            if note.pk in before and before[note.pk].position == position
        }
        # Two rows cannot swap a unique position: take out what moves, put it back.
        article.notes.exclude(pk__in=stay).delete()
        for position, note in enumerate(notes):
            note.article, note.position = article, position
            if note.pk not in stay:
                note.save(force_insert=True)
            elif note.record() != before[note.pk].record():
                note.save()

    def add_to(self, article, notes):
        """Save `notes`, Annotations that are new, as those of `article`, a new one.

        Raise Refused past the limit.
        """
        refuse_many_notes(len(notes))
        for position, note in enumerate(notes):
            note.article, note.position = article, position
            note.derive()
        self.bulk_create(notes)


class Annotation(DerivedModel):
    """An editor's note on an article. With a `quote` it is about that passage."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="notes"
    )
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    body = WordsField(_("note"), help_text=_("Our own words. Markdown."))
    body_html = models.TextField(editable=False, blank=True)
    body_text = models.TextField(editable=False, blank=True)
    public = models.BooleanField(
        default=True,
        help_text=_("Readers see it. Otherwise it is for editors only."),
    )
    # W3C TextQuoteSelector: the words, and a little of what stands around them.
    quote = WordsField(max_length=limits.TEXT, blank=True, editable=False)
    prefix = WordsField(max_length=limits.PASSAGE, blank=True, editable=False)
    suffix = WordsField(max_length=limits.PASSAGE, blank=True, editable=False)
    credit = LineField(
        max_length=limits.NAME,
        blank=True,
        help_text=_("The writer, as readers see it. Empty on a new note: your name."),
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = AnnotationQuerySet.as_manager()
    derived = {
        "body_html": ("body", text.render),
        "body_text": ("body_html", text.html_to_plain),
    }

    class Meta:
        verbose_name = _("note")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "position"], name="annotation_one_a_place"
            ),
            models.CheckConstraint(
                condition=models.Q(position__lt=limits.NOTES), name="annotation_at_most"
            ),
            *not_empty("annotation", "body"),
            *at_most(
                "annotation",
                body=limits.TEXT,
                quote=limits.TEXT,
                prefix=limits.PASSAGE,
                suffix=limits.PASSAGE,
                credit=limits.NAME,
            ),
        ]

    def __str__(self):
        return text.first_words(self.body_text, 60)

    def record(self):
        """Return this note as a NoteRecord."""
        return NoteRecord(
            uid=self.uid,
            body=self.body,
            public=self.public,
            quote=self.quote,
            prefix=self.prefix,
            suffix=self.suffix,
            credit=self.credit,
        )
