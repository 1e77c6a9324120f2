from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed

from benchmarks.reference.views import published


class LatestFeed(Feed):
    feed_type = Atom1Feed
    title = "The Reference"
    link = "/"
    subtitle = "Papers and essays worth reading."

    def items(self):
        return published()[:30]

    def item_title(self, article):
        return article.title

    def item_description(self, article):
        return article.excerpt_html + article.note_html

    def item_pubdate(self, article):
        return article.published_at

    def item_updateddate(self, article):
        return article.updated_at

    def item_categories(self, article):
        return [tag.name for tag in article.tags.all()]
