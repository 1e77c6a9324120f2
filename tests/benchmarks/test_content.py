"""The digest that is measured: the same for all, and with what is looked for in it."""

from benchmarks import content
from benchmarks.content import RARE, RARE_ONES, TAG, records

ENTRIES = 60


def articles():
    return list(records(ENTRIES))[content.TAGS :]


def test_a_size_gives_the_same_digest_each_time():
    assert list(records(ENTRIES)) == list(records(ENTRIES))
    assert articles() != list(records(ENTRIES + 1))[content.TAGS :]


def test_entries_have_the_shape_of_the_seed():
    found = articles()

    assert len({one.slug for one in found}) == len(found) == ENTRIES
    assert len({one.url for one in found}) == ENTRIES
    assert all(70 <= len(one.excerpt.split()) <= 301 for one in found)
    assert {len(one.tags) for one in found} == {1, 2, 3, 4}
    assert sum(RARE in one.excerpt for one in found) == RARE_ONES
    dates = [one.published_at for one in found]
    assert dates == sorted(dates)
    assert (dates[0].year, dates[-1].year) == (2014, 2023)


def test_what_is_written_is_told(tmp_path):
    told = content.write(tmp_path / "digest.json", ENTRIES)

    assert told == {
        "entries": ENTRIES,
        "tagged": sum(TAG in one.tags for one in articles()),
        "year": 2023,
        "posted": sum(one.published_at.year == 2023 for one in articles()),
    }
