from articles.models.triggers import around
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0019_synced_becomes'),
    ]

    operations = around([
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.BigIntegerField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
    ])
