import contextlib
import doctest
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles import limits, links

TABLE = Path(__file__).parent / "data" / "work_keys.tsv"
ROWS = [
    line.split("\t")
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
SAME = [row[1:] for row in ROWS if row[0] == "same"]
APART = [row[1:] for row in ROWS if row[0] == "apart"]

REFUSED = {
    "nothing": "",
    "blanks": " \n\t ",
    "script": "javascript:alert(1)",
    "script with slashes": "javascript://example.org/%0aalert(1)",
    "data": "data:text/html,x",
    "no scheme": "example.org/post",
    "no scheme, two slashes": "//example.org/x",
    "path": "/path",
    "one slash": "http:/example.org/",
    "no slash": "http:example.org",
    "another scheme": "ftp://example.org",
    "another s": "http\u017f://example.org",
    "mail": "mailto:editor@example.org",
    "empty host": "http://",
    "empty host, path": "http:///",
    "empty host, port": "https://:80/",
    "empty host, user": "https://me@/",
    "only a dot": "http://./",
    "empty label": "http://example..org/",
    "two dots at the end": "http://example.org../",
    "label too long": f"http://{'a' * 64}.org/",
    "host too long": f"http://{'a.' * 126}org/",
    "blank in the host": "http://exa mple.org/",
    "comma in the host": "http://example,org/",
    "broken escape in the host": "http://%zz.org/",
    "port too high": "http://example.org:65536/",
    "word as port": "http://example.org:http/",
    "number too high": "http://999.1.1.1/",
    "broken IPv6": "http://[::1/",
    "IPv6 with a zone": "http://[fe80::1%25en0]/",
    "NUL": "http://example.org/\0x",
    "line break": "http://example.org/a\nb",
    "tab": "http://exa\tmple.org/",
    "line separator": "http://example.org/a\u2028b",
    "delete": "http://example.org/\x7fb",
    "lone surrogate": "http://example.org/\ud800",
    "lone surrogate in the host": "http://x\udfff.org/",
    "too long": "http://example.org/" + "a" * limits.ADDRESS,
    "too long when escaped": "http://example.org/" + "ü" * 400,
}

hosts = st.sampled_from(
    """
    example.org www.example.org WWW.www.Example.ORG www.org www.localhost www.www.x
    example.org. user:pw@example.org @example.org bücher.example xn--bcher-kva.example
    \uff37\uff37\uff37.example.org faß.de
    127.0.0.1 0x7f.1 www.0x7f.1.com [::1] [::ffff:1.2.3.4]
    arxiv.org export.arxiv.org doi.org dl.acm.org aclanthology.org openreview.net
    github.com youtube.com youtu.be www.youtube.com journals.plos.org biorxiv.org
    link.springer.com agupubs.onlinelibrary.wiley.com %65xample.org x_y.org xn--a
    """.split()
)
parts = st.sampled_from(
    """
    / // /. /.. /./ /%2e /%2E%2e/ \\ a A b ü %C3%BC %c3%bc %7E ~ %41 % %% %2 %zz
    %25 %2525 %2F %3f %26 %20 + ' %27 ( %28 " < > ` | %7C { } ^ [ ] ; : @ = & && ! * , $
    /abs/ /pdf/ 2105.12723 v2 .pdf math.GT/0309136 arXiv: /doi/ 10.1145/3442188.3445922
    10.48550/arXiv. 10.18653/v1/ 2020.acl-main.463 P19-1001 /forum /watch id= v=
    dQw4w9WgXcQ rJl-b3RcF7 /huggingface /transformers .git /tree/ main www. http://
    utm_source=x &utm%5Fmedium=y fbclid=1 a=1 b=2 a=2 a a= &=1 :~: :%7E: text=x #
    """.split()
) | st.just(" ")
pieces = st.lists(parts, max_size=6).map("".join)
plausible = st.builds(
    "{}://{}{}{}{}{}".format,
    st.sampled_from(["http", "https", "HTTP", "Https"]),
    hosts,
    st.sampled_from(["", "", ":80", ":443", ":8080", ":4430", ":0443", ":"]),
    st.one_of(st.just(""), pieces.map("/{}".format)),
    st.one_of(st.just(""), pieces.map("?{}".format)),
    st.one_of(st.just(""), pieces.map("#{}".format)),
)
anything = st.text(st.characters(exclude_categories=[]))
nasty = st.builds("http{}://{}".format, st.sampled_from(["", "s"]), anything)
known = st.builds(
    lambda url, place, piece: url[:place] + piece + url[place:],
    st.sampled_from([spelling for _, spelling in SAME]),
    st.integers(8, 80),
    pieces,
)
addresses = st.one_of(plausible, known, nasty, anything)


@pytest.mark.parametrize(("key", "spelling"), SAME)
def test_every_spelling_of_a_work_has_its_key(key, spelling):
    assert links.work_key(spelling) == key


@pytest.mark.parametrize(("one", "other"), APART)
def test_works_that_only_look_alike_stay_apart(one, other):
    assert links.work_key(one) != links.work_key(other)


def test_the_table_is_as_long_as_promised():
    assert len(SAME) >= 120
    assert len({key for key, _ in SAME}) >= 30
    assert len(APART) >= 30
    assert len({tuple(row) for row in ROWS}) == len(ROWS)


@given(addresses)
@example("http://www.www.x.org/?&#")
@example("https://x.org//%2e//")
@example("https://x.org/%%34%31?%2%36#%%7E")
@example("https://x.org/?a=%u0041&'=\\#a#b&utm_source=x&c:~:d")
@example("http://x.org:4430/")
def test_a_canonical_address_stays_as_it_is(url):
    try:
        spelling = links.canonical(url)
    except ValueError:
        return
    assert links.canonical(spelling) == spelling
    assert spelling.isascii()
    assert len(spelling) <= limits.ADDRESS
    assert spelling.startswith("https://")


@given(addresses)
def test_the_key_of_a_work_is_that_of_its_canonical_address(url):
    try:
        key = links.work_key(url)
    except ValueError:
        assert not links.is_web_address(url)
        return
    assert links.work_key(links.canonical(url)) == key
    assert key.isascii()
    assert len(key) <= limits.ADDRESS


@given(addresses)
def test_all_questions_refuse_the_same_addresses(url):
    if links.is_web_address(url):
        assert links.site(links.canonical(url)) == links.site(url)
        assert 0 < len(links.site(url)) <= 253
        return
    for question in (links.canonical, links.work_key, links.site):
        with pytest.raises(ValueError, match=r"^[A-Z].*[.?]$"):
            question(url)


@pytest.mark.parametrize("url", REFUSED.values(), ids=REFUSED)
def test_what_is_no_web_address_is_refused_in_a_sentence(url):
    with pytest.raises(ValueError, match=r"^[A-Z][^\n]{10,100}[.?]$") as refusal:
        links.canonical(url)
    assert type(refusal.value) is ValueError
    assert not links.is_web_address(url)


@pytest.mark.parametrize(
    ("url", "spelling"),
    [
        ("  http://example.org/a \n", "https://example.org/a"),
        ("http://example.org", "https://example.org"),
        ("http://example.org/?#", "https://example.org"),
        ("http://example.org?utm_source=x", "https://example.org"),
        ("http://example.org/?UTM_Source=x&a", "https://example.org?a"),
        ("http://example.org/?utm%5Fsource=x&a=", "https://example.org?a="),
        ("http://example.org/?b&a=2&c=&a=1", "https://example.org?a=2&a=1&b&c="),
        ("http://example.org/a b?c d#e f", "https://example.org/a%20b?c+d#e%20f"),
        ("http://example.org/100%", "https://example.org/100%25"),
        ("http://example.org/%e2%82%ac|^", "https://example.org/%E2%82%AC%7C%5E"),
        ("http://example.org/a/../b/%2E/c", "https://example.org/b/c"),
        ("http://example.org///", "https://example.org"),
        ("http://example.org/#/a/", "https://example.org#/a/"),
        ("http://example.org/#a:~:text=b", "https://example.org#a"),
        ("http://example.org/#:~:text=b", "https://example.org"),
        ("http://www.org/", "https://www.org"),
        ("http://www.www.example.org/", "https://example.org"),
        ("http://example.org:443/", "https://example.org"),
        ("https://example.org:80/", "https://example.org:80"),
        ("http://0x7f.1/", "https://127.0.0.1"),
        ("http://[::FFFF:1.2.3.4]:80/", "https://[::ffff:102:304]"),
        ("http://localhost:8000/", "https://localhost:8000"),
    ],
)
def test_an_address_is_filed_under_one_spelling(url, spelling):
    assert links.canonical(url) == spelling


@pytest.mark.parametrize("length", [limits.ADDRESS, limits.ADDRESS + 1])
def test_an_address_may_be_as_long_as_the_limit(length):
    url = "https://example.org/".ljust(length, "a")
    assert links.is_web_address(url) == (length <= limits.ADDRESS)


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/abs/2113.12723",
        "https://arxiv.org/abs/2105.1272",
        "https://arxiv.org/abs/1412.69800",
        "https://arxiv.org/abs/2105.12723v0",
        "https://arxiv.org/abs/0309136",
        "https://arxiv.org/abs/cooking/0309136",
        "https://doi.org/the-identifier/what-is-a-doi",
        "https://doi.org/10.1145",
        "https://dl.acm.org/doi/proceedings/latest",
        "https://aclanthology.org/people/emily-m-bender",
        "https://openreview.net/forum",
        "https://openreview.net/forum?id=a",
        "https://openreview.net/forum?id=rJl-b3RcF7%0A",
        "https://github.com/features/copilot",
        "https://github.com/huggingface/.git",
        "https://youtube.com/watch?list=dQw4w9WgXcQ",
        "https://youtube.com/watch?v=dQw4w9WgXc",
        "https://youtube.com/embed/live_stream?channel=1",
        "https://youtu.be/dQw4w9WgXcQ/x",
    ],
)
def test_a_known_site_without_a_work_is_filed_under_its_address(url):
    assert links.work_key(url) == links.canonical(url)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.Nature.com/articles/d41586-019-00746-1", "nature.com"),
        ("http://user@blog.example.org.:8080/x", "blog.example.org"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("http://[::1]:8000/", "[::1]"),
    ],
)
def test_the_site_is_the_host_as_readers_know_it(url, site):
    assert links.site(url) == site


