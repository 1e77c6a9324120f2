"""Topics: a tag, its other names, and the place it takes on an article."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from taggit.models import ItemBase, TagBase

from articles import limits, slugs, text
from articles.errors import Refused
from articles.formats.records import TagRecord
from articles.models.fields import (
    AddressNameField,
    DerivedModel,
    LineField,
    WordsField,
    at_most,
    no_plus,
    not_empty,
)
from articles.models.oldaddress import OldAddress
from articles.models.shelf import Shelf
from articles.models.tagalias import TagAlias, free_words, means, words_of
from articles.models.tagdeed import TagDeed, hand_over
from articles.models.tagnames import TagQuerySet
from articles.paths import path_of


class Tag(DerivedModel, TagBase):
    """A topic. Its slug is its address; names that it once had live on as aliases."""

    name = LineField(max_length=limits.TAG_NAME)
    name_key = models.CharField(
        max_length=4 * limits.TAG_NAME, editable=False, unique=True
    )
    slug = AddressNameField(
        _("address"),
        unique=True,
        blank=True,
        help_text=_("Empty: made from the name. The old address redirects."),
    )
    description = WordsField(
        max_length=limits.TAG_DESCRIPTION,
        blank=True,
        help_text=_("Plain text: what the topic is about, for the head of its page."),
    )

    objects = TagQuerySet.as_manager()
    natural_key_fields = ("slug",)
    derived = {"name_key": ("name", slugs.name_key)}

    class Meta:
        ordering = ["name_key"]
        constraints = [
            *not_empty("tag", "name", "slug"),
            no_plus("tag"),
            *at_most(
                "tag",
                name=limits.TAG_NAME,
                name_key=4 * limits.TAG_NAME,
                slug=limits.SLUG,
                description=limits.TAG_DESCRIPTION,
            ),
        ]

    def get_absolute_url(self):
        return path_of("tag", self.slug)

    @staticmethod
    def address_together(*slugs):
        """Return where the articles are that bear all tags with these slugs."""
        return path_of("tag", "+".join(sorted(slugs)))

    def is_public(self):
        """Return whether readers meet this tag: on an article that they may see."""
        return Shelf.of_tag(self).exists()

    def clean(self):
        """Refuse in words a name or an address that means another tag already."""
        if not self.name:
            return  # it was refused already
        by_name = not self.slug
        self.slug = self.slug or slugs.slugify(self.name)
        if not self.slug:
            raise ValidationError({"name": _("A name has a letter or a digit.")})
        words = {slugs.name_key(self.name): "name"}
        words.setdefault(self.slug, "slug")
        for word, field in words.items():
            if other := self.other_at(word):
                field = "name" if by_name else field
                raise ValidationError({field: means(getattr(self, field), other)})
        if slugs.is_slug(self.slug):
            OldAddress.objects.refuse_taken(self.get_absolute_url(), by=self)

    def other_at(self, word):
        """Return another tag that `word`, a comparable name or a slug, means already.

        The name of one is not the address of another: each word means one tag.
        """
        if text.bad_character(word, lines=False):
            return None  # no row holds it, and PostgreSQL would not look for it
        meant = models.Q(name_key=word) | models.Q(slug=word)
        if tag := Tag.objects.filter(meant).exclude(pk=self.pk).first():
            return tag
        aliases = TagAlias.objects.filter(meant).exclude(tag=self.pk)
        alias = aliases.select_related("tag").first()
        return alias and alias.tag

    def slugify(self, tag, i=None):
        """Return the address of a tag of that name: ours, not the library's."""
        return slugs.slugify(tag)

    def record(self):
        """Return this tag as a TagRecord."""
        return TagRecord(
            slug=self.slug,
            name=self.name,
            description=self.description,
            aliases=[alias.name for alias in self.aliases.all()],
        )

    @transaction.atomic
    def rename(self, name=None, slug=None, aliases=None):
        """Give this tag another name or address; the old ones lead here for good.

        An address that was made from the name follows it. Without `aliases` those of
        today stay. Raise Refused when one means another tag, or there are too many.
        """
        with TagDeed.objects.noting(TagDeed.Kind.RENAME, self):
            self._rename(name, slug, aliases)

    def _rename(self, name, slug, aliases):
        old = Tag.objects.get(pk=self.pk)
        self.name, self.slug = name or self.name, slug or self.slug
        if slug is None and self.slug == old.slug:
            self.slug = slugs.following(old.slug, old.name, self.name)
        if aliases is None:
            aliases = self.aliases.values_list("name", flat=True)
            mine = self.words()
            aliases = [name for name in aliases if not words_of(name) & mine]
        try:
            self.full_clean(validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error
        self.save()
        OldAddress.objects.leave(old.get_absolute_url(), self)
        self.set_aliases(self.with_names_of(old, aliases))

    def with_names_of(self, old, aliases):
        """Return `aliases`, and the names of the tag `old` that nothing else means.

        An old slug that is too long for a name redirects, but is no alias.
        """
        aliases, meant = list(aliases), self.words()
        meant.update(*map(words_of, aliases))
        for name in (old.name, old.slug):
            if len(name) <= limits.TAG_NAME and not words_of(name) & meant:
                aliases.append(name)
                meant |= words_of(name)
        return aliases

    def words(self):
        """Return the words that mean this tag: its comparable name and its slug."""
        return {slugs.name_key(self.name), self.slug}

    @transaction.atomic
    def merge_into(self, target):
        """Give all articles of this tag to `target`; leave an alias and a redirect.

        Return how many articles gained `target`. Articles that bore both keep the
        one, and `target` takes this tag's place in their order. Aliases and old
        addresses follow. Raise Refused when `target` is this tag.
        """
        if target.pk == self.pk:
            says = _("Cannot merge the tag “{name}” into itself.")
            raise Refused(says.format(name=self))
        with TagDeed.objects.noting(TagDeed.Kind.MERGE, self, target) as told:
            told.take_uses(self.uses.all(), target)
            self.aliases.update(tag=target)
            address = self.get_absolute_url()
            gained = self.give_way_to(target)
            OldAddress.objects.leave(address, target)
            aliases = target.aliases.values_list("name", flat=True)
            target.set_aliases(target.with_names_of(self, aliases))
        return gained

    def give_way_to(self, target):
        """Delete this; its articles and its old addresses go to `target`, no name does.

        Return how many articles gained `target`, as `merge_into` does.
        """
        gained = hand_over(self.uses.all(), target)
        self.old_addresses.update(tag=target)
        self.delete()
        return gained

    @transaction.atomic
    def split_off(self, name, articles):
        """Give `articles` the tag that `name` means in place of this; make a new one.

        Return how many bore this tag; they are changed now. Raise Refused for a name
        that can be no tag or means this one, and where none bore it.
        """
        uses = self.uses.filter(content_object__in=articles)
        if not uses.exists():
            says = _("Choose the entries that are to have another tag.")
            raise Refused(str(says))
        target = Tag.objects.resolve(name)
        if target == self:
            raise Refused(means(name, self))
        known = [target] if target else []
        with TagDeed.objects.noting(TagDeed.Kind.SPLIT, self, *known) as told:
            if target is None:
                target = Tag.objects.make(name)
                told.tags.append(target)
            told.take_uses(uses, target)
            self.change_now(uses)
            hand_over(uses, target)
        return len(told.uses)

    @transaction.atomic
    def remove(self):
        """Delete this, so that it can be undone; its entries are changed now."""
        with TagDeed.objects.noting(TagDeed.Kind.DELETE, self) as told:
            told.take_uses(self.uses.all())
            self.change_now(self.uses.all())
            Tag.objects.filter(pk=self.pk).delete()

    def change_now(self, uses):
        article = ArticleTag._meta.get_field("content_object").related_model
        articles = article.objects.filter(pk__in=uses.values("content_object"))
        articles.update(updated_at=timezone.now())

    @transaction.atomic
    def set_aliases(self, names):
        """Make `names` the aliases of this tag. Raise Refused for one that is taken."""
        self.refuse_aliases(names)
        self.aliases.exclude(name__in=names).delete()
        have = set(self.aliases.values_list("name", flat=True))
        for name in names:
            if name not in have:
                TagAlias(tag=self, name=name).save()

    def refuse_aliases(self, names):
        """Raise Refused, in words, where `names` cannot be the aliases of this tag."""
        if len(names) > limits.ALIASES:
            says = ngettext(
                "{count} alias: at most {most} a tag.",
                "{count} aliases: at most {most} a tag.",
                len(names),
            )
            raise Refused(says.format(count=len(names), most=limits.ALIASES))
        meant, free = {}, free_words(self, set().union(*map(words_of, names)))
        for name in names:
            alias = TagAlias(tag=self, name=name)
            alias.refuse_bad(free)
            for word in {alias.name_key, alias.slug}:
                if word in meant:
                    says = _("“{name}” and “{other}” are one alias.")
                    raise Refused(says.format(name=name, other=meant[word]))
                meant[word] = name


class ArticleTag(ItemBase):
    """The place of a tag on an article: the order of an article's tags is content."""

    content_object = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="taggings"
    )
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="uses")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="articletag_once"
            ),
            models.UniqueConstraint(
                fields=["content_object", "position"], name="articletag_one_a_place"
            ),
            models.CheckConstraint(
                condition=models.Q(position__lt=limits.TAGS), name="articletag_at_most"
            ),
        ]
