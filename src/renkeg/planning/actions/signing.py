"""Signs a paper: a short transaction asks, the signer works outside of any, a short transaction takes the answer.

Whoever is killed in between, is slow, or is asked twice: one signature, and nothing lost (threats 21).
"""

import uuid
from collections.abc import Mapping
from types import MappingProxyType

from django.db import IntegrityError, transaction
from django.db.models import Q

from renkeg.lib.digests import sha256
from renkeg.lib.errors import BadInput, Refused, Stale
from renkeg.office import clock
from renkeg.office.models import Pegawai, Satker
from renkeg.papers import choosing, documents, nik, scans, seals
from renkeg.papers.models import Document, SignerKind, SigningAnswer, SigningRequest
from renkeg.papers.signing import Failed, Rejected, Signed, Signer, ToSign
from renkeg.planning import contents, signing
from renkeg.planning.models import Usulan
from renkeg.trail.record import record

from .rows import capacity, fresh, lock, record_usulan, refuse

SIGN, SCAN = "sign", "scan"
_TRIES = 3

State = SigningRequest.State
Verdict = SigningAnswer.Verdict


class Overtaken(Exception):
    """Somebody else's signature came first: this one must go on top of it."""


def sign(document: Document, *, by: Pegawai, password: Mapping[str, str] = MappingProxyType({})) -> Usulan:
    """Puts the person's signature under a paper of a usulan; harmless to repeat. Returns the usulan.

    Not one transaction: nothing is locked while the signer works. `password` is what the signer itself asks for. Raises
    Refused where the person may not sign it, or where the signer did not.
    """
    password = _ready(document, by, password)
    if document.sha256 is None and document.jenis in signing.SIGNED:
        document = documents.make(document)
    for _ in range(_TRIES):
        request = _ask(document, by=by)
        if request is None:
            break
        try:
            _finish(request, password)
            break
        except Overtaken:
            document = Document.objects.about(document.subject).valid().filter(jenis=document.jenis).first() or document
    else:
        raise Stale("Berkas ini baru saja ditandatangani orang lain. Muat ulang halaman, lalu tanda tangani versi itu.")
    if password.get("nik"):
        nik.keep(by, password["nik"])
    return fresh(_usulan(document))


def _ready(document: Document, by: Pegawai, password: Mapping[str, str]) -> Mapping[str, str]:
    """What BSrE asks of the person, complete; nothing for the embedded signer. Raises BadInput."""
    if choosing.signer_of(Satker.objects.office()) != SignerKind.BSRE or document.jenis not in signing.SIGNED:
        return {}
    typed = password.get("nik", "").strip()
    known = nik.read(typed) if typed else nik.of(by)
    if not known:
        raise BadInput.at("nik", "Isi NIK Anda; BSrE mengenali Anda dengannya.")
    if not password.get("passphrase"):
        raise BadInput.at("passphrase", "Isi passphrase BSrE Anda.")
    return {"nik": known, "passphrase": password["passphrase"]}


def put_scan(document: Document, data: bytes, *, by: Pegawai) -> Usulan:
    """Puts a scan of the paper, signed by hand, in its place; the same file again has no second effect.

    Raises Refused where the person may not, BadInput where the file is no such scan.
    """
    usulan = fresh(_usulan(document))
    if _scanned(document, sha256(data), by):
        return usulan
    refuse(_scan_refusal(usulan, document, by))
    try:
        made = scans.as_pdf(data)
    except scans.Unreadable as error:
        raise BadInput.at("file", str(error)) from error
    if document.sha256 is None:
        document = documents.make(document)
    original, key = documents.keep(data), documents.keep(made)
    return _put_scan(document, original, key, size=len(made), by=by)


@transaction.atomic
def _put_scan(document: Document, original: str, key: str, *, size: int, by: Pegawai) -> Usulan:
    usulan = lock(_usulan(document))
    document = Document.objects.get(pk=document.pk)
    if _scanned(document, original, by):
        return usulan
    refuse(_scan_refusal(usulan, document, by))
    at = clock.now()
    posts = by.standing(at).posts
    holding = next((one for one in posts if one.jabatan.unit_id == usulan.unit_id), posts[0])
    request = SigningRequest.objects.create(
        document=document,
        base=document.sha256 or "",
        signer=SignerKind.SCAN,
        by=by,
        jabatan=holding.jabatan,
        kapasitas=holding.kapasitas,
        requested_at=at,
    )
    SigningAnswer.objects.create(request=request, sha256=original, arrived_at=at, verdict=Verdict.TAKEN)
    return _replace(usulan, request, key, verb=SCAN, size=size, more={"original": original})


