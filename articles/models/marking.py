"""The excerpt as readers of its page see it: passages marked, notes beside them."""

from typing import Any, NamedTuple

from django.db import models

from articles.margins import draw


class Band(NamedTuple):
    """Blocks of an excerpt, as HTML, and the notes that stand beside the first.

    The blocks after it have none, so there is room for its notes beside them too.
    """

    blocks: list[str]
    notes: list[tuple[int, Any]]  # each with its number


class MarkedExcerpt(models.Model):
    """What an article adds to its excerpt, for the notes on passages of it."""

    # In pieces: [{"html", "notes": [uid]}]; where nothing is marked, []. Whatever saves
    # the excerpt alone takes them away; what writes the notes as well draws them.
    pieces = models.JSONField(default=list, editable=False)

    class Meta:
        abstract = True

    def draw_passages(self, notes):
        """Mark the passages that readers see notes on, in the order of the text."""
        if pieces := self.drawn(notes):
            self.pieces = pieces
            self.save(update_fields=["pieces"])

    def drawn(self, notes):
        """Return the `pieces` that these notes make of the excerpt."""
        placed = [note for note in notes if note.public and note.span]
        placed.sort(key=lambda note: (note.span.end, note.span.start))
        if not placed:
            return []  # as `save()` leaves it
        spans = [note.span for note in placed]
        return [
            {"html": p.html, "notes": [str(placed[n - 1].uid) for n in p.notes]}
            for p in draw(self.excerpt_html, self.excerpt_text, spans)
        ]

    @property
    def reading(self):
        """The excerpt in bands with the notes beside each, and all other notes.

        A pair: [Band], [note]. It needs `with_public_notes()`.
        """
        left = {str(note.uid): note for note in self.public_notes}
        bands, number = [], 0
        for piece in self.pieces:
            beside = []
            for uid in piece["notes"]:
                number += 1
                if uid in left:
                    beside.append((number, left.pop(uid)))
            if beside or not bands:
                bands.append(Band([], beside))
            bands[-1].blocks.append(piece["html"])
        return bands, list(left.values())
