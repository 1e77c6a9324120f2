"""Did you mean: the digest's own words that are spelled much like those of a search."""

from collections import Counter
from dataclasses import replace
from difflib import get_close_matches

from articles.models.article import Article
from articles.models.moment import kept
from articles.models.search import Asked
from articles.models.tag import Tag
from articles.query import Query
from articles.words import find_words

TITLES = 5_000  # of the newest articles, whose words are known
LIKE = 0.75  # how much alike, from 0 to 1 (difflib)
SHORTEST = 4  # letters of a word that is worth a guess
GUESSES = 4  # words of a search that are guessed at


def suggest(query):
    """Return a Query that finds something and is spelled much like `query`, or None.

    A guess alone, where no entry fits it and the rest of the query.
    """
    terms = [term for term in query.terms if term.kind == "word" and not term.negated]
    guesses, known = {}, None
    for term in [term for term in terms if _is_worth_it(term)][:GUESSES]:
        known = known or kept(_own_words, _own_words)
        if guess := _like(term.words[0], known):
            guesses[term] = replace(term, value=guess)
    if not guesses:
        return None
    whole = tuple(guesses.get(term, term) for term in query.terms)
    meant = [Query(whole), *(Query((guess,)) for guess in guesses.values())]
    public = Article.objects.published()
    return next((one for one in meant if Asked(one).of(public).exists()), None)


def _is_worth_it(term):
    return (
        len(term.words) == 1
        and term.words[0].isalpha()
        and len(term.words[0]) >= SHORTEST
    )


def _own_words():
    """Return the words of public tags and of the newest titles, with their number."""
    public = Article.objects.published()
    titles = public.newest_first().values_list("title", flat=True)[:TITLES]
    names = Tag.objects.public().values_list("name", flat=True)
    return Counter(
        word.folded for text in (*titles, *names) for word in find_words(text)
    )


def _like(word, known):
    """Return the known word that is most like `word`; None where it is known itself."""
    if word in known:
        return None
    near = [other for other in known if abs(len(other) - len(word)) <= 2]
    near.sort(key=lambda other: (-known[other], other))
    return next(iter(get_close_matches(word, near, n=1, cutoff=LIKE)), None)
