"""The form of a tag."""

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles import slugs
from articles.errors import Refused
from articles.forms.deskform import DeskForm
from articles.models import (
    NamesFormField,
    Tag,
)


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
        if tag.pk:  # as `rename` will have it
            old = Tag.objects.get(pk=tag.pk)
            if tag.slug == old.slug:
                tag.slug = slugs.following(old.slug, old.name, tag.name)
            aliases = tag.with_names_of(old, aliases)
        try:
            tag.refuse_aliases(aliases)
        except Refused as refusal:
            self.add_error("aliases", str(refusal))
        return self.cleaned_data
