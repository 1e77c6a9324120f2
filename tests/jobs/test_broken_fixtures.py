"""Broken fixtures: one line that says what and where, and not one row changed."""

import json
import re
import time

import pytest
from django.db import transaction

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
    "not JSON": ("[{", "line 1, column 3"),
    "empty": ("", "line 1, column 1: the file is empty"),
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
    "wrong type": (
        json.dumps([GOOD, entry(slug=7)]),
        "entry 2 (“Bad”), line 1: slug: a text",
    ),
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
    "endless number": ("[" + "1" * 5_000 + "]", "a value of more than"),
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
    "tag twice": (json.dumps([entry(tags=["C", "C++", "C"])]), "“C” stands twice"),
    "tag by two names": (
        json.dumps([tag(aliases=["ml"]), entry(tags=["ML", "bias"])]),
        "tags: “bias” stands twice",
    ),
    "circle": (
        json.dumps([entry(uid=UID, follows=UID)]),
        f"follows: There is no entry {UID}",
    ),
    "year 0": (json.dumps([entry(published_at="0000-01-01T00:00:00Z")]), "no"),
    "year 1": (json.dumps([entry(published_at="0001-01-01T00:00:00Z")]), "The year 1"),
    "year 99999": (
        json.dumps([entry(created_at="99999-01-01T00:00:00Z")]),
        "created_at",
    ),
    "source of the year 0": (json.dumps([entry(source_date="0000")]), "source_date"),
    "source of 99999": (json.dumps([entry(source_date="99999")]), "source_date"),
    "relative address": (json.dumps([entry(url="/articles/x/")]), "url"),
    "unseen note": (json.dumps([entry(notes=[{"body": "\u200b"}])]), "notes, 1, body"),
    "long note": (
        json.dumps([entry(notes=[{"body": "x" * 20_001}])]),
        "notes, 1, body: Ensure this value has at most 20000",
    ),
    "living tag as an alias": (
        json.dumps([tag(name="ml"), tag(aliases=["ML"])]),
        "“ML” is the tag “ml” already",
    ),
    "name that is an address": (
        json.dumps([tag(name="a", slug="rust"), tag(name="Rust", slug="b")]),
        "“Rust” is the tag “a” already",
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


TOLD = "{count:,} broken fixtures: 0 tracebacks, 0 changed rows, one line for each"


@pytest.mark.parametrize(("text", "words"), BAD.values(), ids=BAD)
def test_bad_file_gets_one_line_and_changes_nothing(text, words, file, tell):
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    before = rows()

    with pytest.raises(Refused) as refusal:
        load_fixture(file)

    assert words in str(refusal.value)
    assert str(file) in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert rows() == before
    tell("input", TOLD, 1)


def test_file_that_is_a_folder_or_not_utf_8_is_refused(tmp_path, file):
    with pytest.raises(Refused, match="directory"):
        load_fixture(tmp_path)

    file.write_bytes(b'["\xff"]')
    with pytest.raises(Refused, match="line 1, column 3: not UTF-8"):
        load_fixture(file)


def test_byte_order_mark_and_other_line_ends_load(file):
    text = json.dumps([GOOD], indent=4).replace("\n", "\r\n")
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())

    assert str(load_fixture(file)) == "1 created, 0 changed, 0 deleted"


def test_note_of_another_entry_is_refused(file):
    note = make_note(make_article())
    held = entry(notes=[{"body": "stolen", "uid": str(note.uid)}])
    file.write_text(json.dumps([held]))

    with pytest.raises(Refused, match="note of another entry"):
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
        entry(tags=["C++", "C#", "C"]),
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


# Broken in every place: made from a file that loads

