"""A paper by its content's hash, and who signed it."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from renkeg.lib.keys import LENGTH, new_key
from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan
from renkeg.papers.media_types import PDF, XLSX
from renkeg.trail.record import moment
from renkeg.trail.snapshot import added_to

if TYPE_CHECKING:
    from .signing import SigningRequest


class DocumentQuerySet(models.QuerySet["Document"]):
    def about(self, subject: str) -> "DocumentQuerySet":
        return self.filter(subject=subject)

    def valid(self) -> "DocumentQuerySet":
        return self.filter(keadaan=Document.Keadaan.BERLAKU)

    def with_signing(self) -> "DocumentQuerySet":
        """With the request that a signed one came from, and who signed."""
        return self.select_related("signing__by", "signing__jabatan").prefetch_related(
            models.Prefetch("signatures", Signature.objects.select_related("by", "jabatan"))
        )

    def unmade(self) -> "DocumentQuerySet":
        """Whose file nobody has made yet."""
        return self.filter(sha256__isnull=True)

    def with_destroyed(self) -> "DocumentQuerySet":
        """With the berita acara that destroyed its file, at hand."""
        return self.select_related("arsip__berita_acara").defer("arsip__berita_acara__daftar")


class Document(models.Model):
    """A paper: its frozen contents, and the file made from them once somebody asks for it.

    `contents` is plain data for the template named by `jenis`; with `template` and `made_for` it gives the same bytes
    each time. `subject` names what it is about, as in the trail ("usulan:<id>").
    `code` is how everybody may ask for it; `seal` is the text of its QR, signed when it was issued (papers.seals).
    """

    ADDED: ClassVar = ("seal",)

    class Jenis(models.TextChoices):
        NOTA_DINAS = "nota_dinas", "Nota dinas"
        LEMBAR_DISPOSISI = "lembar_disposisi", "Lembar disposisi"
        RENCANA_PDF = "rencana_bulanan_pdf", "Rencana kegiatan bulanan (PDF)"
        RENCANA_XLSX = "rencana_bulanan_xlsx", "Rencana kegiatan bulanan (Excel)"
        BERITA_ACARA_MUSNAH = "berita_acara_musnah", "Berita acara pemusnahan arsip"

    class Keadaan(models.TextChoices):
        BERLAKU = "berlaku", "berlaku"
        DIGANTIKAN = "digantikan", "digantikan"
        BATAL = "batal", "batal"

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_key, editable=False)
    subject = models.CharField(max_length=80)
    jenis = models.CharField(max_length=24, choices=Jenis.choices)
    versi = models.PositiveSmallIntegerField()
    keadaan = models.CharField(max_length=10, choices=Keadaan.choices, default=Keadaan.BERLAKU)
    name = models.CharField(max_length=150, help_text="nama berkas tanpa akhiran")
    contents = models.JSONField()
    contents_digest = models.CharField(max_length=64)
    template = models.CharField(max_length=40, help_text="versi templat")
    made_for = models.DateTimeField()
    sha256 = models.CharField(max_length=64, null=True, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    code = models.CharField(
        max_length=LENGTH, unique=True, default=new_key, editable=False, help_text="kode verifikasi"
    )
    seal = models.TextField(blank=True, default="", help_text="teks QR yang disegel")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["jenis", "versi"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "jenis", "versi"], name="document_one_per_versi"),
            models.UniqueConstraint(
                fields=["subject", "jenis"], condition=Q(keadaan="berlaku"), name="document_one_berlaku"
            ),
            models.CheckConstraint(
                condition=Q(sha256__isnull=True, size__isnull=True) | Q(sha256__isnull=False, size__isnull=False),
                name="document_made_says_hash_and_size",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.jenis} {self.versi} {self.subject}"

    @property
    def is_workbook(self) -> bool:
        return self.jenis == self.Jenis.RENCANA_XLSX

    @property
    def media_type(self) -> str:
        if self.is_workbook:
            return XLSX
        return PDF

    @property
    def filename(self) -> str:
        return f"{self.name}.{'xlsx' if self.is_workbook else 'pdf'}"

    @property
    def signed_by(self) -> "SigningRequest | None":
        """The request whose signature made this file out of the one before; None for a file that was only rendered."""
        return getattr(self, "signing", None)

    def snapshot(self) -> dict[str, object]:
        """What a case's entry covers: the contents by their digest, the file's hash by the entry of its making."""
        return {
            "id": self.pk,
            "jenis": self.jenis,
            "versi": self.versi,
            "keadaan": self.keadaan,
            "name": self.name,
            "contents": self.contents_digest,
            "template": self.template,
            "made_for": moment(self.made_for),
            # It says the code, too.
            **added_to(self),
        }


class Signature(models.Model):
    """An approval given in the system, printed as "Disetujui secara elektronik oleh …" (no certified TTE)."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_key, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="signatures")
    by = models.ForeignKey(Pegawai, on_delete=models.PROTECT, related_name="+")
    jabatan = models.ForeignKey(Jabatan, on_delete=models.PROTECT, related_name="+")
    kapasitas = models.CharField(max_length=9, choices=PenugasanJabatan.Kapasitas.choices)
    signed_at = models.DateTimeField()
    seen = models.CharField(max_length=64, help_text="sidik isi yang dibaca penanda tangan")

    class Meta:
        ordering: ClassVar = ["signed_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "jabatan"], name="signature_once_a_jabatan")
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.by_id}"

    def snapshot(self) -> dict[str, object]:
        return {
            "document": self.document_id,
            "by": self.by_id,
            "jabatan": self.jabatan_id,
            "kapasitas": self.kapasitas,
            "signed_at": moment(self.signed_at),
            "seen": self.seen,
        }
