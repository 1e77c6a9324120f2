"""References of BibTeX, RIS and CSL-JSON become drafts, and ours come back."""

import json

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from articles import limits, links
from articles.formats import bibtex, found, references
from articles.formats.citation import citation_of, read_name, write_name
from articles.formats.readers import READERS, recognise
from articles.formats.reading import FormatError
from tests.formats.files import File, items_of, sample
from tests.formats.sources import NAMES, digests, written

ENDINGS = {"bibtex": "bib", "ris": "ris", "csl": "csl.json"}
FILES = {"bibtex": "bib", "ris": "ris", "csl": "json"}


def read_sample(key, kind):
    return items_of(READERS[key].read, sample(f"references/{kind}.{FILES[key]}"))


@pytest.mark.parametrize("key", FILES)
def test_format_of_a_file_is_known_by_its_start(key):
    source = sample(f"references/usual.{FILES[key]}")

    assert recognise("x", source.content) == key
    assert recognise("x", b"\xef\xbb\xbf" + source.content) == key


def test_entries_of_bibtex_become_drafts_without_latex():
    [first, old, page], _, _ = read_sample("bibtex", "usual")

    assert first.place == "line 4 (“On Forgetting: Études & more”)"
    assert first.key == "example2021"
    record = first.record
    assert record.title == "On Forgetting: Études & more"
    assert record.authors == ["Ann Müller", "Bo van der Berg", "Example Institute"]
    assert record.source_date == "2021-11"
    assert record.url == "https://example.org/forget_me"
    assert [str(a) for a in record.addresses] == [
        "abstract https://doi.org/10.1000/forget_me"
    ]
    assert record.excerpt == "We forget \\*well\\*, by $x^2$. 100% of it."
    assert record.tags == ["unlearning", "data rights"]
    assert [note.body for note in record.notes] == ["Read this."]
    assert record.status == "draft"
    assert sorted(first.lost) == ["field “file”", "field “journal”"]
    assert old.record.url == "https://arxiv.org/abs/hep-th/9901001"
    assert [str(a) for a in old.record.addresses] == [
        "pdf https://example.org/strings.pdf"
    ]
    assert page.record.url == "https://example.org/page"
    assert page.record.source_date == "2020-02-03"


def test_odd_entries_of_bibtex_are_read_or_refused_by_their_line():
    entries, _, refused = read_sample("bibtex", "odd")

    assert [(item.record.title, item.key) for item in entries] == [
        ("First", "b"),
        ("Second", ""),
        ("Twice", "c"),
        ("After it", "e"),
    ]
    assert entries[2].record.source_date == ""
    assert [f"{item.place}: {item.why}" for item in refused] == [
        "line 2 (“No address”): it has no address on the web",
        "line 6: no entry of BibTeX; look at its braces and commas",
    ]


def test_references_of_ris_become_drafts():
    [first, second], _, _ = read_sample("ris", "usual")

    assert (first.place, first.key) == ("line 1 (“On forgetting”)", "key1")
    record = first.record
    assert record.authors == ["Ann Müller", "Bo King Jr.", "García Márquez, Eva"]
    assert record.source_date == "2021-11-13"
    assert record.url == "https://example.org/forget"
    assert [str(a) for a in record.addresses] == [
        "pdf https://example.org/forget.pdf",
        "abstract https://doi.org/10.1000/forget",
    ]
    assert record.excerpt == "We forget\nvery \\*well\\*."
    assert record.tags == ["unlearning", "rights"]
    assert [note.body for note in record.notes] == ["Read this."]
    assert first.lost == ("field “JO”",)
    assert second.record.url == "https://arxiv.org/abs/hep-th/9901001"
    assert second.record.source_date == "1999"


def test_odd_references_of_ris_are_read_or_refused():
    [entry], _, [refused] = read_sample("ris", "odd")

    assert entry.record.title == "Café"
    assert entry.record.url == "https://example.org/cafe.pdf"
    assert refused.place == "line 8 (“No address”)"


def test_items_of_csl_become_drafts():
    [entry], _, _ = read_sample("csl", "usual")

    record = entry.record
    assert entry.key == "key1"
    assert record.title == "On forgetting"
    assert record.authors == ["Ann Müller", "Bo van der Berg", "Example Institute"]
    assert record.source_date == "2021-11"
    assert record.excerpt == "We forget \\*well\\*."
    assert record.tags == ["unlearning", "rights"]
    assert entry.lost == ("field “volume”",)


