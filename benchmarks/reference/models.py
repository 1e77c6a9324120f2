import nh3
from django.db import models
from django.urls import reverse
from markdown_it import MarkdownIt
from taggit.managers import TaggableManager

markdown = MarkdownIt()


class Article(models.Model):
    title = models.CharField(max_length=300)
    slug = models.SlugField(max_length=300, unique=True)
    url = models.URLField(max_length=2000, unique=True)
    site = models.CharField(max_length=255)
    authors = models.CharField(max_length=500, blank=True)
    excerpt = models.TextField()
    excerpt_html = models.TextField(editable=False)
    note = models.TextField(blank=True)
    note_html = models.TextField(editable=False, blank=True)
    published_at = models.DateTimeField(db_index=True)
    updated_at = models.DateTimeField()

    tags = TaggableManager(blank=True)

    class Meta:
        ordering = ["-published_at", "slug"]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.render()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("article", args=[self.slug])

    def render(self):
        self.excerpt_html = nh3.clean(markdown.render(self.excerpt))
        self.note_html = nh3.clean(markdown.render(self.note))
