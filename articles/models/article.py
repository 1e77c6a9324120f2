"""The article: a page somewhere on the web, and why it matters."""

import uuid

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from articles import limits, links, slugs, text
from articles.models import roles
from articles.models.address import Address
from articles.models.along import LoadsAlong
from articles.models.annotation import Annotation
from articles.models.beside import beside
from articles.models.capture import Capture
from articles.models.correcting import Corrected
from articles.models.fields import (
    AddressNameField,
    DerivedModel,
    InstantField,
    LineField,
    NamesField,
    WebAddressField,
    WordsField,
    at_most,
    no_plus,
    not_empty,
    refuse_bad_source_date,
    site_language,
    validate_language,
    web_address,
)
from articles.models.filing import Filed, FilingQuerySet
from articles.models.marking import MarkedExcerpt
from articles.models.oldaddress import OldAddress
from articles.models.publication import Publication
from articles.models.recorded import Recorded
from articles.models.refusals import refuse_many_tags
from articles.models.revision import Revision
from articles.models.tag import ArticleTag, Tag
from articles.paths import path_of

LINE = "slug title site language published_at".split()  # what a line shows of one
JUDGED_BY = "slug title excerpt_text status published_at account follows".split()
NUMBER = 12  # characters at the end of an address that tell two apart: "-2"


class ArticleQuerySet(FilingQuerySet):
    """Questions about many articles. Each answers with a queryset, so they chain."""

    def with_tags(self):
        """Load the tags along, in their order: one query, however long the list."""
        return self.prefetch_related("loads_tags")

    def with_public_notes(self):
        """Load the notes that readers may see along, as `public_notes`.

        And the further addresses, which stand beside the source wherever notes do.
        """
        return self.prefetch_related("loads_public_notes", "loads_addresses")

    def with_first_public_notes(self):
        """The same with the first two notes of each, as a list shows them."""
        return self.prefetch_related("loads_first_notes", "loads_addresses")

    def in_a_line(self):
        """Load no more of each than `articles/_brief.html` shows."""
        return self.only(*LINE)

    def with_detached_notes(self):
        """Keep those of which a note has lost its passage."""
        return self.filter(pk__in=Annotation.objects.detached().values("article"))

    def ever_held_any(self):
        """Return whether the database holds or held an article, deleted ones included.

        The counter that gives out primary keys remembers; on PostgreSQL also an
        article that was taken back before it was committed.
        """
        table = self.model._meta.db_table
        ask = {
            "sqlite": "SELECT seq FROM sqlite_sequence WHERE name = %s",
            "postgresql": "SELECT pg_sequence_last_value("
            "pg_get_serial_sequence(%s, 'id')::regclass)",
        }
        with connection.cursor() as cursor:
            cursor.execute(ask[connection.vendor], [table])
            counted = cursor.fetchone()
        return bool(counted and counted[0]) or self.exists()

    def get_by_natural_key(self, uid):
        return self.get(uid=uid)


