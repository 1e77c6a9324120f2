from articles.likeness import Span
from articles.margins import draw
from articles.models.triggers import around
from articles.passages import Selector, find
from django.db import migrations, models

ROWS = 500  # at a time


def find_passages(apps, schema_editor):
    """Look for the passages of the notes that are there, and mark them."""
    articles = apps.get_model("articles", "Article").objects
    notes = apps.get_model("articles", "Annotation").objects
    for article in articles.filter(notes__quote__gt="").distinct().iterator(ROWS):
        placed = []
        for note in notes.filter(article=article).exclude(quote=""):
            told = Selector(note.quote, note.prefix, note.suffix)
            note.spans = [list(span) for span in find(told, article.excerpt_text)]
            note.save(update_fields=["spans"])
            if note.public and len(note.spans) == 1:
                placed.append(note)
        placed.sort(key=lambda note: note.spans[0][::-1])
        spans = [Span(*note.spans[0]) for note in placed]
        article.pieces = [
            {"html": p.html, "notes": [str(placed[n - 1].uid) for n in p.notes]}
            for p in draw(article.excerpt_html, article.excerpt_text, spans)
            if spans
        ]
        article.save(update_fields=["pieces"])


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0004_editorsettings'),
    ]

    operations = around([
        migrations.AddField(
            model_name='annotation',
            name='spans',
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.AddField(
            model_name='article',
            name='pieces',
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.RunPython(find_passages, migrations.RunPython.noop),
    ])
