"""Where an article is filed: under the work of its source, which is there once.

An article that follows nothing holds the works that its source and its further
addresses lead to. No other such article has one of them for its source. Between two
sources the database promises that (`article_work_once`); between a source and a further
address it is asked each time one is written, so two editors who save in the same
instant may pass by each other: then each entry shows the other as covered before.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles import links
from articles.errors import Refused
from articles.models import roles
from articles.models.address import Address, has_source
from articles.models.narrowing import NarrowingQuerySet

COPY = "copy"  # the code of a refusal; its `params` name the entry that is there
AGAIN = _("To run it again on purpose, choose that entry under “follows”.")
UNSEEN = _("Another entry on this is being written.")  # to who may not know which
EARLIER_GONE = _("The entry that this follows is not there any more.")
SHARING = 500  # entries that are looked at of those which share an address


class FilingQuerySet(NarrowingQuerySet):
    """Questions about the works of many articles."""

    def copies_of(self, url):
        """Keep articles on the same work as `url`, however it is spelled.

        Raise ValueError when `url` is not a web address.
        """
        return self.filter(work_key=links.work_key(url))

    def works_of(self, articles):
        """Return the keys of all works of each of `articles`, a list: {pk: keys}.

        One query.
        """
        works = {article.pk: {article.work_key} for article in articles}
        rows = Address.objects.filter(article__in=works).order_by()
        for pk, key in rows.values_list("article", "work_key"):
            works[pk].add(key)
        return works

    def holding(self, *urls):
        """Keep articles whose source, or a further address, leads to one of `urls`.

        One query at once: both engines then find the rest by an index. Raise
        ValueError as `copies_of` does.
        """
        keys = {links.work_key(url) for url in urls}
        sharing = Address.objects.filter(work_key__in=keys).order_by()
        pks = sharing.values_list("article", flat=True)[:SHARING]
        return self.filter(models.Q(work_key__in=keys) | models.Q(pk__in=list(pks)))


class EarlierGone(Refused):
    """What an entry follows was deleted meanwhile."""


class Filed(models.Model):
    """What an article knows of the works it holds, and of what it follows."""

    class Meta:
        abstract = True

    def copy_of(self):
        """Return the entry that holds the work of this one’s source already, or None.

        It has it as its own source, or as a further address.
        """
        if self.follows_id is not None or not links.is_web_address(self.url):
            return None
        key = links.work_key(self.url)
        others = self.others()
        for copies in (
            others.filter(work_key=key),
            others.filter(addresses__work_key=key),
        ):
            if copies.exists():  # to look whether there is one is cheaper
                return copies.order_by("pk").first()
        return None

    def holder_of(self, addresses):
        """Return why `addresses` cannot be further ones of this, or "".

        Another entry that follows nothing has the work of one for its source.
        """
        if self.follows_id is not None or not addresses:
            return ""
        keys = {address.work_key: address for address in addresses}
        if has_source(self):
            keys.pop(links.work_key(self.url), None)  # `copy_of` speaks of that
        holder = self.others().filter(work_key__in=keys).order_by("pk").first()
        if holder is None:
            return ""
        if not roles.knows(holder):
            return UNSEEN
        says = _("“{title}” quotes {url} already. {again}")
        url = keys[holder.work_key].url
        return says.format(title=holder, url=url, again=AGAIN)

    def others(self):
        """Return all other articles that follow nothing."""
        return type(self).objects.filter(follows=None).exclude(pk=self.pk)

    def refuse_copy(self):
        """Raise ValidationError where another entry holds the work of the source."""
        if copy := self.copy_of():
            if not roles.knows(copy):
                raise ValidationError({"url": UNSEEN})
            says = "{} {}".format(_("“%(copy)s” quotes this already."), AGAIN)
            refusal = ValidationError(says, COPY, {"copy": copy})
            raise ValidationError({"url": refusal})

    def refuse_circle(self):
        """Raise ValidationError where this follows itself, by however many steps."""
        if self._state.adding:
            return  # nothing follows it yet
        earlier, seen = self.follows, set()
        while earlier is not None and earlier.pk not in seen:
            if earlier.pk == self.pk:
                raise ValidationError({"follows": _("An entry cannot follow itself.")})
            seen.add(earlier.pk)
            earlier = earlier.follows

    def hold_earlier(self):
        """Keep what this follows from being deleted until the transaction ends.

        Raise Refused where another has deleted it by now.
        """
        if self.follows_id is None:
            return
        earlier = type(self).objects.select_for_update(no_key=True)
        if not earlier.filter(pk=self.follows_id).values_list("pk"):
            raise EarlierGone(EARLIER_GONE)
