"""What stands on each paper: rows of the case as plain data for a letter, a form or a workbook."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from renkeg.lib import indonesian
from renkeg.office import sifat
from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan, Satker
from renkeg.office.sentences import filled
from renkeg.papers import numbering

from . import ledger, overdrawn, suggested
from .models import Kegiatan, Removal, Tugas, Usulan
from .models.kertas_kerja import FormRow
from .sop import Verb

_HEAD: Mapping[str, list[str]] = {
    Satker.HeadOrder.TANGGAL: ["yth", "dari", "tanggal", "sifat", "lampiran", "hal"],
    Satker.HeadOrder.HAL: ["yth", "dari", "hal", "tanggal", "sifat", "lampiran"],
}
_FEW, _SHORT = 4, 900
"""So many kegiatan, of so many characters together, stand in the letter itself."""
_ZONES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}

Contents = dict[str, Any]


def nota_dinas(usulan: Usulan, *, signature: Contents | None = None) -> Contents:
    """The letter as it will be printed; without a signature it is a draft (design: one nota dinas, number at the Kabag's Ya)."""
    surat = usulan.surat
    signer = usulan.sop.signer or usulan.sop.first
    penandatangan = usulan.jabatan_of(signer.post, signer.at)
    return {
        "konsep": signature is None,
        "nomor": surat.nomor if surat else None,
        "tanggal": indonesian.tanggal(surat.tanggal) if surat else None,
        "dari": penandatangan.nama,
        "sifat": sifat.printed(*usulan.letter_sifat),
        "hal": usulan.hal,
        "pengantar": [*(part.strip() for part in usulan.pengantar.split("\n") if part.strip()), *_above_pagu(usulan)],
        **_listed(usulan.satker, _rows(usulan), usulan.total, _words(usulan.unit.nama, usulan.first_day)),
        **_office(usulan.satker, _words(usulan.unit.nama, usulan.first_day)),
        "tanda_tangan": signature,
        "jabatan_penandatangan": signer_told(signature) if signature else penandatangan.nama,
        "paraf": _initials(usulan, signature) if signature else [],
    }


def example_letter(satker: Satker, *, nomor: str) -> Contents:
    """A letter of nobody about nothing, as the office's settings lay it out; the satker need not be saved."""
    first = {"id": "1", "no": 1, "kode": "6709.QGE.001.113.A", "jenis": "Rapat koordinasi", "lokus": "Kota Contoh"}
    first |= {"judul": "Rapat koordinasi contoh", "sasaran_volume": "KPU kabupaten/kota / 10 orang"}
    rows = [first | {"anggaran": 12_500_000, "tanggal": "12 s.d. 13 Februari 2027"}]
    words = _words("Subbagian Contoh", date(2027, 2, 1))
    signature = {
        "jabatan": "Kepala Bagian Contoh",
        "pernyataan": "Disetujui secara elektronik oleh Rina Contoh pada 4 Januari 2027 pukul 10.20",
        "nama": "Rina Contoh",
        "nip": "" if satker.nip_omitted else "198001012005012001",
        **({"pangkat": "Pembina (IV/a)"} if satker.pangkat_printed else {}),
    }
    return {
        "contoh": True,
        "konsep": False,
        "nomor": nomor,
        "tanggal": "4 Januari 2027",
        "dari": signature["jabatan"],
        "sifat": sifat.printed(satker.keamanan, satker.kecepatan),
        "hal": "Usulan Rencana Kegiatan Bulan Februari 2027",
        "pengantar": [opening(satker, "rencana kegiatan", words["unit"], date(2027, 2, 1))],
        **_listed(satker, rows, 12_500_000, words),
        **_office(satker, words),
        "tanda_tangan": signature,
        "jabatan_penandatangan": signature["jabatan"],
        "paraf": [{"nama": "Sari Contoh", "jabatan": "Kepala Subbagian Contoh", "tanggal": "4 Januari 2027"}],
    }


def opening(satker: Satker, rencana: str, unit: str, month: date) -> str:
    """The first sentence that is proposed for a letter; `rencana` is "rencana kegiatan", with what kind of one it is."""
    return filled(satker.sentence("pembuka"), {"rencana": rencana, **_words(unit, month)})


def agenda_line(usulan: Usulan) -> numbering.Letter:
    """What the agenda book says of the usulan's letter."""
    signer = usulan.sop.signer or usulan.sop.first
    penandatangan = usulan.jabatan_of(signer.post, signer.at)
    return numbering.Letter(
        unit=usulan.unit,
        signer=usulan.unit_at(signer.at),
        klasifikasi=usulan.letter_klasifikasi,
        hal=usulan.hal,
        dari=penandatangan.nama,
        kepada=f"Sekretaris {usulan.satker.nama_pendek}",
        subject=usulan.subject,
    )


def lembar_disposisi(usulan: Usulan) -> Contents:
    """The disposisi of a nota dinas, the whole chain of them (domain: never split from its letter)."""
    surat = usulan.surat
    signer = usulan.sop.signer or usulan.sop.first
    chain = list(
        usulan.disposisi.select_related("kepada", "tugas__closed_by", "tugas__closed_as").order_by("tugas__ordinal")
    )
    return {
        "kop": kop(usulan.satker),
        "surat": {
            "dari": usulan.jabatan_of(signer.post, signer.at).nama,
            "nomor": surat.nomor if surat else "",
            "tanggal": indonesian.tanggal(surat.tanggal) if surat else "",
            "diterima": _day(usulan, chain[0].tugas.opened_at) if chain else "",
            "agenda": surat.nomor if surat else "",
            "sifat": sifat.printed(*usulan.letter_sifat),
            "hal": usulan.hal,
        },
        "pilihan": list(suggested.words()["instruksi"]),
        "rantai": [
            {
                "no": place,
                "dari": _title(one.tugas),
                "kepada": one.kepada.nama,
                "instruksi": list(one.instruksi),
                "catatan": one.tugas.catatan,
                "paraf": closed_block(usulan, one.tugas, "Didisposisikan", letter=True),
            }
            for place, one in enumerate(chain, 1)
        ],
    }


def rencana_bulanan(
    usulan: Usulan, *, kepala: Contents | None, mengetahui: Contents | None, day: date | None
) -> Contents:
    """The form Rencana Kegiatan Bulanan in the SOP's layout, for PDF and XLSX. `day` is the day of the Kasubbag's Ya."""
    first = usulan.sop.first
    kasubbag = usulan.jabatan_of(first.post, first.at)
    acknowledging = next((one for one in usulan.sop.sides), None)
    atasan = usulan.jabatan_of(acknowledging.post, acknowledging.at) if acknowledging else None
    satker = usulan.satker
    return {
        "konsep": kepala is None,
        "judul": usulan.sop.form.judul,
        "bulan_tahun": f"{indonesian.nama_bulan(usulan.bulan).upper()}/{usulan.tahun}",
        **({"revisi": f"Revisi ke-{usulan.revisi_ke}"} if usulan.revisi_ke else {}),
        "label_wilayah": satker.label_wilayah,
        "provinsi": satker.nama_wilayah,
        "sub_bagian": usulan.unit.nama.removeprefix("Subbagian ").upper(),
        "kegiatan": _rows(usulan),
        "total": usulan.total,
        "tempat_tanggal": f"{satker.tempat}, {indonesian.tanggal(day)}" if day else f"{satker.tempat}, …",
        "mengetahui": mengetahui,
        "jabatan_mengetahui": atasan.nama if atasan else "",
        "belum_mengetahui": f"Belum dinyatakan diketahui oleh {atasan.nama}" if atasan and not mengetahui else "",
        "kepala": kepala,
        "jabatan_kepala": kasubbag.nama,
    }


def block(
    usulan: Usulan,
    by: Pegawai,
    jabatan: Jabatan,
    kapasitas: str,
    at: datetime,
    verb: str = "Disetujui",
    *,
    letter: bool = False,
) -> Contents:
    """A signature block. It says what happened here and never claims a certified signature.

    On a letter it also says in whose name (a.n., u.b.), and the pangkat where the office prints it.
    """
    satker = usulan.satker
    holding = PenugasanJabatan(jabatan=jabatan, kapasitas=kapasitas)
    above, title = _signs(by, holding, at) if letter else ([], holding.title)
    pangkat = by.pangkat if letter and satker.pangkat_printed else ""
    return {
        **({"atas_nama": above} if above else {}),
        "jabatan": title,
        "pernyataan": f"{verb} secara elektronik oleh {by.nama} pada {stamp(satker, at)}",
        "nama": by.nama,
        **({"pangkat": pangkat} if pangkat else {}),
        "nip": "" if satker.nip_omitted else by.nip,
    }


def signer_told(signature: Contents) -> str:
    """The title of a block in one line: "a.n. Kepala Bagian …, Kepala Subbagian …"."""
    return " ".join([*signature.get("atas_nama", ()), signature["jabatan"]])


def closed_block(usulan: Usulan, tugas: Tugas, verb: str = "Disetujui", *, letter: bool = False) -> Contents:
    """The block of whoever closed that tugas."""
    if tugas.closed_by is None or tugas.closed_as is None or tugas.closed_at is None:
        raise AssertionError("only a closed tugas has a block")
    told = block(usulan, tugas.closed_by, tugas.closed_as, tugas.kapasitas, tugas.closed_at, verb, letter=letter)
    return told | {"pernyataan": on_paper(usulan, tugas, verb)} if tugas.paper else told


def on_paper(usulan: Usulan, tugas: Tugas, verb: str) -> str:
    """The statement of what was done on paper: who and when, and who recorded it when. No electronic act is claimed."""
    paper = tugas.paper
    if paper is None:
        raise AssertionError("only what was done on paper says so")
    when, later = stamp(usulan.satker, paper.closed_at), stamp(usulan.satker, paper.recorded_at)
    return f"{verb} di atas kertas oleh {paper.by.nama} pada {when}. {recorded_later(paper.recorded_by.nama, later)}"


def recorded_later(who: str, when: str) -> str:
    """As every page and paper marks it."""
    return f"Dicatat kemudian oleh {who} pada {when}"


def paper_name(usulan: Usulan, what: str) -> str:
    """A clean file name: "Nota Dinas Keuangan Januari 2027"."""
    unit = usulan.unit.nama.removeprefix("Subbagian ")
    extra = " Susulan" if usulan.susulan else ""
    extra += f" Revisi {usulan.revisi_ke}" if usulan.revisi_ke else ""
    return f"{what} {unit} {indonesian.nama_bulan(usulan.bulan)} {usulan.tahun}{extra}"


def row(kegiatan: Kegiatan, number: int) -> Contents:
    """A row as it is printed; money stays a number, so that a workbook can add it."""
    ket = {"ket": removal(kegiatan.gone, kegiatan.usulan.satker)} if kegiatan.gone else {}
    return {**plain_row(kegiatan, number), **ket}


def plain_row(kegiatan: FormRow, number: int) -> Contents:
    """The same of a row that nothing can have become of."""
    return {
        "id": kegiatan.pk,
        "no": number,
        "kode": kode(kegiatan),
        "judul": kegiatan.judul or "",
        "sasaran_volume": sasaran_volume(kegiatan),
        "jenis": kegiatan.jenis or "",
        "anggaran": kegiatan.anggaran,
        "lokus": ", ".join(kegiatan.lokus),
        "tanggal": indonesian.rentang(kegiatan.days) if kegiatan.tanggal else "",
    }


def kode(kegiatan: FormRow) -> str:
    """The form's column "Kode", with each amount on a line of its own where it draws on several: "6709.EBD:", "521211 (1.500.000),"."""
    return ":\n".join(part for part in (kegiatan.kode, rincian(kegiatan).replace(", ", ",\n")) if part)


def rincian(kegiatan: FormRow) -> str:
    """The kode that it draws on beside its own, each with its amount: "521211 (1.500.000), 524111 (2.000.000)"."""
    return ", ".join(f"{one['kode']} ({indonesian.angka(one['jumlah'])})" for one in kegiatan.rincian)


def removal(gone: Removal, satker: Satker) -> str:
    """What stands beside a kegiatan that was taken out: "Ditunda ke Maret 2027 (4 Februari 2027): …"."""
    told = "Dibatalkan"
    if gone.to is not None:
        told = f"Ditunda ke {indonesian.nama_bulan(gone.to.bulan)} {gone.to.tahun}"
    return f"{told} ({indonesian.tanggal(satker.day(gone.at))}): {' '.join(gone.catatan.split())}"


def sasaran_volume(kegiatan: FormRow) -> str:
    """The form's column "Sasaran/Volume": "KPU kabupaten/kota / 60 orang"."""
    amount = "" if kegiatan.volume is None else indonesian.volume(Decimal(kegiatan.volume))
    measure = " ".join(part for part in (amount, kegiatan.satuan) if part)
    if measure and kegiatan.sasaran:
        return f"{kegiatan.sasaran} / {measure}"
    return kegiatan.sasaran or measure


def kop(satker: Satker) -> Mapping[str, object]:
    """The head of the office's letters."""
    return {"instansi": satker.instansi, "wilayah": satker.wilayah, "alamat": satker.alamat, "kontak": satker.kontak}


def stamp(satker: Satker, at: datetime) -> str:
    """A moment as the papers write it: "4 Januari 2027 pukul 10.20 WIB"."""
    local = at.astimezone(satker.tz)
    zone = _ZONES.get(satker.zone, "")
    return f"{indonesian.tanggal(satker.day(at))} pukul {indonesian.jam(local)} {zone}".rstrip()


def _signs(by: Pegawai, holding: PenugasanJabatan, at: datetime) -> tuple[list[str], str]:
    """What stands above the name: by mandate where the surat perintah of that instant gave one."""
    kept = None if holding.definitive else by.standing(at).holding(holding.jabatan_id)
    return kept.signs(at) if kept is not None and kept.kapasitas == holding.kapasitas else ([], holding.title)


def _initials(usulan: Usulan, signature: Contents) -> list[Contents]:
    """The paraf of whoever drafted the letter; none where he signs it himself (domain: paraf hierarki)."""
    proposals = (one for one in usulan.riwayat if one.verb == Verb.PROPOSE and not one.side)
    drafted = max(proposals, key=lambda one: one.ordinal, default=None)
    if drafted is None or drafted.closed_by is None or drafted.closed_at is None:
        return []
    if drafted.closed_by.nama == signature["nama"]:
        return []
    on = _day(usulan, drafted.closed_at)
    return [{"nama": drafted.closed_by.nama, "jabatan": _title(drafted), "tanggal": on}]


def _office(satker: Satker, words: Mapping[str, str]) -> Contents:
    """What every letter of the office has: its kop, to whom it goes, the order of its head, its last words."""
    return {
        "kop": kop(satker),
        "yth": f"Sekretaris {satker.nama_pendek}",
        "urutan": _HEAD[satker.head_order],
        "penutup": filled(satker.sentence("penutup"), words),
        "tembusan": satker.tembusan.split("\n") if satker.tembusan else [],
    }


def _listed(satker: Satker, rows: list[Contents], total: int, words: Mapping[str, str]) -> Contents:
    """The kegiatan with the sentence that leads to them: few stand in the letter itself, more are its lampiran."""
    size = sum(len(str(value)) for row in rows for value in row.values())
    brief = len(rows) <= _FEW and size <= _SHORT
    terbilang = f"{indonesian.terbilang(total)} rupiah"
    told = filled(
        satker.sentence("isi"),
        {
            "jumlah": str(len(rows)),
            "anggaran": indonesian.rupiah_resmi(total),
            "terbilang": terbilang,
            "rincian": "sebagai berikut" if brief else "sebagaimana tercantum dalam daftar terlampir",
            **words,
        },
    )
    if brief and told.endswith("."):
        told = f"{told[:-1]}:"
    enclosed = 0 if brief or not rows else 1
    return {
        "lampiran": f"{enclosed} ({indonesian.terbilang(enclosed)}) berkas" if enclosed else "–",
        "isi": told if rows else "Daftar kegiatan belum diisi.",
        "daftar": "surat" if brief else "lampiran",
        "kegiatan": rows,
        "total": total,
        "terbilang": terbilang,
    }


def _words(unit: str, month: date) -> dict[str, str]:
    return {"unit": unit, "bulan": indonesian.nama_bulan(month.month), "tahun": str(month.year)}


def _above_pagu(usulan: Usulan) -> list[str]:
    """The paragraph of a letter that asks for more than the budget has."""
    over = overdrawn.rooms(usulan, ledger.of_year(usulan.tahun, usulan))
    why = overdrawn.reason(usulan)
    if not over:
        return []
    return [" ".join(["Catatan pagu:", *overdrawn.sentences(over), *([f"Alasan: {why}"] if why else [])])]


def _rows(usulan: Usulan) -> list[Contents]:
    return [row(kegiatan, number) for number, kegiatan in enumerate(usulan.kegiatan.all(), 1)]


def _title(tugas: Tugas) -> str:
    if tugas.closed_as is None:
        return tugas.jabatan.nama
    return PenugasanJabatan(jabatan=tugas.closed_as, kapasitas=tugas.kapasitas).title


def _day(usulan: Usulan, at: datetime) -> str:
    return indonesian.tanggal(usulan.satker.day(at))
