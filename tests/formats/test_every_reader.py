"""Laws of all that reads a format, held over our samples and what is left of them."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.formats.readers import READERS, recognise, recognise_source
from articles.formats.reading import FormatError, Options, Unreadable
from tests.formats.damage import PIECES
from tests.formats.files import File, sample
from tests.formats.samples import ALL, BY_FORMAT, is_broken, named

# What is known by its name alone, which an editor gives.
NAMED = {"digest-text"}
WHOLE = [(k, path) for k, path in ALL if not is_broken(path) and k not in NAMED]
USUAL = [(k, path) for k, path in ALL if "usual" in path.name and path.is_file()]


def options_of(path):
    """Return what an editor says of a sample."""
    table = path.with_suffix(".csv") if path.suffix == ".txt" else None
    return Options(address="https://blog.example", table=table and sample(table))


@pytest.mark.parametrize(("key", "path"), WHOLE, ids=named)
def test_a_sample_is_recognised(key, path):
    assert recognise_source(sample(path)) == key


def test_a_table_that_speaks_of_feeds_is_a_table():
    head = b"url,title\nhttps://a.example/,What <rss and <opml> are\n"

    assert recognise("links.csv", head) == "spreadsheet"


@pytest.mark.parametrize(("key", "path"), USUAL, ids=named)
def test_a_usual_sample_is_read_without_a_refusal(key, path):
    found = list(READERS[key].read(sample(path), options_of(path)))

    assert found
    assert not any(isinstance(item, Unreadable) for item in found)


@pytest.mark.parametrize("key", READERS)
def test_a_format_has_samples_that_are_usual_and_broken(key):
    names = [path.name for path in BY_FORMAT[key]]

    assert len(names) >= 3
    assert any(map(is_broken, BY_FORMAT[key]))


@pytest.mark.parametrize(("key", "path"), ALL, ids=named)
@settings(
    deadline=None,
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_a_reader_raises_only_its_own_error(key, path, data):
    source = sample(path)
    held = source.held or {"": source.content}
    torn = data.draw(st.sampled_from(sorted(held)))
    content = held[torn]
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(content)))
        length = data.draw(st.integers(0, 40))
        content = (
            content[:start]
            + data.draw(st.sampled_from(PIECES))
            + content[start + length :]
        )
    files = source.held and {**source.held, torn: content}

    with suppress(FormatError):
        for item in READERS[key].read(
            File(source.name, content, files), options_of(path)
        ):
            assert item.place
