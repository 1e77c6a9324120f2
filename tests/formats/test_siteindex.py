import json

from hypothesis import given
from hypothesis import strategies as st

from articles.formats import siteindex
from articles.formats.siteindex import COLUMN, Indexed
from articles.words import find_words, stem


def indexed(number=1, **texts):
    return Indexed(
        number, f"entry-{number}", 0, 20211113, "x.org", ["bias"], True, texts
    )


def written(*entries):
    """Return the parts of a group: {file name: what it holds}."""
    parts = siteindex.write_group(list(entries), "en")
    return {name: json.loads(text) for name, text in parts}


def test_word_is_found_in_the_part_of_its_beginning():
    parts = written(
        indexed(1, title="Deep data", excerpt="Data"), indexed(2, excerpt="Größe")
    )

    assert parts["da.json"] == {"data": ["data", 0, [0, COLUMN + 1]]}
    assert parts["gr.json"] == {"grosse": ["gross", 1, [0]]}
    assert parts["entries.json"]["parts"] == ["da", "de", "gr"]


def test_table_holds_what_lists_are_narrowed_by():
    (row,) = written(indexed(7, title="One two"))["entries.json"]["entries"]

    assert row == ["entry-7", 0, 20211113, 0, [0], 1, 2]


@given(st.text())
def test_every_word_of_any_text_is_found_at_its_place(text):
    parts = written(indexed(title=text))

    for number, word in enumerate(find_words(text)):
        held = parts[f"{siteindex.part_of(word.folded)}.json"][word.folded]
        assert held[0] == stem(word.folded, "en")
        assert COLUMN + number in held[2]


def test_same_entries_give_the_same_bytes():
    entries = [indexed(1, title="b a c"), indexed(2, title="a b")]

    once = list(siteindex.write_group(entries, "en"))
    assert once == list(siteindex.write_group(entries, "en"))
