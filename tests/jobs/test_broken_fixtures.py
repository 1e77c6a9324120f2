"""Broken fixtures: one line that says what and where, and not one row changed."""

import json

import pytest

from articles.errors import Refused
from articles.jobs.fixtures import load_fixture
from articles.models import Article, Tag
from tests.factories import make_article, make_note, make_tag
from tests.jobs.test_fixtures import rows

pytestmark = pytest.mark.django_db

UID = "48eeac62-d23e-4acb-b778-7c083246c726"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "content.json"


def entry(**fields):
    return {
        "model": "articles.article",
        "fields": {"title": "Bad", "url": "https://example.org/bad", **fields},
    }


def tag(**fields):
    return {"model": "articles.tag", "fields": {"name": "bias", **fields}}


def old(**fields):
    return {"model": "articles.oldaddress", "fields": fields}


GOOD = entry(title="Good", url="https://example.org/good")
BAD = {
    "not JSON": ("{", "line 1, column 2"),
    "empty": ("", "not JSON"),
    "not a list": ("{}", "a list of entries"),
    "deep": ("[" * 100_000, "nested too deep"),
    "NaN": ("[NaN]", "NaN"),
    "key twice": ('[{"model": "x", "model": "y"}]', "stands twice"),
    "no entry": (json.dumps([GOOD, 7]), "entry 2"),
    "unknown model": (json.dumps([{"model": "auth.user", "fields": {}}]), "auth.user"),
    "unknown field": (json.dumps([entry(colour="red")]), "colour"),
    "missing field": (
        json.dumps([{"model": "articles.article", "fields": {"title": "x"}}]),
        "url: missing",
    ),
    "primary key": (json.dumps([{**GOOD, "pk": 1}]), "pk"),
    "wrong type": (json.dumps([GOOD, entry(slug=7)]), "“Bad”): slug: a text"),
    "wrong list": (json.dumps([entry(tags="bias")]), "tags: a list"),
    "bad uid": (json.dumps([entry(uid="7")]), "uid"),
    "bad instant": (json.dumps([entry(published_at="yesterday")]), "published_at"),
    "naive instant": (json.dumps([entry(published_at="2021-01-01")]), "zone"),
    "script address": (json.dumps([GOOD, entry(url="javascript:x")]), "url"),
    "bad slug": (json.dumps([entry(slug="../x")]), "slug"),
    "too long": (json.dumps([entry(title="x" * 301)]), "title"),
    "control": (json.dumps([entry(excerpt="a\x00")]), "excerpt"),
    "surrogate": (json.dumps([entry(title="\ud800")]), "title"),
    "bad status": (json.dumps([entry(status="gone")]), "status"),
    "follows nothing": (
        json.dumps([entry(follows=UID)]),
        "follows",
    ),
    "same work twice": (
        json.dumps(
            [
                entry(uid=UID),
                entry(uid="58eeac62-d23e-4acb-b778-7c083246c726"),
            ]
        ),
        "quotes this already",
    ),
    "same entry twice": (
        json.dumps([entry(uid=UID)] * 2),
        "stands twice in the file",
    ),
    "bad tag": (json.dumps([GOOD, entry(tags=["!!!"])]), "No tag"),
    "bad note": (json.dumps([GOOD, entry(notes=[{"body": ""}])]), "notes"),
    "endless number": ("[" + "1" * 5_000 + "]", "too many digits"),
    "control in a tag": (json.dumps([tag(name="a\x00b")]), "name: Take out"),
    "surrogate in a tag": (json.dumps([tag(name="\ud800")]), "name: Take out"),
    "control in a path": (
        json.dumps([GOOD, old(path="/a\x00", article=UID)]),
        "path: Take out",
    ),
    "control in an alias": (json.dumps([tag(aliases=["\x00"])]), "aliases: Take out"),
    "line end in a name": (json.dumps([{"a\nb": 1}]), "entry 1"),
    "line end in a tag": (json.dumps([entry(tags=["a\nb"])]), "No tag"),
    "alias twice": (json.dumps([tag(aliases=["a b", "A-B"])]), "are one alias"),
    "alias of itself": (json.dumps([tag(aliases=["Bias"])]), "is “Bias” already"),
    "blank title": (json.dumps([entry(title="  ")]), "title: It holds nothing"),
    "odd address": (json.dumps([entry(url="https:\\\\x.org/1")]), "url: A web address"),
    "note twice": (
        json.dumps([entry(notes=[{"body": "x", "uid": UID}] * 2)]),
        "notes, 2, uid: It stands twice",
    ),
    "too many notes": (json.dumps([entry(notes=[{"body": "x"}] * 201)]), "at most 200"),
    "too many tags": (
        json.dumps([entry(tags=[str(number) for number in range(51)])]),
        "at most 50",
    ),
    "living address": (
        json.dumps(
            [entry(uid=UID, slug="é"), old(path="/articles/e\u0301/", article=UID)]
        ),
        "“Bad” stands at",
    ),
    "page of the site": (
        json.dumps([entry(uid=UID), old(path="/about/", article=UID)]),
        "A page of the site stands at",
    ),
    "no path": (
        json.dumps([entry(uid=UID), old(path="//evil.example/", article=UID)]),
        "a path alone",
    ),
    "unknown page": (
        json.dumps(
            [{"model": "articles.page", "fields": {"slug": "imprint", "title": "x"}}]
        ),
        "slug",
    ),
    "unknown field of a note": (
        json.dumps([entry(notes=[{"body": "x", "mood": "good"}])]),
        "mood",
    ),
}


