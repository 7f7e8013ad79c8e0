"""The states of the pages around the work: log-in, help, account, the office, refusals."""

from tests.browser import acts
from tests.browser.states import NOBODY, State, of

LOG_IN = [
    *of(
        "account_login",
        "/akun/login/",
        ("plain", NOBODY),
        ("on the way somewhere ?next=/tautan/", NOBODY),
        ("session ended ?next=/usulan/&sesi=berakhir", NOBODY),
        ("session ended before what was sent ?next=/usulan/&sesi=terputus", NOBODY),
        ("wrong password", NOBODY, acts.log_in("kabag")),
        ("locked", NOBODY, acts.log_in("terkunci")),
    ),
    *of("account_logout", "/akun/logout/", ("plain", "kasubbag")),
    *of("account_inactive", "/akun/inactive/", ("plain", NOBODY)),
    *of(
        "account_change_password",
        "/akun/password/change/",
        ("plain", "kasubbag"),
        ("temporary password", "temporary"),
        ("faults", "kasubbag", acts.press("Ganti kata sandi|Simpan")),
    ),
]

HELP = [
    *of("sop", "/sop/", ("plain", "outsider"), ("usulan under way, table opened", "kabag", acts.open_all)),
    *of("sop_one", "/sop/kabupaten-kota/", ("of another office", "kasubbag")),
    *of("panduan", "/panduan/", ("for everybody", "kasubbag")),
    *[State("panduan_page", part, "kasubbag", f"/panduan/{part}/") for part in ("kasubbag", "kabag", "sekretaris")],
    *[State("panduan_page", part, "petugas", f"/panduan/{part}/") for part in ("petugas", "admin", "auditor")],
    *of("practice_case", "/latihan/", ("under way", "kasubbag")),
]

ACCOUNT = [
    *of("akun", "/akun/", ("plain", "kasubbag"), ("without a post", "newcomer"), ("as stand-in", "outsider_kabag")),
    *of("mail", "/akun/pemberitahuan/", ("plain", "kasubbag"), ("faults", "kasubbag", acts.press("Simpan"))),
    *of(
        "tokens",
        "/akun/token/",
        ("none", "kasubbag"),
        ("one", "admin", acts.open_all),
        ("faults", "kasubbag", acts.press("Buat token")),
        ("made", "sekretaris", acts.make_token),
    ),
]

