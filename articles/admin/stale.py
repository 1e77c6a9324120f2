"""A form that was read before somebody else saved: both edits become one, or are asked.

What was posted is written anew, as it would have been posted had the form been read
now; so all that follows (checks, steps, the log) need not know.
"""

from copy import copy
from dataclasses import replace
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import labels, limits, text
from articles.formats.changes import name_of_note, text_of
from articles.formats.merging import merge, merge_apart
from articles.formats.notechanges import OPENING
from articles.formats.records import NoteRecord
from articles.formats.revisions import fingerprint
from articles.formats.worddiff import sides
from articles.forms import posted_notes
from articles.models import Article, Revision, Tag
from articles.models.upsert import match_notes, slugs_of

NOTE_PARTS = ("body", "public", "credit")
SETS = ("tag_names", "addresses")  # fields that never clash
THEIRS, MINE = "theirs", "mine"
HELD = gettext_lazy(
    "Somebody else has changed the same meanwhile. Choose below; nothing is saved yet."
)
MERGED = gettext_lazy("Somebody else saved meanwhile; their changes stay.")


class Question(NamedTuple):
    """A field of which an editor chooses one text: theirs, or the one in the form."""

    name: str
    label: str
    theirs: list
    yours: list


class Stale:
    """What was posted of `article`, and what the article is by now.

    `form` is its form of now, not bound, `notes` those of its notes, in their order.
    """

    def __init__(self, post, article, form, notes):
        self.post, self.article = copy(post), article
        self.form, self.notes = form, notes
        self.theirs = article.record()
        self.mark = fingerprint(self.theirs)
        self.merged_names: list[str] = []
        self.questions: list[Question] = []
        self.post.pop("held", None)

    def rebase(self):
        """Return what is posted in the end; `questions` says what is still open."""
        asked = self.post.getlist("clash")
        read = self.post.get("read", self.mark)
        if read != self.mark:
            base = Revision.objects.holding(self.article.uid, read)
            yours = self.yours(base or self.theirs, is_known=base is not None)
            if base is None:
                merged = merge_apart(self.theirs, yours)
            else:
                merged = merge(base, self.theirs, yours)
            self.write(merged.record, yours)
            clashing = [clash.name for clash in merged.clashes]
            for name in clashing:  # chosen before they changed it again
                self.post.pop(f"choose {name}", None)
            asked = list(dict.fromkeys([*asked, *clashing]))
        for name in asked:
            self.settle(name)
        if self.questions:
            says = _(
                "The same was changed meanwhile by {who}. Choose below; nothing is"
                " saved yet."
            )
            self.post["held"] = says.format(who=self.who)
        return self.post

    @cached_property
    def who(self):
        """Who saved last, and when, as far as is known: ed, 10:36"""
        latest = Revision.objects.of(self.article.uid).first()
        if latest is None or latest.mark != self.mark or not latest.name:
            return _("somebody else")
        at = timezone.localtime(latest.at)
        shape = "%H:%M" if at.date() == timezone.localdate() else "%Y-%m-%d %H:%M"
        return f"{latest.name}, {at:{shape}}"

    # What was posted, as a record

    def yours(self, base, *, is_known):
        """Return what was posted as an edit of `base`, a record."""
        held = {}
        for name, field in self.form.fields.items():
            if name in SETS or not hasattr(base, name):
                continue
            raw = field.widget.value_from_datadict(self.post, {}, name)
            before = getattr(base, name)
            if name == "follows":
                before = before and Article.objects.filter(uid=before).first()
            if not field.has_changed(before, raw):
                continue
            try:
                value = field.clean(raw)
            except ValidationError:  # the form will say so
                said = [raw] if isinstance(raw, str) else raw or []
                value = " ".join(filter(None, said))
            held[name] = value.uid if isinstance(value, Article) else value
        if "tag_names" in self.form.fields:
            field = self.form.fields["tag_names"]
            names = field.to_python(self.post.getlist("tag_names"))
            held["tags"] = slugs_of(names)
        if "addresses" in self.form.fields:
            field = self.form.fields["addresses"]
            held["addresses"] = field.to_python(self.post.get("addresses", ""))
        if "notes-TOTAL_FORMS" in self.post:
            held["notes"] = self.your_notes(base.notes if is_known else None)
        return replace(base, **held)

    def your_notes(self, base):
        """Return the notes that were posted, in the order of their places.

        `base` are those of which the form was made; None: those of now, by their keys.
        """
        placed, posted = [], posted_notes(self.post)
        for number in range(min(count(self.post, "TOTAL"), 2 * limits.NOTES)):
            raw = {name: texts[-1] for name, texts in posted[str(number)].items()}
            pk = raw.get("id")
            known = None
            if pk and base is not None and number < len(base):
                known = base[number]
            elif pk:
                known = next((n for n in self.now() if str(n.pk) == pk), None)
                known = known and known.record()
            note = replace(known or NoteRecord(body=""), **parts(raw))
            blank = not pk and not note.body and not note.credit
            if "DELETE" in raw or blank:
                continue
            place = raw.get("place", "")
            before = number + 1 if pk else limits.NOTES + 1
            at = whole(place, otherwise=limits.NOTES + 1)
            placed.append(((at, (at > before) - (at < before)), note))
        notes = [note for _, note in sorted(placed, key=lambda pair: pair[0])]
        named = [note for note in notes if note.uid]
        others = [n for n in self.theirs.notes if n.uid not in {m.uid for m in named}]
        new = iter(match_notes([n for n in notes if not n.uid], others))
        return [note if note.uid else next(new)[0] for note in notes]

    def now(self):
        """Return the notes of the article as they are now."""
        return [form.instance for form in self.notes]

    # What is posted instead

    def write(self, record, yours):
        """Post `record`; what stays yours is posted as it was."""
        for name in self.form.fields:
            if not hasattr(record, name) or name in SETS:
                continue
            if getattr(record, name) == getattr(self.theirs, name):
                if getattr(yours, name) != getattr(self.theirs, name):
                    self.merged_names.append(name)
                self.take_theirs(name)
        if "tag_names" in self.form.fields:
            known = Tag.objects.resolve_all(record.tags)
            names = [known[t].name if t in known else t for t in record.tags]
            self.post.setlist("tag_names", names)
        if "addresses" in self.form.fields:
            self.post["addresses"] = labels.written(record.addresses)
        if "notes-TOTAL_FORMS" in self.post:
            self.write_notes(record.notes)

    def take_theirs(self, name):
        """Post a field as it is now."""
        for key, values in raw_of(self.form[name]).items():
            self.post.setlist(key, values)

    def write_notes(self, notes):
        """Post `notes`, records: first those that are there, then new ones."""
        for key in [key for key in self.post if key.startswith("notes-")]:
            if not key.endswith("_NUM_FORMS"):
                del self.post[key]
        places = {note.uid: at for at, note in enumerate(notes, 1) if note.uid}
        merged = {note.uid: note for note in notes if note.uid}
        here = set()
        for number, form in enumerate(self.notes):
            uid = form.instance.uid
            here.add(uid)
            for bound in form:
                for key, values in raw_of(bound).items():
                    end = key.removeprefix(f"{form.prefix}-")
                    self.post.setlist(f"notes-{number}-{end}", values)
            if uid in merged:
                self.write_note(number, merged[uid], places[uid])
            else:
                self.post[f"notes-{number}-DELETE"] = "on"
        total = len(self.notes)
        for at, note in enumerate(notes, 1):
            if note.uid not in here:
                self.write_note(total, note, at)
                total += 1
        self.post["notes-INITIAL_FORMS"] = str(len(self.notes))
        self.post["notes-TOTAL_FORMS"] = str(total)

    def write_note(self, number, note, place):
        """Post a note at its place."""
        start = f"notes-{number}-"
        self.post[f"{start}body"] = note.body
        self.post[f"{start}credit"] = note.credit
        self.post[f"{start}place"] = str(place)
        self.post.pop(f"{start}public", None)
        if note.public:
            self.post[f"{start}public"] = "on"

    # What an editor chooses

    def settle(self, name):
        """Take what was chosen for the field `name`; ask, where nothing was."""
        key, theirs, yours = self.both(name)
        choice = self.post.get(f"choose {name}")
        if key is None or theirs == yours or choice == MINE:
            return
        if choice == THEIRS:
            if key in self.form.fields:
                self.take_theirs(key)
            else:
                self.post.pop(key, None)
                if theirs:
                    self.post[key] = theirs
            return
        old, new = sides(theirs, yours)
        self.questions.append(Question(name, self.label_of(name), old, new))

    def asked(self, step, verbs):
        """Return what a form shows of the questions, and the step that they stopped.

        What `held` says stands with them, so it is not said above the form as well.
        """
        return {
            "questions": self.questions,
            "theirs": self.who,
            "held": self.post["held"],
            "errors": None,
            "step": step and {"name": step, "label": verbs[step]},
        }

    def label_of(self, name):
        """Return what a clashing field is called: title; note 2 (“So it is.”), body"""
        if name in self.form.fields:
            return str(self.form.fields[name].label)
        known = {name_of_note(n): (at, n) for at, n in enumerate(self.theirs.notes, 1)}
        note, _comma, part = name.partition(", ")
        if note not in known:
            return name
        number, held = known[note]
        opening = text.first_words(text.to_plain(held.body), OPENING)
        label = _("note {number} (“{opening}”), {part}")
        return label.format(number=number, opening=opening, part=part)

    def both(self, name):
        """Return where a field is posted, and its two texts; None for no field."""
        if name in self.form.fields and hasattr(self.theirs, name):
            now = raw_of(self.form[name])
            here = "\n".join(value for values in now.values() for value in values)
            mine = "\n".join(self.post.get(key, "") for key in now)
            return name, text.mend_newlines(here), text.mend_newlines(mine)
        note, _, part = name.partition(", ")
        for number, known in enumerate(self.theirs.notes):
            if note == name_of_note(known) and part in NOTE_PARTS:
                key = f"notes-{number}-{part}"
                held = getattr(known, part)
                theirs = ("on" if held else "") if part == "public" else text_of(held)
                return key, theirs, text.mend_newlines(self.post.get(key, ""))
        return None, "", ""


