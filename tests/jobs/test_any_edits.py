"""From one state of a digest to any other, by a file, whatever was done between."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.errors import Refused
from articles.models import Annotation, Article, Tag
from tests.jobs.test_fixtures import content, empty, file
from tests.jobs.test_transitions import EARLY, PRUNE, edit, goes_to, load

__all__ = ["file"]

pytestmark = pytest.mark.django_db

WORDS = ["a", "b", "c"]
words = st.sampled_from(WORDS)
places = st.integers(0, 5)
VERBS = (
    "new address source follow unfollow delete tags note note_moves withdraw"
    " rename rename_address merge delete_tag aliases"
).split()
edits = st.lists(
    st.tuples(st.sampled_from(VERBS), places, places, words, words), max_size=8
)


def pick(rows, place):
    """Return one of `rows`, which a number names whatever their order is."""
    rows = sorted(rows, key=lambda row: row.slug)
    if not rows:
        raise Refused("There is none.")
    return rows[place % len(rows)]


def article_verbs(first, second, word, other):
    """Return what can be done to the article at `first`: {verb: function}."""
    one = pick(Article.objects.all(), first)
    two = pick(Article.objects.all(), second)
    notes = list(one.notes.all())

    def note_moves():
        if one != two and notes:
            edit(one, note_list=notes[1:])
            moved = Annotation(uid=notes[0].uid, body=notes[0].body)
            edit(two, note_list=[moved, *two.notes.all()])

    return {
        "address": lambda: edit(one, slug=word),
        "source": lambda: edit(one, url=f"https://example.org/{word}"),
        "follow": lambda: edit(one, follows=two),
        "unfollow": lambda: edit(one, follows=None),
        "delete": one.delete,
        "tags": lambda: edit(one, tag_names=[word, other]),
        "note": lambda: edit(one, note_list=[*notes, Annotation(body=word)]),
        "note_moves": note_moves,
        "withdraw": lambda: one.withdraw(word),
    }


def tag_verbs(first, second, word, other):
    """Return what can be done to the tag at `first`: {verb: function}."""
    one = pick(Tag.objects.all(), first)
    two = pick(Tag.objects.all(), second)
    return {
        "rename": lambda: one.rename(word, other),
        "rename_address": lambda: one.rename(slug=word),
        "merge": lambda: one.merge_into(two),
        "delete_tag": one.delete,
        "aliases": lambda: one.set_aliases(sorted({word, other})),
    }


def do(verb, first, second, word, other):
    """Do what an editor may do at the desk; what is refused there is not done."""
    try:
        with transaction.atomic():
            if verb == "new":
                url = f"https://example.org/{word}"
                article = Article(title=other, slug=other, url=url, updated_at=EARLY)
                article.derive()
                article.full_clean()
                article.write([word], [Annotation(body="Note.")])
            else:
                verbs = article_verbs if verb in VERBS[:10] else tag_verbs
                verbs(first, second, word, other)[verb]()
    except (Refused, ValidationError, ProtectedError):
        pass


@settings(
    deadline=None,
    max_examples=12,
    derandomize=True,  # each is a dozen loads: the same few, every time
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(before=edits, after=edits)
def test_any_edits_go_out_and_come_in_elsewhere(file, before, after):
    with transaction.atomic():
        empty()
        for number, word in enumerate(WORDS):
            do("new", 0, 0, word, WORDS[number - 1])
        for edit_ in before:
            do(*edit_)
        first = content()
        for edit_ in after:
            do(*edit_)
        second = content()

        for old, new in ((first, second), (second, first)):
            goes_to(file, old, new, **PRUNE)
            load(file, new, **PRUNE)
            assert content() == new
        transaction.set_rollback(True)