def test_odd_items_of_csl_are_read_or_refused():
    [first, preprint], _, refused = read_sample("csl", "odd")

    assert first.record.title == first.record.url == "https://doi.org/10.1000/only"
    assert preprint.record.url == "https://arxiv.org/abs/1912.03817"
    assert [item.why for item in refused] == ["it has no address on the web"] * 2


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("bibtex", "no entry that begins with @"),
        ("ris", "no line that begins with TY"),
        ("csl", "line 1, column 47: the file ends too early"),
    ],
)
def test_broken_file_is_refused_by_its_place(key, why):
    with pytest.raises(FormatError) as refusal:
        read_sample(key, "broken")

    assert why in str(refusal.value)


@pytest.mark.parametrize("key", ENDINGS)
@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(records=digests())
def test_what_we_wrote_comes_back(key, records):
    """Source, date, title, authors; from RIS and CSL-JSON tags and language too.

    BibTeX has no day, and no sign of a title or a name is proved here that LaTeX or
    the commas of RIS have a meaning for.
    """
    ours = [record for record in records if links.is_web_address(record.url)]
    assume(ours)
    source = File(content=written(ENDINGS[key], *ours))
    entries, left_out, refused = items_of(READERS[key].read, source)

    assert (left_out, refused) == ([], [])
    assert len(entries) == len(ours)
    for record, entry in zip(ours, entries, strict=True):
        before, back = citation_of(record), entry.record
        assert entry.key == found.line(before.key, limits.NAME)
        assert links.work_key(back.url) == links.work_key(record.url)
        date = before.date[:2] if key == "bibtex" else before.date  # it has no day
        assert back.source_date == "-".join(f"{part:02}" for part in date)
        if record.title.isalnum():
            assert back.title == record.title
        if all(name.replace(" ", "").isalpha() for name in record.authors):
            assert set(back.authors) == {write_name(name) for name in before.authors}
        if key != "bibtex":
            assert back.language == before.language
            assert back.tags == list(dict.fromkeys(before.tags))


@given(NAMES)
def test_name_in_its_parts_is_written_so_that_it_is_read_again(name):
    parts = read_name(name)
    if not parts.literal:
        assert read_name(write_name(parts)) == parts


SIGNS = st.sampled_from(
    ["@", "misc", "{", "}", "a", ",", "=", '"', "\\", "$", "#", " and ", "\n", "url"]
    + ["title", "https://example.org/", "%", "^", "_", "\\'", "\\url{", "TY  - X\n"]
    + ["\nER  - \n", "AU  - ", "UR  - ", "--", "~", "&", "é", "\0"]
)


@settings(deadline=None, max_examples=80)
@given(st.lists(SIGNS, max_size=30).map("".join))
def test_whatever_a_file_holds_only_the_error_of_readers_is_raised(words):
    for key in ("bibtex", "ris"):
        for content in (words, f"@misc{{a, {words}}}", f"TY  - X\n{words}"):
            try:
                items = items_of(READERS[key].read, File(content=content))
            except FormatError as refusal:
                assert str(refusal)  # noqa: PT017
            else:
                assert all(item.place for kind in items for item in kind)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["family", "given", "literal", "date-parts", "raw"]), inner
        )
    ),
    max_leaves=6,
)
ITEM_FIELDS = "id type title author issued URL DOI abstract keyword note number".split()


@settings(deadline=None, max_examples=40)
@given(st.lists(st.dictionaries(st.sampled_from(ITEM_FIELDS), ANY), max_size=3))
def test_whatever_an_item_of_csl_holds_no_reader_breaks(items):
    items_of(READERS["csl"].read, File(content=json.dumps(items)))


def test_latex_that_is_nested_too_deep_stays_as_it_is():
    deep = "{" * 5_000 + "x" + "}" * 5_000

    assert bibtex.unescape(deep) == deep
    assert bibtex.unescape("\\emph{a} --- {b}") == "a — b"


@given(st.text("ab ,.;:!?`'<>-()[]/*_^é\n", max_size=20))
def test_words_without_latex_are_what_latex_sets(words):
    if not bibtex.MARKED.search(words):
        assert bibtex.LATEX.latex_to_text(words) == words


@pytest.mark.parametrize(
    ("words", "keywords"),
    [
        ("a, b; c", ["a", "b", "c"]),
        ('"a, b"; c', ["a, b", "c"]),
        ('"a ""b"""', ['a "b"']),
        ('"deep" learning, x', ['"deep" learning', "x"]),
        (' "unclosed, x', ['"unclosed', "x"]),
        (";, ", []),
    ],
)
def test_keywords_are_parted_but_in_quotes(words, keywords):
    assert references.keywords_in(words) == keywords
    line = ", ".join(map(references.keyword, keywords))
    assert references.keywords_in(line) == keywords
