"""Posts of Ghost, of newsletters and of folders of Markdown become entries."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import text
from articles.formats.fixture import instant_text
from articles.formats.readers import READERS, recognise
from articles.formats.reading import FormatError
from tests.formats.files import File, items_of, sample

SITE = "https://blog.example"


def read_sample(path, **options):
    return items_of(READERS[path.split("/")[0]].read, sample(path), **options)


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("ghost/usual.json", ""),
        ("ghost/broken.json", ""),
        ("curated/usual", "7.json"),
        ("curated/broken.json", ""),
        ("buttondown/usual", "emails.csv"),
        ("buttondown/odd", "emails.json"),
        ("substack/usual", "posts.csv"),
        ("blog/jekyll", "_posts/2021-11-13-how-models-forget.md"),
        ("blog/hugo", "content/posts/first.md"),
    ],
)
def test_format_of_a_file_is_known_by_its_start(path, file):
    source = sample(path)
    content = source.held[file] if file else source.content

    assert recognise(file or source.name, content) == path.split("/")[0]


# Ghost


def test_posts_of_ghost_come_with_their_tags_dates_and_addresses():
    [first, soon], [page], refused = read_sample("ghost/usual.json")

    assert refused == []
    assert (page.what, page.place) == ("page", "entry 3 (“About”), line 7")
    assert first.key == "0a1b2c3d-0000-4000-8000-000000000001"
    assert first.permalinks == ("/on-forgetting/",)
    record = first.record
    assert (record.slug, record.status) == ("on-forgetting", "published")
    assert record.url == "https://example.net/forgetting"
    assert record.excerpt == "To forget is *hard*."
    [note] = record.notes
    assert note.body == "I agree: [read it](<https://example.net/forgetting>)."
    assert record.tags == ["Memory", "Law"]
    assert [
        instant_text(day)
        for day in (record.created_at, record.published_at, record.updated_at)
    ] == ["2021-11-12T09:00:00Z", "2021-11-13T10:00:00Z", "2021-11-14T09:00:00Z"]
    assert first.lost == ("picture",)
    assert soon.record.status == "published"
    assert soon.record.published_at.year == 2099
    assert soon.lost == ("mark “for members”",)


def test_odd_posts_of_ghost_are_read_or_refused_in_words():
    [first], _, refused = read_sample("ghost/odd.json")

    assert first.record.url == "https://example.org/first"
    assert first.record.excerpt == "Words \\<b>\n\nonly."
    assert first.record.tags == ["Numbers"]
    assert first.record.status == "draft"
    assert [item.why.partition(":")[0] for item in refused] == [
        "it has no text as HTML",
        "it links to no page, and the file does not say where it stood",
        "it has no text as HTML",
    ]


def test_post_that_links_to_nothing_leads_to_where_it_stood():
    entries, _, _ = read_sample("ghost/odd.json", address=SITE)

    assert entries[1].record.url == "https://blog.example/nowhere/"
    assert entries[1].lost == ("mark “by mail only”",)


def test_what_ghost_holds_beside_the_text_comes_along_or_is_told():
    held = json.loads(sample("ghost/usual.json").content)
    post = held["db"][0]["data"]["posts"][0]
    post |= {"custom_excerpt": "In *short*.", "feature_image_caption": "A hill"}

    [entry, _], _, _ = items_of(READERS["ghost"].read, File(content=json.dumps(held)))

    assert entry.record.notes[0].body == "In \\*short\\*."
    assert entry.lost == ("picture", "caption")


def test_footnotes_of_markdown_keep_their_words():
    body = "Text[^1] more, [a][b].\n\n[^1]: Sic!\n\n[b]: https://b.example/\n"
    file = f"---\ntitle: Foot\nlink: https://e.example/\n---\n{body}"

    [entry], _, _ = items_of(READERS["blog"].read, File(held={"a.md": file}))

    [note] = entry.record.notes
    assert text.to_plain(note.body) == "Text[^1] more, a.\n\n[^1]: Sic!"


def test_site_below_a_path_keeps_its_path():
    below = "https://example.com/me/"
    ghost = read_sample("ghost/odd.json", address=below)[0][1]
    [plain, *_], _, _ = read_sample("buttondown/usual", address=below)
    [first, *_], _, _ = read_sample("substack/usual", address=below)
    [_, quoted, _], _, _ = read_sample("blog/jekyll", address="https://example.com/me")

    assert ghost.record.url == "https://example.com/me/nowhere/"
    assert ghost.permalinks == ("/me/nowhere/",)
    assert plain.permalinks == ("/me/archive/plain-words/",)
    assert first.permalinks == ("/me/p/first-words",)
    assert quoted.permalinks == ("/me/2020/quoted.html", "/me/old/quoted/")


def test_users_and_keys_of_ghost_are_never_read():
    held = json.loads(sample("ghost/usual.json").content)
    held["db"][0]["data"]["users"] = ["x"] * 30_000  # more than an entry may hold
    source = File(content=json.dumps(held))

    assert len(items_of(READERS["ghost"].read, source)[0]) == 2


# Newsletters


def test_links_of_an_issue_of_curated_are_entries():
    [entry], left_out, _ = read_sample("curated/usual")

    assert [item.what for item in left_out] == ["text without a link", "sponsored link"]
    assert entry.place == "7.json, entry 2 (“A story”)"
    assert entry.key == "abc"
    record = entry.record
    assert (record.title, record.url) == ("A story", "https://example.org/story")
    assert [note.body for note in record.notes] == ["It is *long*."]
    assert (record.tags, record.status) == (["News"], "published")
    assert instant_text(record.published_at) == "2021-02-02T21:08:42Z"
    assert entry.lost == ("footer",)


def test_links_of_an_issue_keep_their_order():
    link = {"type": "Link", "url": "https://example.org/{}", "title": "A"}
    issue = {
        "publication_status": "published",
        "published_at": "2021-02-02T21:08:42Z",
        "categories": [{"name": "News", "items": [link, link]}, {"items": [link]}],
    }
    entries, _, _ = items_of(READERS["curated"].read, File(content=json.dumps(issue)))

    days = [entry.record.published_at for entry in entries]
    assert days == sorted(set(days), reverse=True)
    assert instant_text(days[-1]) == "2021-02-02T21:08:42Z"
    assert days[0] == entries[0].record.created_at


def test_odd_issue_of_curated_is_read_as_far_as_it_goes():
    [entry], _, refused = read_sample("curated/odd")

    assert entry.record.status == "draft"
    assert instant_text(entry.record.created_at) == "2021-03-01T00:00:00Z"
    assert refused[-1].why == "no issue: it has no categories"


def test_emails_of_buttondown_come_with_their_words():
    [plain, fancy], _, [gone] = read_sample("buttondown/usual", address=SITE)

    assert plain.record.url == "https://example.org/this"
    assert plain.record.notes[0].body == (
        "Have a look at [this](https://example.org/this), it is *good*.\n\n- one\n- two"
    )
    assert plain.permalinks == ("/archive/plain-words/",)
    assert fancy.record.notes[0].body.startswith("**Look**")
    assert fancy.record.status == "published"
    assert gone.why == "its text is not in the file: import the whole archive"


def test_odd_emails_of_buttondown_are_read_or_refused_in_words():
    [draft], _, refused = read_sample("buttondown/odd")

    assert (draft.record.status, draft.record.published_at) == ("draft", None)
    assert draft.record.url == "https://example.org/x"
    assert len(refused) == 2


def test_posts_of_substack_come_with_their_words():
    [first, talk, unfinished], left_out, [lost] = read_sample("substack/usual")

    assert [item.what for item in left_out] == ["thread", "page"]
    assert lost.place == "entry 6 (“Lost”), line 7"
    assert (first.key, first.permalinks) == ("101", ("/p/first-words",))
    assert first.record.title == "First & last"
    assert first.record.notes[0].body.startswith("It’s short\n\nSee")
    assert talk.record.excerpt == "We talked."
    assert [str(a) for a in talk.record.addresses] == [
        "other https://example.com/talk.mp3"
    ]
    assert talk.lost == ("mark “for members”",)
    assert (unfinished.record.status, unfinished.record.slug) == ("draft", "")


# Folders


def test_posts_of_jekyll_come_with_their_front_matter():
    [idea, quoted, forget], [readme], _ = read_sample("blog/jekyll")

    assert readme.what == "file"
    assert (idea.record.status, idea.record.url) == (
        "draft",
        "https://example.org/idea",
    )
    assert quoted.permalinks == ("/2020/quoted.html", "/old/quoted/")
    assert quoted.record.url == "https://example.org/quoted"
    assert quoted.record.excerpt == "Their words."
    assert [note.body for note in quoted.record.notes] == ["My words, with **HTML**."]
    assert quoted.record.status == "draft"
    record = forget.record
    assert record.title == "How models forget: a link"
    assert record.slug == "how-models-forget"
    assert record.tags == ["unlearning", "law", "notes"]
    assert instant_text(record.published_at) == "2021-11-13T09:30:00Z"
    assert forget.permalinks == ("/notes/2021/11/13/how-models-forget.html",)
    assert "\n\n* it is *hard*;\n* it is needed.\n\n" in record.notes[0].body
    assert forget.lost == ("field “image”", "template tag")


def test_posts_of_hugo_come_with_their_front_matter():
    [bundle, first], left_out, _ = read_sample("blog/hugo")

    assert [item.what for item in left_out] == ["page", "file"]
    assert bundle.record.slug == "bundle"
    assert bundle.record.status == "draft"
    assert instant_text(bundle.record.published_at) == "2021-11-14T12:00:00Z"
    assert bundle.record.url == "https://example.org/bundle"
    assert (bundle.record.excerpt, bundle.record.notes[0].body) == (
        "",
        "Only my words.",
    )
    assert bundle.permalinks == ("/posts/bundle/",)
    assert first.record.tags == ["a b", "c"]
    assert first.permalinks == ("/posts/first/", "/2021/first/")
    assert instant_text(first.record.published_at) == "2021-11-13T08:00:00Z"
    assert first.lost == ("template tag",)


def test_bad_front_matter_is_named_by_its_line():
    _, _, [bad, colon] = read_sample("blog/broken")

    assert bad.place == "_posts/2021-01-01-bad.md, line 3"
    assert colon.why == "mapping values are not allowed in this context"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("ghost/broken.json", "line 1, column 73: the file ends too early"),
        ("curated/broken.json", "line 1, column 50: the file ends"),
        ("buttondown/broken.csv", "the column publish_date is missing"),
        ("substack/broken.csv", "the column title is missing"),
    ],
)
def test_broken_file_is_refused_by_its_place(path, why):
    with pytest.raises(FormatError) as refusal:
        read_sample(path)

    assert str(refusal.value).startswith(why)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["items", "title", "url", "name"]), inner)
    ),
    max_leaves=6,
)
NAMES = """id uuid title slug html plaintext status type published_at created_at
canonical_url subject publish_date body categories name tag_id post_id sort_order
updated_at""".split()
ROWS = st.lists(st.dictionaries(st.sampled_from(NAMES), ANY, max_size=9), max_size=3)


@given(rows=ROWS)
def test_whatever_a_row_of_json_holds_no_reader_breaks(rows):
    lists = {"posts": rows, "tags": rows, "posts_tags": rows}
    read_or_refused("ghost", json.dumps({"data": lists}))
    read_or_refused("curated", json.dumps([{"categories": [{"items": rows}]}, *rows]))
    read_or_refused("buttondown", json.dumps(rows))


SIGNS = st.text('ab:,"\n\r-+[]{}&*#<>\0é', max_size=40)


@given(words=SIGNS, body=SIGNS)
def test_whatever_a_file_holds_only_the_error_of_readers_is_raised(words, body):
    first = "post_id,post_date,is_published,title"
    read_or_refused("substack", f"{first}\n{words}")
    read_or_refused("buttondown", f"id,secondary_id,subject,publish_date\n{words}")
    for fence in ("---", "+++"):
        post = f"{fence}\n{words}\n{fence}\n{body}"
        _, left_out, unreadable = items_of(
            READERS["blog"].read, File(held={"a.md": post, "b.html": post})
        )
        assert all(item.place for item in [*left_out, *unreadable])


def read_or_refused(key, content):
    try:
        items_of(READERS[key].read, File(content=content))
    except FormatError as refusal:
        assert str(refusal)  # noqa: PT017


WORDS = st.lists(
    st.sampled_from(
        ["word", "*em*", "`code`", "\n\n", "\n", "> quote", "- item", "1. one"]
        + ["# head", "[link](https://example.net/)", "<b>x</b>", "&amp;", "\\*", "***"]
        + ["![pic](https://example.net/a.png)", "{{ x }}", " ", "<!-- c -->", "](/x)"]
    ),
    max_size=10,
).map("".join)


@settings(deadline=None)
@given(WORDS)
def test_words_of_a_post_in_plain_markdown_come_through(body):
    file = "---\ntitle: A\nlink: https://example.org/\n---\n" + body
    [entry], _, _ = items_of(READERS["blog"].read, File(held={"a.md": file}))

    record = entry.record
    shown = " ".join(
        text.to_plain(words)
        for words in (record.excerpt, *(note.body for note in record.notes))
    )
    for word in ("word", "code", "item", "one", "head", "quote", "link"):
        if not set("<!]") & set(body):
            assert shown.count(word) >= text.to_plain(body).count(word)
