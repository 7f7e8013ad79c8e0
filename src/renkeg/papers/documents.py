"""Issues papers, makes their files once, and gives them back unchanged ever after."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from renkeg.lib.digests import digest, sha256
from renkeg.office import clock
from renkeg.office.models import Unit
from renkeg.trail.record import SYSTEM, record

from . import archive, blobs, pdf, seals, signing, xlsx
from .models import Document, Signature, SigningRequest
from .models.document import DocumentQuerySet


def issue(
    subject: str,
    jenis: str,
    *,
    name: str,
    contents: Mapping[str, object],
    made_for: datetime,
    unit: Unit,
    klasifikasi: str = "",
) -> Document:
    """A new version of a paper, filed in the archive of `unit` under that code (else that of its kind); the one before is replaced.

    Belongs inside the transaction of the act that makes it. Only the contents are frozen here; the file is made from them
    after the transaction.
    """
    earlier = Document.objects.about(subject).filter(jenis=jenis)
    _end(earlier, Document.Keadaan.DIGANTIKAN)
    document = Document(
        subject=subject,
        jenis=jenis,
        versi=earlier.count() + 1,
        name=name,
        contents=contents,
        contents_digest=digest(contents),
        template=version_of(jenis),
        made_for=made_for,
    )
    document.seal = seals.seal(document)
    document.save(force_insert=True)
    archive.file(document, unit=unit, klasifikasi=klasifikasi)
    return document


def signed(document: Document, *, key: str, size: int) -> Document:
    """The same paper once more, with a signature: the file of that SHA-256 takes the place of the one before.

    Belongs inside the transaction that takes the signature.
    """
    earlier = Document.objects.about(document.subject).filter(jenis=document.jenis)
    _end(earlier, Document.Keadaan.DIGANTIKAN)
    made = Document.objects.create(
        subject=document.subject,
        jenis=document.jenis,
        versi=earlier.count() + 1,
        name=document.name,
        contents=document.contents,
        contents_digest=document.contents_digest,
        template=document.template,
        made_for=document.made_for,
        sha256=key,
        size=size,
    )
    for one in document.signatures.all():
        # Who approved the paper approved this one, too: it says the same.
        Signature.objects.create(
            document=made,
            by=one.by,
            jabatan=one.jabatan,
            kapasitas=one.kapasitas,
            signed_at=one.signed_at,
            seen=one.seen,
        )
    archive.file_again(made, document.arsip)
    return made


def signings(document: Document, papers: Iterable[Document]) -> list[SigningRequest]:
    """The requests whose signatures the file holds, the oldest first. `papers` are those of its subject, with their signing."""
    known = {one.pk: one for one in papers}
    found: list[SigningRequest] = []
    at: Document | None = document
    while at is not None and at.signed_by is not None:
        found.insert(0, at.signed_by)
        at = known.get(at.signed_by.document_id)
    return found


def rooms(document: Document) -> list[signing.Room]:
    """Where on the paper's own file signatures may stand; none where its layout is not the one of today any more."""
    drawn, found = pdf.with_rooms(
        _TEMPLATES[document.jenis],
        document.contents,
        made_for=document.made_for,
        title=document.name,
        seal=seals.printed(document),
    )
    return [signing.Room(**one) for one in found] if sha256(drawn) == document.sha256 else []


def keep(data: bytes) -> str:
    """Keeps a file under its SHA-256, which it returns; no row speaks of it yet."""
    return blobs.put(_root(), data)


def kept(key: str) -> bytes:
    """The file of that SHA-256. Raises FileNotFoundError, blobs.Damaged."""
    return blobs.get(_root(), key)


def supersede(subject: str, jenis: Collection[str]) -> None:
    """The valid papers of these kinds are replaced by those of another subject."""
    _end(Document.objects.about(subject).filter(jenis__in=jenis), Document.Keadaan.DIGANTIKAN)


def void(subject: str) -> None:
    """Every valid paper of the subject becomes void; the files stay."""
    _end(Document.objects.about(subject), Document.Keadaan.BATAL)


def _end(papers: DocumentQuerySet, keadaan: Document.Keadaan) -> None:
    """Those of these papers that were valid are so no more, and whoever was about to sign one is asked no more."""
    if papers.valid().update(keadaan=keadaan):
        SigningRequest.objects.waiting().filter(document__in=papers).update(
            state=SigningRequest.State.DIBATALKAN, ended_at=clock.now(), sentence="Berkasnya tidak berlaku lagi."
        )


def read(document: Document) -> bytes:
    """The file's bytes; made, stored and entered into the trail on the first reading.

    Raises Refused for one that was destroyed, blobs.Damaged where the stored file is not the one that was made.
    """
    archive.refuse_destroyed(document)
    if document.sha256 is None:
        document = make(document)
    try:
        return blobs.get(_root(), _hash(document))
    except FileNotFoundError:
        archive.refuse_destroyed(document)  # in this moment
        raise


def make(document: Document) -> Document:
    """Renders and stores the file of a paper that has none yet; harmless to repeat and to race."""
    data = render(document)
    key = blobs.put(_root(), data)
    with transaction.atomic():
        document = Document.objects.select_for_update(no_key=True).get(pk=document.pk)
        if document.sha256 is None:
            document.sha256, document.size = key, len(data)
            document.save(update_fields=["sha256", "size"])
            record(
                "render",
                f"dokumen:{document.pk}",
                by=SYSTEM,
                at=clock.now(),
                facts={
                    "subject": document.subject,
                    "jenis": str(document.jenis),
                    "versi": document.versi,
                    "sha256": key,
                },
                state=sha256(key),
            )
    return document


def render(document: Document) -> bytes:
    """The bytes of a paper from its frozen contents: the same each time."""
    return draw(
        document.jenis,
        document.contents,
        made_for=document.made_for,
        title=document.name,
        seal=seals.printed(document),
    )


def draw(
    jenis: str,
    contents: Mapping[str, object],
    *,
    made_for: datetime,
    title: str,
    seal: Mapping[str, str] | None = None,
) -> bytes:
    """The bytes of a paper that may not be issued yet (a preview has no seal)."""
    if jenis == Document.Jenis.RENCANA_XLSX:
        return xlsx.rencana_bulanan(contents, made_for=made_for)
    return pdf.render(_TEMPLATES[jenis], contents, made_for=made_for, title=title, seal=seal)


def version_of(jenis: str) -> str:
    """The version of the template that a paper of this kind is made with today."""
    return xlsx.TEMPLATE_VERSION if jenis == Document.Jenis.RENCANA_XLSX else pdf.TEMPLATE_VERSION[_TEMPLATES[jenis]]


def _root() -> Path:
    return Path(settings.DATA_DIR) / "berkas"


def _hash(document: Document) -> str:
    if document.sha256 is None:
        raise AssertionError("a made document has its hash")
    return document.sha256


_TEMPLATES: Mapping[str, str] = {
    Document.Jenis.NOTA_DINAS: "nota_dinas",
    Document.Jenis.LEMBAR_DISPOSISI: "lembar_disposisi",
    Document.Jenis.RENCANA_PDF: "rencana_bulanan",
    Document.Jenis.BERITA_ACARA_MUSNAH: "berita_acara_musnah",
}
