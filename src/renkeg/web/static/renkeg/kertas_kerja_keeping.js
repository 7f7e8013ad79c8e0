// Nothing typed is lost: kept on this device until it is saved, sent by fetch, tried again when the line or the session is back.
const { form, read, write, blank, fieldsOf, rows, mark, remember, refresh, identify, open } = globalThis.renkeg;
const orang = form.dataset.orang;
const isNew = "new" in form.dataset;
const keyOf = (kunci) => `renkeg:tulisan:${orang}:${kunci}`;
const key = keyOf(form.dataset.kunci);
const words = [...form.querySelectorAll("[name=bulan], [name=tahun], [name=unit], [name=susulan], [name=hal], [name=pengantar], [name=id]")].filter((one) => !one.closest("[data-rows]"));
const said = form.querySelector("[data-state]");
const valueOf = (one) => (one.type === "checkbox" ? one.checked : one.value);
const hidden = (name) => form.querySelector(`input[type=hidden][name="${name}"]`);

// What would be sent; blank rows are nothing.
function content(state = read()) {
  const kept = state.filter((row) => !blank(row)).map(({ uid, ...row }) => row);
  return JSON.stringify({ rows: kept, words: Object.fromEntries(words.filter((one) => one.name !== "id").map((one) => [one.name, valueOf(one)])) });
}

let saved = "changed" in form.dataset ? null : content();
let kept = true;
let saving = false;
let leaving = false;
let waiting = null; // a body that was sent and never answered
let retry = null;
let ended = false; // the session, or the server's patience: then the way on stays in sight

const dirty = () => content() !== saved;
const clock = (at) => at.toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" }).replace(":", ".");

function show(text, ...more) {
  if (said.dataset.text === text) return;
  said.dataset.text = text;
  said.replaceChildren(text, ...more.flatMap((one) => [" ", one]));
}

function link(text, href) {
  const one = Object.assign(document.createElement("a"), { href, textContent: text, target: "_blank", rel: "noopener" });
  return one;
}

function button(text, act) {
  const one = Object.assign(document.createElement("button"), { type: "button", textContent: text, className: "btn btn-biasa" });
  one.addEventListener("click", act);
  return one;
}

function keep() {
  if (leaving) return;
  if (!dirty()) {
    forget();
    if (said.dataset.text === "belum disimpan") show("");
    return;
  }
  const draft = { at: new Date().toISOString(), versi: hidden("versi")?.value, dasar: hidden("dasar")?.value, rows: read(), words: Object.fromEntries(words.map((one) => [one.name, valueOf(one)])) };
  try {
    localStorage.setItem(key, JSON.stringify(draft));
    kept = true;
  } catch {
    kept = false;
  }
  if (!waiting && !saving && !ended) show(navigator.onLine ? "belum disimpan" : "sambungan terputus, tulisan Anda tersimpan di perangkat ini");
}

function forget() {
  try { localStorage.removeItem(key); } catch { /* then nothing was kept either */ }
}

let timer = 0;
function soon() {
  clearTimeout(timer);
  timer = setTimeout(keep, 250);
}
form.addEventListener("input", soon);
form.addEventListener("change", soon);
form.addEventListener("renkeg:changed", soon);
document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
addEventListener("pagehide", keep);
addEventListener("beforeunload", (event) => {
  keep();
  if (!leaving && !kept && dirty()) event.preventDefault();
});
addEventListener("offline", () => show("sambungan terputus, tulisan Anda tersimpan di perangkat ini"));
addEventListener("online", () => (waiting ? save(waiting.wish) : show(dirty() ? "belum disimpan" : "")));

