"""The forms of the desk. What they refuse, and why, is the models' to say."""

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AutocompleteMixin, get_select2_language
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from articles import limits, slugs, text
from articles.errors import Refused
from articles.models import (
    AGAIN,
    COPY,
    Annotation,
    Article,
    EditorSettings,
    Known,
    NamesFormField,
    Page,
    Tag,
    Upload,
    WordsFormField,
    refuse_many_notes,
    refuse_many_tags,
)
from articles.passages import Selector


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


class ArticleForm(DeskForm):
    tag_names = TagNamesField(
        label=capfirst(_("tags")),
        help_text=_("In the order in which readers see them."),
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
    says = _('<a href="{address}">“{entry}”</a> ({state}) quotes this already. {again}')
    return format_html(
        str(says),
        address=address,
        entry=copy,
        state=copy.state_label,
        again=AGAIN,
    )


class NoteForm(DeskForm):
    place = forms.IntegerField(
        label=capfirst(_("place")),
        required=False,
        min_value=1,
        max_value=limits.NOTES,
        help_text=_("Among the notes of this entry. Empty: last."),
        widget=forms.NumberInput(attrs={"class": "vIntegerField"}),
    )

    passage = WordsFormField(
        required=False,
        label=_("On the passage"),
        help_text=_(
            "Words of the excerpt as readers see it. Empty: on all of it. When the"
            " excerpt changes, they are looked for again."
        ),
        widget=forms.Textarea(attrs={"class": "vPassage", "rows": 2}),
    )
    before = WordsFormField(
        required=False, label=_("Before it"), widget=forms.HiddenInput
    )
    after = WordsFormField(
        required=False, label=_("After it"), widget=forms.HiddenInput
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
            self.initial["passage"] = self.instance.quote
        if self.instance.is_detached:
            self.fields["passage"].help_text = self._why_detached()

    def _why_detached(self):
        words = self.instance.candidates(self.instance.article.excerpt_text)
        if not words:
            return _(
                "Detached: these words are not in the excerpt any more, nor any much"
                " like them. Give the note other ones, or none."
            )
        return _("Detached: it may be on any of these passages: {passages}").format(
            passages=" / ".join(words)
        )

    def take_passage(self, words):
        """Let the note be on the passage of `words` that was given, if one was."""
        given = self.cleaned_data
        if "passage" not in self.changed_data:
            return
        told = Selector(given["passage"], given["before"], given["after"])
        try:
            self.instance.take_passage(told, words)
        except Refused as refusal:
            self.add_error("passage", str(refusal))


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
        changed = [
            f for f in self._stay() if "passage" in f.changed_data and f.is_valid()
        ]
        words = text.to_plain(self.instance.excerpt) if changed else ""
        for form in changed:
            form.take_passage(words)
        try:
            refuse_many_notes(len(self._stay()))
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
        label=capfirst(_("aliases")),
        required=False,
        help_text=_(
            "Other names, one a line: each means this tag wherever it is named."
        ),
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
        label=_("File"),
        required=False,
        help_text=_(
            "A fixture, as “Download as a fixture” or export_fixture write it."
        ),
    )
    upload = forms.UUIDField(required=False, widget=forms.HiddenInput)
    known = forms.ChoiceField(
        label=_("Entries that were edited here since"),
        choices=[
            (Known.REFUSE_EDITED, _("change nothing, and name them")),
            (Known.KEEP_EDITED, _("leave them as they are here")),
            (Known.TAKE, _("take the file’s")),
        ],
        initial=Known.REFUSE_EDITED,
        widget=forms.RadioSelect,
    )
    prune = forms.BooleanField(
        required=False,
        label=_("Delete what the file lacks"),
        help_text=_("The plan names it."),
    )

    def __init__(self, *args, may_prune, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_prune:
            del self.fields["prune"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > limits.UPLOAD:
            raise ValidationError(
                _(
                    "{size} bytes: at most {most} here. The command load_fixture takes"
                    " longer ones."
                ).format(
                    size=number_format(file.size, force_grouping=True),
                    most=number_format(limits.UPLOAD, force_grouping=True),
                )
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


def languages_of_the_desk():
    """Return the choices of a language: the site's, then each named in itself."""
    site = get_language_info(settings.LANGUAGE_CODE)["name_local"]
    others = [
        (code, get_language_info(code)["name_local"])
        for code in settings.DESK_LANGUAGES
    ]
    return [("", _("As the site ({language})").format(language=site)), *others]


class EditorSettingsForm(DeskForm):
    """What editors set at the desk for themselves."""

    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=languages_of_the_desk,
        help_text=_("Of the desk, for you alone. What readers see stays as it is."),
    )

    class Meta:
        model = EditorSettings
        fields = ["language"]
