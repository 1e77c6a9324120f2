"""The form of an article, and how its tags are chosen in it."""

from django import forms
from django.contrib.admin.widgets import AutocompleteMixin, get_select2_language
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles import labels, limits
from articles.errors import Refused
from articles.forms.deskform import DeskForm
from articles.models import (
    AGAIN,
    COPY,
    EARLIER_GONE,
    WITH_REASON,
    Address,
    Article,
    LineFormField,
    Tag,
    refuse_many_tags,
    roles,
)


class NamesWidget(AutocompleteMixin, forms.SelectMultiple):
    """Names in the order in which they are chosen; known ones are offered by a view.

    With `data-tags` in `attrs` a name that is not known can be typed as well.
    """

    def __init__(self, url_name, attrs=None):
        forms.SelectMultiple.__init__(self, attrs)
        self.url_name = url_name

    @property
    def i18n_name(self):
        """The code of the language in which select2 speaks now."""
        return get_select2_language()

    @property
    def media(self):
        return super().media + forms.Media(js=["admin/js/jquery.init.js", "desk.js"])

    def get_url(self):
        return reverse(self.url_name)

    def build_attrs(self, base_attrs, extra_attrs=None):
        return {
            **forms.SelectMultiple.build_attrs(self, base_attrs, extra_attrs),
            "class": "admin-autocomplete",
            "data-ajax--cache": "true",
            "data-ajax--delay": 250,  # milliseconds
            "data-ajax--type": "GET",
            "data-ajax--url": self.get_url(),
            "data-theme": "admin-autocomplete",
            "data-width": "100%",
            "lang": self.i18n_name,
        }

    def optgroups(self, name, value, attrs=None):
        options = [
            self.create_option(name, chosen, chosen, True, place)
            for place, chosen in enumerate(value)
        ]
        return [(None, options, 0)]


class TagNamesField(forms.Field):
    """The names of an article's tags, in their order. A new name makes a new tag."""

    def __init__(self, **kwargs):
        widget = NamesWidget(
            "admin:articles_tag_names",
            attrs={"data-tags": "true", "data-token-separators": '[","]'},
        )
        super().__init__(**{"required": False, "widget": widget, **kwargs})

    def to_python(self, value):
        names = [name.strip().removeprefix("#").strip() for name in value or []]
        return [name for name in names if name]

    def has_changed(self, initial, data):
        return self.to_python(data) != self.to_python(initial)

    def validate(self, value):
        try:
            refuse_many_tags(len(value))
            known = Tag.objects.resolve_all(value)
            for name in value:
                if name not in known:
                    Tag.objects.build(name)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal


class AddressesField(LineFormField):
    """Further addresses, one a line with its label; blanks do not count.

    What is wrong with one is said by `Address.objects.build`, which knows the entry.
    """

    def __init__(self, **kwargs):
        attrs = {"rows": 2, "class": "vAddresses", "spellcheck": "false"}
        widget = forms.Textarea(attrs=attrs)
        super().__init__(**{"required": False, "widget": widget, **kwargs})

    def prepare_value(self, value):
        return labels.written(value) if isinstance(value, list) else value

    def to_python(self, value):
        if isinstance(value, list):
            return value
        return labels.read(super().to_python(value) or "")

    def has_changed(self, initial, data):
        return self.to_python(data or "") != self.to_python(initial or [])


class ArticleForm(DeskForm):
    addresses = AddressesField(
        label=_("Further addresses"),
        help_text=_(
            "One a line, before it what is there: abstract, PDF, code, video,"
            " discussion or other. Without a word it is guessed."
        ),
    )
    tag_names = TagNamesField(
        label=capfirst(_("tags")),
        help_text=_("In the order in which readers see them."),
    )

    correction = LineFormField(
        label=capfirst(_("correction")),
        required=False,
        help_text=_(
            "“Updated, because …”: what you change and why, where readers should know"
            " it. They see it with today’s date."
        ),
    )
    why = LineFormField(
        label=capfirst(_("reason")),
        max_length=limits.REASON,
        required=False,
        help_text=_(
            "Of a step back. What is withdrawn shows it to readers, a draft to who"
            " wrote it."
        ),
    )

    class Meta:
        model = Article
        fields = [
            "title",
            "url",
            "excerpt",
            "slug",
            "published_at",
            "language",
            "authors",
            "source_date",
            "via_url",
            "via_name",
            "follows",
            "credit",
        ]
        error_messages = {"follows": {"invalid_choice": EARLIER_GONE}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "tag_names" in self.fields:
            names = [tag.name for tag in self.instance.tag_list]
            self.initial["tag_names"] = names
        if self.instance.pk and "addresses" in self.fields:
            held = [address.record() for address in self.instance.addresses.all()]
            self.initial["addresses"] = held
        if "published_at" in self.fields:  # Django gives its two parts no label
            day, hour = self.fields["published_at"].widget.widgets
            day.attrs["aria-label"] = _("Publish on this day")
            hour.attrs["aria-label"] = _("Publish at this hour")

    @cached_property
    def changed_data(self):
        # The reason of a step is no change of the entry.
        return [name for name in super().changed_data if name != "why"]

    def clean_correction(self):
        words = self.cleaned_data["correction"]
        if words:
            try:
                self.instance.with_correction(words)
            except Refused as refusal:
                raise ValidationError(str(refusal)) from refusal
        return words

    def clean_why(self):
        """Refuse a step without the reason it needs, and a reason without its step."""
        why, is_held = self.cleaned_data["why"], self.data.get("held")
        verb = next((verb for verb in WITH_REASON if f"_{verb}" in self.data), None)
        if verb:
            try:
                self.instance.refuse_without_reason(verb, why)
            except Refused as refusal:
                raise ValidationError(str(refusal)) from refusal
        elif why and not is_held:
            raise ValidationError(
                _("A reason goes with “Save and withdraw” or “Save as a draft”.")
            )
        return why

    def full_clean(self):
        """Look at the addresses last, when the entry has what else was given."""
        super().full_clean()
        if not self.is_bound or "addresses" not in self.cleaned_data:
            return
        records = self.cleaned_data["addresses"]
        try:
            rows = Address.objects.build(self.instance, records)
        except ValidationError as error:
            self.add_error(None, error)
        else:
            self.cleaned_data["addresses"] = rows

    def add_error(self, field, error):
        for refusal in getattr(error, "error_dict", {}).get("url", []):
            if refusal.code == COPY:
                copy, refusal.params = refusal.params["copy"], None
                refusal.message = link_to_copy(copy)
        super().add_error(field, error)


def link_to_copy(copy):
    """Return why a source is refused, with a link to the entry that has it."""
    address = copy.get_absolute_url()
    if roles.sees(copy):
        address = reverse("admin:articles_article_change", args=[copy.pk])
    says = _('<a href="{address}">“{entry}”</a> ({state}) quotes this already. {again}')
    return format_html(
        str(says),
        address=address,
        entry=copy,
        state=copy.state_label,
        again=AGAIN,
    )
