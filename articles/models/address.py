"""Addresses: where else the work of an article is: its abstract, its PDF, its code."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import labels, limits, links
from articles.errors import Refused
from articles.formats.records import AddressRecord
from articles.models.fields import (
    DerivedModel,
    WebAddressField,
    at_most,
    web_address,
)


def refuse_many_addresses(count):
    """Raise Refused for more addresses than an entry takes."""
    if count > limits.ADDRESSES:
        says = ngettext(
            "{count} address: at most {most} an entry.",
            "{count} addresses: at most {most} an entry.",
            count,
        )
        raise Refused(says.format(count=count, most=limits.ADDRESSES))


class AddressQuerySet(models.QuerySet):
    """Questions about many addresses."""

    def build(self, article, records):
        """Return `records` as addresses of `article`, not saved.

        Raise ValidationError, of the field “addresses”, where a rule says no: see
        `build_alone`; or one leads to the work that another entry is on. Two entries
        may share an address as long as it is the source of neither.
        """
        rows = self.build_alone(article, records)
        if held := article.holder_of(rows):
            raise ValidationError({"addresses": [held]})
        return rows

    def build_alone(self, article, records):
        """Return the same without a look at other entries. No query.

        Raise ValidationError for one that is no address, or that stands twice.
        """
        try:
            refuse_many_addresses(len(records))
        except Refused as refusal:
            raise ValidationError({"addresses": str(refusal)}) from refusal
        rows, reasons = [], []
        taken = {links.canonical(article.url)} if has_source(article) else set()
        for number, record in enumerate(records, start=1):
            row = self.model(label=record.label, url=record.url, position=number - 1)
            reason = row.fault(taken)
            if reason:
                says = _("Address {number}: {reason}")
                reasons.append(says.format(number=number, reason=reason))
            else:
                taken.add(row.canonical_url)
                rows.append(row)
        if reasons:
            raise ValidationError({"addresses": reasons})
        return rows

    @transaction.atomic
    def arrange(self, article, rows):
        """Make `rows`, addresses as `build` returns them, those of `article`."""
        refuse_many_addresses(len(rows))
        if [row.record() for row in rows] == [
            row.record() for row in self.filter(article=article)
        ]:
            return
        self.filter(article=article).delete()
        self.add_to(article, rows)

    def add_to(self, article, rows):
        """Save `rows` as the addresses of `article`, a new one."""
        self.make_ready(article, rows)
        self.bulk_create(rows)

    def make_ready(self, article, rows):
        """Make `rows` the addresses of `article`, which is saved; they are not yet."""
        for position, row in enumerate(rows):
            row.pk, row.article, row.position = None, article, position
            row.derive()


class Address(DerivedModel):
    """Where else the work of an article is, and what is there."""

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="addresses"
    )
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=10, choices=list(labels.NAMES.items()))
    url = WebAddressField()
    canonical_url = models.CharField(max_length=limits.ADDRESS, editable=False)
    work_key = models.CharField(max_length=limits.ADDRESS, editable=False)

    objects = AddressQuerySet.as_manager()
    derived = {
        "canonical_url": ("url", links.canonical),
        "work_key": ("url", links.work_key),
    }

    class Meta:
        default_permissions = ()
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "position"], name="address_one_a_place"
            ),
            models.UniqueConstraint(
                fields=["article", "canonical_url"], name="address_once_an_entry"
            ),
            models.CheckConstraint(
                condition=models.Q(position__lt=limits.ADDRESSES),
                name="address_at_most",
            ),
            models.CheckConstraint(
                condition=models.Q(label__in=list(labels.NAMES)),
                name="address_label_known",
            ),
            web_address("address", "url"),
            *at_most(
                "address",
                url=limits.ADDRESS,
                canonical_url=limits.ADDRESS,
                work_key=limits.ADDRESS,
            ),
        ]
        indexes = [models.Index(fields=["work_key"], name="address_work_key")]

    def __str__(self):
        return f"{labels.name_of(self.label)} {self.url}"

    @property
    def name(self):
        """What readers see of it: its label; of any other page its site."""
        if self.label == labels.OTHER:
            return links.site(self.url)
        return labels.name_of(self.label)

    def fault(self, taken):
        """Return why this cannot stand beside `taken`, canonical addresses, or ""."""
        if self.label not in labels.NAMES:
            says = _("“{word}” is no label. Write one of these: {labels}.")
            names = ", ".join(str(name) for name in labels.NAMES.values())
            return says.format(word=self.label, labels=names)
        try:
            self.clean_fields(exclude=["article", "label"])
        except ValidationError as error:
            return " ".join(error.messages)
        self.derive()
        if self.canonical_url in taken:
            return _("{url} stands twice on this entry.").format(url=self.url)
        return ""

    def record(self):
        """Return this address as an AddressRecord."""
        return AddressRecord(label=self.label, url=self.url)


def has_source(article):
    """Return whether the source of `article` can be told from an address."""
    return links.is_web_address(article.url)
