"""Columns that know what they take in, so that form, file and model agree."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles import limits, links, slugs, text

models.CharField.register_lookup(Length)
models.TextField.register_lookup(Length)


class LineFormField(forms.CharField):
    """One line. Too long a paste is refused in words, not cut by the browser."""

    def widget_attrs(self, widget):
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs

    def has_changed(self, initial, data):
        return super().has_changed(self.to_python(initial), data)


class WordsFormField(LineFormField):
    """What an editor wrote, to the byte: blanks stay, a browser's CRLF does not."""

    widget = forms.Textarea

    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, "strip": False})

    def to_python(self, value):
        return text.mend_newlines(super().to_python(value))


class NamesFormField(LineFormField):
    """Names, one a line; blanks around them and empty lines do not count."""

    widget = forms.Textarea

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        lines = text.mend_newlines(super().to_python(value)).split("\n")
        return [line.strip() for line in lines if line.strip()]

    def has_changed(self, initial, data):
        initial = self.to_python(self.prepare_value(initial or []))
        return self.to_python(data or "") != initial


class InstantFormField(forms.SplitDateTimeField):
    """A day and a time, as the clocks of the site show them.

    Of an hour that comes twice, when the clocks go back, the first is meant.
    """

    default_error_messages = {
        "invalid_date": _("Write the day as 2021-11-13."),
        "invalid_time": _("Write the time as 09:30."),
        "no_such_time": _("The clocks skip %(time)s on that day: choose another time."),
    }

    def compress(self, data_list):
        if not data_list:
            return None
        day, time = data_list
        if day in self.empty_values:
            raise ValidationError(self.error_messages["invalid_date"])
        if time in self.empty_values:
            raise ValidationError(self.error_messages["invalid_time"])
        zone, shown = timezone.get_current_timezone(), datetime.combine(day, time)
        instant = shown.replace(tzinfo=zone)
        try:
            back = instant.astimezone(UTC).astimezone(zone)
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid_date"]) from error
        if back.replace(tzinfo=None) != shown:
            raise ValidationError(
                self.error_messages["no_such_time"], params={"time": f"{time:%H:%M}"}
            )
        return instant


class LineField(models.CharField):
    """One line of text, kept as it came."""

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": LineFormField, **kwargs})

    def clean(self, value, model_instance):
        value = super().clean(value, model_instance)
        if value and text.is_blank(value):
            raise ValidationError(_("It holds nothing but blanks."))
        refuse_bad_character(value, lines=False)
        return value


class WordsField(models.TextField):
    """Several lines of text, Markdown as a rule; only line ends are mended."""

    def __init__(self, *args, max_length=limits.TEXT, **kwargs):
        super().__init__(*args, max_length=max_length, **kwargs)
        self.refuse_too_long = MaxLengthValidator(max_length)

    def to_python(self, value):
        value = super().to_python(value)
        return text.mend_newlines(value) if isinstance(value, str) else value

    def clean(self, value, model_instance):
        value = super().clean(value, model_instance)
        self.refuse_too_long(value)
        if not self.blank and text.is_blank(value):
            raise ValidationError(_("It holds nothing but blanks."))
        refuse_bad_character(value, lines=True)
        return value

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": WordsFormField, **kwargs})


class WebAddressField(LineField):
    """An absolute http or https address, without blanks around it."""

    def __init__(self, *args, max_length=limits.ADDRESS, **kwargs):
        super().__init__(*args, max_length=max_length, **kwargs)

    def to_python(self, value):
        value = super().to_python(value)
        return value.strip() if isinstance(value, str) else value

    def clean(self, value, model_instance):
        value = super().clean(value, model_instance)
        if value:
            try:
                links.canonical(value)
            except ValueError as error:
                raise ValidationError(str(error)) from error
            if not WEB.match(value):
                raise ValidationError(
                    _("A web address starts with http:// or https://.")
                )
        return value

    def formfield(self, **kwargs):
        return super().formfield(
            **{"widget": forms.URLInput(attrs={"class": "vURLField"}), **kwargs}
        )


class AddressNameField(LineField):
    """The part of an address that names a row: its slug."""

    def __init__(self, *args, max_length=limits.SLUG, **kwargs):
        super().__init__(*args, max_length=max_length, **kwargs)

    def formfield(self, **kwargs):
        # Refused by the form, it never reaches a row of which the page names the path.
        return super().formfield(**{"validators": [refuse_no_slug], **kwargs})

    def clean(self, value, model_instance):
        value = super().clean(value, model_instance)
        refuse_no_slug(value)
        return value


class InstantField(models.DateTimeField):
    """An instant, aware. Years of four digits, so that every time zone can show it."""

    def clean(self, value, model_instance):
        value = super().clean(value, model_instance)
        if value is not None and not limits.FIRST_YEAR <= value.year < limits.END_YEAR:
            says = _("The year {year} is none of {first} to {last}.")
            first, last = limits.FIRST_YEAR, limits.END_YEAR - 1
            raise ValidationError(says.format(year=value.year, first=first, last=last))
        return value

    def formfield(self, **kwargs):
        if kwargs.get("form_class") is forms.SplitDateTimeField:  # so asks the admin
            kwargs["form_class"] = InstantFormField
        return super().formfield(**kwargs)


