import pytest

from articles.errors import Refused
from articles.formats import digest_text
from tests.formats.files import File

PAGE = "First\n\nWords. Read More\n\n#bias\n\n#performance\n"
TABLE = "title,url,posted\nFirst,https://example.org/1,2021-03-26\n"


def read(page=PAGE, table=TABLE):
    return [
        record for _, record in digest_text.read(page, digest_text.read_table(table))
    ]


def test_entry_is_read_with_its_address_and_day():
    (record,) = read()

    assert record.title == "First"
    assert record.excerpt == "Words."
    assert record.tags == ["bias", "performance"]
    assert record.url == "https://example.org/1"
    assert record.published_at.isoformat() == "2021-03-26T12:00:00+00:00"


def test_of_two_entries_of_one_day_the_upper_one_is_a_minute_newer():
    page = "B\n\nb Read More\n\n#x\n\nA\n\na Read More\n\n#x, #y"
    table = "posted,url,title\n2021-03-26,https://b.example,B\n2021-03-26,https://a.example,A"

    upper, lower = read(page, table)

    assert (upper.published_at - lower.published_at).total_seconds() == 60
    assert lower.tags == ["x", "y"]


@pytest.mark.parametrize("day", ["20210326", " 2021-03-26 ", "2021-03-26"])
def test_day_is_noon_however_it_is_written(day):
    (record,) = read(table=TABLE.replace("2021-03-26", day))

    assert record.published_at.isoformat() == "2021-03-26T12:00:00+00:00"


def test_tag_may_hold_a_sign():
    (record,) = read("First\n\nWords. Read More\n\n#C#, #c++\n")

    assert record.tags == ["C#", "c++"]


def test_exact_instant_is_kept():
    (record,) = read(table=TABLE.replace("2021-03-26", "2021-03-26T18:30:00+02:00"))

    assert record.published_at.isoformat() == "2021-03-26T16:30:00+00:00"


def test_hashtag_before_the_end_is_part_of_the_words():
    (record,) = read("First\n\n#one\n\ntwo Read More\n#x")

    assert record.tags == ["x"]
    assert record.excerpt == "#one\n\ntwo"


def test_line_ends_and_byte_order_mark_do_not_count():
    assert read("\ufeff" + PAGE.replace("\n", "\r\n"), "\ufeff" + TABLE) == read()


def test_page_without_entries_gives_none():
    assert read("\n \n") == []


@pytest.mark.parametrize(
    ("page", "table", "words"),
    [
        (PAGE + "\nSecond\n\nno end", TABLE, "line 9 (“Second”): no “Read More”"),
        (PAGE, "title,url\nFirst,x", "the column posted is missing"),
        (PAGE, "", "is missing"),
        (PAGE, TABLE + "first,x,y\n", "stands twice"),
        (PAGE, 'title,url,posted\n"First', "line"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_place(page, table, words):
    with pytest.raises(Refused) as refusal:
        read(page, table)

    assert words in str(refusal.value)


def test_title_or_day_that_is_unknown_costs_only_its_entry():
    page = "".join(PAGE.replace("First", title) for title in ("No", "First", "When"))
    table = TABLE + "When,https://example.org/2,soon\n"
    held = digest_text.Options(table=File("table.csv", table))

    kept = list(digest_text.read_items(File("page.txt", page), held))

    assert {item.place: getattr(item, "why", "") for item in kept} == {
        "line 1 (“No”)": "the table has no such title",
        "line 8 (“First”)": "",
        "line 15 (“When”)": "“soon” is no day or instant: write 2021-11-13",
    }