@pytest.mark.parametrize(("text", "words"), BAD.values(), ids=BAD)
def test_bad_file_gets_one_line_and_changes_nothing(text, words, file):
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    before = rows()

    with pytest.raises(Refused) as refusal:
        load_fixture(file)

    assert words in str(refusal.value)
    assert str(file) in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert rows() == before


def test_file_that_is_a_folder_or_not_utf_8_is_refused(tmp_path, file):
    with pytest.raises(Refused, match="directory"):
        load_fixture(tmp_path)

    file.write_bytes(b'["\xff"]')
    with pytest.raises(Refused, match="not UTF-8 at byte 2"):
        load_fixture(file)


def test_byte_order_mark_and_other_line_ends_load(file):
    text = json.dumps([GOOD], indent=4).replace("\n", "\r\n")
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())

    assert str(load_fixture(file)) == "1 created, 0 changed, 0 deleted"


def test_note_of_another_entry_is_refused(file):
    note = make_note(make_article())
    held = entry(notes=[{"body": "stolen", "uid": str(note.uid)}])
    file.write_text(json.dumps([held]))

    with pytest.raises(Refused, match="a note of another entry"):
        load_fixture(file)


def test_tag_that_another_goes_by_is_refused(file):
    make_tag("machine-learning").set_aliases(["ML"])
    file.write_text(json.dumps([tag(name="machine-learning", slug="ml")]))

    assert str(load_fixture(file)) == "0 created, 1 changed, 0 deleted"
    assert Tag.objects.get().slug == "ml"
    assert Tag.objects.resolve("machine-learning").slug == "ml"


@pytest.mark.parametrize(
    "held",
    [
        entry(status="published"),
        entry(notes=[{"body": "one"}, {"body": "two"}, {"body": "one"}]),
        entry(tags=["C++", "c-plus-plus", "C"]),
        {"model": "articles.page", "fields": {"slug": "about", "title": "About"}},
        tag(),
        tag(aliases=["a b", "ab"]),
    ],
    ids=str,
)
def test_entry_written_by_hand_loads_twice_and_changes_nothing(held, file):
    file.write_text(json.dumps([held]))
    load_fixture(file)
    before = rows()

    assert str(load_fixture(file)) == "0 created, 0 changed, 0 deleted"
    assert rows() == before


def test_follow_up_written_by_hand_is_not_made_twice(file):
    first = make_article(url="https://example.org/bad")
    file.write_text(json.dumps([entry(follows=str(first.uid))]))
    load_fixture(file)

    assert str(load_fixture(file)) == "0 created, 0 changed, 0 deleted"
    assert Article.objects.count() == 2
