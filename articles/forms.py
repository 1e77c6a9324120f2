"""The forms of the desk. What they refuse, and why, is the models' to say."""

from django import forms
from django.contrib.admin.widgets import AutocompleteMixin, get_select2_language
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.urls import reverse
from django.utils.html import format_html

from articles import limits, slugs
from articles.errors import Refused, refuse_more
from articles.models import (
    AGAIN,
    COPY,
    Annotation,
    Article,
    Known,
    NamesFormField,
    Page,
    Tag,
    Upload,
)


class DeskForm(forms.ModelForm):
    """A form whose untouched fields leave what the row holds as it is, to the byte."""

    def clean(self):
        super().clean()
        untouched = self.cleaned_data.keys() - set(self.changed_data)
        for column in self._meta.model._meta.concrete_fields:
            if column.name in untouched and not column.is_relation:
                self.cleaned_data[column.name] = getattr(self.instance, column.name)
        return self.cleaned_data

    def add_error(self, field, error):
        found = getattr(error, "error_dict", {})
        if self.errors or len(found) > 1:
            found.pop(NON_FIELD_ERRORS, None)  # a constraint: it would say it again
        super().add_error(field, error)


class NamesWidget(AutocompleteMixin, forms.SelectMultiple):
    """Names in the order in which they are chosen; known ones are offered by a view.

    With `data-tags` in `attrs` a name that is not known can be typed as well.
    """

    def __init__(self, url_name, attrs=None):
        forms.SelectMultiple.__init__(self, attrs)
        self.url_name = url_name
        self.i18n_name = get_select2_language()

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
            refuse_more(len(value), limits.TAGS, "tags", "an entry")
            known = Tag.objects.resolve_all(value)
            for name in value:
                if name not in known:
                    Tag.objects.build(name)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal


class ArticleForm(DeskForm):
    tag_names = TagNamesField(
        label="Tags", help_text="In the order in which readers see them."
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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "tag_names" in self.fields:
            names = [tag.name for tag in self.instance.tag_list]
            self.initial["tag_names"] = names

    def clean(self):
        super().clean()
        if held := self.data.get("held"):  # see articles/admin/stale.py
            self.add_error(None, held)
        return self.cleaned_data

    def add_error(self, field, error):
        for refusal in getattr(error, "error_dict", {}).get("url", []):
            if refusal.code == COPY:
                copy, refusal.params = refusal.params["copy"], None
                refusal.message = link_to_copy(copy)
        super().add_error(field, error)


def link_to_copy(copy):
    """Return why a source is refused, with a link to the entry that has it."""
    address = reverse("admin:articles_article_change", args=[copy.pk])
    return format_html(
        '<a href="{}">“{}”</a> ({}) quotes this already. {}',
        address,
        copy,
        copy.state,
        AGAIN,
    )


class NoteForm(DeskForm):
    place = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=limits.NOTES,
        help_text="Among the notes of this entry. Empty: last.",
        widget=forms.NumberInput(attrs={"class": "vIntegerField"}),
    )

    class Meta:
        model = Annotation
        fields = ["body", "public", "credit"]
        widgets = {
            "body": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 5})
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["place"] = self.instance.position + 1


class NoteFormSet(forms.BaseInlineFormSet):
    """The notes of an article."""

    def in_order(self):
        """Return the notes that are to stay, by the places that the editor gave.

        Of two at one place the one that was moved there stands on the side from
        which it came: it takes the place, and the other makes way.
        """
        return [form.instance for form in sorted(self._stay(), key=self._place)]

    def clean(self):
        super().clean()
        try:
            refuse_more(len(self._stay()), limits.NOTES, "notes", "an entry")
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def _stay(self):
        return [
            form
            for form in self.forms
            if form not in self.deleted_forms
            and (form.instance.pk or form.has_changed())
        ]

    def _place(self, form):
        place = form.cleaned_data.get("place") or limits.NOTES + 1
        before = form.initial.get("place", limits.NOTES + 1)
        return place, (place > before) - (place < before)


class TagForm(DeskForm):
    aliases = NamesFormField(
        required=False,
        help_text="Other names, one a line: each means this tag wherever it is named.",
    )

    class Meta:
        model = Tag
        fields = ["name", "slug", "description"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["aliases"] = [a.name for a in self.instance.aliases.all()]

    def clean_name(self):
        return self.cleaned_data["name"].strip().removeprefix("#")  # readers see one

    def clean(self):
        super().clean()
        tag = Tag(pk=self.instance.pk, name=self.cleaned_data.get("name", ""))
        tag.slug = self.cleaned_data.get("slug") or slugs.slugify(tag.name)
        aliases = self.cleaned_data.get("aliases", [])
        if tag.pk:
            aliases = tag.with_names_of(Tag.objects.get(pk=tag.pk), aliases)
        try:
            tag.refuse_aliases(aliases)
        except Refused as refusal:
            self.add_error("aliases", str(refusal))
        return self.cleaned_data


class PageForm(DeskForm):
    class Meta:
        model = Page
        fields = ["slug", "title", "body"]


class LoadForm(forms.Form):
    """A fixture that is sent, or was sent before, and how it is to be loaded."""

    file = forms.FileField(
        required=False,
        help_text="A fixture, as “Download as a fixture” or export_fixture write it.",
    )
    upload = forms.UUIDField(required=False, widget=forms.HiddenInput)
    known = forms.ChoiceField(
        label="Entries that were edited here since",
        choices=[
            (Known.REFUSE_EDITED, "change nothing, and name them"),
            (Known.KEEP_EDITED, "leave them as they are here"),
            (Known.TAKE, "take the file’s"),
        ],
        initial=Known.REFUSE_EDITED,
        widget=forms.RadioSelect,
    )
    prune = forms.BooleanField(
        required=False,
        label="Delete what the file lacks",
        help_text="The plan names it.",
    )

    def __init__(self, *args, may_prune, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_prune:
            del self.fields["prune"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > limits.UPLOAD:
            raise ValidationError(
                f"{file.size:,} bytes: at most {limits.UPLOAD:,} here. The command"
                " load_fixture takes longer ones."
            )
        return file

    def upload_of(self, account):
        """Return what was sent now, or the last time, by `account`; None: nothing."""
        if file := self.cleaned_data["file"]:
            return Upload.objects.keep(file, account)
        known = Upload.objects.filter(account=account, uid=self.cleaned_data["upload"])
        return known.first()

    @property
    def choices(self):
        """The choices as `load_fixture` takes them."""
        prune = self.cleaned_data.get("prune", False)
        return {"known": Known(self.cleaned_data["known"]), "prune": prune}