// What an earlier visit left behind.
function offer() {
  let draft = null;
  try { draft = JSON.parse(localStorage.getItem(key)); } catch { return; }
  if (!draft?.rows || saved === null) return;
  const same = content(draft.rows) === saved && words.every((one) => one.name === "id" || draft.words[one.name] === valueOf(one));
  if (same) return forget();
  const at = new Date(draft.at);
  const day = at.toDateString() === new Date().toDateString() ? "" : `${at.toLocaleDateString("id-ID", { day: "numeric", month: "long" })} pukul `;
  const box = form.querySelector("[data-draft]");
  const text = Object.assign(document.createElement("p"), { textContent: `Ada tulisan yang belum tersimpan dari ${day}${clock(at)}.` });
  const done = () => { box.hidden = true; box.replaceChildren(); };
  box.className = "tersisa";
  box.setAttribute("role", "status");
  box.append(text, button("Pakai", () => {
    remember(read());
    for (const one of words) {
      if (one.type === "checkbox") one.checked = draft.words[one.name]; else if (one.name in draft.words) one.value = draft.words[one.name];
    }
    // Written upon what it was written upon: saving merges it with what is kept now.
    for (const name of ["versi", "dasar"]) if (draft[name] !== undefined) hidden(name).value = draft[name];
    write(draft.rows);
    form.dispatchEvent(new Event("renkeg:taken"));
    done();
    keep();
  }), button("Buang", () => { forget(); done(); }));
  box.hidden = false;
}

form.addEventListener("submit", (event) => {
  const wish = event.submitter?.name === "aksi" ? event.submitter.value : "";
  if (wish !== "" && wish !== "lanjut") {
    keep();
    leaving = true;
    return;
  }
  event.preventDefault();
  save(wish);
});

async function save(wish) {
  if (saving) return;
  saving = true;
  ended = false;
  clearTimeout(retry);
  const sentRows = read();
  const sentContent = content(sentRows);
  const body = new URLSearchParams(new FormData(form));
  body.set("aksi", wish);
  show("sedang disimpan …");
  try {
    // What was sent before and not answered may have arrived: the same again has no second effect, and tells.
    if (waiting && waiting.content !== sentContent) {
      const first = await send(waiting.body);
      if (first.kind === "saved") take(first.data, waiting.rows);
      if (first.kind === "saved" && isNew) return finish(first.data, wish, waiting.rows);
      if (first.kind === "offline") return lost(waiting);
      waiting = null;
      body.set("versi", hidden("versi")?.value ?? "");
      body.set("dasar", hidden("dasar")?.value ?? "");
      for (const row of rows()) body.set(`kegiatan/${row.dataset.row}/id`, fieldsOf(row).id.value);
    }
    const told = await send(body);
    waiting = null;
    ended = ["session", "stranger", "trouble"].includes(told.kind);
    if (told.kind === "saved") {
      take(told.data, sentRows);
      finish(told.data, wish, sentRows);
    } else if (told.kind === "offline") lost({ body, rows: sentRows, content: sentContent, wish });
    else if (told.kind === "session") show("Sesi Anda berakhir. Masuk lagi di tab baru, lalu simpan; tulisan Anda tetap di sini.", link("Masuk lagi", "/akun/login/?next=/akun/"));
    else if (told.kind === "stranger") show("Anda sekarang masuk sebagai orang lain. Tulisan ini hanya dapat disimpan oleh yang menulisnya.");
    else if (told.kind === "page") refused(told.html, told.status, wish);
    else show("Belum tersimpan karena gangguan pada server. Tulisan Anda tersimpan di perangkat ini.", button("Coba lagi", () => save(wish)));
  } finally {
    saving = false;
    if (!leaving && !document.querySelector(".kesalahan")) keep();
  }
}

function lost(sent) {
  waiting = sent;
  show("sambungan terputus, tulisan Anda tersimpan di perangkat ini", button("Coba lagi", () => save(sent.wish)));
  retry = setTimeout(() => save(sent.wish), 10_000);
}

async function send(body, again = true) {
  let response;
  try {
    const signal = AbortSignal.timeout(30_000);
    response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, signal });
    if (response.redirected && response.url.includes("/akun/login/")) return { kind: "session" };
    if (response.ok && response.headers.get("Content-Type")?.startsWith("application/json")) return { kind: "saved", data: await response.json() };
    if (response.status === 403 && again) return await renewed(body);
    if (response.status === 422 || response.status === 409) return { kind: "page", html: await response.text(), status: response.status };
    return { kind: "trouble" };
  } catch {
    return { kind: "offline" };
  }
}

