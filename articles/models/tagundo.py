"""The way back from what was done to a tag, while nothing stands in it."""

from collections import defaultdict
from itertools import islice
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import limits
from articles.errors import Refused
from articles.models.article import Article
from articles.models.oldaddress import OldAddress
from articles.models.revision import deed as at_work
from articles.models.tag import ArticleTag, Tag
from articles.models.tagdeed import TagDeed

CHUNK = 500  # entries at a time


@transaction.atomic
def undo(deed):
    """Undo a TagDeed. Return how many entries bear again what they bore before.

    An entry that was edited since, so that it lacks the tag which it was given, stays
    as it is; a place that is taken by now is not taken back, the tag goes to the end.
    Raise Refused, in words, where something stands in the way.
    """
    deed = TagDeed.objects.select_for_update().get(pk=deed.pk)
    if deed.undone_at is not None:
        raise Refused(_("That is undone already."))
    if deed.kind != TagDeed.Kind.LEAVE:
        if later := deed.later():
            says = _("Undo what came later first: {deed}")
            raise Refused(says.format(deed=later))
        if deed.content["uses"] is None:
            raise Refused(_("That touched too many entries to be undone."))
    try:
        given_back = Undoing(deed.content, deed.tags, deed.kind).do()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    account = at_work.get().account
    deed.undone_at = timezone.now()
    deed.undone_by = account.get_username()[: limits.NAME] if account else ""
    deed.save(update_fields=["undone_at", "undone_by"])
    return given_back


class Undoing:
    """One deed that is undone: what it changed, and nothing else, is as it was."""

    def __init__(self, content, keys, kind):
        self.before = {state["pk"]: state for state in content["before"]}
        self.after = {state["pk"]: state for state in content["after"]}
        self.uses, self.keys, self.kind = content["uses"], keys, kind
        self.rows = Tag.objects.in_bulk(keys)

    def do(self):
        """Put all back; return how many entries have their tag again."""
        for pk, state in self.after.items():
            if pk not in self.rows:
                says = _("The tag “{tag}” is not there any more.")
                raise Refused(says.format(tag=state["name"]))
        for pk in self.after:
            self.take_away(pk)
        for pk in self.before:
            self.name_again(pk)
        for pk in self.before:
            self.give_again(pk)
        given_back = 0
        if self.uses:
            rows = iter(self.uses)
            while chunk := list(islice(rows, CHUNK)):
                given_back += self.put_back(chunk)
        for pk in self.after.keys() - self.before.keys():
            if not self.rows[pk].uses.exists():  # it was made by that deed
                self.rows[pk].delete()
        return given_back

    def more(self, pk, what, one, other):
        """Return the names or paths (`what`) of a tag in `one` that `other` lacks."""
        has, had = one.get(pk, {}).get(what, []), other.get(pk, {}).get(what, [])
        return [value for value in has if value not in had]

    def take_away(self, pk):
        """Take from a tag the aliases and the old addresses that the deed gave it."""
        tag = self.rows[pk]
        aliases = self.more(pk, "aliases", self.after, self.before)
        paths = self.more(pk, "paths", self.after, self.before)
        tag.aliases.filter(name__in=aliases).delete()
        tag.old_addresses.filter(path__in=paths).delete()

    def name_again(self, pk):
        """Give a tag the name and the address that it had; make it if it is gone."""
        was, now = self.before[pk], self.after.get(pk)
        tag = self.rows.get(pk) or Tag(pk=pk)
        self.rows[pk] = tag
        columns = ("name", "slug", "description")
        if now and all(was[column] == now[column] for column in columns):
            return
        address = now and tag.get_absolute_url()
        for column in columns:
            setattr(tag, column, was[column])
        tag.full_clean(validate_unique=False, validate_constraints=False)
        tag.save()
        if address:
            OldAddress.objects.leave(address, tag)  # as after every other rename

    def give_again(self, pk):
        """Give a tag the aliases and the old addresses that the deed took from it."""
        tag = self.rows[pk]
        if aliases := self.more(pk, "aliases", self.before, self.after):
            here = tag.aliases.values_list("name", flat=True)
            tag.set_aliases(list(dict.fromkeys([*here, *aliases])))
        for path in self.more(pk, "paths", self.before, self.after):
            old = OldAddress(path=path, tag=tag)
            old.full_clean()
            old.save()

    def put_back(self, uses):
        """Give the first tag back to the entries of `uses`; return to how many."""
        first = self.rows[self.keys[0]]
        other = self.rows[self.keys[-1]] if len(self.keys) > 1 else None
        uids = [UUID(uid) for uid, *_ in uses]
        here = Article.objects.filter(uid__in=uids).values_list("uid", "pk")
        keys = {uid.hex: pk for uid, pk in here}
        borne = defaultdict(dict)  # {entry: {tag: place}}
        rows = ArticleTag.objects.filter(content_object__in=keys.values())
        for pk, tag, place in rows.values_list("content_object", "tag", "position"):
            borne[pk][tag] = place
        changed, new = [], []
        for uid, place, had_both in uses:
            pk = keys.get(uid)
            has = borne[pk]
            if pk is None or first.pk in has or (other and other.pk not in has):
                continue
            if other and not had_both:
                changed.append(pk)
                continue
            taken = set(has.values())
            ends = [max(taken, default=-1) + 1, *range(limits.TAGS)]
            free = (p for p in [place, *ends] if p < limits.TAGS and p not in taken)
            if (at := next(free, None)) is not None:
                new.append(ArticleTag(content_object_id=pk, tag=first, position=at))
        if other:
            of_other = ArticleTag.objects.filter(tag=other, content_object__in=changed)
            of_other.update(tag=first)
        ArticleTag.objects.bulk_create(new)
        again = [*changed, *(use.content_object_id for use in new)]
        if self.kind != TagDeed.Kind.MERGE:
            entries = Article.objects.filter(pk__in=again)
            entries.update(updated_at=timezone.now())
        return len(again)
