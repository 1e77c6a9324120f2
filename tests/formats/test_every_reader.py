"""Laws of all that reads a format, held over our samples and what is left of them.

The samples of a format lie in tests/data/<its key>/.
"""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.formats.readers import READERS, recognise
from articles.formats.reading import HEAD, FormatError, Options, Unreadable
from tests.formats.files import SAMPLES, File, sample

FOLDERS = {key: SAMPLES / key for key in READERS}
PATHS = [
    (key, f"{key}/{path.name}")
    for key, folder in FOLDERS.items()
    if folder.is_dir()
    for path in sorted(folder.iterdir())
    if path.is_file()
]
WHOLE = [(key, path) for key, path in PATHS if "broken" not in path]
USUAL = [(key, path) for key, path in PATHS if "usual" in path]
PIECES = st.sampled_from(
    [b"<", b">", b"&", b'"', b"'", b"\0", b"\xff", b"]]>", b"<!--", b"<![CDATA[", b"{"]
    + [b"}", b"[", b"]", b",", b";", b"\t", b"\r", b"\n", b"</item>", b"<item>", b"0"]
    + [b"9" * 30, b"-1", b"null", b"http://[", b"<DL>", b"&#0;", b"&#xD800;", b"<b>"]
)


@pytest.mark.parametrize(("key", "path"), WHOLE)
def test_a_sample_is_recognised(key, path):
    file = sample(path)

    assert recognise(file.name, file.content[:HEAD]) == key


def test_a_table_that_speaks_of_feeds_is_a_table():
    head = b"url,title\nhttps://a.example/,What <rss and <opml> are\n"

    assert recognise("links.csv", head) == "spreadsheet"


@pytest.mark.parametrize(("key", "path"), USUAL)
def test_a_usual_sample_is_read_without_a_refusal(key, path):
    found = list(READERS[key].read(sample(path), Options()))

    assert found
    assert not any(isinstance(item, Unreadable) for item in found)


@pytest.mark.parametrize(("key", "path"), PATHS)
@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_a_reader_raises_only_its_own_error(key, path, data):
    content = sample(path).content
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(content)))
        length = data.draw(st.integers(0, 40))
        content = content[:start] + data.draw(PIECES) + content[start + length :]
    file = File(path.rpartition("/")[2], content)

    with suppress(FormatError):
        for item in READERS[key].read(file, Options()):
            assert item.place
