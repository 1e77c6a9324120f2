from articles.models.triggers import around
from django.db import migrations, models

ROWS = 500  # at a time


def tell_detached(apps, schema_editor):
    """Mark the notes whose passages are in no one place."""
    notes = apps.get_model("articles", "Annotation").objects
    told = notes.exclude(quote="").only("spans")
    lost = [note.pk for note in told.iterator(ROWS) if len(note.spans) != 1]
    for first in range(0, len(lost), ROWS):
        notes.filter(pk__in=lost[first : first + ROWS]).update(is_detached=True)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0011_desk'),
    ]

    operations = around([
        migrations.AddField(
            model_name='annotation',
            name='is_detached',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RunPython(tell_detached, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='annotation',
            index=models.Index(condition=models.Q(('is_detached', True)), fields=['article'], name='annotation_detached'),
        ),
    ])
