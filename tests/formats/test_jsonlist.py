"""A list in JSON, item by item: what is read, what is refused, and at what cost."""

import io
import json
import time
import tracemalloc
from contextlib import suppress
from itertools import chain, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.formats import jsonlist

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3)
    ),
    max_leaves=8,
)


class Pieces:
    """A stream that gives its pieces one by one, however many bytes are asked for."""

    def __init__(self, pieces):
        self.pieces = iter(pieces)

    def read(self, size):
        return next(self.pieces, b"")


def values(content):
    return [item.value for item in jsonlist.items(io.BytesIO(content))]


@given(held=st.lists(VALUES, max_size=4), indent=st.sampled_from([None, 0, 3]))
def test_what_python_writes_is_read_back(held, indent):
    for ascii_only in (True, False):
        text = json.dumps(held, indent=indent, ensure_ascii=ascii_only)

        assert values(text.encode()) == held
        bytes_alone = (bytes([byte]) for byte in text.encode())
        assert [i.value for i in jsonlist.items(Pieces(bytes_alone))] == held


@given(content=st.binary(max_size=60) | st.text('[]{}",:\\ \n1eu', max_size=40))
def test_what_python_reads_otherwise_is_refused_or_read_alike(content):
    content = content.encode() if isinstance(content, str) else content
    try:
        expected = json.loads(content.decode("utf-8-sig"))
    except ValueError:
        expected = None
    try:
        read = values(content)
    except jsonlist.JSONListError:
        return
    assert read == expected


def test_each_item_knows_its_line():
    content = b'\xef\xbb\xbf[\r\n  1,\n {"a":\n 2}, "x"\n, []\n]\n'

    lines = [item.line for item in jsonlist.items(io.BytesIO(content))]
    assert lines == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "line 1, column 1: the file is empty"),
        (b" \n \n", "line 3, column 1: the file is empty"),
        (b"{}", "line 1, column 1: a list of entries is needed"),
        (b"[1, 2", "line 1, column 6: the file ends too early"),
        (b"[1, 2 ", "line 1, column 7: a comma, or the ]"),
        (b"[1,\n]", "line 2, column 1: a value is missing"),
        (b"[1 2]", "line 1, column 4: a comma"),
        (b"[1]\n[2]", "line 2, column 1: something stands after"),
        (b'["a\nb"]', "line 1, column 4: not JSON: Invalid control character"),
        (b'[{"a": 1,\n "a": 2}]', "line 2, column 2: the key 'a' stands twice"),
        (b"[1, NaN]", "line 1, column 5: NaN is no value of JSON"),
        (b'[{"a": -Infinity}]', "-Infinity is no value of JSON"),
        (b'[{"a": 1', "line 1, column 9: the file ends too early"),
        (b'["a\\', "line 1, column 5: the file ends too early"),
        (b'[\n"\xc3(', "line 2, column 2: not UTF-8"),
        (b"[\xff", "line 1, column 2: not UTF-8"),
        (b"[[}]", "line 1, column 3: not JSON"),
        (b"[tru]", "line 1, column 2: not JSON"),
        (b"[" + b"9" * 4_400 + b"]", "a value of more than 4,096"),
        (b"[[" + b"9" * 4_400 + b"]]", "a number has too many digits"),
        (
            b'[\n{"a": [{"b": 1}, {"b": "NaN"},\n  -Infinity]}]',
            "line 3, column 3: -Inf",
        ),
        (b'[\n{"a": "NaN",\n "b": NaN}]', "line 3, column 7: NaN is no value"),
        (b'[{"a": {"b": 1},\n "b": 2, "b": 3}]', "line 2, column 10: the key 'b'"),
        (b'[{"\\u0061": 1, "a": 2}]', "line 1, column 16: the key 'a'"),
        (b"[[\n1, " + b"9" * 4_400 + b"]]", "line 2, column 4: a number has"),
        (b"[" * 100, "nested too deep"),
        (b'[{"a":' * 30, "nested too deep"),
    ],
    ids=repr,
)
def test_what_is_no_list_is_refused_by_its_place(content, words):
    with pytest.raises(jsonlist.JSONListError) as refusal:
        values(content[:9_000])

    assert words in str(refusal.value)


@pytest.mark.parametrize(
    "head", [b'["', b'[{"a": "', b'[{"', b'["\\u0041', b"[{", b"[[1,", b"[9"], ids=repr
)
def test_endless_entry_is_refused_in_bounded_memory(head):
    body = b"x" * 65_536 if b'"' in head else b" 1," * 20_000
    body = b"9" * 65_536 if head == b"[9" else body
    tracemalloc.start()
    started = time.monotonic()
    try:
        with pytest.raises(jsonlist.JSONListError):
            for _ in jsonlist.items(Pieces(chain([head], repeat(body)))):
                pass
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert time.monotonic() - started < 20
    assert peak < 8 * jsonlist.ITEM


def test_blanks_between_entries_cost_no_memory():
    blanks = repeat(b" \n" * 32_768, 200)
    tracemalloc.start()
    assert [i.line for i in jsonlist.items(Pieces(chain([b"["], blanks, [b"1]"])))] == [
        200 * 32_768 + 1
    ]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 2_000_000


