"""Files by names that are not ours: robots.txt, the manifest, OpenSearch, icons."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings as configured
from PIL import Image
from pytest_django.asserts import assertContains

pytestmark = pytest.mark.django_db

SITE = "https://digest.example.org"
SPACE = {"o": "http://a9.com/-/spec/opensearch/1.1/"}


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE
    return settings


def may_crawl(rules, address):
    """Return what robots.txt says of an address: the longest rule (RFC 9309, 2.2.2)."""
    found = [(0, True)]
    for line in rules.splitlines():
        name, _, path = line.partition(": ")
        if name in ("Allow", "Disallow"):
            pattern = ".*".join(map(re.escape, path.split("*")))
            if re.match(pattern, address):
                found.append((len(path), name == "Allow"))
    return max(found)[1]


@pytest.mark.parametrize(
    ("address", "crawled"),
    [
        ("/", True),
        ("/page/2/", True),
        ("/tags/bias/", True),
        ("/articles/one/card-0.png", True),
        ("/feed.atom", True),
        ("/search/feed.atom?q=bias", True),
        ("/admin/", False),
        ("/?tag=bias&year=2021", False),
        ("/tags/bias/page/2/?year=2021", False),
    ],
)
def test_crawlers_read_pages_and_feeds_but_no_filter_combinations(
    client, address, crawled
):
    rules = client.get("/robots.txt").content.decode()

    assert may_crawl(rules, address) is crawled


def test_robots_name_the_sitemap_of_the_site(client):
    answer = client.get("/robots.txt", headers={"host": "localhost"})

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assertContains(answer, f"\nSitemap: {SITE}/sitemap.xml\n")


@pytest.mark.parametrize("name", ["A & <B>", "x\ufffey", "A name of many words " * 9])
def test_browser_learns_how_to_search(client, site, name):
    site.SITE_NAME, site.SITE_DESCRIPTION = name, name * 40
    answer = client.get("/opensearch.xml")
    root = ElementTree.fromstring(answer.content)

    def words(tag):
        return root.findtext(f"o:{tag}", namespaces=SPACE)

    assert answer["Content-Type"] == "application/opensearchdescription+xml"
    assert 0 < len(words("ShortName")) <= 16
    assert 0 < len(words("LongName")) <= 48
    assert 0 < len(words("Description")) <= 1024
    url = root.find("o:Url[@type='text/html']", SPACE)
    assert url.get("template") == f"{SITE}/search/?q={{searchTerms}}"
    assertContains(client.get("/"), 'rel="search"')


def test_manifest_names_the_site_and_icons_that_are_there(client, site):
    site.SITE_NAME = "A “quoted” </name> of the site"
    answer = client.get("/manifest.webmanifest")
    manifest = json.loads(answer.content)

    assert answer["Content-Type"] == "application/manifest+json"
    assert manifest["name"] == site.SITE_NAME
    assert len(manifest["short_name"]) <= 12
    assert manifest["start_url"] == manifest["scope"] == "/"
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        file = Path(configured.BASE_DIR / "static" / Path(icon["src"]).name)
        assert file.exists()
        if icon["type"] == "image/png":
            with Image.open(file) as image:
                assert "{}x{}".format(*image.size) == icon["sizes"]


@pytest.mark.parametrize("address", ["/favicon.ico", "/apple-touch-icon.png"])
def test_icon_is_found_where_browsers_look_for_it(client, address):
    answer = client.get(address)

    assert answer.status_code == 302
    icon = client.get(answer["Location"])
    assert icon.status_code == 200
    icon.close()
