"""How rows are printed as JSON: the shapes of docs/kontrak.md."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from renkeg.office.models import HariLibur, Pegawai, PenugasanJabatan
from renkeg.papers import documents
from renkeg.papers.models import Document, SigningRequest
from renkeg.planning.ledger import Ledger
from renkeg.planning.models import Kegiatan, Pin, Tugas, Usulan

Json = dict[str, Any]


def moment(at: datetime, zone: ZoneInfo) -> str:
    """ISO 8601 with the office's offset, to the microsecond: what is computed from it comes out the same."""
    return at.astimezone(zone).isoformat()


def usulan(usulan: Usulan, papers: Iterable[Document], *, by: Pegawai, at: datetime) -> Json:
    """USULAN as this reader sees it now."""
    zone = usulan.satker.tz
    return usulan_in_list(usulan, papers, by=by, at=at) | {
        "kegiatan": [kegiatan(row) for row in usulan.kegiatan.all()],
        "riwayat": [_closed(row, zone) for row in usulan.riwayat],
        "pins": [_pin(one, zone) for one in usulan.pins],
    }


def usulan_in_list(usulan: Usulan, papers: Iterable[Document], *, by: Pegawai, at: datetime) -> Json:
    """USULAN without kegiatan, riwayat and pins."""
    main = usulan.open_tugas
    surat = usulan.surat
    papers = list(papers)
    return {
        "id": str(usulan.pk),
        "sop": usulan.sop_slug,
        "unit": usulan.unit_id,
        "tahun": usulan.tahun,
        "bulan": usulan.bulan,
        "susulan": usulan.susulan,
        "hal": usulan.hal,
        "pengantar": usulan.pengantar,
        **({"keamanan": usulan.keamanan} if usulan.keamanan else {}),
        **({"kecepatan": usulan.kecepatan} if usulan.kecepatan else {}),
        "klasifikasi": usulan.letter_klasifikasi,
        "keadaan": usulan.keadaan,
        "revisi_dari": str(usulan.revisi_dari_id) if usulan.revisi_dari_id else None,
        "langkah": main.langkah if main else None,
        "versi": usulan.versi,
        "seen": usulan.seen,
        "tugas": tugas(main, by=by, at=at) if main else None,
        "sampingan": [tugas(row, by=by, at=at) for row in usulan.sampingan],
        "total": usulan.total,
        "nota_dinas": {"nomor": surat.nomor, "tanggal": surat.tanggal.isoformat()} if surat else None,
        "dokumen": [
            {
                "id": paper.pk,
                "jenis": paper.jenis,
                "versi": paper.versi,
                "keadaan": paper.keadaan,
                "sha256": paper.sha256,
                "signatures": [_signature(one, usulan.satker.tz) for one in documents.signings(paper, papers)],
            }
            for paper in papers
        ],
    }


def tugas(tugas: Tugas, *, by: Pegawai, at: datetime) -> Json:
    """TUGAS with what the reader may do now."""
    zone = tugas.usulan.satker.tz
    told: Json = {
        "id": tugas.pk,
        "usulan": str(tugas.usulan_id),
        "langkah": tugas.langkah,
        "uraian": tugas.uraian,
        "jabatan": tugas.jabatan_id,
    }
    if tugas.petugas is not None:
        told["petugas"] = tugas.petugas.username
    return told | {
        "opened_at": moment(tugas.opened_at, zone),
        "due_at": moment(tugas.due_at, zone),
        "late": tugas.late(at),
        "verbs": tugas.verbs(by, at),
    }


def kegiatan(row: Kegiatan) -> Json:
    """KEGIATAN: what is not yet said reads back as null."""
    return {"id": row.pk, **row.content(), "volume": number(row.volume)} | _removal(row)