def _scanned(document: Document, original: str, by: Pegawai) -> bool:
    """Whether this person has put this very file there."""
    told = SigningRequest.objects.filter(signer=SignerKind.SCAN, by=by, answers__sha256=original)
    return told.filter(Q(document=document) | Q(result=document)).exists()


def _scan_refusal(usulan: Usulan, document: Document, by: Pegawai) -> str | None:
    papers = list(usulan.papers().with_signing())
    present = next(one for one in papers if one.pk == document.pk)
    return signing.scan_refusal(usulan, signing.paper_of(usulan, present, papers), by, clock.now())


@transaction.atomic
def _ask(document: Document, *, by: Pegawai) -> SigningRequest | None:
    """Writes down who wants to sign which file; None where he has done so already."""
    usulan = lock(_usulan(document))
    done = SigningRequest.objects.filter(document__subject=document.subject, by=by, state=State.DITANDATANGANI)
    if done.filter(document=document).exists():
        return None
    papers = list(usulan.papers().with_signing())
    document = next(one for one in papers if one.pk == document.pk)
    paper = signing.paper_of(usulan, document, papers)
    at = clock.now()
    refuse(signing.refusal(usulan, paper, by, at))
    place = paper.place_of(by)
    if place is None or document.sha256 is None:
        raise AssertionError("refusal answers for a paper without a place or a file")
    if place.filled is not None:
        return None
    holding = capacity(by, place.jabatan, at)
    request, new = SigningRequest.objects.select_related("document", "by", "jabatan").get_or_create(
        base=document.sha256,
        by=by,
        signer=choosing.signer_of(usulan.satker),
        defaults={
            "document": document,
            "place": place.name,
            "jabatan": holding.jabatan,
            "kapasitas": holding.kapasitas,
            "requested_at": at,
        },
    )
    if not new and request.state != State.MENUNGGU_TTD:
        _set(request, State.MENUNGGU_TTD)
        new = True
    if new:
        told: dict[str, object] = {"request": request.pk, "signer": str(request.signer), "place": request.place}
        record("ask_signature", f"dokumen:{document.pk}", by=by.pk, at=at, facts=told, state=sha256(document.sha256))
    return request


def _finish(request: SigningRequest, password: Mapping[str, str]) -> None:
    """Lets the signer sign, or takes up what it had answered before somebody was killed."""
    base = documents.kept(request.base)
    for waiting in request.answers.filter(verdict=Verdict.NEW):
        if _accept(request, waiting, base):
            return
    try:
        answer = _signer(request.signer).sign(_wish(request, base, password))
    except Failed as error:
        _fail(request, str(error))
        if error.field:
            raise BadInput.at(error.field, str(error)) from error
        raise Refused(str(error)) from error
    _accept(request, _keep(request, answer), base, last=True)


def _wish(request: SigningRequest, base: bytes, password: Mapping[str, str]) -> ToSign:
    papers = list(Document.objects.about(request.document.subject).with_signing())
    signed = documents.signings(request.document, papers)
    # The rooms lie where they lay on the file that was drawn, however often it has been signed since.
    drawn = next(one for one in papers if one.pk == (signed[0].document_id if signed else request.document_id))
    at = clock.now()
    return ToSign(
        pdf=base,
        place=request.place,
        rooms=documents.rooms(drawn),
        pegawai=request.by,
        title=request.title,
        at=at,
        written_at=contents.stamp(Satker.objects.office(), at),
        qr=seals.address_of(drawn.code),
        password=password,
    )


def _keep(request: SigningRequest, data: bytes) -> SigningAnswer:
    """What came back is evidence from here on, whatever becomes of it."""
    key = documents.keep(data)
    answer, _ = SigningAnswer.objects.get_or_create(request=request, sha256=key, defaults={"arrived_at": clock.now()})
    return answer


