"""What is refused, in one line that begins with its place."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import limits
from articles.errors import Refused

REFUSALS = (ValidationError, Refused, DataError, IntegrityError)


@contextmanager
def in_place(place: object):
    """Raise Refused, which begins with `place`, for what is refused within it."""
    try:
        yield
    except REFUSALS as error:
        raise Refused(f"{place}: {reason_of(error)}") from error


def reason_of(error):
    """Return in one line why something was refused: what one of REFUSALS says."""
    if isinstance(error, ValidationError):
        return in_one_line(error)
    if isinstance(error, Refused):
        return " ".join(str(error).split())
    return _("a rule of the database forbids it")


@contextmanager
def in_words():
    """Raise Refused for a ValidationError of one field within it."""
    try:
        yield
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


def in_one_line(error: ValidationError) -> str:
    """Return what a ValidationError says: field: message; field: message."""
    return "; ".join(
        f"{field}: {' '.join(messages)}" if field != "__all__" else " ".join(messages)
        for field, messages in error.message_dict.items()
    )


def refuse_many_tags(count):
    """Raise Refused for more tags than an entry takes: “51 tags: at most 50 …”"""
    if count > limits.TAGS:
        says = ngettext(
            "{count} tag: at most {most} an entry.",
            "{count} tags: at most {most} an entry.",
            count,
        )
        raise Refused(says.format(count=count, most=limits.TAGS))


def some_of(places: list[object]) -> str:
    """Return the first twenty of `places` in words, and how many more there are."""
    first, more = ", ".join(map(str, places[:20])), len(places) - 20
    if more <= 0:
        return first
    says = ngettext("{first}, and {more} more", "{first}, and {more} more", more)
    return says.format(first=first, more=more)
