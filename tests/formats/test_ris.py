"""RIS, read back by rispy."""

import re
from urllib.parse import unquote

import rispy
from hypothesis import given, settings

from articles import text
from articles.formats.citation import citation_of
from tests.formats.sources import digests, make_record, written

LINE = re.compile(r"[A-Z][A-Z0-9]  - [^\r\n\x85\u2028\u2029\x0b\x0c]*")


@settings(deadline=None)
@given(digests())
def test_another_reader_finds_what_was_written(records):
    words = written("ris", *records)
    found = rispy.loads(words)

    assert len(found) == len(records)
    for record, fields in zip(records, found, strict=True):
        citation = citation_of(record)
        assert fields["id"] == citation.key
        assert fields["title"] == citation.title
        named = [name for name in record.authors if name.strip(", ")]
        assert len(fields.get("authors", [])) == len(named)
        assert fields.get("year", "") == citation.year
        assert [unquote(url) for url in fields.get("urls", [])] == (
            [unquote(citation.url)] if citation.url else []
        )
        assert fields.get("doi", "") == citation.doi
        assert fields.get("keywords", []) == record.tags
        assert fields.get("abstract", "") == text.one_line(citation.abstract)


@settings(deadline=None)
@given(digests())
def test_each_line_is_a_field_and_ends_as_windows_ends_lines(records):
    lines = written("ris", *records).split("\r\n")

    assert lines.pop() == ""
    assert all(LINE.fullmatch(line) for line in lines if line)
    assert lines.count("ER  - ") == lines.count("") == len(records)


def test_preprint_is_written_with_its_number():
    record = make_record(
        title="Machine\nUnlearning",
        url="https://arxiv.org/abs/1912.03817",
        authors=["Lucas Bourtoule", "Martin Luther King Jr.", "Acme, Inc."],
        source_date="2019-12",
        excerpt="One *two*.\n\nThree.",
        language="en",
        tags=["bias", "performance"],
    )

    assert written("ris", record).split("\r\n") == [
        "TY  - UNPB",
        "ID  - arxiv-1912-03817",
        "AU  - Bourtoule, Lucas",
        "AU  - King, Martin Luther, Jr.",
        "AU  - Acme Inc.",
        "TI  - Machine Unlearning",
        "PY  - 2019",
        "DA  - 2019/12//",
        "PB  - arXiv",
        "AN  - arXiv:1912.03817",
        "UR  - https://arxiv.org/abs/1912.03817",
        "LA  - en",
        "KW  - bias",
        "KW  - performance",
        "AB  - One two. Three.",
        "ER  - ",
        "",
        "",
    ]


def test_paper_and_page_are_of_their_types():
    paper = make_record(url="https://doi.org/10.1145/3442188", source_date="2021-03-01")
    words = written("ris", paper, make_record(source_date="1999"))

    assert re.findall("^(?:TY|DO|DA)  - .*?(?=\r)", words, re.MULTILINE) == [
        "TY  - JOUR",
        "DA  - 2021/03/01/",
        "DO  - 10.1145/3442188",
        "TY  - ELEC",
        "DA  - 1999///",
    ]
