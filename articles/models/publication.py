"""Whether and when readers see a row: its states, and the steps between them."""

from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from articles.errors import Refused
from articles.models.fields import InstantField


class PublicationQuerySet(models.QuerySet):
    """Questions about what readers see. Each answers with a queryset, so they chain."""

    def published(self, at=None):
        """Keep what readers may see at the instant `at` (aware; now by default).

        A date in the future is all there is to scheduling: no job flips a switch.
        """
        return self.filter(status="published", published_at__lte=at or timezone.now())

    def scheduled(self):
        """Keep what appears by itself, later."""
        return self.filter(status="published", published_at__gt=timezone.now())


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
        ]
        indexes = [  # the desk lists what was changed last, of all and of a state
            models.Index(fields=["-updated_at"], name="%(class)s_latest_changed"),
            models.Index(
                fields=["status", "-updated_at", "-id"], name="%(class)s_state"
            ),
        ]

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

    def publish(self):
        """Let readers see this from its date on, or from now on where it has none.

        What was out before keeps its first date, so feeds do not show it twice. Raise
        Refused for what was withdrawn, or published before.
        """
        if self.is_withdrawn:
            says = _("“{title}” was withdrawn; make it a draft first.")
            raise Refused(says.format(title=self))
        if self.status == self.Status.PUBLISHED:
            says = _("“{title}” is {state} already.")
            raise Refused(says.format(title=self, state=self.state_label))
        self.status = self.Status.PUBLISHED
        self.published_at = self.published_at or timezone.now()
        self.touch("status", "published_at")

    def give_date(self, at):
        """Let `at` (aware) be when this appears, once it is published.

        Raise Refused for what readers saw already, as it keeps its first date.
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
        if not self.may_be_dated:
            says = _("“{title}” is {state}: its date stays.")
            raise Refused(says.format(title=self, state=self.state_label))
        self.published_at = at

    def withdraw(self):
        """Take this away from readers: its address says so from now on.

        Raise Refused for what readers never saw.
        """
        if not self.is_public():
            says = _("“{title}” is not public, so there is nothing to withdraw.")
            raise Refused(says.format(title=self))
        self.status = self.Status.WITHDRAWN
        self.touch("status")

    def submit(self):
        """Hand this draft in for review. Raise Refused for anything else."""
        if self.status != self.Status.DRAFT:
            says = _("“{title}” is no draft, so it is not handed in for review.")
            raise Refused(says.format(title=self))
        self.status = self.Status.REVIEW
        self.touch("status")

    def reopen(self):
        """Make this a draft again. Raise Refused for a draft and for what is public."""
        if self.status == self.Status.DRAFT:
            raise Refused(_("“{title}” is a draft already.").format(title=self))
        if self.is_public():
            says = _("“{title}” is public: withdraw it first.")
            raise Refused(says.format(title=self))
        self.status = self.Status.DRAFT
        self.touch("status")

    def touch(self, *columns):
        """Save `columns`, and that the row changed now."""
        self.updated_at = timezone.now()
        self.save(update_fields=[*columns, "updated_at"])
