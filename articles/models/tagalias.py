"""The other names of a tag."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles import limits, slugs, text
from articles.errors import Refused
from articles.models.fields import (
    AddressNameField,
    DerivedModel,
    LineField,
    at_most,
    no_plus,
    not_empty,
)
from articles.models.oldaddress import OldAddress


def words_of(name):
    """Return the words that mean the tag of which `name` is an alias."""
    return {slugs.name_key(name), slugs.slugify(name)}


def means(name, tag):
    """Return in words that `name` means `tag` already."""
    return _("“{name}” is the tag “{tag}” already.").format(name=name, tag=tag)


def free_words(tag, words):
    """Return those of `words` that mean no other tag than `tag`: many at once."""
    words = {word for word in words if not text.bad_character(word, lines=False)}
    meant = models.Q(name_key__in=words) | models.Q(slug__in=words)
    tags = type(tag).objects.filter(meant).exclude(pk=tag.pk)
    aliases = TagAlias.objects.filter(meant).exclude(tag=tag.pk)
    taken = [*tags.values_list("name_key", "slug")]
    return words.difference(*taken, *aliases.values_list("name_key", "slug"))


class TagAlias(DerivedModel):
    """Another name of a tag, honoured wherever a tag is named, and never shown."""

    tag = models.ForeignKey(
        "articles.Tag", on_delete=models.CASCADE, related_name="aliases"
    )
    name = LineField(max_length=limits.TAG_NAME)
    name_key = models.CharField(
        max_length=4 * limits.TAG_NAME, editable=False, unique=True
    )
    slug = AddressNameField(_("address"), editable=False, unique=True)

    free: frozenset[str] = frozenset()
    derived = {
        "name_key": ("name", slugs.name_key),
        "slug": ("name", slugs.slugify),
    }

    class Meta:
        verbose_name_plural = _("tag aliases")
        ordering = ["name_key"]
        constraints = [
            *not_empty("tagalias", "name", "slug"),
            no_plus("tagalias"),
            *at_most(
                "tagalias",
                name=limits.TAG_NAME,
                name_key=4 * limits.TAG_NAME,
                slug=limits.SLUG,
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """Refuse in words a name that means a tag already, this one's or another."""
        for word in (self.name_key, self.slug):
            if word not in self.free and (other := self.tag.other_at(word)):
                raise ValidationError({"name": means(self.name, other)})
            if word in self.tag.words():
                says = _("The tag is “{name}” already.").format(name=self.name)
                raise ValidationError({"name": says})
        if slugs.is_slug(self.slug):
            address = reverse("articles:tag", args=[self.slug])
            OldAddress.objects.refuse_taken(address, by=self.tag)

    def refuse_bad(self, free=frozenset()):
        """Raise Refused, in words, where this cannot be an alias.

        `free` are words of which it is known that they mean no other tag.
        """
        self.free = free
        self.derive()
        try:
            self.full_clean(["tag"], validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            says, reason = _("No alias “{name}”: {reason}"), " ".join(error.messages)
            raise Refused(says.format(name=self.name, reason=reason)) from error
