from django.db import migrations, models

from articles.models.triggers import around


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0014_capture'),
    ]

    operations = around([
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['id', 'status'], name='article_first_made'),
        ),
    ])