class Article(
    DerivedModel, Filed, LoadsAlong, MarkedExcerpt, Corrected, Recorded, Publication
):
    """A page on the web, quoted, and whether readers may see it."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    title = LineField(max_length=limits.TITLE)
    slug = AddressNameField(
        _("address"),
        unique=True,
        blank=True,
        help_text=_("Empty: made from the title. The old address redirects."),
    )
    url = WebAddressField(_("source"), help_text=_("The address of what is quoted."))
    canonical_url = models.CharField(max_length=limits.ADDRESS, editable=False)
    site = models.CharField(max_length=limits.SITE, editable=False)
    work_key = models.CharField(max_length=limits.ADDRESS, editable=False)
    follows = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="followed_by",
        help_text=_("The earlier entry that this one takes up again. Mostly empty."),
    )
    authors = NamesField(
        default=list, blank=True, help_text=_("One a line, in the source’s order.")
    )
    source_date = models.CharField(
        max_length=10,
        blank=True,
        help_text=_("When it appeared, as far as known: 2021, 2021-11 or 2021-11-13."),
    )
    via_url = WebAddressField(_("via"), blank=True, help_text=_("Where you found it."))
    via_name = LineField(
        _("via, name"),
        max_length=limits.NAME,
        blank=True,
        help_text=_("Who pointed to it."),
    )
    excerpt = WordsField(
        blank=True,
        help_text=_(
            "The source’s own words, in Markdown: *emphasis*, > quotes, - lists."
        ),
    )
    excerpt_html = models.TextField(editable=False, blank=True)
    excerpt_text = models.TextField(editable=False, blank=True)
    language = LineField(
        max_length=limits.LANGUAGE,
        default=site_language,
        validators=[validate_language],
        help_text=_("Of the source: en, de, pt-BR."),
    )
    created_at = InstantField(default=timezone.now, editable=False)
    credit = LineField(
        max_length=limits.NAME,
        blank=True,
        help_text=_("The writer, as readers see it. Empty on a new entry: your name."),
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    tags = TaggableManager(
        through="articles.ArticleTag", blank=True, ordering=["uses__position"]
    )
    objects = ArticleQuerySet.as_manager()

    derived = {
        "canonical_url": ("url", links.canonical),
        "site": ("url", links.site),
        "work_key": ("url", links.work_key),
        "excerpt_html": ("excerpt", text.render),
        "excerpt_text": ("excerpt_html", text.html_to_plain),
        "pieces": ("excerpt_html", lambda html: []),
    }

    class Meta(Publication.Meta):
        abstract = False
        constraints = [
            *Publication.Meta.constraints,
            models.UniqueConstraint(
                fields=["work_key"],
                condition=models.Q(follows__isnull=True),
                name="article_work_once",
            ),
            models.CheckConstraint(
                condition=models.Q(follows__isnull=True)
                | ~models.Q(follows=models.F("pk")),
                name="article_follows_another",
            ),
            models.CheckConstraint(
                condition=models.Q(source_date="")
                | models.Q(
                    source_date__length__in=[4, 7, 10],
                    source_date__gte="0001",
                    source_date__lte="9999-12-31",
                ),
                name="article_source_date_shape",
            ),
            *not_empty("article", "title", "slug", "language"),
            no_plus("article"),
            web_address("article", "url"),
            web_address("article", "via_url", blank=True),
            *at_most(
                "article",
                title=limits.TITLE,
                slug=limits.SLUG,
                url=limits.ADDRESS,
                canonical_url=limits.ADDRESS,
                site=limits.SITE,
                work_key=limits.ADDRESS,
                via_url=limits.ADDRESS,
                via_name=limits.NAME,
                excerpt=limits.TEXT,
                language=limits.LANGUAGE,
                credit=limits.NAME,
                reason=limits.REASON,
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at", "slug"], name="article_newest_first"),
            *Publication.Meta.indexes,
            models.Index(fields=["site", "-updated_at", "-id"], name="article_site"),
            models.Index(fields=["title"], name="article_title"),
            models.Index(fields=["work_key"], name="article_work_key"),
        ]

    def __str__(self):
        return self.title

    def natural_key(self):
        return (str(self.uid),)

    def get_absolute_url(self):
        return path_of("article", self.slug)

    def clean(self):
        self.slug = self.slug or Article.free_slug(self.title, self)
        self.clean_alone()
        if slugs.is_slug(self.slug):
            OldAddress.objects.refuse_taken(self.get_absolute_url(), by=self)
        self.refuse_circle()
        self.refuse_copy()

    def clean_alone(self):
        """Refuse in words what this may not be, whatever else is there. No query."""
        super().clean()
        if self.status == self.Status.PUBLISHED and self.published_at is None:
            self.published_at = timezone.now()
        refuse_bad_source_date(self.source_date)

    @classmethod
    def free_slug(cls, title, article=None):
        """Return an address for `title` that nothing else has, and had."""
        stem = slugs.slugify(title) or "entry"
        others = cls.objects.exclude(pk=article and article.pk)
        if not (
            others.filter(slug=stem).exists() or cls._leads_elsewhere(stem, article)
        ):
            return stem  # as nearly always, and cheap
        taken = set(
            others.filter(slug__startswith=stem[: limits.SLUG - NUMBER]).values_list(
                "slug", flat=True
            )
        )
        number, slug = 1, stem
        while slug in taken or cls._leads_elsewhere(slug, article):
            number += 1
            end = f"-{number}"
            slug = stem[: limits.SLUG - len(end)].rstrip("-") + end
        return slug

    @staticmethod
    def _leads_elsewhere(slug, article):
        old = OldAddress.objects.find(path_of("article", slug))
        return old is not None and old.target != article

    # What readers meet

    def beside(self):
        """Return what stands beside this: public articles, each in a line, a Beside."""
        return beside(self, Article.objects.published().in_a_line())

    @property
    def opening(self):
        """The first words of the excerpt in one line, as others describe this."""
        return text.first_words(self.excerpt_text[: 4 * limits.OPENING], limits.OPENING)

    # What editors do

    @transaction.atomic
    def write(self, tags, notes, addresses=None, *, as_told=False):
        """Save this whole: its columns, its tags (names), its notes, in their order.

        And its further `addresses`, of `Address.objects.build`; None: as they are. The
        address that it had redirects from now on; `as_told` is explained at
        `look_for_passage`. Raise Refused, and write nothing, where a part does.
        """
        roles.refuse("write", self)
        if self._state.adding:
            self.hold_earlier()
            self.save()
            self._add_tags(self._tags_of(tags))
            Address.objects.add_to(self, addresses or [])
            Annotation.objects.add_to(self, notes)
            self.draw_passages(notes)
            Revision.objects.begin(self)
            return
        before = self.as_saved()
        if self.follows_id != before.follows_id:
            self.hold_earlier()
        with Revision.objects.noting(self):
            self.save()
            OldAddress.objects.leave(before.get_absolute_url(), self)
            self.set_tags(tags)
            if addresses is not None:
                Address.objects.arrange(self, addresses)
            words = before.excerpt_text
            Annotation.objects.arrange(self, notes, words, as_told=as_told)
            self.draw_passages(notes)

    def as_saved(self):
        """Return what the database has of this; others wait with it until we end.

        Raise Refused to who may not write it.
        """
        known = Article.objects.select_for_update(no_key=True).only(*JUDGED_BY)
        before = known.get(pk=self.pk)
        roles.refuse("write", before)
        return before

    @transaction.atomic
    def publish(self):
        super().publish()
        Capture.objects.filter(article=self).delete()  # it has done its service

    @transaction.atomic
    def touch(self, *columns):
        self.as_saved()
        with Revision.objects.noting(self):
            super().touch(*columns)

    @transaction.atomic
    def set_tags(self, names):
        """Give this the tags that `names` mean, in that order; make those that are new.

        Return whether anything changed. Raise Refused past the limit, and for a
        name that can be no tag.
        """
        tags = self._tags_of(names)
        if tags == self.tag_list:
            return False
        roles.refuse("write", self)
        with Revision.objects.noting(self):
            self.taggings.all().delete()
            self._add_tags(tags)
        return True

    @staticmethod
    def _tags_of(names):
        refuse_many_tags(len({slugs.name_key(name) for name in names}))
        return Tag.objects.named(names)

    def _add_tags(self, tags):
        ArticleTag.objects.bulk_create(
            ArticleTag(content_object=self, tag=tag, position=position)
            for position, tag in enumerate(tags)
        )
        self._prefetched_objects_cache = {}
