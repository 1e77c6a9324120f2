"""Nobody learns what is hidden by asking for it: nonsense is answered alike."""

from urllib.parse import urlencode

import pytest

from articles.filters import ArticleFilter
from articles.query import FIELDS
from tests.trust.secrets import SECRET, STATES, hide, show, word
from tests.trust.test_secrets import answers

pytestmark = pytest.mark.django_db

LISTS = "/ /tags/bias/ /search/feed.atom /search/list.csv /api/v1/articles/".split()
OTHERS = """
zqfollowedtitlexk zqlatertitlexk zqeditorsnotexk zqbyxk zqrevisiontitlexk
zqlonelytagxk zqmergedtagxk zqimportfilexk zquploadwordsxk zqautosavexk zqeditornamexk
""".split()
PARTS = "title excerpt note author credit tag alias slug".split()
# What is asked for by each filter; {} stands for a state. 2100 is the scheduled year.
ASKED = {
    "q": [],
    "tag": ["zq{}tagxk", "zq{}aliasxk"],
    "without": ["zq{}tagxk"],
    "source": ["zq{}sitexk.example"],
    "author": ["zq{}authorxk"],
    "year": ["2100"],
    "month": ["2100-03"],
    "note": ["zq{}notexk"],
    "order": ["zq{}titlexk"],
}
# The same inside of a search, by the names that it knows.
TERMS = {
    "tag": "tag:zq{}tagxk",
    "source": "source:zq{}sitexk.example",
    "author": "author:zq{}authorxk",
    "year": "year:2100",
    "before": "words before:2100",
    "after": "after:2100",
    "has": "has:note zq{}notexk",
}
SEARCHES = [
    *TERMS.values(),
    "https://zq{}sitexk.example/zq{}pathxk",
    "words -zq{}excerptxk",
    "words -tag:zq{}tagxk",
    '"words of zq{}excerptxk"',
    "shown zq{}titlexk",
    "zq{}title",  # the beginning of a word
    "zq{}tytlexk",  # a word that is spelled much like one
]


def twin(asked):
    """Return a query of the same form and length that means nothing."""
    nonsense = SECRET.sub(lambda found: "zq" + "w" * (len(found[0]) - 2), asked)
    for state in STATES:
        for begun in (f"zq{state}title", f"zq{state}tytlexk"):
            nonsense = nonsense.replace(begun, "zq" + "w" * (len(begun) - 2))
    return nonsense.replace("2100", "2101")


def queries():
    """Yield (address, query) of all that is asked."""
    for part in PARTS:
        for state in STATES:
            yield "/search/", {"q": word(state, part)}
    for other in OTHERS:
        yield "/search/", {"q": other}
    for search in SEARCHES:
        for state in STATES:
            for address in ("/search/", "/api/v1/articles/"):
                yield address, {"q": search.replace("{}", state)}
    for name, values in ASKED.items():
        for value in values:
            for state in ("review", "scheduled", "withdrawn"):
                for address in LISTS:
                    yield address, {name: value.replace("{}", state)}
    for state in STATES:
        yield "/api/v1/tags/", {"q": f"zq{state}t"}


def said(answer, asked):
    """Return an answer as it would be if its asker had asked for nonsense."""
    status, headers, body = answer
    spelled = [pair.partition("=")[2] for pair in asked.split("&")]
    text = f"{sorted(headers.items())} {body.decode()}"
    for one in sorted({*SECRET.findall(asked), *spelled}, key=len, reverse=True):
        text = text.replace(one, twin(one))
    tag = headers.get("ETag", "")
    text = text.replace(tag, "x" * len(tag))
    return status, twin(text)


def test_every_filter_is_asked_for_secrets():
    assert ASKED.keys() == ArticleFilter.base_filters.keys()
    assert TERMS.keys() == set(FIELDS)


def test_secrets_are_answered_as_nonsense_of_the_same_length(settings, tell):
    settings.SITE_URL = "http://localhost:8000"
    hide(show())
    pairs = {}
    for address, query in queries():
        asked = f"{address}?{urlencode(query)}"
        nonsense = urlencode({name: twin(value) for name, value in query.items()})
        pairs[asked] = f"{address}?{nonsense}"

    found, vain = answers(pairs), answers({*pairs.values()})

    told = [
        asked
        for asked, nonsense in pairs.items()
        if said(found[asked], asked) != said(vain[nonsense], nonsense)
    ]
    assert told == []
    assert len(pairs) > 200
    # What is public is no nonsense: the comparison sees it.
    shown, other = answers(["/search/?q=leans", "/search/?q=shown"]).values()
    assert said(shown, "q=leans") != said(other, "q=shown")
    tell("sees", f"{len(pairs)} questions for a secret: 0 answered unlike nonsense")
