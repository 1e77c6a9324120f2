"""Corrections: what was changed in an entry after readers had seen it, told to them."""

from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles import limits, text
from articles.errors import Refused
from articles.formats.fixture import instant_text
from articles.formats.records import CorrectionRecord
from articles.models import roles
from articles.models.fields import InstantField, refuse_bad_character
from articles.models.refusals import in_words


class CorrectionsField(models.JSONField):
    """A list of CorrectionRecords, the oldest first."""

    def from_db_value(self, value, expression, connection):
        held = super().from_db_value(value, expression, connection)
        return [
            CorrectionRecord(at=datetime.fromisoformat(one["at"]), text=one["text"])
            for one in held or []  # None: of a row that is not there
        ]

    def get_prep_value(self, value):
        if not isinstance(value, list):
            return super().get_prep_value(value)
        return [{"at": instant_text(one.at), "text": one.text} for one in value]

    def validate(self, value, model_instance):
        """Wait for `clean`: these are no values of JSON."""

    def clean(self, value, model_instance):
        value = super().clean(value, model_instance)
        if len(value) > limits.CORRECTIONS:
            says = ngettext(
                "{count} correction: at most {most} an entry.",
                "{count} corrections: at most {most} an entry.",
                len(value),
            )
            says = says.format(count=len(value), most=limits.CORRECTIONS)
            raise ValidationError(says)
        for one in value:
            InstantField().clean(one.at, model_instance)
            refuse_bad_correction(one.text)
        if any(one.at >= later.at for one, later in pairwise(value)):
            says = _("A correction stands after those that were made before it.")
            raise ValidationError(says)
        return value


def refuse_bad_correction(words):
    """Raise ValidationError for words that no correction can have."""
    if text.is_blank(words) or len(words) > limits.CORRECTION:
        says = _("A correction has 1 to {most} characters, not {count}.")
        says = says.format(most=limits.CORRECTION, count=len(words))
        raise ValidationError(says)
    refuse_bad_character(words, lines=False)


class Corrected(models.Model):
    """What an article adds to its publication: corrections in the open."""

    corrections = CorrectionsField(default=list, editable=False)

    class Meta:
        abstract = True

    @property
    def last_correction(self):
        """The latest CorrectionRecord, its text in short; or None."""
        if not self.corrections:
            return None
        last = self.corrections[-1]
        return replace(last, text=text.first_words(last.text, limits.OPENING))

    def correct(self, words):
        """Tell readers what was changed in this, in a line; it is saved at once.

        Raise Refused as `with_correction` does.
        """
        self.corrections = self.with_correction(words)
        self.touch("corrections")

    def with_correction(self, words):
        """Return the corrections of this and a new one of now, in a line.

        Raise Refused for what is not public, for too many or too long ones, and to who
        is no editor.
        """
        roles.refuse("correct", self)
        if not self.is_public():
            says = _(
                "“{title}” is not public: there is nothing to correct in the open."
            )
            raise Refused(says.format(title=self))
        told = CorrectionRecord(at=timezone.now(), text=text.one_line(words))
        field = self._meta.get_field("corrections")
        with in_words():
            return field.clean([*self.corrections, told], self)