def count(post, which):
    """Return how many notes were posted, as the form counts them."""
    return whole(post.get(f"notes-{which}_FORMS", ""), otherwise=0)


def whole(raw, otherwise):
    """Return the number that was posted; `otherwise` for none, or one without end."""
    return int(raw) if raw.isdecimal() and len(raw) < 9 else otherwise


def parts(raw):
    """Return the columns of a note that was posted as `raw`."""
    return {
        "body": text.mend_newlines(raw.get("body", "")),
        "public": "public" in raw,
        "credit": raw.get("credit", ""),
    }


def raw_of(bound):
    """Return what a browser posts of a field that nobody touched: {name: texts}."""
    widget, value = bound.field.widget, bound.value()
    if isinstance(widget, forms.MultiWidget):
        names = [f"{bound.html_name}_{at}" for at in range(len(widget.widgets))]
        shown = zip(widget.widgets, widget.decompress(value) or [], strict=True)
        texts = [[part.format_value(held) or ""] for part, held in shown]
        return dict(zip(names, texts, strict=True))
    if isinstance(widget, forms.CheckboxInput):
        return {bound.html_name: ["on"]} if value else {}
    if isinstance(value, list):
        return {bound.html_name: [str(one) for one in value]}
    return {bound.html_name: ["" if value is None else str(value)]}
