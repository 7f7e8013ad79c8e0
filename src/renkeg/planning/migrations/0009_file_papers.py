"""Files the papers that were made before there was an archive; what each says follows from the paper."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import migrations

_BATCH = 500


def _letter(what: str, head: dict[str, Any]) -> str:
    nomor, hal = head.get("nomor"), head.get("hal")
    return ", ".join([f"{what} nomor {nomor}" if nomor else what, *([f"hal {hal}"] if hal else [])])


def _told(document: Any) -> str:
    if document.jenis == "nota_dinas":
        return _letter("Nota dinas", document.contents)[:400]
    if document.jenis == "lembar_disposisi":
        return _letter("Lembar disposisi atas nota dinas", document.contents.get("surat", {}))[:400]
    return f"{document.name} (buku kerja Excel)" if document.jenis == "rencana_bulanan_xlsx" else document.name


def _day(at: datetime, zone: str) -> Any:
    return at.astimezone(ZoneInfo(zone)).date()


def file(apps: Any, _: Any) -> None:
    """One item for each paper that has none."""
    Usulan = apps.get_model("planning", "Usulan")
    Arsip = apps.get_model("papers", "Arsip")
    units = {
        f"usulan:{pk}": (unit, zone)
        for pk, unit, zone in Usulan.objects.values_list("pk", "unit_id", "satker__zone").iterator()
    }
    rows = []
    documents = apps.get_model("papers", "Document").objects.filter(arsip__isnull=True)
    for document in documents.iterator(chunk_size=_BATCH):
        unit, zone = units[document.subject]
        rows.append(
            Arsip(
                document_id=document.pk,
                unit_id=unit,
                klasifikasi="PR.02.2",
                uraian=_told(document),
                tanggal=_day(document.made_for, zone),
                tingkat="salinan" if document.jenis == "rencana_bulanan_xlsx" else "asli",
                jumlah="1 berkas",
            )
        )
    Arsip.objects.bulk_create(rows, batch_size=_BATCH)


class Migration(migrations.Migration):
    dependencies = [
        ("papers", "0005_arsip"),
        ("planning", "0008_letters"),
    ]

    operations = [migrations.RunPython(file, migrations.RunPython.noop)]
