"""Where the sessions of editors are kept: Django’s table of them."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError

from articles.models import is_away


class SessionStore(db.SessionStore):
    """To Django each save that fails is of a session that somebody has ended: a 400."""

    def save(self, must_create=False):
        """Raise the DatabaseError where it is the database that is away."""
        try:
            super().save(must_create)
        except UpdateError as error:
            failed = error.__context__
            if failed and is_away(failed):
                raise failed from failed.__cause__  # which says what is the matter
            raise