class NamesField(models.JSONField):
    """A list of names, one line each, in an order that counts."""

    def clean(self, value, model_instance):
        value = super().clean(value, model_instance)
        if not isinstance(value, list) or not all(isinstance(n, str) for n in value):
            raise ValidationError(_("A list of names is needed."))
        if len(value) > limits.AUTHORS:
            says = ngettext(
                "{count} name is too many: at most {most}.",
                "{count} names are too many: at most {most}.",
                len(value),
            )
            raise ValidationError(says.format(count=len(value), most=limits.AUTHORS))
        for name in value:
            if text.is_blank(name) or len(name) > limits.NAME:
                says = _("A name has 1 to {most} characters, not {count}.")
                raise ValidationError(says.format(most=limits.NAME, count=len(name)))
            refuse_bad_character(name, lines=False)
        return value

    def formfield(self, **kwargs):
        # JSONField's own form field is for raw JSON; editors write a name a line.
        return models.Field.formfield(self, form_class=NamesFormField, **kwargs)


class DerivedModel(models.Model):
    """A row some of whose columns follow from others.

    `derived` says how: column -> (column it follows from, function), a column after
    the one that it follows from. They are
    written by every `save()`; whatever passes by `save()` calls `derive()`.
    """

    derived: ClassVar[dict[str, tuple[str, Callable[[Any], Any]]]] = {}

    class Meta:
        abstract = True

    def save(self, *, update_fields=None, **kwargs):
        follow = self.derive(update_fields)
        if update_fields is not None:
            update_fields = {*update_fields, *follow}
        super().save(update_fields=update_fields, **kwargs)

    def derive(self, sources=None):
        """Set the columns derived from the columns `sources` (all by default).

        Return their names. Raise ValueError where a source is bad.
        """
        changed = set(sources or ())
        written = set()
        for column, (source, function) in self.derived.items():
            if sources is None or source in changed:
                setattr(self, column, function(getattr(self, source)))
                written.add(column)
                changed.add(column)
        return written


def refuse_no_slug(value):
    """Raise ValidationError where `value` cannot stand in an address."""
    if slugs.is_slug(value):
        return
    says = _(
        "“{value}” cannot stand in an address: small letters and digits, with"
        " single hyphens between them."
    ).format(value=value)
    if good := slugs.slugify(value):
        says += " " + _("“{slug}” would do.").format(slug=good)
    raise ValidationError(says)


def refuse_bad_character(value, *, lines):
    """Raise ValidationError where `value` holds a character that no column takes."""
    if value and (found := text.bad_character(value, lines=lines)):
        raise ValidationError(_("Take out {found}.").format(found=found))


def at_most(table, **lengths):
    """Return a named constraint for each column: at most so many characters."""
    return [
        models.CheckConstraint(
            condition=models.Q(**{f"{column}__length__lte": length}),
            name=f"{table}_{column}_length",
        )
        for column, length in lengths.items()
    ]


def not_empty(table, *columns):
    """Return a named constraint for each column: it holds something."""
    return [
        models.CheckConstraint(
            condition=~models.Q(**{column: ""}), name=f"{table}_{column}_not_empty"
        )
        for column in columns
    ]


def no_plus(table):
    """Return a named constraint: a slug holds no plus (it parts tags in addresses)."""
    return models.CheckConstraint(
        condition=~models.Q(slug__contains="+"), name=f"{table}_slug_no_plus"
    )


def web_address(table, column, *, blank=False):
    """Return a named constraint: the column holds an http or https address."""
    condition = models.Q(**{f"{column}__istartswith": "http://"}) | models.Q(
        **{f"{column}__istartswith": "https://"}
    )
    if blank:
        condition |= models.Q(**{column: ""})
    return models.CheckConstraint(condition=condition, name=f"{table}_{column}_web")


WEB = re.compile("https?://", re.IGNORECASE | re.ASCII)
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def site_language():
    """Return the language of the site, as a BCP 47 tag."""
    return settings.LANGUAGE_CODE


def validate_language(value):
    """Raise ValidationError where `value` is not shaped like a BCP 47 tag."""
    if not LANGUAGE.fullmatch(value):
        says = _("“{value}” is not a language: write en, de or pt-BR.")
        raise ValidationError(says.format(value=value))


def refuse_bad_source_date(value):
    """Raise ValidationError where `value` is no day, month or year, as far as known."""
    parts = value.split("-") if value else ["2000"]
    try:
        if [len(part) for part in parts] != [4, 2, 2][: len(parts)]:
            raise ValueError
        date.fromisoformat("-".join([*parts, "01", "01"][:3]))
    except ValueError as error:
        says = _(
            "“{date}” is not a year, a month or a day: write 2021, 2021-11 or"
            " 2021-11-13."
        ).format(date=value)
        raise ValidationError({"source_date": says}) from error
