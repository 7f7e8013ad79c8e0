"""What there is to know of the office's own authority, without its key."""

from renkeg.lib.errors import NotThere

from .models import Certificate


def present() -> Certificate | None:
    """The newest certificate of the office's authority; None before anything was signed."""
    return Certificate.objects.filter(pegawai__isnull=True).first()


def pem() -> str:
    """All certificates of the office's authority that were ever in force, the newest first. Raises NotThere."""
    found = Certificate.objects.filter(pegawai__isnull=True).values_list("certificate", flat=True)
    if not found:
        raise NotThere("Sertifikat internal kantor dibuat pada tanda tangan yang pertama.")
    return "".join(found)
