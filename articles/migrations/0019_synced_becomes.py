from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0018_upload_work'),
    ]

    operations = [
        # What a run that was cut off left: the next one asks where the two differ.
        migrations.RunSQL(
            'DELETE FROM articles_synced WHERE stands IS NOT NULL', migrations.RunSQL.noop
        ),
        migrations.RemoveField(model_name='synced', name='stands'),
        migrations.AddField(
            model_name='synced', name='becomes', field=models.JSONField(null=True)
        ),
    ]
