"""The addresses of the office's settings, of who is away, and of whom one may ask."""

from django.urls import URLPattern, path

from renkeg.web.refusals import View, door
from renkeg.web.views import absences, jra, kantor, klasifikasi, libur, nomor, pegawai, penugasan, signers, units


def _page(route: str, view: View, name: str) -> URLPattern:
    return path(route, door(view), name=name)


urlpatterns = [
    _page("", kantor.show, "kantor"),
    _page("kop/", kantor.kop, "kantor_kop"),
    _page("naskah/", kantor.letters, "kantor_naskah"),
    _page("nomor/", nomor.show, "kantor_nomor"),
    _page("klasifikasi/", klasifikasi.bring, "klasifikasi_impor"),
    _page("pok/", kantor.pok, "kantor_pok"),
    _page("tanda-tangan/", signers.show, "kantor_tanda_tangan"),
    _page("tanda-tangan/sertifikat.pem", signers.certificate, "kantor_sertifikat"),
    _page("jra/", jra.show, "kantor_jra"),
    _page("jra/drop/", jra.drop, "kantor_jra_drop"),
    _page("tanya/", kantor.ask, "kantor_tanya"),
    _page("unit/", units.show, "kantor_unit"),
    _page("unit/<slug:unit>/", units.edit, "kantor_unit_edit"),
    _page("unit/<slug:unit>/baru/", units.add, "kantor_unit_add"),
    _page("unit/<slug:unit>/move/", units.move, "kantor_unit_move"),
    _page("unit/<slug:unit>/close/", units.close, "kantor_unit_close"),
    _page("unit/<slug:unit>/reopen/", units.reopen, "kantor_unit_reopen"),
    _page("pegawai/", pegawai.show_all, "kantor_pegawai"),
    _page("pegawai/baru/", pegawai.hire, "kantor_pegawai_new"),
    _page("pegawai/<key:pegawai>/", pegawai.edit, "kantor_pegawai_edit"),
    _page("pegawai/<key:pegawai>/password/", pegawai.password, "kantor_pegawai_password"),
    _page("pegawai/<key:pegawai>/disable/", pegawai.disable, "kantor_pegawai_disable"),
    _page("pegawai/<key:pegawai>/enable/", pegawai.enable, "kantor_pegawai_enable"),
    _page("penugasan/", penugasan.show, "kantor_penugasan"),
    _page("penugasan/<key:penugasan>/relieve/", penugasan.relieve, "relieve"),
    _page("penugasan/<key:penugasan>/order/", penugasan.order, "kantor_order"),
    _page("jabatan/<slug:jabatan>/", penugasan.history, "kantor_jabatan"),
    _page("libur/", libur.show, "kantor_libur"),
    _page("libur/remove/", libur.remove, "kantor_libur_remove"),
    _page("libur/suggest/", libur.suggest, "kantor_libur_suggest"),
    _page("ketidakhadiran/", absences.show_all, "kantor_absences"),
    _page("ketidakhadiran/baru/", absences.new, "absence_new"),
    _page("ketidakhadiran/<key:absence>/", absences.show, "absence"),
    _page("ketidakhadiran/<key:absence>/change/", absences.change, "absence_change"),
    _page("ketidakhadiran/<key:absence>/cancel/", absences.cancel, "absence_cancel"),
    _page("ketidakhadiran/<key:absence>/plh/<slug:jabatan>/", absences.stand_in, "absence_stand_in"),
    _page("ketidakhadiran/<key:absence>/decline/<slug:jabatan>/", absences.decline, "absence_decline"),
]