KANTOR = [
    *of("kantor", "/kantor/", ("plain", "admin")),
    *of("beginning", "/kantor/mulai/", ("under way", "admin")),
    *of(
        "kantor_kop",
        "/kantor/kop/",
        ("plain", "admin"),
        ("preview", "admin", acts.press("Lihat pratinjau")),
        ("faults", "admin", acts.wrong_letterhead),
    ),
    *of(
        "kantor_naskah",
        "/kantor/naskah/",
        ("plain", "admin"),
        ("faults", "admin", acts.wrong_sentence),
    ),
    *of(
        "kantor_nomor",
        "/kantor/nomor/",
        ("plain", "admin"),
        ("everything opened", "admin", acts.open_all),
        ("faults", "admin", acts.wrong_pattern),
    ),
    *of(
        "klasifikasi_impor",
        "/kantor/klasifikasi/",
        ("plain", "admin"),
        ("preview", "admin", acts.take_codes),
        ("rows to be put right", "admin", acts.take_wrong_codes),
    ),
    *of("kantor_pok", "/kantor/pok/", ("plain", "admin")),
    *of("kantor_tanda_tangan", "/kantor/tanda-tangan/", ("plain", "admin")),
    *of("kantor_jra", "/kantor/jra/", ("plain", "admin", acts.open_all), ("faults", "admin", acts.press("Simpan"))),
    *of("kantor_tanya", "/kantor/tanya/", ("plain", "petugas")),
    *of("kantor_unit", "/kantor/unit/", ("plain", "admin")),
    *of("kantor_unit_edit", "/kantor/unit/keuangan/", ("plain", "admin", acts.open_all)),
    *of("kantor_unit_edit", "/kantor/unit/sdm/", ("closed", "admin")),
    *of(
        "kantor_unit_add",
        "/kantor/unit/teknis-hukum/baru/",
        ("plain", "admin"),
        ("faults", "admin", acts.press("Tambah")),
    ),
    *of(
        "kantor_pegawai",
        "/kantor/pegawai/",
        ("many", "admin"),
        ("no hits ?cari=tidakada", "admin"),
    ),
    *of(
        "kantor_pegawai_new",
        "/kantor/pegawai/baru/",
        ("plain", "admin"),
        ("faults", "admin", acts.press("Simpan")),
    ),
    *of(
        "kantor_pegawai_edit",
        "/kantor/pegawai/{newcomer}/",
        ("plain", "admin", acts.open_all),
        ("password made", "admin", acts.new_password),
    ),
    *of("kantor_pegawai_edit", "/kantor/pegawai/{closed}/", ("closed account, long name", "admin")),
    *of(
        "kantor_penugasan",
        "/kantor/penugasan/",
        ("plain", "admin"),
        ("faults", "admin", acts.press("Tunjuk pegawai")),
        ("everything opened", "admin", acts.open_all),
    ),
    *of(
        "kantor_order",
        "/kantor/penugasan/{plh}/order/",
        ("plain", "sekretaris"),
        ("faults", "sekretaris", acts.press("Simpan|Catat")),
    ),
    *of("kantor_jabatan", "/kantor/jabatan/{desk}/", ("plain", "admin")),
    *of(
        "kantor_libur",
        "/kantor/libur/",
        ("a year ?tahun=2027", "admin"),
        ("an empty year ?tahun=2031", "admin"),
        ("faults", "admin", acts.press("Simpan hari libur")),
    ),
    *of(
        "kantor_absences",
        "/kantor/ketidakhadiran/",
        ("some", "sekretaris"),
        ("empty", "outsider_petugas"),
        ("all", "admin"),
    ),
    *of(
        "absence_new",
        "/kantor/ketidakhadiran/baru/",
        ("one's own", "petugas"),
        ("somebody else's", "kabag"),
        ("faults", "petugas", acts.press("Catat|Simpan")),
    ),
    *of("absence", "/kantor/ketidakhadiran/{decided}/", ("stand-in named", "sekretaris", acts.open_all)),
    *of(
        "absence",
        "/kantor/ketidakhadiran/{undecided}/",
        ("to decide", "kabag", acts.open_all),
        ("one's own", "kasubbag"),
    ),
    *of("absence_change", "/kantor/ketidakhadiran/{undecided}/change/", ("plain", "kasubbag")),
    *of(
        "absence_stand_in",
        "/kantor/ketidakhadiran/{undecided}/plh/{desk}/",
        ("plain", "kabag"),
        ("faults", "kabag", acts.press("Tunjuk")),
    ),
]

VERIFIED = [
    *of("verifikasi_ask", "/verifikasi/", ("plain", NOBODY), ("faults", NOBODY, acts.press("Periksa berkas"))),
    *of("verifikasi_ask", "/verifikasi/", ("the very file", NOBODY, acts.hand_in("letter"))),
    *of("verifikasi_ask", "/verifikasi/", ("a changed file", NOBODY, acts.hand_in("letter", more=b" "))),
    *of("verifikasi_ask", "/verifikasi/", ("no PDF", NOBODY, acts.hand_in("", more=b"PK"))),
    State("verifikasi_ask", "no code", NOBODY, "/verifikasi/?kode=12/PR.02.2", status=422),
    *of("verifikasi", "/verifikasi/{letter}/", ("in force", NOBODY), ("in force, known person", "kasubbag")),
    *of("verifikasi", "/verifikasi/{letter}/", ("the very file", NOBODY, acts.hand_in("letter"))),
    *of("verifikasi", "/verifikasi/{replaced_paper}/", ("replaced", NOBODY)),
    *of("verifikasi", "/verifikasi/{void_paper}/", ("void", NOBODY)),
    State("verifikasi", "unknown code", NOBODY, f"/verifikasi/{'A' * 22}/", status=404),
]

REFUSED = [
    State("404", "not there", "kasubbag", "/tidak-ada/", status=404),
    State("404", "not yours", "outsider", "/usulan/{draft}/", status=404),
    State("405", "an address that only takes what is sent", "kabag", "/tugas/{tugas}/approve/", status=405),
    State("409", "a rule said no", "kasubbag", "/kegiatan/{removed_row}/cancel/", status=409),
    State("409", "a paper that was destroyed", "auditor", "/dokumen/{destroyed}/", status=409),
    State("403_csrf", "a form from an old page", "kasubbag", "/usulan/{draft}/surat/", acts.old_form),
    State("500", "a bug", "kasubbag", "/", acts.show_bug),
    State("400", "a request that cannot be read", "kasubbag", "/", acts.show_template("400.html")),
    State("403", "refused by the framework", "kasubbag", "/", acts.show_template("403.html")),
]
