"""Notes: the editors' own words on an article, or on a passage of its excerpt."""

import uuid

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles import limits, passages, text
from articles.errors import Refused
from articles.formats.records import NoteRecord
from articles.likeness import Span
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
    def arrange(self, article, notes, words_before="", *, as_told=False):
        """Make `notes` the notes of `article`, in that order; the others go.

        `notes` are Annotations, saved before or new; their passages are looked for in
        the excerpt, whose words were `words_before`: see `look_for_passage`. Raise
        Refused past the limit.
        """
        refuse_many_notes(len(notes))
        before = {note.pk: note for note in article.notes.all()}
        for note in notes:
            known = before.get(note.pk)
            note.look_for_passage(
                article.excerpt_text, known, words_before, as_told=as_told
            )
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
            elif note.differs_from(before[note.pk]):
                note.save()

    def add_to(self, article, notes):
        """Save `notes`, Annotations that are new, as those of `article`, a new one.

        Raise Refused past the limit.
        """
        self.make_ready(article, notes)
        self.bulk_create(notes)

    def make_ready(self, article, notes):
        """Make `notes` those of `article`, which is saved; they are new, and not yet.

        Raise Refused past the limit.
        """
        refuse_many_notes(len(notes))
        for position, note in enumerate(notes):
            note.article, note.position = article, position
            note.look_for_passage(article.excerpt_text)
            note.derive()


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
    # Where in the excerpt's plain text that is: [[start, end]]; of more than one it may
    # be any; none: nowhere. Found by `look_for_passage`, which `Article.write` asks.
    spans = models.JSONField(default=list, editable=False)
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

    @property
    def opening(self):
        """The first words of it in one line."""
        return text.first_words(self.body_text[: 4 * limits.OPENING], limits.OPENING)

    @property
    def selector(self):
        """The passage that this is about, a Selector."""
        return passages.Selector(self.quote, self.prefix, self.suffix)

    @property
    def span(self):
        """Where the passage is in the excerpt's plain text, a Span; None: nowhere."""
        return Span(*self.spans[0]) if len(self.spans) == 1 else None

    @property
    def is_detached(self):
        """Whether it is about a passage that is nowhere, or may be in two places."""
        return bool(self.quote) and len(self.spans) != 1

    def look_for_passage(self, words, before=None, words_before="", *, as_told=False):
        """Find the passage in `words`, the excerpt as readers see it.

        `before` is this note as it is in the database, `words_before` the excerpt. A
        passage that is followed through an edit takes its words of today, but with
        `as_told`, of a record, none; any other stays told as it is.
        """
        stays = before and before.span and before.selector == self.selector
        if stays and words == words_before:
            self.spans = before.spans
            return
        if stays:
            found = passages.follow(self.selector, words, before.span, words_before)
        else:
            found = passages.find(self.selector, words)
        self.spans = [list(span) for span in found]
        if not stays or as_told or not self.span:
            return
        if not passages.tells(self.selector, self.span, words):
            self.tell_by(self.span, words)

    def take_passage(self, told, words):
        """Make this a note on a passage of `words`, which an editor typed or marked.

        Blanks do not count. Of no words, a note on the whole. Raise Refused where the
        passage is nowhere, or in more than one place.
        """
        if not told.quote.strip():
            self.quote = self.prefix = self.suffix = ""
            return
        found = passages.meant(told, words)
        if not found:
            raise Refused(_("These words are not in the excerpt as readers see it."))
        if len(found) > 1:
            raise Refused(
                _(
                    "These words stand {count} times in the excerpt: mark the place, or"
                    " add the words before or after."
                ).format(count=len(found))
            )
        self.tell_by(found[0], words)

    def candidates(self, words):
        """Return the passages of `words` that this may be on, and some words around."""
        around = [Span(max(0, s - 30), e + 30) for s, e in self.spans]
        return [f"… {' '.join(span.of(words).split())} …" for span in around]

    def tell_by(self, span, words):
        """Tell the passage by what is at `span` of `words` and around it."""
        told = passages.around(span, words)
        self.quote, self.prefix, self.suffix = told.quote, told.prefix, told.suffix

    def differs_from(self, before):
        """Return whether this is to be saved: `before` is what the database has."""
        return self.record() != before.record() or self.spans != before.spans

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
