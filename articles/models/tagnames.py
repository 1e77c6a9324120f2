"""Which tag a name means: questions about many tags, each of which has many names."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from articles import slugs, text
from articles.errors import Refused
from articles.models.oldaddress import OldAddress
from articles.models.shelf import PublicCount
from articles.models.tagalias import TagAlias
from articles.paths import path_of


class TagQuerySet(models.QuerySet):
    """Questions about many tags. Each answers with a queryset, so they chain."""

    def resolve(self, name):
        """Return the tag that `name` means, or None.

        A tag is meant by its slug, by its name in any case, by an alias, and by
        whatever gives the same slug: “Machine Learning” is `machine-learning`.
        """
        return self.resolve_all([name]).get(name)

    def at(self, slug):
        """Return the tag that lives at the address `/tags/<slug>/`, or once did."""
        tag = self.resolve(slug)
        if tag is None:
            old = OldAddress.objects.find(path_of("tag", slug))
        return tag or (old and old.tag)

    def public_by_name(self, names):
        """Return {name: tag} for those of `names` that mean one that readers meet."""
        known = self.resolve_all(names)
        met = set(self.public().filter(pk__in=[tag.pk for tag in known.values()]))
        return {name: tag for name, tag in known.items() if tag in met}

    def resolve_all(self, names):
        """Return {name: tag} for those of `names` that mean one, in three queries.

        In one where all of them are slugs of tags: each word means one tag alone.
        """
        slugs_asked = {name for name in names if slugs.is_slug(name)}
        by_slug = {tag.slug: tag for tag in self.filter(slug__in=slugs_asked)}
        if len(by_slug) == len(set(names)):
            return by_slug
        asked = {
            name: (name, slugs.name_key(name), slugs.slugify(name))
            for name in names
            if not text.bad_character(name, lines=False)
        }
        words = {word for spellings in asked.values() for word in spellings if word}
        known = {}
        aliases = TagAlias.objects.filter(
            models.Q(slug__in=words) | models.Q(name_key__in=words)
        )
        for alias in aliases.select_related("tag"):
            known |= {alias.name_key: alias.tag, alias.slug: alias.tag}
        tags = self.filter(models.Q(slug__in=words) | models.Q(name_key__in=words))
        for tag in tags:
            known |= {tag.name_key: tag, tag.slug: tag}
        found = {
            name: next((known[word] for word in spellings if word in known), None)
            for name, spellings in asked.items()
        }
        return {name: tag for name, tag in found.items() if tag is not None}

    def named(self, names):
        """Return the tags that `names` mean, in that order, each once; make the new.

        Raise Refused for a name that can be no tag.
        """
        found = self.resolve_all(names)
        new = [name for name in names if name not in found]
        # In one order: two who make the same tags would else wait for each other.
        for name in sorted(new, key=slugs.name_key):
            found[name] = self.resolve(name) or self.make_or_meet(name)
        return list(dict.fromkeys(found[name] for name in names))

    def build(self, name, slug=""):
        """Return a new tag of that name, not saved. Raise Refused for a bad name."""
        tag = self.model(name=name, slug=slug)
        try:
            tag.full_clean(validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            says, reason = _("No tag “{name}”: {reason}"), " ".join(error.messages)
            raise Refused(says.format(name=name, reason=reason)) from error
        return tag

    def make(self, name, slug=""):
        """Save and return a new tag of that name.

        Raise Refused for a bad name, and for one that another makes at this moment.
        """
        tag = self.build(name, slug)
        try:
            with transaction.atomic():
                tag.save()
        except IntegrityError:
            self.build(name, slug)  # refuses it in words, now that it is there
            raise
        return tag

    def make_or_meet(self, name):
        """Return a new tag of that name, or the one that another makes meanwhile."""
        try:
            return self.make(name)
        except Refused:
            if tag := self.resolve(name):
                return tag
            raise

    def public(self):
        """Keep the tags that readers meet, each with its `count` of their articles."""
        return self.annotate(count=PublicCount()).filter(count__gt=0)

    def suggest(self, term):
        """Return the tags of whose name or alias `term` is a part, by name."""
        key = slugs.name_key(term)
        has_alias = TagAlias.objects.filter(
            tag=models.OuterRef("pk"), name_key__contains=key
        )
        found = models.Q(name_key__contains=key) | models.Exists(has_alias)
        return self.filter(found).by_name()

    def by_name(self):
        """Order by name, without case, by code point."""
        return self.order_by("name_key")

    def get_by_natural_key(self, slug):
        return self.get(slug=slug)
