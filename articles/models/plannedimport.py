"""What an import would make of a file, as an editor reads it before it is applied."""

from collections import Counter
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from articles import text
from articles.models.importreport import NEW, OUTCOMES, Planned
from articles.models.names import FIELDS
from articles.models.planned import Changes, fields_of, here

SHOWN = 500  # entries of one outcome
WORDS = 200  # characters of an entry’s first words
FIRST_TOLD = ("refused", "kept", *OUTCOMES)


class Brief(NamedTuple):
    """An article that an import makes or changes, in brief: all in words."""

    state: str
    day: str  # of its publication, else when it was made: 2021-11-13; "": unknown
    url: str
    words: str  # the first ones of the excerpt, else of a note
    tags: list[str]
    paths: list[str]  # old addresses that lead to it from now on
    lost: str

    @classmethod
    def of(cls, planned: Planned) -> "Brief | None":
        """Return that of what is planned; None where no article is written."""
        if planned.made is None:
            return None
        article, record = planned.made
        when = article.published_at or record.created_at
        words = article.excerpt_text
        if not words and record.notes:
            words = text.to_plain(record.notes[0].body)
        lost = sorted(planned.lost.items())
        return cls(
            article.state_label,
            f"{timezone.localtime(when):%Y-%m-%d}" if when else "",
            article.url,
            text.first_words(words, WORDS),
            list(record.tags),
            list(planned.paths),
            ", ".join(text.one_line(said(noun, n)) for noun, n in lost),
        )


def said(noun: str, count: int) -> str:
    """Return what was lost in words: picture (3)."""
    return f"{_(noun)} ({count})" if count > 1 else _(noun)


class Shown(NamedTuple):
    """An entry of a plan as its page shows it."""

    name: str
    place: str
    says: str
    fields: list  # what differs, see `fields_of`; of a new article nothing
    brief: Brief | None

    @classmethod
    def of(cls, planned: Planned) -> "Shown":
        """Return what is shown of an entry."""
        says = text.one_line(planned.says)
        fields = [
            [str(FIELDS.get(name, name)), lines]
            for name, lines in fields_of(planned)
            if name != "updated_at"  # it follows from the others
        ]
        return cls(planned.name, planned.place, says, fields, Brief.of(planned))


class Part:
    """The entries of one outcome: the first of them, and how many there are."""

    def __init__(self, outcome):
        self.outcome, self.count = outcome, 0
        self.shown: list[Shown] = []
        self.states: Counter[str] = Counter()  # of the articles that are written

    def add(self, planned: Planned):
        """Note an entry."""
        self.count += 1
        if planned.made is not None:
            self.states[planned.made[0].state_label] += 1
        if len(self.shown) < SHOWN:
            self.shown.append(Shown.of(planned))

    @property
    def slug(self):
        """The name of the part in an address."""
        return self.outcome.replace(" ", "-")

    @property
    def is_new(self):
        """Whether nothing was here of them, and so there is nothing to compare."""
        return self.outcome == NEW

    @property
    def in_states(self):
        """How many will be in which state, in words: published (12), draft (3)."""
        return ", ".join(f"{name} ({n})" for name, n in self.states.most_common())

    @property
    def more(self):
        """How many are not shown."""
        return self.count - len(self.shown)


class Entries(Changes):
    """The first entries of each outcome that an import would have."""

    def __init__(self, of):
        super().__init__(of)
        self.parts = {outcome: Part(outcome) for outcome in FIRST_TOLD}

    def add(self, planned):
        """Note what becomes of an entry."""
        said = (planned.outcome, planned.kind, planned.name, planned.place)
        self.note((*said, planned.says, here(planned)))
        self.parts[planned.outcome].add(planned)

    @property
    def told(self):
        """What there are entries of, what an editor may have to mend first."""
        return [part for part in self.parts.values() if part.count]

    def as_json(self):
        """Return what is shown of this, as JSON holds it."""
        return {
            part.outcome: {
                "count": part.count,
                "states": dict(part.states),
                "shown": part.shown,
            }
            for part in self.told
        }

    @classmethod
    def of_json(cls, held):
        """Return the entries that `as_json` was asked of. Their digest is another."""
        entries = cls(())
        for outcome, told in held.items():
            part = entries.parts[outcome]
            part.count, part.states = told["count"], Counter(told["states"])
            for *words, brief in told["shown"]:
                part.shown.append(Shown(*words, brief and Brief(*brief)))
        return entries
