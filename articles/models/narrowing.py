"""What a list of articles is narrowed down by: tags, a source, an author, notes."""

from django.db import models

from articles.models.annotation import Annotation
from articles.models.posting import PostingQuerySet
from articles.words import find_words


class NarrowingQuerySet(PostingQuerySet):
    """Questions about what articles bear. Each answers with a queryset."""

    def tagged(self, *tags):
        """Keep articles that bear every tag in `tags`."""
        articles = self
        for tag in tags:  # one join a tag: a single filter() would ask for any of them
            articles = articles.filter(taggings__tag=tag)
        return articles

    def untagged(self, *tags):
        """Leave out articles that bear any tag in `tags`."""
        return self.exclude(taggings__tag__in=tags) if tags else self

    def from_site(self, site):
        """Keep articles whose source is on `site`: arxiv.org."""
        return self.filter(site=site)

    def by_author(self, name):
        """Keep articles with an author in whose name stand the words of `name`."""
        if not any(find_words(name)):
            return self.none()
        return self.filter(search_entry__authors__match_author=name)

    def annotated(self):
        """Keep articles with a note that readers see."""
        notes = Annotation.objects.public().filter(article=models.OuterRef("pk"))
        return self.filter(models.Exists(notes))
