"""The verbs that bring the satker's POK in: a file is uploaded, read as its columns are said to be, and accepted as a whole."""

from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from renkeg.lib.clean_text import file_name
from renkeg.lib.digests import sha256
from renkeg.lib.errors import BadInput, NotThere, Refused, Stale
from renkeg.office import clock
from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan, Satker, state_of
from renkeg.papers.opening import Grid
from renkeg.planning import pok as reading
from renkeg.planning import pok_head
from renkeg.planning.drafts import YEARS
from renkeg.planning.models import Pagu, Pok, PokUpload
from renkeg.planning.models.pagu import IMPORTING, nodes_digest
from renkeg.trail.record import record

from .kept_files import grids_of
from .rows import refuse

MOST_REVISI = 200


def upload_pok(data: bytes, *, name: str, tahun: int, revisi: int, tanggal: date, by: Pegawai) -> PokUpload:
    """Keeps a workbook until it is accepted, with a guess of its columns; nothing of the budget changes.

    Raises Refused, or BadInput at "berkas", "tahun" or "revisi".
    """
    refuse(Pok.import_refusal(by, Satker.objects.office(), clock.now()))
    if not YEARS[0] <= tahun <= YEARS[1]:
        raise BadInput.at("tahun", f"Isi tahun anggaran {YEARS[0]} sampai {YEARS[1]}.")
    _check_revisi(revisi)
    last = Pok.objects.order_by("-at", "-urut").first()
    columns = pok_head.guessed(grids_of(data), last.columns if last else None)
    return PokUpload.objects.create(
        by=by,
        tahun=tahun,
        revisi=revisi,
        tanggal=tanggal,
        name=file_name(name, otherwise="POK.xlsx"),
        sha256=sha256(data),
        data=data,
        columns=asdict(columns) if columns else {},
    )


def choose_columns(upload: PokUpload, columns: pok_head.Columns, *, revisi: int, tanggal: date, by: Pegawai) -> None:
    """From now on the upload is read with these columns, and as this revisi. Raises Refused, BadInput."""
    refuse(Pok.import_refusal(by, Satker.objects.office(), clock.now()))
    _check_revisi(revisi)
    upload.columns, upload.revisi, upload.tanggal = asdict(columns), revisi, tanggal
    upload.save(update_fields=["columns", "revisi", "tanggal"])


def read_upload(upload: PokUpload) -> tuple[list[Grid], reading.Reading | None]:
    """The sheets of the file, and what it says by its columns; None where these are not known or no longer fit."""
    grids = grids_of(bytes(upload.data))
    columns = columns_of(upload)
    grid = next((one for one in grids if columns is not None and one.name == columns.sheet), None)
    return grids, reading.read(grid, columns) if grid is not None and columns is not None else None


def columns_of(upload: PokUpload) -> pok_head.Columns | None:
    """How the upload is read; None while nobody knows."""
    return pok_head.Columns(**upload.columns) if upload.columns else None


def import_pok(upload: PokUpload, *, seen: str, by: Pegawai) -> Pok:
    """The uploaded POK is in force from now on, all of it; a repetition returns what the first one made.

    `seen` is the key of the POK that was in force when the person read what would change, "" where there was none. Raises
    Refused, Stale where another one has come meanwhile, BadInput where a row cannot be taken.
    """
    if upload.accepted_as is not None:
        return upload.accepted_as
    # Before the transaction: reading a workbook takes its time, and others wait for the lock.
    grids, found = read_upload(upload)
    columns = columns_of(upload)
    if found is None or columns is None:
        raise BadInput.at("lembar", "Pilih dahulu lembar dan kolom yang memuat POK.")
    if found.problems:
        raise BadInput.at("berkas", f"{len(found.problems)} hal pada berkas ini harus diperbaiki dahulu.")
    heads = pok_head.heads(next(one for one in grids if one.name == columns.sheet), columns.head)
    told = {
        field: heads[place]
        for field in pok_head.FIELDS
        if (place := getattr(columns, field)) is not None and place < len(heads)
    }
    return _keep(upload, found, told, seen=seen, by=by)


@transaction.atomic
def _keep(
    upload: PokUpload,
    found: reading.Reading,
    heads: dict[str, str],
    *,
    seen: str,
    by: Pegawai,
) -> Pok:
    # One import after the other.
    satker = Satker.objects.select_for_update(no_key=True).get()
    present = PokUpload.objects.select_for_update(of=("self",), no_key=True).filter(pk=upload.pk, by=by).first()
    if present is None:
        raise NotThere("Unggahan itu tidak ada.")
    if present.accepted_as_id is not None:
        return Pok.objects.get(pk=present.accepted_as_id)
    at = clock.now()
    refuse(Pok.import_refusal(by, satker, at))
    last = Pok.objects.in_force(present.tahun).first()
    if seen != (last.pk if last else ""):
        raise Stale(
            f"Sementara itu {last.told if last else 'POK lain'} tahun {present.tahun} sudah diimpor"
            f"{f' oleh {last.by.nama}' if last else ''}. Periksa dahulu perbedaannya dengan yang sekarang berlaku."
        )
    if last is not None and present.revisi < last.revisi:
        raise Refused(f"Yang berlaku sudah {last.told}; revisi yang lebih lama tidak menggantikannya.")
    pok = Pok(
        satker=satker,
        tahun=present.tahun,
        urut=last.urut + 1 if last else 1,
        revisi=present.revisi,
        tanggal=present.tanggal,
        by=by,
        at=at,
        name=present.name,
        sha256=present.sha256,
        columns=heads,
        rows=len(found.nodes),
        total=found.total,
    )
    nodes = [
        Pagu(pok=pok, position=n, path=one.path, level=one.level, uraian=one.uraian, pagu=one.pagu, blokir=one.blokir)
        for n, one in enumerate(found.nodes, 1)
    ]
    pok.digest = nodes_digest(
        (one.position, one.path, int(one.level), one.uraian, one.pagu, one.blokir) for one in nodes
    )
    pok.save(force_insert=True)
    Pagu.objects.bulk_create(nodes)
    # The bytes have served.
    present.data, present.accepted_as = b"", pok
    present.save(update_fields=["data", "accepted_as"])
    holding = _holding(by, satker, at)
    record(
        "import_pok",
        pok.subject,
        by=by.pk,
        at=at,
        facts={
            "tahun": pok.tahun,
            "revisi": pok.revisi,
            "rows": pok.rows,
            "total": pok.total,
            "file": pok.sha256,
            "jabatan": holding.jabatan_id,
            "kapasitas": str(holding.kapasitas),
            "replaces": last.pk if last else None,
        },
        state=state_of([pok]),
    )
    return pok


def _check_revisi(revisi: int) -> None:
    if not 0 <= revisi <= MOST_REVISI:
        raise BadInput.at("revisi", f"Isi dengan bilangan 0 sampai {MOST_REVISI}; 0 untuk POK awal.")


def _holding(by: Pegawai, satker: Satker, at: datetime) -> PenugasanJabatan:
    """The post by which the person imports; `import_refusal` has seen that there is one."""
    keeper = satker.pok_keeper
    return next(
        one
        for one in by.standing(at).posts
        if one.jabatan.post == Jabatan.Post.SEKRETARIS
        or (keeper is not None and one.jabatan.unit_id == keeper.pk and one.jabatan.post in IMPORTING)
    )
