"""What became of the entries of a file that was imported: counted, and told."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from articles.formats.changes import Difference
from articles.formats.records import ArticleRecord
from articles.models.article import Article

NEW, CHANGED, SAME, KEPT, REPEAT, REFUSED, LEFT_OUT = (
    gettext_noop("new"),  # editors read these, in their language
    gettext_noop("changed"),
    gettext_noop("same"),
    gettext_noop("kept"),
    gettext_noop("repeat"),
    gettext_noop("refused"),
    gettext_noop("left out"),
)
OUTCOMES = (NEW, CHANGED, SAME, KEPT, REPEAT, REFUSED, LEFT_OUT)
SKIP, FOLLOW_UP = "skip", "follow-up"
EACH_REPEAT = [
    (SKIP, gettext_lazy("leave them out")),
    (FOLLOW_UP, gettext_lazy("file them as follow-ups")),
]
TAG, OLD_ADDRESS = gettext_noop("tag"), gettext_noop("old address")


class Planned(NamedTuple):
    """What becomes of an entry: an outcome, its name, its place in the file.

    `says` is more of it in words: what it repeats, why it is refused. `made` is what an
    article becomes, as it is written, where it is new or changed; `lost` what of it is
    not taken along.
    """

    outcome: str
    kind: str  # of the row; "" for what is none
    name: str
    place: str
    says: str
    differences: list[Difference]
    made: tuple[Article, ArticleRecord] | None = None
    paths: Sequence[str] = ()  # old addresses that lead to it from now on
    lost: Mapping[str, int] = {}  # by noun


@dataclass
class ImportReport:
    """How many entries of a file became what, and what of them was lost."""

    format: str = ""
    outcomes: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)  # by noun
    lost: Counter[str] = field(default_factory=Counter)  # of new and changed entries
    tags: int = 0  # that are new
    old_addresses: int = 0  # that lead on from now on
    batch: int | None = None  # the key of the import; None: nothing was written

    def __str__(self):
        says = _("{new} new, {changed} changed, {same} the same, {refused} refused")
        told = [says.format(**{name: self.outcomes[name] for name in OUTCOMES})]
        for outcome, words in (
            (REPEAT, _("{count} repeats of what is here")),
            (KEPT, _("{count} kept as they are here")),
        ):
            if self.outcomes[outcome]:
                told.append(words.format(count=self.outcomes[outcome]))
        for count, words in (
            (self.tags, _("new tags: {count}")),
            (self.old_addresses, _("old addresses that lead on: {count}")),
        ):
            if count:
                told.append(words.format(count=count))
        if self.left_out:
            told.append(_("left out: {nouns}").format(nouns=nouns(self.left_out)))
        if self.lost:
            told.append(_("lost: {nouns}").format(nouns=nouns(self.lost)))
        return "; ".join(told)

    @property
    def writes(self):
        """Whether anything is to be written."""
        return self.outcomes[NEW] + self.outcomes[CHANGED] + self.old_addresses > 0

    def as_json(self) -> dict[str, Any]:
        """Return this as JSON holds it, without the key of the import."""
        held = {k: v for k, v in vars(self).items() if k != "batch"}
        return {k: dict(v) if isinstance(v, Counter) else v for k, v in held.items()}

    @classmethod
    def of_json(cls, held: dict[str, Any]) -> "ImportReport":
        """Return the report that `as_json` was asked of."""
        report = cls()
        for name, value in held.items():
            setattr(report, name, Counter(value) if isinstance(value, dict) else value)
        return report


def nouns(counted: Counter[str]) -> str:
    """Return what was counted in words: picture (3), table (1)."""
    return ", ".join(f"{_(noun)} ({counted[noun]})" for noun in sorted(counted))
