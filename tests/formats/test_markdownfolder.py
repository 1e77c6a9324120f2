"""The Markdown folder: what is written comes back, what a person typed is read."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles.formats import markdownfolder
from articles.formats.records import (
    AddressRecord,
    ArticleRecord,
    CorrectionRecord,
    NoteRecord,
    OldAddressRecord,
    PageRecord,
    TagRecord,
)
from tests.content import digests
from tests.formats.files import File, items_of, sample

UID = UUID("0a1b2c3d-0000-4000-8000-000000000001")
NASTY = st.lists(
    st.sampled_from(
        ["--- note", "\\--- note", "\n", "\n\n", "---\n", "--- note \t", "\r", " ", "a"]
        + ["--- note\nuid: x\n---\n", "# b", "\\", "+++\n", "\r\n", "\u2028", "\x85"]
    ),
    max_size=8,
).map("".join)


def folder(files):
    return File("folder", held={name: files[name] for name in sorted(files)})


def read_back(files):
    entries, left_out, unreadable = items_of(markdownfolder.read, folder(files))
    assert (left_out, unreadable) == ([], [])
    return [entry.record for entry in entries]


def written(*records):
    files = list(markdownfolder.write(records))
    assert len(dict(files)) == len(files)
    return dict(files)


def in_order(records):
    return sorted(records, key=repr)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(digests())
def test_any_content_comes_back_to_the_letter(records):
    files = written(*records)
    back = read_back(files)

    assert in_order(back) == in_order(records)
    assert (
        written(*back).items()
        >= {
            name: words for name, words in files.items() if name.endswith(".md")
        }.items()
    )


@settings(deadline=None, max_examples=100)
@given(excerpt=NASTY, bodies=st.lists(NASTY, max_size=3), quote=NASTY)
@example(excerpt="\n", bodies=["", "\n\n"], quote="--- note\n---")
def test_text_that_looks_like_the_marks_of_a_file_comes_back(excerpt, bodies, quote):
    notes = [NoteRecord(body=body, quote=quote) for body in bodies]
    record = ArticleRecord(
        slug="a", title="A", url="https://example.org/", excerpt=excerpt, notes=notes
    )
    files = written(record)

    assert read_back(files) == [record]
    assert written(*read_back(files)) == files


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=60) | NASTY.map(str.encode))
def test_whatever_stands_in_a_file_is_read_or_named_by_its_line(content):
    for head in (b"", b"---\n", b"---\ntitle: A\nurl: https://example.org/\n---\n"):
        files = {"articles/a.md": head + content, "old-addresses.csv": head + content}
        items_of(markdownfolder.read, File(held=files))


def test_article_is_written_with_what_a_person_types_first():
    record = ArticleRecord(
        uid=UID,
        slug="machine-unlearning",
        title="Machine Unlearning: an essay",
        url="https://example.org/unlearning",
        authors=["Ann Example", "O’Neil, Bo"],
        excerpt="To forget is *hard*.",
        status="published",
        published_at=datetime(2021, 11, 13, 12, 0, 0, 123456, UTC),
        corrections=[
            CorrectionRecord(at=datetime(2021, 12, 1, tzinfo=UTC), text="A name.")
        ],
        addresses=[AddressRecord(label="pdf", url="https://example.org/u.pdf")],
        tags=["bias", "machine-learning"],
        notes=[
            NoteRecord(uid=UID, body="Read it.", credit="Ann"),
            NoteRecord(body="Not yet.", public=False, quote="hard\nto do"),
        ],
    )

    assert written(record) == {
        "articles/machine-unlearning.md": """\
---
title: "Machine Unlearning: an essay"
url: https://example.org/unlearning
authors:
- Ann Example
- O’Neil, Bo
tags:
- bias
- machine-learning
addresses:
- label: pdf
  url: https://example.org/u.pdf
status: published
published_at: 2021-11-13T12:00:00.123456Z
corrections:
- at: 2021-12-01T00:00:00Z
  text: A name.
uid: 0a1b2c3d-0000-4000-8000-000000000001
---

To forget is *hard*.

--- note
credit: Ann
uid: 0a1b2c3d-0000-4000-8000-000000000001
---

Read it.

--- note
public: false
quote: "hard\\nto do"
---

