"""Nobody learns what is hidden by asking for it: nonsense is answered alike."""

import re
from urllib.parse import urlencode

import pytest

from articles.api.cursors import write
from articles.filters import ArticleFilter
from articles.formats.fixture import instant_text
from articles.query import FIELDS
from tests.trust.rights import make_accounts
from tests.trust.secrets import COMING, DAY, SECRET, STATES, hide, show, word
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
            for state in STATES:
                for address in LISTS:
                    yield address, {name: value.replace("{}", state)}
    for state in STATES:
        yield "/api/v1/tags/", {"q": f"zq{state}t"}


def cursors():
    """Yield (asked, nonsense): pages of the API that begin where an entry is hidden."""
    for state in STATES:
        at = instant_text(COMING if state == "scheduled" else DAY)
        for address, order, place in (
            ("/api/v1/articles/", "newest", f"{at} {word(state, 'slug')}"),
            ("/api/v1/articles/", "oldest", f"{at} {word(state, 'slug')}"),
            ("/api/v1/tags/", "name", word(state, "tag")),
        ):
            yield tuple(
                f"{address}?cursor={write(order, one)}&limit=1&order={order}"
                for one in (place, twin(place))
            )


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


@pytest.mark.parametrize("kind", ["anonymous", "no rights"])
def test_secrets_are_answered_as_nonsense_of_the_same_length(
    kind, client, settings, tell
):
    settings.SITE_URL = "http://localhost:8000"
    hide(show())
    if account := make_accounts()[kind]:
        client.force_login(account)
    cookie = {"HTTP_COOKIE": client.cookies.output(header="").strip()}
    pairs = dict(cursors())
    for address, query in queries():
        asked = f"{address}?{urlencode(query)}"
        nonsense = urlencode({name: twin(value) for name, value in query.items()})
        pairs[asked] = f"{address}?{nonsense}"

    found, vain = answers(pairs, **cookie), answers({*pairs.values()}, **cookie)

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
    says = "{count:,} questions for a secret: 0 answered unlike nonsense"
    tell("sees", says, len(pairs))


# What the desk is asked for by who may write drafts: its lists, what is near a work. A
# body is what is posted. Who names the very address is told that another entry on it is
# being written, and no more: theirs could not be saved.
AT_DESK = {
    "/admin/articles/article/?q=zq{}titlexk&reach=all": None,
    "/admin/articles/article/sites/?term=zq{}sitexk": None,
    "/admin/autocomplete/?app_label=articles&model_name=article&field_name=follows"
    "&term=zq{}titlexk": None,
    "/admin/articles/article/covered/": {
        "url": "https://zq{}sitexk.example/another",
        "title": "zq{}titlexk",
        "authors": "zq{}authorxk",
        "on": "form",
    },
}
TOKEN = re.compile('name="csrfmiddlewaretoken" value="[^"]+"')


def test_desk_answers_a_contributor_who_asks_for_a_secret_as_for_nonsense(client, tell):
    hide(show())
    client.force_login(make_accounts()["contributor"])

    def answered(address, body):
        answer = client.get(address) if body is None else client.post(address, body)
        return answer.status_code, twin(TOKEN.sub("", answer.getvalue().decode()))

    told, count = [], 0
    for state in STATES:
        for address, body in AT_DESK.items():
            asked = address.replace("{}", state)
            sent = body and {k: v.replace("{}", state) for k, v in body.items()}
            vain = body and {k: twin(v) for k, v in sent.items()}
            if answered(asked, sent) != answered(twin(asked), vain):
                told.append(asked)
            count += 1

    assert told == []
    says = f"{count} questions of a contributor for a secret at the desk"
    tell("sees", f"{says}: 0 answered unlike nonsense")
