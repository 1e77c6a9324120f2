"""A site of WordPress moves in, with its addresses alive, and out again."""

import pytest

from articles.jobs.exporting import write_export
from articles.jobs.importing import import_articles
from articles.models import Article, ImportBatch, OldAddress
from tests.factories import make_article
from tests.formats.wordpress_site import export, posts
from tests.jobs.test_fixtures import content

pytestmark = pytest.mark.django_db

COUNT = 200


def test_site_of_wordpress_moves_in_and_out_with_its_addresses(client, tmp_path):
    make_article(title="Ours", slug="post-2")
    before, old = content(), posts(COUNT)
    file = tmp_path / "old.xml"
    file.write_text(export(old), encoding="utf-8")

    report = import_articles(file)

    out = [post for post in old if post.status == "publish"]
    assert 150 <= len(out) < COUNT
    assert report.outcomes == {"new": COUNT, "left out": 2}
    assert report.left_out == {"attachment": 1, "page": 1}
    assert report.lost["comment"] == 4
    assert report.lost["privacy"] == 10
    assert "old address" not in report.lost
    published = {
        article.title: article.get_absolute_url()
        for article in Article.objects.published()
    }
    assert len(published) == len(out) + 1
    for post in old:
        stands_at = published.get(f"Post number {post.number}")
        assert (stands_at is not None) == (post.status == "publish")
        for path in post.paths:
            answer = client.get(path)
            assert (answer.status_code, answer.get("Location")) == (
                (301, stands_at) if stands_at else (404, None)
            )
    for address in list(published.values())[::20]:
        assert client.get(address).status_code == 200

    assert import_articles(file).outcomes == {"same": COUNT, "left out": 2}
    ImportBatch.objects.get(pk=report.batch).undo()
    assert content() == before
    assert not OldAddress.objects.exists()
    for path in [path for post in old for path in post.paths][::20]:
        assert client.get(path).status_code == 404


def test_what_goes_out_to_wordpress_comes_back_at_its_addresses(client, tmp_path):
    old, out = tmp_path / "old.xml", tmp_path / "out.xml"
    old.write_text(export(posts(20)), encoding="utf-8")
    import_articles(old)
    addresses = {a.get_absolute_url(): a.title for a in Article.objects.published()}
    write_export(out, "wordpress", published=True)
    ImportBatch.objects.get().undo()
    assert not Article.objects.exists()

    report = import_articles(out)

    assert report.outcomes == {"new": len(addresses)}
    for address, title in addresses.items():
        answer = client.get(address)
        assert answer.status_code == 200
        assert title in answer.content.decode()