Not yet.
"""
    }


def test_folder_that_a_person_wrote_is_read():
    entries, left_out, unreadable = items_of(
        markdownfolder.read, sample("markdown/usual")
    )

    assert unreadable == []
    assert [item.place for item in left_out] == ["README.md"]
    tag, page, first, second, old = [entry.record for entry in entries]
    assert tag == TagRecord(
        slug="bias", name="Bias", aliases=["prejudice"], description="Who counts?"
    )
    assert page == PageRecord(slug="about", title="About us", body="We read.")
    assert first.status == "draft"
    assert first.uid is None
    assert first.title == "2021"
    assert first.tags == ["bias", "new ideas"]
    assert first.excerpt == "Some words.\n\n---\n\nOthers."
    assert [note.body for note in first.notes] == ["One.", "Two."]
    assert second.url == "https://example.org/second"
    assert old == OldAddressRecord(path="/2019/old/", tag="bias")


def test_odd_names_and_line_ends_are_read():
    entries, _, unreadable = items_of(markdownfolder.read, sample("markdown/odd"))

    assert unreadable == []
    windows, long = [entry.record for entry in entries]
    assert windows.slug == "written-on-windows"
    assert windows.excerpt == "One line,\nanother."
    assert long.slug == "x" * 100
    assert long.follows == windows.uid


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "articles/a.md, line 1: a line --- is needed"),
        ("Words alone.", "line 1: a line --- is needed"),
        ("---\ntitle: A\n", "line 1: the line --- that ends"),
        ("---\ntitle: A\n---\n", "line 2: url: missing"),
        ("---\ntitle: A\nurl: x\ntagz: [a]\n---\n", "line 4: tagz: unknown field"),
        ("---\ntitle: A\nurl: x\ntags: a\n---\n", "line 4: tags: a list is needed"),
        ("---\ntitle: A\nurl: x\nuid: a\n---\n", "line 4: uid: 'a' is not a UUID"),
        ("---\ntitle: A\ntitle: B\n---\n", "line 3: the key 'title' stands twice"),
        ("---\ntitle: &a A\nurl: *a\n---\n", "line 3: * repeats another value"),
        ("---\ntitle: [\n---\n", "line 3: did not find"),
        ("---\ntitle: A\nurl: x\nexcerpt: x\n---\n", "line 4: excerpt: it stands"),
        ("---\ntitle: A\nurl: x\n---\n--- note\nx\n", "line 5: the line --- that"),
        (
            "---\ntitle: A\nurl: x\n---\n\nB\n\n--- note\npublic: maybe\n---\nC\n",
            "line 9: public: true or false is needed",
        ),
        (
            "---\ntitle: A\nurl: x\n---\n--- note\n---\nC\n--- note\nby: me\n---\nC\n",
            "line 9: by: unknown field",
        ),
        (b"---\ntitle: \xff\n---\n", "line 2: not UTF-8"),
    ],
    ids=repr,
)
def test_what_is_wrong_is_named_by_file_and_line(words, why):
    _, _, [item] = items_of(markdownfolder.read, File(held={"articles/a.md": words}))

    assert why in f"{item.place}: {item.why}"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("path,tag\n", "line 1: the first line is path,article,tag, not path,tag"),
        ("path,article,tag\n/a/\n", "line 2: 3 values are needed, not 1"),
        ("path,article,tag\n/a/,x,\n", "line 2: article: 'x' is not a UUID"),
        ('path,article,tag\n"/a/', "line 2: unexpected end of data"),
    ],
)
def test_bad_line_of_the_old_addresses_is_named(words, why):
    _, _, [item] = items_of(
        markdownfolder.read, File(held={"old-addresses.csv": words})
    )

    assert why in f"{item.place}: {item.why}"


def test_later_article_stands_behind_the_one_it_follows():
    uids = [UUID(int=number) for number in range(4)]
    chain = [
        ArticleRecord(
            uid=uid, slug=slug, title=slug, url="https://example.org/", follows=earlier
        )
        for uid, slug, earlier in zip(uids, "dbca", [None, *uids], strict=False)
    ]

    assert read_back(written(*reversed(chain))) == chain


def test_slug_that_no_disk_takes_has_a_file_all_the_same():
    for slug in ("con", "漢" * 100):
        record = TagRecord(slug=slug, name="A")
        [path] = written(record)

        assert len(path.encode()) < 255
        assert path.startswith("tags/_")
        assert read_back(written(record)) == [record]


def test_small_edit_is_a_small_difference():
    record = ArticleRecord(slug="a", title="A", url="https://example.org/", tags=["b"])
    [before] = written(record).values()
    record.tags.append("c")
    [after] = written(record).values()

    assert set(after.splitlines()) - set(before.splitlines()) == {"- c"}


def test_broken_folder_names_each_file():
    entries, _, unreadable = items_of(markdownfolder.read, sample("markdown/broken"))

    assert entries == []
    assert [item.place for item in unreadable] == [
        "articles/open.md, line 1",
        "articles/typo.md, line 4",
    ]


@pytest.mark.parametrize(
    ("name", "head", "is_ours"),
    [
        ("articles/a.md", b"---\ntitle: A\nurl: https://example.org/\n---\n", True),
        ("articles/a.md", b"---\ntitle: A\nurl: /2021/a/\n---\n", False),
        ("export/tags/a.md", b"\xef\xbb\xbf---\r\nname: A\r\n---\r\n", True),
        ("_posts/2021-11-13-a.md", b"---\ntitle: A\n---\n", False),
        ("old-addresses.csv", b"path,article,tag\n", True),
    ],
)
def test_folder_of_ours_is_known_from_one_of_a_blog(name, head, is_ours):
    assert markdownfolder.recognises(name, head) == is_ours