def _accept(request: SigningRequest, answer: SigningAnswer, base: bytes, *, last: bool = False) -> bool:
    """Takes the answer where it holds; whether the request is at its end. Raises Refused (`last`), Overtaken."""
    data = documents.kept(answer.sha256)
    try:
        signed = _check(request, base, data)
    except Rejected as error:
        _set_verdict(answer, Verdict.BAD)
        if not last:
            return False
        _fail(request, str(error))
        raise Refused(str(error)) from error
    try:
        taken = _take(request, answer, signed, size=len(data))
    except IntegrityError:
        # Two answers at the very same moment: the database let one of them through.
        taken = None
    if taken is False:
        raise Overtaken
    return True


@transaction.atomic
def _take(request: SigningRequest, answer: SigningAnswer, signed: Signed, *, size: int) -> bool | None:
    """The first good answer becomes the paper (True); a later one is kept (None), so is one over an older file (False)."""
    usulan = lock(_usulan(request.document))
    request = SigningRequest.objects.select_related("document", "by", "jabatan").get(pk=request.pk)
    document = request.document
    if request.state == State.DITANDATANGANI:
        _set_verdict(answer, Verdict.LATE)
        return None
    if document.keadaan != Document.Keadaan.BERLAKU:
        _set_verdict(answer, Verdict.LATE)
        _set(request, State.DIBATALKAN, "Berkasnya tidak berlaku lagi ketika tanda tangannya datang.")
        return False
    _set_verdict(answer, Verdict.TAKEN)
    _replace(usulan, request, answer.sha256, verb=SIGN, size=size, more={"sertifikat": signed.fingerprint})
    return True


def _replace(
    usulan: Usulan, request: SigningRequest, key: str, *, verb: str, size: int, more: Mapping[str, object]
) -> Usulan:
    """The file of that SHA-256 takes the place of the paper that the request was about."""
    at = clock.now()
    made = documents.signed(request.document, key=key, size=size)
    request.result = made
    _set(request, State.DITANDATANGANI)
    told: dict[str, object] = {
        "request": request.pk,
        "signer": str(request.signer),
        "place": request.place,
        "from": request.document_id,
        "jabatan": request.jabatan_id,
        "kapasitas": str(request.kapasitas),
        **more,
    }
    of_paper = {"subject": made.subject, "jenis": str(made.jenis), "versi": made.versi, "sha256": key}
    record(verb, f"dokumen:{made.pk}", by=request.by_id, at=at, facts={**told, **of_paper}, state=sha256(key))
    usulan.versi += 1
    usulan.save(update_fields=["versi"])
    record_usulan(verb, usulan, by=request.by, at=at, facts={**told, "dokumen": made.pk})
    return usulan


@transaction.atomic
def _fail(request: SigningRequest, sentence: str) -> None:
    lock(_usulan(request.document))
    present = SigningRequest.objects.get(pk=request.pk)
    if present.state != State.MENUNGGU_TTD:
        return
    _set(present, State.GAGAL, sentence)
    told: dict[str, object] = {"request": request.pk, "signer": str(request.signer), "sentence": sha256(sentence)}
    state = sha256(request.base)
    record(
        "fail_signature", f"dokumen:{request.document_id}", by=request.by_id, at=clock.now(), facts=told, state=state
    )


def _set(request: SigningRequest, state: SigningRequest.State, sentence: str = "") -> None:
    request.state, request.sentence = state, sentence[:300]
    request.ended_at = None if state == State.MENUNGGU_TTD else clock.now()
    request.save(update_fields=["state", "sentence", "ended_at", "result"])


def _set_verdict(answer: SigningAnswer, verdict: SigningAnswer.Verdict) -> None:
    # Whoever repeats a wish may have taken up this very answer meanwhile: what was judged stays judged.
    SigningAnswer.objects.filter(pk=answer.pk, verdict=Verdict.NEW).update(verdict=verdict)


def _signer(kind: str) -> Signer:
    # Half a second and 45 MB in each process: only where somebody signs.
    from renkeg.papers.signers.bsre import Bsre
    from renkeg.papers.signers.embedded import Embedded

    return Bsre() if kind == SignerKind.BSRE else Embedded()


def _check(request: SigningRequest, base: bytes, data: bytes) -> Signed:
    from renkeg.papers import ca, checking  # as above

    roots = ca.authorities() if request.signer == SignerKind.EMBEDDED else None
    return checking.check(base, data, roots=roots)


def _usulan(document: Document) -> uuid.UUID:
    kind, _, key = document.subject.partition(":")
    if kind != "usulan":
        raise Refused("Berkas ini bukan berkas usulan; tidak ditandatangani di sini.")
    return uuid.UUID(key)
