import articles.models.correcting
import articles.models.fields
from articles.models.triggers import around
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

KINDS = "article annotation tag oldaddress page".split()
EDITORS = [f"{verb}_{kind}" for kind in KINDS for verb in ("add", "change", "delete", "view")]
GROUPS = {
    "Contributor": ["add_article"],
    "Editor": [*EDITORS, "view_binned", "delete_binned"],
}


def make_groups(apps, schema_editor):
    """Make the groups that are not there; one that is keeps what it may."""
    using = schema_editor.connection.alias
    # Django makes permissions after all migrations: those that we hand out, now.
    ours = apps.get_app_config("articles")
    module = getattr(ours, "models_module", None)
    ours.models_module = True
    create_permissions(ours, verbosity=0, using=using, apps=apps)
    ours.models_module = module
    groups = apps.get_model("auth", "Group").objects.using(using)
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    for name, codenames in GROUPS.items():
        group, is_new = groups.get_or_create(name=name)
        if is_new:
            group.permissions.set(
                permissions.filter(
                    content_type__app_label="articles", codename__in=codenames
                )
            )


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0008_autosave'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = around([
        migrations.AddField(
            model_name='article',
            name='corrections',
            field=articles.models.correcting.CorrectionsField(default=list, editable=False),
        ),
        migrations.AddField(
            model_name='article',
            name='reason',
            field=articles.models.fields.LineField(blank=True, editable=False, max_length=500),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), ('status__in', ['draft', 'withdrawn']), _connector='OR'), name='article_reason_has_state'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('reason__length__lte', 500)), name='article_reason_length'),
        ),
        migrations.RunPython(make_groups, migrations.RunPython.noop),
    ])
