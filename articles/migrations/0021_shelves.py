from articles.models.shelving import CreateShelves
from articles.models.triggers import around
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0020_edition'),
    ]

    operations = around([CreateShelves()])
