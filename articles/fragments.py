"""Pieces of pages that are made once for the same content, and kept in memory.

A piece is found by all that the content holds, so none is ever out of date: what has
changed is another piece. While nothing has changed at all, it is found by its name
alone, and no content is read. Those that nobody asked for longest are forgotten.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from functools import partial
from sys import getsizeof
from threading import Lock
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe

from articles.models import Article, Stand, stand

BESIDE = 400  # bytes that a piece takes besides its letters: its key, its place


class Fragments:
    """Pieces by their keys; together they take at most `most` bytes."""

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

    def now(self) -> Hashable:
        """Return what the name of a piece goes with, to find it until anything changes.

        None where readers are not who asks, or templates are worked on.
        """
        now = None if settings.DEBUG else stand()
        if now is None:
            return None
        with self.lock:
            if now != self.stand:
                self.stand, self.stands = now, self.stands + 1
            return self.stands, translation.get_language()

    def keep(self, key: Hashable, piece: str) -> None:
        """Hold a piece, and forget others where it needs their room."""
        with self.lock:
            if key in self.pieces:
                self.held -= size_of(self.pieces.pop(key))
            self.held += size_of(piece)
            self.pieces[key] = piece
            while self.held > self.most:
                _, oldest = self.pieces.popitem(last=False)
                self.held -= size_of(oldest)


def size_of(piece: str) -> int:
    """Return the bytes that a piece takes; one sign (’) may make two of each."""
    return getsizeof(piece) + BESIDE


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
    return kept_pieces([name])[name]


def kept_pieces(names: Iterable[Hashable]) -> dict[Hashable, Any]:
    """Return the same of several, by their names."""
    now = FRAGMENTS.now()
    return {name: FRAGMENTS.get((now, name)) if now else None for name in names}


def keep_piece(name: Hashable, piece: str) -> None:
    """Keep a piece by its name, until readers could see a change."""
    if now := FRAGMENTS.now():
        FRAGMENTS.keep((now, name), piece)


def fragment(template: str, article: Article, **more: str) -> SafeString:
    """Return what `template` makes of `article`, and of `more` words, as HTML.

    The article has its tags, public notes and addresses loaded; the template goes by
    all these and by the settings alone. While templates are worked on, each is made
    anew.
    """
    rows = (article, *article.tag_list, *article.public_notes, *article.addresses.all())
    made = partial(render_to_string, template, {"article": article, **more})
    return made_of(template, [more, *map(values, rows)], made)


def made_of(name: str, shown: Any, make: Callable[[], str]) -> SafeString:
    """Return what `make` makes, as HTML: what it made when it showed the same.

    All that goes into it is told by the `repr` of `shown`, and the settings.
    """
    if settings.DEBUG:
        return mark_safe(make())  # noqa: S308  # a template made it
    where = name, translation.get_language(), timezone.get_current_timezone_name()
    key = hashlib.blake2b(repr((where, shown)).encode(), digest_size=16).digest()
    found = FRAGMENTS.get(key)
    if found is None:
        found = make()
        FRAGMENTS.keep(key, found)
    return mark_safe(found)  # noqa: S308


def values(row: Model) -> list[Any]:
    """Return what the columns of a row hold, as far as they are loaded."""
    held = vars(row)
    return [held.get(field.attname) for field in row._meta.concrete_fields]
