import articles.models.search
import django.db.models.deletion
from articles.models.searchindex import RemakeSearchIndex
from articles.models.triggers import around
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0021_shelves'),
    ]

    operations = around([
        migrations.DeleteModel('SearchEntry'),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('place', models.BigIntegerField(db_column='rowid', primary_key=True, serialize=False)),
                ('document', articles.models.search.DocumentField(db_column='articles_search')),
                ('authors', articles.models.search.DocumentField()),
                ('article', articles.models.search.OfArticle(from_fields=['place'], on_delete=django.db.models.deletion.DO_NOTHING, related_name='search_entry', to='articles.article', to_fields=['id'], unique=True)),
            ],
            options={
                'db_table': 'articles_search',
                'managed': False,
                'default_permissions': (),
            },
        ),
        RemakeSearchIndex(),
    ])