@pytest.mark.parametrize("function", [links.canonical, links.work_key])
@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        " " * 100_000,
        "http://" * 15_000,
        "http://x.org/" + "%" * 100_000,
        " " * 98_000 + "http://x.org/" + "%" * 1_980,
        "http://x.org/?" + "&" * 1_980,
        "http://x.org/?" + "a&" * 990,
        "http://x.org/#" + ":~:" * 660,
        "http://" + "www." * 490 + "x.org",
        "http://" + "xn--" * 490,
        "http://" + "ü." * 200,
        "http://" + "\u0301" * 1_900,
        "http://x.org" + "/.." * 660,
        "https://arxiv.org/abs/" + "2105.12723v1" * 160,
        "https://doi.org/10.1145/" + ".full/" * 320,
        "https://dl.acm.org/doi/10." + "/full" * 390,
        "https://biorxiv.org/content/10.1101/" + "1." * 950 + "x",
        "https://aclanthology.org/" + "v1" * 980,
        "https://aclanthology.org/" + "a/a" * 650,
        "https://github.com/a/" + ".git" * 490,
        "\ud800" * 100_000,
        "\0" * 100_000,
    ],
    ids=lambda text: text[:30].encode("unicode_escape").decode(),
)
def test_the_answer_takes_less_than_fifty_milliseconds(function, text):
    def seconds():
        start = time.process_time()
        with contextlib.suppress(ValueError):
            function(text)
        return time.process_time() - start

    assert min(seconds() for _ in range(3)) < 0.05


def test_the_examples_of_the_docstrings_hold():
    assert doctest.testmod(links).attempted >= 2
    assert doctest.testmod(links).failed == 0


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:pw@example.org/a@b?c@d", "https://example.org/a@b?c@d"),
        ("HTTP://u@example.org", "HTTP://example.org"),
        (" https://example.org/\uffff ", "https://example.org/%EF%BF%BF"),
        ("https://example.org/Ünï?x=%20", "https://example.org/Ünï?x=%20"),
        ("javascript:alert(1)", ""),
        ("/relative", ""),
    ],
)
def test_link_leads_where_the_address_did_and_shows_no_password(url, shown):
    assert links.href(url) == shown