WHOLE = [
    tag(name="Bias", slug="bias", description="Who is left out.", aliases=["skew"]),
    {
        "model": "articles.page",
        "fields": {
            "slug": "about",
            "title": "About",
            "body": "We *quote*.",
            "updated_at": "2021-01-01T00:00:00Z",
        },
    },
    entry(
        uid=UID,
        slug="bad",
        authors=["Ada"],
        source_date="2021-11",
        via_url="https://example.org/via",
        via_name="Bob",
        excerpt="Words.",
        language="en",
        status="published",
        published_at="2021-01-01T00:00:00Z",
        created_at="2021-01-01T00:00:00Z",
        updated_at="2021-01-01T00:00:00Z",
        credit="Ann",
        tags=["bias"],
        notes=[
            {
                "uid": "58eeac62-d23e-4acb-b778-7c083246c726",
                "body": "A note.",
                "public": True,
                "quote": "Words",
                "prefix": "a",
                "suffix": "b",
                "credit": "Ann",
            }
        ],
    ),
    old(path="/2021/x/", article=UID),
]
WHOLE_TEXT = json.dumps(WHOLE, indent=1)
WRONG = [7, 1.5, True, "\x00", "\ud800", [], {}, [7], "x" * 20_001, "javascript:x"]


def holders():
    """Yield (path to an object of fields, field): every field there is."""
    for number, held in enumerate(WHOLE):
        for field in held["fields"]:
            yield (number, "fields"), field
    for field in WHOLE[2]["fields"]["notes"][0]:
        yield (2, "fields", "notes", 0), field


def broken_in(path, field, value):
    """Return WHOLE with another value in one of its fields."""
    broken = json.loads(WHOLE_TEXT)
    holder = broken
    for step in path:
        holder = holder[step]
    holder[field] = value
    return json.dumps(broken)


def refused(text, file):
    """Return the refusal of a file, or None where it loads; no row is left of it."""
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        with transaction.atomic():
            load_fixture(file)
            transaction.set_rollback(True)
    except Refused as refusal:
        return str(refusal)
    return None


def test_whole_file_loads(file):
    assert refused(WHOLE_TEXT, file) is None


@pytest.mark.parametrize(("path", "field"), list(holders()), ids=str)
def test_wrong_value_in_any_field_is_refused_and_names_the_field(
    path, field, file, tell
):
    before = rows()
    refusals = [refused(broken_in(path, field, value), file) for value in WRONG]

    lines = [line for line in refusals if line is not None]
    assert len(lines) >= 7  # a text may be of 20,001 signs or look like an address
    for line in lines:
        assert re.match(rf"{re.escape(str(file))}: entry {path[0] + 1}\b", line)
        assert field in line
        assert "\n" not in line
    assert rows() == before
    tell("input", TOLD, len(lines))


@pytest.mark.parametrize("length", range(0, len(WHOLE_TEXT), len(WHOLE_TEXT) // 60))
def test_file_that_is_cut_off_anywhere_is_refused_by_line_and_column(
    length, file, tell
):
    before = rows()

    line = refused(WHOLE_TEXT[:length], file)

    assert line.startswith(f"{file}: line ")
    assert ", column " in line
    assert rows() == before
    tell("input", TOLD, 1)


@pytest.mark.parametrize("sign", ['"', "{", "]", ",", "\\", "\x00", "é"])
def test_sign_too_many_anywhere_is_refused(sign, file):
    before = rows()
    for place in range(0, len(WHOLE_TEXT), 41):
        text = WHOLE_TEXT[:place] + sign + WHOLE_TEXT[place:]
        line = refused(text, file)
        assert line is None or line.startswith(f"{file}: ")
        assert line is None or "\n" not in line
    assert rows() == before


def test_value_of_a_gigabyte_is_refused_within_seconds(file):
    with file.open("wb") as sparse:
        sparse.write(b'[{"model": "articles.article", "fields": {"title": "')
        sparse.truncate(1 << 30)
    started = time.monotonic()

    with pytest.raises(Refused, match="line 1, column 53: a text of more than"):
        load_fixture(file)

    assert time.monotonic() - started < 5


def test_circle_of_follow_ups_is_refused(file):
    first = make_article(title="First", slug="first")
    later = make_article(title="Later", slug="later", follows=first)
    held = entry(uid=str(first.uid), title="First", follows=str(later.uid))
    file.write_text(json.dumps([held]))

    with pytest.raises(Refused, match="An entry cannot follow itself"):
        load_fixture(file)