// After a new log-in the page's token is an old one.
async function renewed(body) {
  const response = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  if (response.redirected && response.url.includes("/akun/login/")) return { kind: "session" };
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const token = page.querySelector("[data-sheet] [name=csrfmiddlewaretoken]")?.value;
  if (!token) return { kind: "stranger" };
  if (page.querySelector("[data-sheet]").dataset.orang !== orang) return { kind: "stranger" };
  hidden("csrfmiddlewaretoken").value = token;
  body.set("csrfmiddlewaretoken", token);
  return send(body, false);
}

// From here on it is written upon what was just saved.
function take(data, sentRows) {
  const sent = sentRows.filter((row) => !row.hapus && !blank(row));
  if (data.baru) return;
  if (hidden("versi")) {
    hidden("versi").value = data.versi;
    hidden("dasar").value = data.dasar;
    identify(new Map(sent.map((row, n) => [row.uid, data.ids[n]])), new Set(data.ids));
  }
  // Compared with what is on the page: ids that were just given are no change.
  const state = sentRows.map((row) => ({ ...row, id: data.ids[sent.indexOf(row)] ?? "" }));
  saved = content(hidden("versi") ? state : sentRows);
  form.dispatchEvent(new CustomEvent("renkeg:saved", { detail: state }));
}

// What others saved came in: it is no unsaved word of this page.
function rebase(state) {
  saved = content(state);
  keep();
}

function finish(data, wish, sentRows) {
  const late = data.baru ? false : dirty();
  if (late && isNew) {
    // Typed on while it was sent: goes on as unsaved words of the usulan that there is now.
    const ids = new Map(sentRows.filter((row) => !row.hapus && !blank(row)).map((row, n) => [row.uid, data.ids[n] ?? ""]));
    const draft = { at: new Date().toISOString(), versi: String(data.versi), dasar: data.dasar, rows: read().map((row) => ({ ...row, id: ids.get(row.uid) ?? "" })), words: {} };
    localStorage.setItem(keyOf(data.ke.split("/")[2]), JSON.stringify(draft));
    forget();
    leaving = true;
    return location.assign(`${data.ke}kertas-kerja/`);
  }
  if (late) return show(`tersimpan ${data.jam}; yang diketik sesudahnya belum disimpan`);
  show(`tersimpan ${data.jam}`);
  forget();
  clean();
  if (wish === "lanjut" && !data.baru && !form.querySelector(".beda") && !isNew) return;
  leaving = true;
  location.assign(data.ke);
}

// Rows that were saved as dropped go; the faults of the last try, too.
function clean() {
  document.querySelector("main > .kesalahan")?.remove();
  if (isNew) return;
  const state = read();
  if (state.some((row) => row.hapus)) write(state.filter((row) => !row.hapus));
  saved = content();
}

function refused(html, status, wish) {
  const page = new DOMParser().parseFromString(html, "text/html");
  if (status === 409 || page.querySelector(".beda")) {
    // Shown by the server as a page: nothing was saved, so sending it once more does no harm.
    keep();
    leaving = true;
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "aksi", value: wish }));
    return form.submit();
  }
  document.querySelector("main > .kesalahan")?.remove();
  for (const one of form.querySelectorAll(".bidang .salah")) one.remove();
  for (const field of page.querySelectorAll("[data-sheet] [aria-invalid]")) {
    const own = document.getElementById(field.id);
    const text = page.getElementById(`${field.id}-salah`)?.textContent;
    if (!own || !text) continue;
    if (own.closest("[data-rows]")) {
      mark(own, text);
      open(own.closest("tr"));
    } else if (!document.getElementById(`${field.id}-salah`)) {
      own.setAttribute("aria-invalid", "true");
      own.after(Object.assign(document.createElement("span"), { className: "salah", id: `${field.id}-salah`, textContent: text }));
    }
  }
  const summary = page.querySelector("main > .kesalahan");
  form.before(summary);
  refresh();
  show("belum disimpan");
  summary.focus();
}

addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
globalThis.renkeg.keeping = { busy: () => saving || leaving || waiting !== null, rebase };
offer();
if (saved === null) keep();
