"""Hal and pengantar as they are typed, and the choice between one's own words and those that somebody else saved."""

from django.http import QueryDict

from renkeg.lib.errors import BadInput, Problem
from renkeg.planning import drafts

from .baris import Kept, kept_of
from .forms import typed_text


def kept(post: QueryDict) -> dict[str, Kept]:
    """What others saved of the letter's words, as the form brought it back."""
    return {
        name: kept_of({tail: post.get(f"{name}/{tail}", "") for tail in ("tersimpan", "oleh", "pilih")})
        for name in ("hal", "pengantar")
        if f"{name}/tersimpan" in post
    }


def decided(post: QueryDict) -> QueryDict:
    """The letter's words as the choices leave them. Raises BadInput where one is still open."""
    found = kept(post)
    undecided = [Problem(name, "Pilih dahulu isi yang dipakai.") for name, one in found.items() if not one.chosen]
    if undecided:
        raise BadInput(undecided)
    told = post.copy()
    for name, one in found.items():
        if one.chosen == "tersimpan":
            told[name] = one.value
    return told


def read(post: QueryDict) -> drafts.Surat:
    """Hal and pengantar, and the sifat where it was changed on the page. Raises BadInput."""
    # Left as it was on the page it is not this person's word: somebody else's choice stays.
    sifat = {
        name: post[name] for name in ("keamanan", "kecepatan") if post.get(name, "") != post.get(f"{name}_awal", "")
    }
    return drafts.read_surat({"hal": typed_text(post, "hal"), "pengantar": typed_text(post, "pengantar"), **sifat})
