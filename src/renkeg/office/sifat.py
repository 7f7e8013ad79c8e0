"""The two axes of a letter's sifat: who may read it, and how soon it is to be dealt with. Letters print both in one word or two."""

from django.db import models


class Keamanan(models.TextChoices):
    """Who may read it (Peraturan ANRI 5/2021)."""

    BIASA = "biasa", "Biasa"
    TERBATAS = "terbatas", "Terbatas"
    RAHASIA = "rahasia", "Rahasia"
    SANGAT_RAHASIA = "sangat_rahasia", "Sangat Rahasia"


class Kecepatan(models.TextChoices):
    """How soon it is to be dealt with."""

    BIASA = "biasa", "Biasa"
    SEGERA = "segera", "Segera"
    SANGAT_SEGERA = "sangat_segera", "Sangat Segera"


def printed(keamanan: str, kecepatan: str) -> str:
    """As a letter prints them: "Biasa", "Segera", "Rahasia", "Rahasia/Sangat Segera"."""
    told = [Keamanan(keamanan).label] if keamanan != Keamanan.BIASA else []
    told += [Kecepatan(kecepatan).label] if kecepatan != Kecepatan.BIASA else []
    return "/".join(map(str, told)) or str(Keamanan.BIASA.label)
