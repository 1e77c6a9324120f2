"""What a reader writes in a query to narrow a list: which values make sense."""

from django import forms
from django.core.exceptions import ValidationError

from articles import limits
from articles.models import Asked, Tag
from articles.periods import Period
from articles.query import CONTROLS, parse

TAGS = 10  # that one query may ask for; each costs the database a join
NEWEST, OLDEST, RELEVANCE = "newest", "oldest", "relevance"


class TagsField(forms.Field):
    """Names of tags, aliases as well. Gives {name: tag}, for those that readers meet.

    So no answer tells whether a tag exists that only drafts bear.
    """

    widget = forms.SelectMultiple

    def clean(self, value):
        return Tag.objects.public_by_name(value[:TAGS]) if value else {}


class AskedField(forms.Field):
    """A search. Gives it as it is understood; None where nothing is asked."""

    def clean(self, value):
        query = parse(value or "")
        if not query.terms and (value or "").strip():
            raise ValidationError("")  # there is no word in it
        return Asked(query) if query.terms else None


class LineField(forms.Field):
    """A few words in one line, without blanks around them; None for none."""

    def clean(self, value):
        value = " ".join((value or "").split())
        if len(value) > limits.NAME or CONTROLS.search(value):
            raise ValidationError("")
        return value or None


class PeriodField(forms.Field):
    """A period of a kind, as it is written: 2021, or 2021-11."""

    def __init__(self, *, kind, **kwargs):
        self.kind = kind
        super().__init__(**kwargs)

    def clean(self, value):
        if not value:
            return None
        period = Period.read(value)
        if period is None or period.kind != self.kind:
            raise ValidationError("")
        return value


class FlagField(forms.Field):
    """1, for yes."""

    def clean(self, value):
        if value not in (None, "", "1"):
            raise ValidationError("")
        return value or None


class OrderField(forms.Field):
    """One of three orders; None for the one that suits."""

    def clean(self, value):
        if value not in (None, "", NEWEST, OLDEST, RELEVANCE):
            raise ValidationError("")
        return value or None
