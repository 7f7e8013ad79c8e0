"""Gives each paper its code and its seal, and the office the key that seals."""

from django.db import migrations, models

import renkeg.lib.keys
from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def give_codes(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Each paper from before gets a code of its own; a seal it never had."""
    Document = apps.get_model("papers", "Document")
    for key in list(Document.objects.filter(code__isnull=True).values_list("pk", flat=True)):
        Document.objects.filter(pk=key).update(code=renkeg.lib.keys.new_key())


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SealKey",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=renkeg.lib.keys.new_key,
                        editable=False,
                        max_length=22,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("public", models.CharField(help_text="titik kurva, base64url", max_length=90, unique=True)),
                ("private", models.TextField(help_text="kunci terenkripsi, base64url")),
                ("made_at", models.DateTimeField()),
                ("in_force", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["made_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("in_force", True)),
                        fields=("in_force",),
                        name="seal_key_one_in_force",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="document",
            name="seal",
            field=models.TextField(blank=True, default="", help_text="teks QR yang disegel"),
        ),
        migrations.AddField(
            model_name="document",
            name="code",
            field=models.CharField(max_length=22, null=True),
        ),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="document",
            name="code",
            field=models.CharField(
                default=renkeg.lib.keys.new_key,
                editable=False,
                help_text="kode verifikasi",
                max_length=22,
                unique=True,
            ),
        ),
    ]
