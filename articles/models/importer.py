"""Entries of a file are filed as one import: what each of them becomes, and why.

It differs from `Intake`, by which a digest comes back whole. What is here already is
not replaced but merged with, and keeps its address; nothing gives way, and nothing is
deleted; an entry that is refused does not stop the others. All of it can be undone.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from articles import limits
from articles.errors import Refused
from articles.formats.merging import merge
from articles.formats.packed import mark, pack, unpack
from articles.formats.reading import Entry, Item, LeftOut, Unreadable
from articles.formats.records import ArticleRecord
from articles.models.article import Article
from articles.models.bin import Binned
from articles.models.importbatch import ImportBatch, Imported, records_of
from articles.models.importfiled import Filed, lead_here, lead_there
from articles.models.importlookup import Here, identity_of, name_of
from articles.models.importnew import Candidate, simply_new
from articles.models.importreport import (
    CHANGED,
    KEPT,
    LEFT_OUT,
    NEW,
    REFUSED,
    REPEAT,
    SAME,
    TAG,
    ImportReport,
    Planned,
)
from articles.models.importsaid import dated, kind_of, name_in, said_of, shown, united
from articles.models.intake import was_edited
from articles.models.newarticles import Doubt, write_built
from articles.models.refusals import REFUSALS, reason_of
from articles.models.tag import Tag
from articles.models.upsert import (
    KINDS,
    complete,
    find,
    refuse_what_no_column_takes,
    slugs_of,
    write_row,
)

CHUNK = 100  # entries that are looked up together
SHOWN = 5  # fields that are named where they were kept


class Importer:
    """The entries of one file, filed inside a transaction.

    `tell` is called with the Planned of each. With `follow_up` an entry on what is here
    already is filed as a follow-up of that; else it is not filed. What is `planned` is
    rolled back by whoever asked: nothing is kept by which it could be undone.
    """

    def __init__(
        self,
        name: str,
        format: str,
        tell: Callable[[Planned], object] = lambda planned: None,
        *,
        follow_up: bool = False,
        planned: bool = False,
    ):
        self.batch = ImportBatch.objects.begin(name, format)
        self.tell, self.follow_up, self.planned = tell, follow_up, planned
        self.has_written = False
        self.report = ImportReport(format=format, batch=self.batch.pk)
        self.seen: Counter[int] = Counter()  # names of entries above, as few bytes
        self.met: set[int] = set()  # articles that an entry was about
        self.tags: dict[str, str] = {}  # slugs by the names that mean them
        self.here = Here([])

    def take_all(self, items: Iterable[Item]):
        """File `items`, a chunk of them in memory at a time."""
        items = iter(items)
        while chunk := list(islice(items, CHUNK)):
            self.take_chunk(chunk)

    def finish(self) -> ImportReport:
        """End the import, and return what became of its entries."""
        if self.has_written:
            self.batch.report = self.report.as_json()
            self.batch.save(update_fields=["report", "tags"])
        else:
            self.batch.delete()  # there is nothing to undo
            self.report.batch = None
        return self.report

    def take_chunk(self, chunk):
        """File some items: what is here of them is looked up at once."""
        identities = [self.identity(i) if isinstance(i, Entry) else "" for i in chunk]
        pairs = zip(identities, chunk, strict=True)
        self.here = Here([(key, item.record) for key, item in pairs if key])
        at_once = self.file_new(chunk, identities)
        written = []
        for number, (identity, item) in enumerate(zip(identities, chunk, strict=True)):
            filed = at_once.get(number)
            if filed is None:
                filed = self.file_alone(item, identity)
                if filed.article is not None:
                    self.here.add(*filed.article)
            if filed.row is not None:
                written.append((item.record, filed))
            written += filed.led
            self.count(item, filed)
        self.has_written = self.has_written or bool(written)
        if not self.planned:
            self.keep(written)

    def keep(self, written):
        """Keep of each (record, Filed) what the file says, and what is here now."""
        rows = [filed.row for _, filed in written]
        left = records_of(rows)
        for record, filed in written:
            after = left[filed.row.kind, filed.row.key]
            base = filed.base
            if base is None:
                tags = dict.fromkeys(self.tags.get(name, name) for name in record.tags)
                base = complete(replace(record, tags=list(tags)), after)
            filed.row.said, filed.row.mark = mark(record), mark(after)
            filed.row.base = pack(base)
        Imported.objects.bulk_create(rows)

    def identity(self, entry):
        """Return what an entry is known by in the next export; "": it is no article."""
        if not isinstance(entry.record, ArticleRecord):
            return ""
        name = name_of(self.report.format, entry)
        short = hash(tuple(name))  # a few bytes an entry are all that grows
        self.seen[short] += 1
        return identity_of(name, self.seen[short])

    def file_alone(self, item: Item, identity: str) -> Filed:
        """Write an item, and return what became of it; of a refused one nothing is."""
        if isinstance(item, LeftOut):
            return Filed(LEFT_OUT, says=item.what)
        if isinstance(item, Unreadable):
            return Filed(REFUSED, says=item.why)
        new = len(self.batch.tags)
        try:
            with transaction.atomic():
                refuse_what_no_column_takes(item.record)
                if isinstance(item.record, ArticleRecord):
                    return self.file_article(item, item.record, identity)
                return self.file_other(item.record)
        except REFUSALS as error:
            self.tags = {}  # some of them may be taken back
            del self.batch.tags[new:]
            return Filed(REFUSED, says=reason_of(error))

    def count(self, item, filed):
        """Count what became of an item, and tell of it."""
        report = self.report
        report.outcomes[filed.outcome] += 1
        report.tags = len(self.batch.tags)
        if filed.outcome == LEFT_OUT:
            report.left_out[filed.says] += 1
        elif filed.outcome in (NEW, CHANGED):
            filed.lost.update(item.lost)
        report.lost += filed.lost
        report.old_addresses += len(filed.paths)
        self.tell(
            Planned(
                filed.outcome,
                kind_of(item),
                shown(name_in(item)),
                shown(item.place),
                filed.says,
                filed.differences,
                filed.article,
                filed.paths,
                +filed.lost,
            )
        )

    # Articles

    def file_new(self, chunk, identities):
        """Write those of `chunk` that are simply new at once; return {number: Filed}.

        Where there is any doubt nothing is written, and they are filed one by one: also
        where tags and pages stand among them, whose order counts.
        """
        entries = {n: item for n, item in enumerate(chunk) if isinstance(item, Entry)}
        if not all(identities[number] for number in entries):
            return {}
        candidates = {
            number: Candidate(identities[number], entry.record, entry.permalinks)
            for number, entry in entries.items()
        }
        new = len(self.batch.tags)
        try:
            with transaction.atomic():
                return self.write_new(candidates, simply_new(candidates, self.here))
        except (Doubt, *REFUSALS):
            self.tags = {}  # some of them are taken back
            del self.batch.tags[new:]
            return {}

    def write_new(self, candidates, simple):
        """Write what is simply new; return what became of it."""
        self.learn([name for record, _ in simple.values() for name in record.tags])
        made = {number: Filed(NEW) for number in simple}
        found = []
        for number, filed in made.items():
            record, new = simple[number]
            found.append(new._replace(tags=self.tags_of(record.tags, filed)))
        articles = write_built(found)
        permalinks = []
        for (number, filed), article, new in zip(
            made.items(), articles, found, strict=True
        ):
            identity, _record, paths = candidates[number]
            filed.article = article, replace(simple[number][0], tags=new.tags)
            filed.row = self.row_of(article, identity)
            permalinks += [(filed, path, article) for path in paths]
        self.met.update(article.pk for article in articles)
        lead_here(permalinks)
        return made

    def file_article(self, entry: Entry, record: ArticleRecord, identity: str):
        """File an article, and return what became of it."""
        row = self.here.imported.get(identity)
        said = mark(record)
        if row is not None and row.said != said:
            row = self.here.known_as(identity, record)
        article = self.here.articles.get(row.uid if row else record.uid)
        if row is not None and article is None:
            if row.uid in self.here.binned and record.uid is None:
                return Filed(KEPT, says=_("it is in the bin: restore it there"))
            row = None
        if article is not None:
            if article.pk in self.met:
                raise Refused(_("it stands twice in the file"))
            self.met.add(article.pk)
            if row is not None and row.said == said:
                return Filed(SAME)
            return self.update(article, entry, record, row, identity)
        earlier = self.here.holder(record) if record.follows is None else None
        if earlier is not None and not self.follow_up:
            is_guess = entry.stood_at and earlier.pk in self.met
            own = self.here.at(entry.stood_at, record) if is_guess else None
            if own is None:
                return self.repeat(entry, earlier)
            record, earlier = own, None  # two essays that mention one page
        return self.create(entry, record, earlier, identity)

    def repeat(self, entry, earlier):
        """Return that an entry is not filed; its old addresses lead to `earlier`."""
        says = _("repeat of “{title}”")
        filed = Filed(REPEAT, says=says.format(title=shown(earlier.title)))
        if entry.permalinks:
            lead_there(filed, entry.permalinks, self.batch, earlier)
        return filed

    def create(self, entry, record, earlier, identity):
        """Make an article of `record`; a follow-up of `earlier`, if that is one."""
        filed = Filed(NEW)
        follows = earlier.uid if earlier is not None else record.follows
        slug = Article.free_slug(record.slug or record.title)
        tags = self.tags_of(record.tags, filed)
        wanted = replace(dated(record), slug=slug, tags=tags, follows=follows)
        article, _change = write_row(wanted, None, None)
        filed.article = article, wanted
        self.met.add(article.pk)
        if earlier is not None:
            says = _("follow-up to “{title}”")
            filed.says = says.format(title=shown(earlier.title))
        filed.row = self.row_of(article, identity)
        if article.uid in self.here.binned:
            filed.row.was_binned = True
            filed.says = _("it was in the bin, and is restored")
            Binned.objects.get(uid=article.uid).bring_back(article)
        lead_here((filed, path, article) for path in entry.permalinks)
        return filed

    def update(self, article, entry, record, row, identity):
        """Merge what the file says of `article` now with what is here.

        `row` tells what the file said last; where that is not known, the file holds
        unless the article was edited here after the file was.
        """
        article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
        yours = article.record()
        base = unpack(bytes(row.base)) if row else yours
        base = replace(base, uid=yours.uid, tags=slugs_of(base.tags))
        theirs = replace(said_of(record, base), uid=yours.uid)
        if row is None and mark(theirs) == mark(yours):
            return Filed(SAME)
        if row is None and was_edited(yours, theirs):
            return Filed(KEPT, says=_("edited here after the file was written"))
        merged = merge(base, theirs, yours)
        filed = Filed(SAME)
        wanted = replace(
            merged.record,
            slug=yours.slug,
            tags=self.tags_of(merged.record.tags, filed),
            updated_at=yours.updated_at,
        )
        if merged.clashes:
            names = ", ".join(clash.name for clash in merged.clashes[:SHOWN])
            filed.outcome = KEPT
            filed.says = _("kept, as it was edited here: {fields}").format(fields=names)
        if wanted != yours:
            is_newer = record.updated_at and record.updated_at > yours.updated_at
            wanted.updated_at = record.updated_at if is_newer else None
            article, change = write_row(wanted, article, yours)
            filed.outcome, filed.differences = CHANGED, change.differences
            filed.article = article, wanted
        filed.row, filed.base = self.row_of(article, identity), theirs
        filed.row.before = pack(yours)
        if filed.outcome == CHANGED:
            lead_here((filed, path, article) for path in entry.permalinks)
        return filed

    def row_of(self, article, identity):
        """Return what is kept of an article that was written, not saved."""
        return Imported(
            batch=self.batch,
            kind="article",
            key=article.pk,
            uid=article.uid,
            name=article.title,
            identity=identity,
        )

    def learn(self, names):
        """Look up which of `names` mean a tag."""
        asked = [name for name in dict.fromkeys(names) if name not in self.tags]
        found = Tag.objects.resolve_all(asked) if asked else {}
        self.tags |= {name: tag.slug for name, tag in found.items()}

    def tags_of(self, names, filed):
        """Return the slugs of the tags that `names` mean, each once; make the new.

        What can be no tag, and what is too many, is counted as lost.
        """
        self.learn(names)
        kept: dict[str, None] = {}
        for name in names:
            if len(kept) == limits.TAGS and self.tags.get(name) not in kept:
                filed.lost[TAG] += 1
                continue
            try:
                kept[self.slug_of(name)] = None
            except Refused:
                filed.lost[TAG] += 1
        return list(kept)

    def slug_of(self, name):
        """Return the slug of the tag that `name` means; make it if there is none.

        Raise Refused for what can be no tag.
        """
        if name not in self.tags:
            tag = Tag.objects.resolve(name)
            if tag is None:
                tag = Tag.objects.make(name)
                self.batch.tags.append(tag.pk)
            self.tags[name] = tag.slug
        return self.tags[name]

    # What a fixture, or a folder of ours, holds beside articles

    def file_other(self, record):
        """File a tag, a page, or an old address, and return what became of it.

        What is here of a tag stays, and what it lacks is added; a page is the one that
        was edited last; an old address that leads on already leads there.
        """
        kind = KINDS[type(record)]._meta.model_name
        row = find(record)
        before = row and row.record()
        wanted = united(record, before) if row else record
        if wanted == before:
            return Filed(SAME)
        if row and (kind == "oldaddress" or was_edited(before, record)):
            return Filed(KEPT, says=_("it is another here"))
        row, change = write_row(wanted, row, before)
        self.tags = {}  # their names may mean others now
        filed = Filed(NEW if before is None else CHANGED)
        filed.differences = change.differences
        filed.row = Imported(
            batch=self.batch, kind=kind, key=row.pk, name=str(row)[: limits.TITLE]
        )
        filed.row.before = pack(before) if before else None
        filed.base = record
        return filed
