"""The forms of the desk. What they refuse, and why, is the models' to say."""

from django import forms
from django.contrib.admin.widgets import AutocompleteMixin, get_select2_language
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html

from articles import limits
from articles.errors import Refused
from articles.models import Annotation, Article, Page, Tag
from articles.models.fields import NamesFormField


class UntouchedForm(forms.ModelForm):
    """A form whose untouched fields leave what the row holds as it is, to the byte."""

    def clean(self):
        super().clean()
        untouched = self.cleaned_data.keys() - set(self.changed_data)
        for column in self._meta.model._meta.concrete_fields:
            if column.name in untouched and not column.is_relation:
                self.cleaned_data[column.name] = getattr(self.instance, column.name)
        return self.cleaned_data


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
        if len(value) > limits.TAGS:
            raise ValidationError(f"{len(value)} tags: at most {limits.TAGS} an entry.")
        known = Tag.objects.resolve_all(value)
        for name in value:
            if name not in known:
                try:
                    Tag.objects.build(name)
                except Refused as refusal:
                    raise ValidationError(str(refusal)) from refusal


class ArticleForm(UntouchedForm):
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
        copy = Article(
            pk=self.instance.pk,
            url=self.cleaned_data.get("url", ""),
            follows=self.cleaned_data.get("follows"),
        ).copy_of()
        if copy is not None:
            self.add_error("url", self.refuse_copy(copy))
        return self.cleaned_data

    def refuse_copy(self, copy):
        """Return why the source is refused, with a link to the entry that has it."""
        return format_html(
            '<a href="{}">“{}”</a> ({}) quotes this already. To run it again on'
            " purpose, choose that entry under “follows”.",
            reverse("admin:articles_article_change", args=[copy.pk]),
            copy,
            copy.state,
        )


class NoteForm(UntouchedForm):
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

        Of two at one place the one that was moved there comes first.
        """
        return [form.instance for form in sorted(self._stay(), key=self._place)]

    def clean(self):
        super().clean()
        count = len(self._stay())
        if count > limits.NOTES:
            raise ValidationError(f"{count} notes: at most {limits.NOTES} an entry.")

    def _stay(self):
        return [
            form
            for form in self.forms
            if form not in self.deleted_forms
            and (form.instance.pk or form.has_changed())
        ]

    def _place(self, form):
        place = form.cleaned_data.get("place") or limits.NOTES + 1
        return place, "place" not in form.changed_data


class TagForm(UntouchedForm):
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

    def clean(self):
        super().clean()
        tag = Tag(pk=self.instance.pk, name=self.cleaned_data.get("name", ""))
        tag.slug = self.cleaned_data.get("slug") or tag.slugify(tag.name)
        tag.derive()
        try:
            tag.refuse_aliases(self.cleaned_data.get("aliases", []))
        except Refused as refusal:
            self.add_error("aliases", str(refusal))
        return self.cleaned_data


class PageForm(UntouchedForm):
    class Meta:
        model = Page
        fields = ["slug", "title", "body"]
