import re
from datetime import UTC, datetime
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest

from articles.errors import Refused
from articles.jobs.staticsite import build_site
from articles.jobs.staticsite.folder import STATE
from articles.models import Article, OldAddress, Page, Tag
from tests.factories import make_article, make_note
from tests.views.test_links import Links

pytestmark = pytest.mark.django_db

SITE = "https://digest.example.org"
DAY = datetime(2021, 11, 13, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "site"


def build(folder, **options):
    """Build the site; return what the build tells."""
    return build_site(folder, base_url=SITE, **options)


def files(folder):
    """Return what stands in a folder: {name: content}."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def make_entry(number=1, tags=("bias",), **columns):
    columns = {"published_at": DAY, "slug": f"entry-{number}", **columns}
    return make_article([*tags], title=f"Title {number}", **columns)


def test_every_address_is_a_file_of_the_same_name(folder):
    make_note(make_entry(tags=["bias", "C++"]))
    report = build(folder)

    names = set(files(folder))
    assert {
        "index.html",
        "404.html",
        "about/index.html",
        "articles/entry-1/index.html",
        "articles/entry-1/cite.bib",
        "articles/entry-1/entry.md",
        "tags/index.html",
        "tags/c-plus-plus/index.html",
        "tags/c-plus-plus/feed.atom",
        "2021/11/13/list.csl.json",
        "archive/index.html",
        "trends/index.html",
        "search/index.html",
        "feed.json",
        "list.csv",
        "list.fixture.json",
        "list.markdown.zip",
        "list.wordpress.xml",
        "sitemap.xml",
        "robots.txt",
        "manifest.webmanifest",
        "opensearch.xml",
        "favicon.ico",
        "static/digest.css",
        "static/icon-512.png",
    } <= names
    assert sum(name.endswith(".zip") for name in names) == 1  # of the whole site alone
    assert not any("?" in name or "+" in name or "card-" in name for name in names)
    assert report.dead == report.left_out == []
    assert report.files == len(names - {STATE})


def test_files_are_what_the_site_answers(folder, client, settings):
    settings.SITE_URL = SITE
    make_entry()
    build(folder)

    for address in ("/feed.atom", "/list.bib", "/sitemap.xml", "/robots.txt"):
        answer = client.get(address)
        assert (folder / address[1:]).read_bytes() == answer.getvalue()


def test_every_link_of_a_page_leads_to_a_file(folder):
    entry = make_entry(1, ["bias", "law"])
    make_entry(2, ["bias", "é"], follows=entry, url=entry.url, excerpt="Words. " * 80)
    OldAddress.objects.leave("/2021/old/", entry)
    build(folder)

    dead = set()
    for name in files(folder):
        if not name.endswith(".html"):
            continue
        page = (folder / name).read_text()
        for link in Links(page).found:
            whole = urldefrag(urljoin(f"{SITE}/{name}", link)).url
            path = unquote(urlsplit(whole).path)
            file = f"{path}index.html" if path.endswith("/") else path
            here = whole.startswith(f"{SITE}/")
            if here and not (folder / file[1:]).is_file():
                dead.add((name, link))
            if here and "?" in whole and path != "/search/":
                dead.add((name, link))
    assert dead == set()


def test_links_to_what_is_no_file_open_the_search(folder):
    make_entry(1, ["bias", "law"], url="https://arxiv.org/abs/1706.03762")
    build(folder)

    front = (folder / "index.html").read_text()
    tag = (folder / "tags/bias/index.html").read_text()
    assert 'href="/search/?source=arxiv.org"' in front
    assert 'href="/search/?tag=bias&amp;tag=law"' in tag
    assert 'href="/search/?tag=bias&amp;year=2021"' in tag
    assert 'href="/api/"' not in front


def test_pages_carry_their_own_policy(folder):
    make_entry()
    build(folder)
    page = (folder / "index.html").read_text()

    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert "script-src 'self'" in policy[1]
    assert "frame-ancestors" not in policy[1]


def test_old_addresses_lead_on_and_withdrawn_entries_say_so(folder):
    moved, gone = make_entry(1), make_entry(2)
    OldAddress.objects.leave("/2021/old.html", moved)
    OldAddress.objects.leave("/é/", moved)
    gone.withdraw("It was a hoax.")
    build(folder)

    page = (folder / "2021/old.html").read_text()
    assert 'http-equiv="refresh" content="0; url=/articles/entry-1/"' in page
    assert f'rel="canonical" href="{SITE}/articles/entry-1/"' in page
    assert (folder / "_redirects").read_text().splitlines() == [
        "/2021/old.html /articles/entry-1/ 301",
        "/%C3%A9/ /articles/entry-1/ 301",
    ]
    said = (folder / "articles/entry-2/index.html").read_text()
    assert "It was a hoax." in said
    assert 'name="robots" content="noindex"' in said
    assert not (folder / "articles/entry-2/cite.bib").exists()


def test_cards_are_drawn_where_they_are_asked_for(folder):
    make_entry()
    build(folder)
    assert "og:image" not in (folder / "index.html").read_text()

    build(folder, cards=True)
    page = (folder / "articles/entry-1/index.html").read_text()
    card = re.search(rf'og:image" content="{SITE}/(articles/entry-1/card-.*?)"', page)
    assert (folder / card[1]).read_bytes().startswith(b"\x89PNG")


def rewrite(entry="entry-1", **columns):
    article = Article.objects.get(slug=entry)
    tags = columns.pop("tags", [str(tag) for tag in article.tag_list])
    for column, value in columns.items():
        setattr(article, column, value)
    article.derive()
    article.write(tags, list(article.notes.all()))


def write_words():
    rewrite("renamed", excerpt="Other words.")
    make_note(Article.objects.get(slug="entry-9"), "A new note.")
    Page.objects.create(slug="about", title="About", body="Words.")
    OldAddress.objects.leave("/x/", Article.objects.get(slug="entry-9"))


def write_title():
    rewrite("renamed", title="Another title")


def move():
    rewrite("entry-2", slug="renamed")
    Tag.objects.filter(slug="bias").update(description="What leans.")


def file_otherwise():
    rewrite(tags=["law", "new"], authors=["Ann Other"])


def add():
    make_entry(9, ["bias"], published_at=DAY.replace(day=14))


def take_up_again():
    earlier = Article.objects.get(slug="entry-1")
    make_entry(10, [], follows=earlier, url=earlier.url)


def take_away():
    Article.objects.get(slug="entry-1").withdraw("Why.")
    Article.objects.get(slug="entry-3").delete()


def rename_tag():
    Tag.objects.get(slug="bias").rename("Prejudice")


EDITS = [
    move,
    take_up_again,
    rename_tag,
    add,
    file_otherwise,
    take_away,
    write_words,
    write_title,
]


def test_build_after_each_edit_is_as_one_from_nothing(tmp_path):
    make_entry(1, ["bias", "law"])
    make_entry(2, ["bias"])
    make_entry(3, ["rare"], published_at=DAY.replace(year=2020))
    build(tmp_path / "kept")
    for edit in EDITS:
        edit()
        build(tmp_path / "kept")
        build(tmp_path / edit.__name__)

        kept, new = files(tmp_path / "kept"), files(tmp_path / edit.__name__)
        assert sorted(kept) == sorted(new), edit
        assert [name for name in kept if kept[name] != new[name]] == [], edit


def test_only_what_changed_is_written(folder):
    make_entry(1, ["bias"])
    make_entry(2, ["law"])
    build(folder)
    before = {file: file.stat().st_mtime_ns for file in folder.rglob("*.*")}
    again = build(folder)
    assert (again.asked, again.written, again.removed) == (0, 0, 0)

    rewrite(excerpt="Other words.")
    build(folder)
    changed = {
        str(file.relative_to(folder))
        for file, written in before.items()
        if file.exists() and file.stat().st_mtime_ns != written
    }
    assert "articles/entry-1/index.html" in changed
    assert "articles/entry-2/index.html" not in changed
    assert "tags/law/index.html" not in changed
    assert "static/digest.css" not in changed


def test_folder_of_others_is_left_alone_unless_by_force(folder):
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(Refused, match="not empty"):
        build(folder)
    assert set(files(folder)) == {"mine.txt"}

    make_entry()
    build(folder, force=True)
    Article.objects.all().delete()
    build(folder)
    assert (folder / "mine.txt").read_text() == "mine"
    assert not (folder / "articles").exists()


@pytest.mark.parametrize("url", ["digest.example.org", f"{SITE}/digest", "ftp://x.org"])
def test_address_that_is_none_of_a_site_is_refused(folder, url):
    with pytest.raises(Refused, match="no address of a site"):
        build_site(folder, base_url=url)


def test_file_that_has_no_name_of_its_own_is_told(folder):
    entry = make_entry()
    OldAddress.objects.create(path=f"/{'é' * 200}/", article=entry)
    report = build(folder)

    assert report.left_out == [f"/{'é' * 200}/"]
    assert "%C3%A9" in (folder / "_redirects").read_text()
