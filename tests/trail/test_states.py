"""The digests of rows are what docs/trail.md says: computed here from the columns alone, without a line of ours."""

import datetime as dt
import hashlib
import json
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db.models import Model

from renkeg.office.models import HariLibur, Pegawai, PenugasanJabatan
from renkeg.papers import documents
from renkeg.papers.models import Document, SealKey, Signature
from renkeg.planning import actions
from renkeg.planning.models import Disposisi, Kegiatan, NotaDinas, Pin, Tautan, Tugas, Usulan
from renkeg.trail.models import Event
from tests.cast import Cast, published, usulan_at


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _digest(value: object) -> str:
    return _sha256(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID | Decimal) else value


# As docs/trail.md has it: told only where they are not this.
CAME_LATER: dict[str, Any] = {
    "nomor": "",
    "tanggal": None,
    "absence_id": None,
    "mandate": "",
    "keamanan": "",
    "kecepatan": "",
    "revisi_ke": 0,
    "asal_id": None,
    "rincian": [],
    "seal": "",
    "klasifikasi": "",
    "sumber": "",
}


def _columns(rows: Any, *leave: str) -> list[dict[str, Any]]:
    return [{name: _plain(value) for name, value in row.items() if name not in leave} for row in rows.values()]


def _without_later(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in row.items() if name not in CAME_LATER or value != CAME_LATER[name]}
        for row in rows
    ]


def _pick(rows: Any, *names: str) -> list[dict[str, Any]]:
    return [{name: _plain(row[name]) for name in names} for row in rows.values()]


def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _last(subject: str) -> str:
    return Event.objects.filter(subject=subject).order_by("-seq")[0].state


def test_people_posts_and_closed_days(cast: Cast) -> None:
    rows = _columns(Pegawai.objects.filter(pk=cast.kabag.pk))
    told = {name: rows[0][name] for name in ("username", "nama", "nip", "email")} | {"aktif": rows[0]["is_active"]}
    assert _last(f"pegawai:{cast.kabag.pk}") == _digest([told])
    penugasan = PenugasanJabatan.objects.filter(pegawai=cast.kabag)
    assert _last(f"penugasan:{penugasan[0].pk}") == _digest(_without_later(_columns(penugasan, "id")))
    days = HariLibur.objects.filter(tanggal__year=2027).order_by("tanggal")
    assert _last("hari_libur:2027") == _digest(_pick(days, "tanggal", "nama", "jenis"))


def test_a_file(cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    usulan_at(3, cast)
    document = documents.make(Document.objects.unmade()[0])
    content = next(path for path in (tmp_path / "berkas").glob("??/*") if path.is_file()).read_bytes()
    assert _last(f"dokumen:{document.pk}") == _sha256(_sha256(content).encode())


def test_the_key_that_seals(cast: Cast) -> None:
    keys = SealKey.objects.all()
    assert _last(f"kunci:{keys[0].pk}") == _digest(_columns(keys, "id", "private"))


def test_a_usulan_with_all_that_hangs_on_it(cast: Cast) -> None:
    returned = usulan_at(2, cast, susulan=True)
    pins = [{"kegiatan": returned.kegiatan.all()[0].pk, "field": "lokus", "text": "Sebutkan alamatnya."}]
    tugas = returned.open_tugas
    assert tugas is not None
    returned = actions.send_back(tugas, by=cast.kabag, catatan="Lokus belum tepat.", pins=pins)
    actions.tick(returned.pins[0], by=cast.kasubbag)
    for usulan in (published(cast), usulan_at(2, cast, susulan=True), returned):
        assert _last(f"usulan:{usulan.pk}") == _digest(_told(usulan.pk))


def _pins(key: uuid.UUID) -> Any:
    return Pin.objects.filter(tugas__usulan=key).order_by("tugas__ordinal", "place")


def _told(key: uuid.UUID) -> dict[str, Any]:
    about = {"usulan": key}
    kegiatan = _without_later(_columns(Kegiatan.objects.filter(**about).order_by("position"), "usulan_id", "position"))
    for row in kegiatan:
        row["volume"] = row["volume"].rstrip("0").rstrip(".")
    papers = list(Document.objects.filter(subject=f"usulan:{key}").order_by("jenis", "versi"))
    signatures = Signature.objects.filter(document__in=papers).order_by("signed_at", "id")
    return {
        "usulan": _without_later(_columns(Usulan.objects.filter(pk=key)))[0],
        "kegiatan": kegiatan,
        "tugas": _columns(Tugas.objects.filter(**about).order_by("ordinal")),
        "disposisi": [
            {"tugas": row.tugas_id, "kepada": row.kepada_id, "instruksi": row.instruksi}
            for row in Disposisi.objects.filter(**about).order_by("tugas__ordinal")
        ],
        "nota_dinas": _one(NotaDinas, key),
        "tautan": _one(Tautan, key),
        "dokumen": [
            {
                "id": row.pk,
                "jenis": row.jenis,
                "versi": row.versi,
                "keadaan": row.keadaan,
                "name": row.name,
                "contents": _digest(row.contents),
                "template": row.template,
                "made_for": _moment(row.made_for),
                **({"seal": row.seal} if row.seal else {}),
            }
            for row in papers
        ],
        "tanda_tangan": [
            {
                "document": row.document_id,
                "by": row.by_id,
                "jabatan": row.jabatan_id,
                "kapasitas": row.kapasitas,
                "signed_at": _moment(row.signed_at),
                "seen": row.seen,
            }
            for row in signatures
        ],
        **({"pin": pins} if (pins := _columns(_pins(key))) else {}),
    }


def _one(model: type[Model], key: uuid.UUID) -> dict[str, Any] | None:
    return next(iter(_without_later(_columns(model._default_manager.filter(pk=key)))), None)
