"""Pieces of pages that are made once for the same content, and kept in memory.

A piece is found by all that the content holds, so none is ever out of date: what has
changed is another piece. While nothing has changed at all, it is found by its name
alone, and no content is read. Those that nobody asked for longest are forgotten.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe

from articles.models import Article, Stand, stand


class Fragments:
    """Pieces by their keys; together they hold at most `most` characters."""

    def __init__(self, most: int):
        self.most = most
        self.held = 0
        self.stand: Stand | None = None  # of the database, when last asked about
        self.stands = 0  # that there were; a number may come again, with other content
        self.pieces: OrderedDict[Hashable, str] = OrderedDict()
        self.lock = Lock()

    def get(self, key: Hashable) -> str | None:
        """Return a piece, or None."""
        with self.lock:
            if key in self.pieces:
                self.pieces.move_to_end(key)
            return self.pieces.get(key)

    def by_now(self, name: Hashable) -> Hashable:
        """Return the key of a piece that goes by its name until anything changes.

        None where readers are not who asks, or templates are worked on.
        """
        now = None if settings.DEBUG else stand()
        if now is None:
            return None
        with self.lock:
            if now != self.stand:
                self.stand, self.stands = now, self.stands + 1
            return self.stands, translation.get_language(), name

    def keep(self, key: Hashable, piece: str) -> None:
        """Hold a piece, and forget others where it needs their room."""
        with self.lock:
            self.held += len(piece) - len(self.pieces.pop(key, ""))
            self.pieces[key] = piece
            while self.held > self.most:
                _, oldest = self.pieces.popitem(last=False)
                self.held -= len(oldest)


FRAGMENTS = Fragments(settings.PIECES)


def piece(name: Hashable, make: Callable[[], str]) -> SafeString:
    """Return what `make` makes, as HTML: what it made for that name, if it may.

    That is for pages that readers get: see `kept`.
    """
    found = kept_piece(name)
    if found is None:
        found = make()
        keep_piece(name, found)
    return mark_safe(found)  # noqa: S308  # a template made it


def kept_piece(name: Hashable) -> str | None:
    """Return the piece of that name, if it was made since anything changed, or None."""
    key = FRAGMENTS.by_now(name)
    return FRAGMENTS.get(key) if key else None


def keep_piece(name: Hashable, piece: str) -> None:
    """Keep a piece by its name, until readers could see a change."""
    if key := FRAGMENTS.by_now(name):
        FRAGMENTS.keep(key, piece)


def fragment(template: str, article: Article, **more: str) -> SafeString:
    """Return what `template` makes of `article`, and of `more` words, as HTML.

    The article has its tags, public notes and addresses loaded; the template goes by
    all these and by the settings alone. While templates are worked on, each is made
    anew.
    """
    context = {"article": article, **more}
    if settings.DEBUG:
        return render_to_string(template, context)
    key = key_of(template, article, more)
    piece = FRAGMENTS.get(key)
    if piece is None:
        piece = render_to_string(template, context)
        FRAGMENTS.keep(key, piece)
    return mark_safe(piece)  # noqa: S308  # a template made it


def key_of(template: str, article: Article, more: dict[str, str]) -> bytes:
    """Return a digest of all that a piece can show."""
    where = template, translation.get_language(), timezone.get_current_timezone_name()
    rows = (article, *article.tag_list, *article.public_notes)
    shown = [where, more, *map(values, rows), *map(values, article.addresses.all())]
    return hashlib.blake2b(repr(shown).encode(), digest_size=16).digest()


def values(row: Model) -> list[Any]:
    """Return what the columns of a row hold, as far as they are loaded."""
    held = vars(row)
    return [held.get(field.attname) for field in row._meta.concrete_fields]
