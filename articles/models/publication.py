"""Whether and when readers see a row: its states, and the steps between them."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from articles import limits, text
from articles.errors import Refused
from articles.models import roles
from articles.models.fields import InstantField, LineField
from articles.models.refusals import in_words
from articles.periods import Period

WITH_REASON = ("withdraw", "reopen")  # verbs that are told why


class Unindexed(models.Func):
    """A column that SQLite looks for by no index.

    Of two bounds it takes the first that it meets. That readers see what was posted by
    now bounds next to nothing: any other bound is the better one.
    """

    template = "%(expressions)s"
    arity = 1

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


class PublicationQuerySet(models.QuerySet):
    """Questions about what readers see. Each answers with a queryset, so they chain."""

    def published(self, at=None):
        """Keep what readers may see at the instant `at` (aware; now by default).

        A date in the future is all there is to scheduling: no job flips a switch.
        """
        posted = LessThanOrEqual(Unindexed("published_at"), at or timezone.now())
        return self.filter(posted, status="published")

    def public_at(self, keys):
        """Return, as a list in the order of `keys`, those that readers may see."""
        found = self.published().in_bulk(keys)
        return [found[key] for key in keys if key in found]

    def scheduled(self):
        """Keep what appears by itself, later."""
        return self.filter(status="published", published_at__gt=timezone.now())

    def undecided(self):
        """Keep what is a draft or in review, what waits longest first.

        That is what was made first: a change on the way keeps its place.
        """
        return self.filter(status__in=["draft", "review"]).order_by("pk")

    def came_back(self):
        """Keep the drafts that were sent back with a reason."""
        return self.filter(status="draft").exclude(reason="")


class Publication(models.Model):
    """Something that is a draft, in review, published or withdrawn."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("in review")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    published_at = InstantField(
        _("publish at"),
        null=True,
        blank=True,
        help_text=_("Empty: at once. In the future: it appears by itself."),
    )
    updated_at = InstantField(default=timezone.now, editable=False)
    # Why it is in its state: why it was withdrawn, which readers see, or, of a draft,
    # why it came back.
    reason = LineField(max_length=limits.REASON, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    status__in=["draft", "review", "published", "withdrawn"]
                ),
                name="%(class)s_status_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="published")
                | models.Q(published_at__isnull=False),
                name="%(class)s_published_has_date",
            ),
            models.CheckConstraint(
                condition=models.Q(reason="")
                | models.Q(status__in=["draft", "withdrawn"]),
                name="%(class)s_reason_has_state",
            ),
        ]
        indexes = [
            # By what was changed last the desk lists all, and those of a state. The
            # status is no first column: SQLite would take it for what readers see.
            models.Index(
                fields=["-updated_at", "-id", "status"], name="%(class)s_latest_changed"
            ),
            models.Index(fields=["id", "status"], name="%(class)s_first_made"),
        ]

    def clean(self):
        """Refuse in words what no row may be: forms skip some constraints."""
        super().clean()
        if self.reason and self.status not in (
            self.Status.DRAFT,
            self.Status.WITHDRAWN,
        ):
            says = _("Only a draft and what was withdrawn have a reason.")
            raise ValidationError({"reason": says})

    def is_public(self, at=None):
        """Return whether readers may see this at the instant `at` (now by default)."""
        return self.status == self.Status.PUBLISHED and self.published_at <= (
            at or timezone.now()
        )

    @property
    def is_scheduled(self):
        """Whether this appears by itself, later."""
        return self.status == self.Status.PUBLISHED and not self.is_public()

    @property
    def is_withdrawn(self):
        """Whether readers are told that this was taken away."""
        return self.status == self.Status.WITHDRAWN

    @property
    def day(self):
        """The day on which it was posted, a Period of the archive."""
        return Period.day_of(self.published_at)

    @property
    def changed_at(self):
        """When readers last saw a change; an entry may appear after it was written."""
        return max(self.updated_at, self.published_at)

    @property
    def state(self):
        """The state in English, as it is compared, and kept in the history."""
        with translation.override("en"):
            return self.state_label

    @property
    def state_label(self):
        """The status in a word for editors; "scheduled" where it appears later."""
        return str(_("scheduled")) if self.is_scheduled else self.get_status_display()

    @property
    def next_steps(self):
        """The verbs that this state allows: names of methods, the likeliest first."""
        if self.is_public():
            return ["withdraw"]
        return {
            self.Status.DRAFT: ["publish", "submit"],
            self.Status.REVIEW: ["publish", "reopen"],
            self.Status.PUBLISHED: ["reopen"],
            self.Status.WITHDRAWN: ["reopen"],
        }[self.Status(self.status)]

    def steps_for(self, account):
        """Return the verbs of `next_steps` that `account` may do."""
        return [verb for verb in self.next_steps if roles.may(account, verb, self)]

    def publish(self):
        """Let readers see this from its date on, or from now on where it has none.

        What was out before keeps its first date, so feeds do not show it twice. Raise
        Refused for what was withdrawn, or published before, and to who is no editor.
        """
        roles.refuse("publish", self)
        if self.is_withdrawn:
            says = _("“{title}” was withdrawn; make it a draft first.")
            raise Refused(says.format(title=self))
        if self.status == self.Status.PUBLISHED:
            says = _("“{title}” is {state} already.")
            raise Refused(says.format(title=self, state=self.state_label))
        self.published_at = self.published_at or timezone.now()
        self._become(self.Status.PUBLISHED)

    def give_date(self, at):
        """Let `at` (aware) be when this appears, once it is published.

        Raise Refused for what readers saw already, as it keeps its first date, and to
        who is no editor.
        """
        self._take_date(at)
        self.touch("published_at")

    def schedule(self, at):
        """Let this appear by itself at `at` (aware), an instant to come.

        What is scheduled already moves there. Raise Refused where `at` is over, for
        what readers saw already, and what `publish` refuses.
        """
        if at <= timezone.now():
            says = _("{time} is over: “{title}” cannot appear then.")
            when = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
            raise Refused(says.format(time=when, title=self))
        was_scheduled = self.is_scheduled
        self._take_date(at)
        if was_scheduled:
            self.touch("published_at")
        else:
            self.publish()

    @property
    def may_be_dated(self):
        """Whether its date may change: readers did not see it yet."""
        return not self.is_public() and not self.is_withdrawn

    def _take_date(self, at):
        roles.refuse("publish", self)
        if not self.may_be_dated:
            says = _("“{title}” is {state}: its date stays.")
            raise Refused(says.format(title=self, state=self.state_label))
        with in_words():
            self.published_at = self._meta.get_field("published_at").clean(at, self)

    def withdraw(self, reason):
        """Take this away from readers: its address says so from now on, and why.

        Raise Refused for what readers never saw, without a reason, and to who is no
        editor.
        """
        roles.refuse("withdraw", self)
        if not self.is_public():
            says = _("“{title}” is not public, so there is nothing to withdraw.")
            raise Refused(says.format(title=self))
        self.refuse_without_reason("withdraw", reason)
        self._become(self.Status.WITHDRAWN, reason)

    def refuse_without_reason(self, verb, reason):
        """Raise Refused where somebody is to read why, and `reason` is blank.

        Readers read why this was withdrawn, its writer why it comes back. Who takes
        back what they wrote needs none, nor does what was withdrawn: it had one.
        """
        if text.one_line(reason):
            return
        if verb == "withdraw":
            says = _("Say why “{title}” is withdrawn: readers see the reason.")
            raise Refused(says.format(title=self))
        if not self.is_withdrawn and not roles.is_own(self):
            says = _("Say why “{title}” is a draft again: its writer reads the reason.")
            raise Refused(says.format(title=self))

    def submit(self):
        """Hand this draft in for review. Raise Refused for anything else.

        Also to who is neither an editor nor its writer.
        """
        roles.refuse("submit", self)
        if self.status != self.Status.DRAFT:
            says = _("“{title}” is no draft, so it is not handed in for review.")
            raise Refused(says.format(title=self))
        self._become(self.Status.REVIEW)

    def reopen(self, reason=""):
        """Make this a draft again; its writer reads why, until it is handed in again.

        Raise Refused for a draft, for what is public, without a reason where its
        writer waits for one, and to who is no editor.
        """
        roles.refuse("reopen", self)
        if self.status == self.Status.DRAFT:
            raise Refused(_("“{title}” is a draft already.").format(title=self))
        if self.is_public():
            says = _("“{title}” is public: withdraw it first.")
            raise Refused(says.format(title=self))
        self.refuse_without_reason("reopen", reason)
        self._become(self.Status.DRAFT, reason)

    @transaction.atomic
    def _become(self, status, reason=""):
        now = self.as_saved()
        if now.status != self.status:  # somebody was faster
            says = _("“{title}” is {state} already.")
            raise Refused(says.format(title=self, state=now.state_label))
        with in_words():
            reason = self._meta.get_field("reason").clean(text.one_line(reason), self)
        self.status, self.reason = status, reason
        self.touch("status", "reason", "published_at")

    def as_saved(self):
        """Return what the database has of this; others wait with it until we end."""
        return type(self).objects.select_for_update().get(pk=self.pk)

    def touch(self, *columns):
        """Save `columns`, and that the row changed now."""
        self.updated_at = timezone.now()
        self.save(update_fields=[*columns, "updated_at"])
