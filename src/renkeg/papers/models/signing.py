"""Who asked to sign which file, what came back, and the keys of the office's own certificates."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from renkeg.lib.keys import LENGTH, new_key
from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan, Satker

from .document import Document


class SignerKind(models.TextChoices):
    """Who puts a signature under a paper."""

    EMBEDDED = "embedded", "sertifikat internal kantor"
    BSRE = "bsre", "BSrE"
    SCAN = "scan", "pindaian naskah bertanda tangan basah"


class SigningRequestQuerySet(models.QuerySet["SigningRequest"]):
    def waiting(self) -> "SigningRequestQuerySet":
        """Asked, and not answered yet."""
        return self.filter(state=SigningRequest.State.MENUNGGU_TTD)


class SigningRequest(models.Model):
    """One person's wish to sign one file. It is told by the SHA-256 of the file (`base`): a repeated wish is the same one.

    The first answer that holds becomes `result`, a paper of its own; whatever comes later is only kept.
    """

    class State(models.TextChoices):
        MENUNGGU_TTD = "menunggu_ttd", "menunggu tanda tangan"
        DITANDATANGANI = "ditandatangani", "ditandatangani"
        GAGAL = "gagal", "gagal"
        DIBATALKAN = "dibatalkan", "dibatalkan"

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_key, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="requests")
    base = models.CharField(max_length=64, help_text="SHA-256 berkas yang dimintakan tanda tangan")
    place = models.CharField(max_length=20, help_text="tempat tanda tangan pada berkas itu")
    signer = models.CharField(max_length=8, choices=SignerKind.choices)
    by = models.ForeignKey(Pegawai, on_delete=models.PROTECT, related_name="+")
    jabatan = models.ForeignKey(Jabatan, on_delete=models.PROTECT, related_name="+")
    kapasitas = models.CharField(max_length=9, choices=PenugasanJabatan.Kapasitas.choices)
    requested_at = models.DateTimeField()
    state = models.CharField(max_length=14, choices=State.choices, default=State.MENUNGGU_TTD)
    ended_at = models.DateTimeField(null=True, blank=True)
    sentence = models.CharField(max_length=300, blank=True, help_text="mengapa gagal, untuk penanda tangan")
    result = models.OneToOneField(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="signing")

    objects = SigningRequestQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["requested_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["base", "by", "signer"], name="signing_request_once"),
            models.CheckConstraint(
                condition=Q(state="ditandatangani", result__isnull=False)
                | ~Q(state="ditandatangani") & Q(result__isnull=True),
                name="signing_request_signed_has_result",
            ),
            models.CheckConstraint(
                condition=Q(state="menunggu_ttd", ended_at__isnull=True)
                | ~Q(state="menunggu_ttd") & Q(ended_at__isnull=False),
                name="signing_request_ended_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.place} {self.state}"

    @property
    def title(self) -> str:
        """The post as the paper prints it: "Plh. Kepala Bagian …"."""
        return PenugasanJabatan(jabatan=self.jabatan, kapasitas=self.kapasitas).title


class SigningAnswer(models.Model):
    """A file that a signer gave back: the one that was taken, or evidence beside it."""

    class Verdict(models.TextChoices):
        NEW = "baru", "belum diperiksa"
        TAKEN = "diterima", "diterima"
        LATE = "terlambat", "datang sesudah yang diterima"
        BAD = "ditolak", "ditolak"

    request = models.ForeignKey(SigningRequest, on_delete=models.PROTECT, related_name="answers")
    sha256 = models.CharField(max_length=64)
    arrived_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.NEW)

    class Meta:
        ordering: ClassVar = ["arrived_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "sha256"], name="signing_answer_once"),
            models.UniqueConstraint(
                fields=["request"], condition=Q(verdict="diterima"), name="signing_answer_one_taken"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.verdict}"


class Certificate(models.Model):
    """A certificate that this office made for itself: its own authority (`pegawai` empty), or a signer's in one post.

    `key` is closed with the office's secret; who loses the secret loses the keys, never what they signed.
    """

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_key, editable=False)
    pegawai = models.ForeignKey(Pegawai, on_delete=models.PROTECT, null=True, blank=True, related_name="certificates")
    title = models.CharField(max_length=200, blank=True, help_text="jabatan dan kapasitas, seperti pada sertifikat")
    issuer = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="issued")
    certificate = models.TextField(help_text="PEM")
    fingerprint = models.CharField(max_length=64, unique=True, help_text="SHA-256 sertifikat")
    key = models.TextField(help_text="kunci, tertutup")
    not_after = models.DateTimeField()
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(pegawai__isnull=True, issuer__isnull=True) | Q(pegawai__isnull=False, issuer__isnull=False),
                name="certificate_of_signer_has_issuer",
            ),
        ]

    def __str__(self) -> str:
        return self.fingerprint


class SignerChoice(models.Model):
    """Which signer the office uses; without a row the embedded one."""

    satker = models.OneToOneField(Satker, on_delete=models.PROTECT, primary_key=True, related_name="signer_choice")
    signer = models.CharField(max_length=8, choices=SignerKind.choices, default=SignerKind.EMBEDDED)

    def __str__(self) -> str:
        return self.signer


class Nik(models.Model):
    """The NIK of somebody who signs with BSrE: closed with the office's secret, asked for by nothing else."""

    pegawai = models.OneToOneField(Pegawai, on_delete=models.PROTECT, primary_key=True, related_name="+")
    closed = models.TextField(help_text="NIK, tertutup")

    def __str__(self) -> str:
        return f"NIK {self.pegawai_id}"