def rencana(usulan: Usulan) -> Json:
    """A published plan as the whole office reads it."""
    terbitan = usulan.terbitan
    if terbitan is None:
        raise AssertionError("only a published usulan is a rencana")
    return {
        "id": str(usulan.pk),
        "unit": usulan.unit_id,
        "tahun": usulan.tahun,
        "bulan": usulan.bulan,
        "susulan": usulan.susulan,
        "terbit_pada": moment(terbitan.published_at, usulan.satker.tz),
        "total": usulan.total,
        "mengetahui": usulan.mengetahui is not None,
    }


def penugasan(row: PenugasanJabatan) -> Json:
    """A post that somebody holds."""
    return {
        "id": row.pk,
        "jabatan": row.jabatan_id,
        "kapasitas": row.kapasitas,
        "mulai": row.mulai.isoformat(),
        "selesai": row.selesai.isoformat() if row.selesai else None,
    }


def hari_libur(rows: Iterable[HariLibur]) -> list[dict[str, object]]:
    """Closed days in the shape in which they are put."""
    return [row.snapshot() for row in rows]


def pagu(found: Ledger, text: str) -> dict[str, Any]:
    """PAGU: the POK in force and its kode that match."""
    pok = found.pok
    return {
        "tahun": found.tahun,
        "pok": pok and {"id": pok.pk, "revisi": pok.revisi, "tanggal": pok.tanggal.isoformat(), "total": pok.total},
        "items": [room.plain for room in found.matching(text)],
    }


def _signature(one: SigningRequest, zone: ZoneInfo) -> Json:
    """Who signed a file, how and when."""
    if one.ended_at is None:
        raise AssertionError("a signature has been taken")
    return {
        "signer": one.signer,
        "by": one.by.username,
        "jabatan": one.jabatan_id,
        "kapasitas": one.kapasitas,
        "at": moment(one.ended_at, zone),
    }


def _removal(row: Kegiatan) -> Json:
    """What became of a published kegiatan; nothing for one in force."""
    gone = row.gone
    if gone is None:
        return {}
    return {
        "removal": {
            "verb": gone.verb,
            "at": moment(gone.at, row.usulan.satker.tz),
            "by": gone.by.username,
            "jabatan": gone.jabatan_id,
            "kapasitas": gone.kapasitas,
            "catatan": gone.catatan,
            "usulan": str(gone.to_id) if gone.to_id else None,
        }
    }


def _closed(row: Tugas, zone: ZoneInfo) -> Json:
    if row.closed_at is None or row.closed_by is None:
        raise AssertionError("riwayat holds closed tugas")
    return {
        "langkah": row.langkah,
        "verb": row.verb,
        "by": row.closed_by.username,
        "jabatan": row.closed_as_id,
        "kapasitas": row.kapasitas,
        "opened_at": moment(row.opened_at, zone),
        "closed_at": moment(row.closed_at, zone),
        "minutes": row.minutes,
        "catatan": row.catatan or None,
        **({"recorded_later": later} if (later := _later(row, zone)) else {}),
    }


def _later(row: Tugas, zone: ZoneInfo) -> Json | None:
    """Who recorded it and when, where it was done on paper."""
    paper = row.paper
    return {"by": paper.recorded_by.username, "at": moment(paper.recorded_at, zone)} if paper else None


def _pin(one: Pin, zone: ZoneInfo) -> Json:
    row = one.tugas
    if row.closed_at is None or row.closed_by is None:
        raise AssertionError("a pin came with a closed tugas")
    return {
        "id": one.pk,
        "kegiatan": one.kegiatan,
        "field": one.field or None,
        "text": one.text,
        "number": one.number,
        "judul": one.judul or None,
        "by": row.closed_by.username,
        "jabatan": row.closed_as_id,
        "langkah": row.langkah,
        "at": moment(row.closed_at, zone),
        "ticked_at": moment(one.ticked_at, zone) if one.ticked_at else None,
        "ticked_by": one.ticked_by.username if one.ticked_by else None,
    }


def number(volume: Decimal | None) -> int | float | None:
    """A volume as JSON writes it."""
    if volume is None:
        return None
    # Below 10^12 with two decimals a float prints exactly what was put in.
    return int(volume) if volume == volume.to_integral_value() else float(volume)
