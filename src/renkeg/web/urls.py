"""The addresses of the pages."""

from django.urls import URLPattern, include, path, register_converter

from renkeg.web.keys import KeyConverter
from renkeg.web.refusals import View, door
from renkeg.web.views import (
    akun,
    amending,
    beginning,
    deciding,
    dokumen,
    health,
    kertas_kerja,
    meja,
    pagu,
    panduan,
    sop,
    surat,
    tautan,
    tugas,
    usulan,
)

register_converter(KeyConverter, "key")


def _page(route: str, view: View, name: str) -> URLPattern:
    return path(route, door(view), name=name)


urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    _page("", meja.show, "meja"),
    _page("kabar/read/", meja.read, "read"),
    _page("usulan/", usulan.show_all, "usulan_list"),
    _page("usulan/baru/", usulan.new, "usulan_new"),
    _page("usulan/<uuid:usulan>/", usulan.show, "usulan"),
    _page("usulan/<uuid:usulan>/surat/", surat.edit, "surat"),
    _page("usulan/<uuid:usulan>/kertas-kerja/", kertas_kerja.edit, "kertas_kerja"),
    _page("usulan/<uuid:usulan>/konsep-nota-dinas.pdf", usulan.draft_letter, "draft_letter"),
    _page("usulan/<uuid:usulan>/revise/", amending.revise, "revise"),
    _page("kegiatan/<key:kegiatan>/cancel/", amending.cancel_kegiatan, "cancel_kegiatan"),
    _page("kegiatan/<key:kegiatan>/postpone/", amending.postpone_kegiatan, "postpone_kegiatan"),
    _page("tautan/<uuid:usulan>/perbandingan/", amending.compare, "compare"),
    _page("tugas/<key:tugas>/propose/", tugas.propose, "propose"),
    _page("tugas/<key:tugas>/approve/", tugas.approve, "approve"),
    _page("tugas/<key:tugas>/send_back/", tugas.send_back, "send_back"),
    _page("tugas/<key:tugas>/dispose/", tugas.dispose, "dispose"),
    _page("tugas/<key:tugas>/assign/", tugas.assign, "assign"),
    _page("tugas/<key:tugas>/submit/", tugas.submit, "submit"),
    _page("tugas/<key:tugas>/publish/", tugas.publish, "publish"),
    _page("tugas/<key:tugas>/acknowledge/", tugas.acknowledge, "acknowledge"),
    _page("tugas/<key:tugas>/withdraw/", tugas.withdraw, "withdraw"),
    _page("tugas/<key:tugas>/cancel/", tugas.cancel, "cancel"),
    _page("putuskan/", deciding.decide, "decide_list"),
    _page("dokumen/<key:dokumen>/", dokumen.show, "dokumen"),
    _page("tautan/", tautan.show_all, "tautan_list"),
    _page("tautan/<int:tahun>/<int:bulan>/rekapitulasi.pdf", tautan.recap_pdf, "recap_pdf"),
    _page("tautan/<int:tahun>/<int:bulan>/rekapitulasi.xlsx", tautan.recap_xlsx, "recap_xlsx"),
    _page("tautan/<uuid:usulan>/", tautan.show, "tautan"),
    _page("tautan/<uuid:usulan>/rencana.pdf", tautan.pdf, "tautan_pdf"),
    _page("tautan/<uuid:usulan>/rencana.xlsx", tautan.xlsx, "tautan_xlsx"),
    _page("pagu/", pagu.show_all, "pagu_list"),
    _page("pagu/kode/", pagu.suggest, "pagu_kode"),
    _page("pagu/impor/", pagu.upload, "pok_new"),
    _page("pagu/impor/<key:pok_upload>/", pagu.preview, "pok_upload"),
    _page("pagu/impor/<key:pok_upload>/accept/", pagu.accept, "pok_accept"),
    _page("pagu/<key:pok>/perbandingan/", pagu.compare, "pok_compare"),
    _page("sop/", sop.show, "sop"),
    _page("kantor/mulai/", beginning.show, "beginning"),
    _page("kantor/mulai/confirm-units/", beginning.confirm_units, "confirm_units"),
    path("kantor/", include("renkeg.web.office_urls")),
    _page("akun/", akun.show, "akun"),
    _page("panduan/", panduan.cover, "panduan"),
    _page("panduan/<slug:part>/", panduan.show, "panduan_page"),
    _page("latihan/", panduan.practice_case, "practice_case"),
    _page("akun/pemberitahuan/", akun.mail, "mail"),
    _page("akun/token/", akun.tokens, "tokens"),
    _page("akun/token/<key:token>/revoke/", akun.revoke_token, "revoke_token"),
    _page("akun/perangkat/<key:session>/end/", akun.end_session, "end_session"),
    _page("akun/perangkat/end-others/", akun.end_other_sessions, "end_other_sessions"),
    _page("akun/perangkat/end-all/", akun.end_all_sessions, "end_all_sessions"),
    _page("akun/langkah-pertama/put-away/", akun.put_away_steps, "put_away_steps"),
    path("akun/", include("renkeg.web.account_urls")),
]