def test_reading_takes_time_in_proportion_to_its_length():
    def seconds(count):
        content = json.dumps([{"body": "a\\" * 1_000}] * count).encode()
        started = time.process_time()
        assert len(values(content)) == count
        return time.process_time() - started

    short = min(seconds(200) for _ in range(3))
    assert min(seconds(1_600) for _ in range(2)) < 24 * max(short, 0.005)


def test_long_entry_is_read_once():
    content = json.dumps([{str(n): "x" * 20_000 for n in range(400)}]).encode()
    started = time.process_time()

    assert len(values(content)[0]) == 400
    assert time.process_time() - started < 5


@pytest.mark.parametrize("value", [b"[]", b"{}", b"1", b'""'])
def test_entry_of_very_many_values_is_refused_early(value):
    content = b"[[" + (value + b",") * 500_000

    with pytest.raises(jsonlist.JSONListError, match="more than 20,000 values"):
        values(content)


def test_value_that_never_ends_is_refused_early():
    content = '[["😀", '.encode() + b"1" * 2_000_000

    with pytest.raises(jsonlist.JSONListError, match="a value of more than"):
        values(content)


@given(
    before=st.dictionaries(TEXTS, VALUES, max_size=3),
    held=st.lists(VALUES, max_size=3),
    after=st.dictionaries(TEXTS, VALUES, max_size=3),
)
def test_list_inside_an_object_is_read_whatever_stands_beside_it(before, held, after):
    data = {f"-{key}": value for key, value in before.items()}
    data |= {"posts": held}
    data |= {f"+{key}": value for key, value in after.items()}
    for whole in ({"db": [{"meta": {}, "data": data}]}, {"db": {"data": data}, "x": 1}):
        content = json.dumps(whole, indent=1).encode()
        bytes_alone = Pieces(bytes([byte]) for byte in content)
        for stream in (io.BytesIO(content), bytes_alone):
            found = jsonlist.items_at(stream, "db", "data", "posts")
            assert [item.value for item in found] == held
        assert list(jsonlist.items_at(io.BytesIO(content), "db", "none")) == []
        assert jsonlist.value(io.BytesIO(content)) == whole


@given(st.text('[]{}",:\\ \n1eu', max_size=40), st.integers(0, 40))
def test_whatever_stands_beside_a_list_it_is_read_or_refused(noise, place):
    whole = '{"a": [1, {"b": "c"}], "posts": [{"d": 2}], "e": null}'
    for content in (noise, whole[:place] + noise + whole[place:]):
        for read in (
            lambda stream: list(jsonlist.items_at(stream, "posts")),
            jsonlist.value,
        ):
            with suppress(jsonlist.JSONListError):
                read(io.BytesIO(content.encode()))


@pytest.mark.parametrize("nested", [b"[", b'{"db":', b'[{"db":', b'{"data":['])
def test_what_is_nested_very_deep_is_passed_over_or_refused(nested):
    for content in (nested * 20_000, b'{"db":' + nested * 20_000):
        with pytest.raises(jsonlist.JSONListError):
            list(jsonlist.items_at(io.BytesIO(content), "db", "data", "posts"))


def test_item_past_a_bound_is_told_and_the_others_are_read():
    deep = "[" * 30 + "]" * 30
    content = f'{{"posts": [1,\n{deep},\n"{"x" * jsonlist.ARTICLE}x", 2]}}'.encode()

    one, nested, long, two = jsonlist.items_at(io.BytesIO(content), "posts")

    assert (one.value, two.value) == (1, 2)
    assert nested.fault == "line 2, column 21: lists and objects are nested too deep"
    assert long.fault == "line 3, column 2: a text of more than 8,388,608 characters"


def test_long_article_inside_an_object_is_read_and_a_large_tree():
    long = json.dumps({"posts": [{"html": "x" * 1_000_000}]}).encode()
    tree = {"children": [{"n": n} for n in range(30_000)]}
    for _level in range(20):
        tree = {"children": [tree]}
    content = json.dumps(tree).encode()

    [item] = jsonlist.items_at(io.BytesIO(long), "posts")
    assert len(item.value["html"]) == 1_000_000
    assert jsonlist.value(io.BytesIO(content), values=40_000, depth=50) == tree
    with pytest.raises(jsonlist.JSONListError, match="nested too deep"):
        jsonlist.value(io.BytesIO(content))


def test_what_is_passed_over_costs_no_memory():
    long = chain(repeat(b"x" * 65_536, 200), [b'", "b": ['], repeat(b'[1, "y"], ', 99))
    pieces = chain([b'{"a": "'], long, [b'[]], "posts": [1]}'])
    tracemalloc.start()
    assert [i.value for i in jsonlist.items_at(Pieces(pieces), "posts")] == [1]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 2_000_000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "line 1, column 1: the file is empty"),
        (b"{1: 2}", "line 1, column 2: a key in quotes"),
        (b'{"a" 2}', "line 1, column 6: the colon"),
        (b'{"a": 2 "b": 3}', "line 1, column 12: a comma, or the }"),
        (b'{"a": "\\', "line 1, column 9: the file ends too early"),
        (b'{"posts": [1,\n2', "line 2, column 2: the file ends too early"),
        (b'{"posts": []} x', "line 1, column 15: something stands after"),
    ],
    ids=repr,
)
def test_broken_object_is_refused_by_its_place(content, words):
    with pytest.raises(jsonlist.JSONListError) as refusal:
        list(jsonlist.items_at(io.BytesIO(content), "posts"))

    assert words in str(refusal.value)
