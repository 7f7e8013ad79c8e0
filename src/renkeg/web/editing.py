"""What the pages show on which a usulan is changed: what is kept, what was typed, and why it was not taken."""

from datetime import datetime

from django.http import QueryDict

from renkeg.lib.errors import BadInput, Refused
from renkeg.office.models import Pegawai
from renkeg.planning import contents
from renkeg.planning.models import Usulan
from renkeg.planning.sop import Edits

from . import forms, showing


def surat(
    usulan: Usulan, by: Pegawai, at: datetime, post: QueryDict | None = None, error: BadInput | Refused | None = None
) -> dict[str, object]:
    """Hal and pengantar; after an error as they were typed."""
    typed = {"hal": usulan.hal, "pengantar": usulan.pengantar}
    if post:
        typed = {name: post.get(name, "") for name in typed}
    return {**_common(usulan, by, at, Edits.SURAT, error), "typed": typed, "versi": _versi(usulan, post, error)}


def rows(
    usulan: Usulan, by: Pegawai, at: datetime, post: QueryDict | None = None, error: BadInput | Refused | None = None
) -> dict[str, object]:
    """The form's rows; after an error as they were typed."""
    kegiatan = list(usulan.kegiatan.all())
    typed = forms.rows_typed(post) if post else forms.rows_printed(kegiatan)
    known = {one.pk for one in kegiatan}
    # A row that somebody else has dropped meanwhile is a new one when it is saved again.
    typed = [row if row.id in known else forms.Row(row.place, "", row.typed, row.removed) for row in typed]
    bad = error if isinstance(error, BadInput) else None
    return {
        **_common(usulan, by, at, Edits.KEGIATAN, error),
        "rows": forms.faulted(forms.more_rows(typed, asked=bool(post and not error)), bad),
        "kept": [contents.row(one, number) for number, one in enumerate(kegiatan, 1)],
        "versi": _versi(usulan, post, error),
        "lacking": showing.lacking(usulan, usulan.open_tugas),
    }


def _common(
    usulan: Usulan, by: Pegawai, at: datetime, what: Edits, error: BadInput | Refused | None
) -> dict[str, object]:
    tugas = usulan.open_tugas
    bad = error if isinstance(error, BadInput) else None
    return {
        "usulan": usulan,
        "at": at,
        "tugas": tugas,
        "refusal": tugas.edit_refusal(what, by, at) if tugas else f"Usulan ini sudah {usulan.keadaan}.",
        "refused": error.sentence if isinstance(error, Refused) else "",
        "summary": forms.summary(bad),
        "faults": forms.by_field(bad),
    }


def _versi(usulan: Usulan, post: QueryDict | None, error: BadInput | Refused | None) -> str:
    """The one that was read. After it proved old the present one: who saves again has seen what changed."""
    if post is None or not post or isinstance(error, Refused):
        return str(usulan.versi)
    return post.get("versi", "")
