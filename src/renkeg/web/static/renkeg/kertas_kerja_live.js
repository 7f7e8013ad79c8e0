// What others save while the page is open comes into the cells that nobody here has touched; what clashes is asked about at the save.
const { form, columns, rows, fieldsOf, blank, read, write, identify, append, past, keeping } = globalThis.renkeg;
const EVERY = 18_000;
const SLOWEST = 120_000;
const hidden = (name) => form.querySelector(`input[type=hidden][name="${name}"]`);
const watched = hidden("versi") && !("closed" in form.dataset);

// Each kept row as its cells read when they were the same as on the server. A page drawn after a refusal does not know.
let shown = new Map();
let seen = hidden("versi")?.value;
let told = null; // the last answer, while some of it waits for the hand to leave a cell
let expected = [hidden("versi")?.value, hidden("dasar")?.value];
let wait = EVERY;
let timer = 0;
let asking = false;
let ended = false;

const cellsOf = (values) => Object.fromEntries(columns.map((name) => [name, values[name]]));
function learn(state) {
  shown = new Map(state.filter((row) => row.id && !row.hapus).map((row) => [row.id, cellsOf(row)]));
  seen = hidden("versi").value;
  expected = [seen, hidden("dasar").value];
  told = null;
}

// Volumes are written with more or fewer zeros; everything else as it is.
const raw = (row, name) => (name === "volume" && row[name] !== null ? String(Number(row[name])) : JSON.stringify(row[name]));

// Brings the answer in. Returns what came in; the base moves on only where no change of the other side is left out.
function bringIn(news) {
  const base = JSON.parse(hidden("dasar").value);
  const now = new Map(JSON.parse(news.dasar).map((row) => [row.id, row]));
  const printed = new Map(news.rows.map((row) => [row.id, row]));
  const state = read();
  const place = new Map(state.map((row, n) => [row.id, n]).filter(([id]) => id));
  const focused = document.activeElement?.closest?.("[data-rows] tr[data-row]");
  const focusedUid = focused?.dataset.uid;
  const focusedName = document.activeElement?.name?.split("/")[2];
  const next = [];
  const changes = { cells: [], added: [], removed: [] };
  let left = false;
  for (const old of base) {
    const mine = state[place.get(old.id)];
    const known = shown.get(old.id);
    const fresh = now.get(old.id);
    const differs = (name) => !mine || mine.hapus || !known || mine[name] !== known[name];
    if (!fresh) {
      if (!mine || mine.hapus || columns.some(differs) || mine.uid === focusedUid) {
        left = true;
        next.push(old);
      } else changes.removed.push({ id: old.id, uid: mine.uid, judul: mine.judul });
      continue;
    }
    const kept = { ...old };
    for (const name of columns) {
      if (raw(old, name) === raw(fresh, name)) continue;
      const busy = mine?.uid === focusedUid && name === focusedName;
      if (differs(name) || busy) left = true;
      else {
        kept[name] = fresh[name];
        changes.cells.push({ id: old.id, uid: mine.uid, name, from: mine[name], to: printed.get(old.id)[name] });
      }
    }
    next.push(kept);
  }
  const before = new Set(base.map((row) => row.id));
  const own = state.filter((row) => !row.id && !blank(row));
  for (const [id, fresh] of now) {
    if (before.has(id)) continue;
    // Perhaps the same row, put in on both sides: the save tells.
    if (place.has(id) || !shown.size && base.length || own.some((row) => columns.every((name) => row[name].trim() === printed.get(id)[name]))) left = true;
    else {
      next.push(fresh);
      changes.added.push({ id, values: printed.get(id) });
    }
  }
  const order = next.map((row) => row.id).filter((id) => now.has(id)).join();
  if (order !== [...now.keys()].filter((id) => next.some((row) => row.id === id)).join()) left = true;
  return { next, changes, left };
}

// The rows with what came in, each in its own place: nothing moves under the hand.
function patched(state, { cells, added, removed }, uids) {
  for (const one of cells) {
    const row = state.find((values) => values.id === one.id);
    if (row && row[one.name] === one.from) row[one.name] = one.to;
  }
  for (const one of removed) {
    const row = state.find((values) => values.id === one.id);
    if (row) Object.assign(row, { id: "", hapus: false }, Object.fromEntries(columns.map((name) => [name, ""])));
  }
  for (const one of added) {
    if (state.some((values) => values.id === one.id)) continue;
    const values = { uid: uids.get(one.id), id: one.id, hapus: false, ...cellsOf(one.values) };
    const at = state.findIndex((row) => row.uid === values.uid);
    if (at >= 0 && blank(state[at])) state[at] = values;
    else state.push(values);
  }
  return state;
}

// A blank row below all that is written, where nobody types; else a new one at the end.
function placesFor(added) {
  const uids = new Map();
  const state = read();
  const last = state.findLastIndex((row) => !blank(row) || row.id);
  const free = rows().filter((row, n) => n > last && !row.contains(document.activeElement));
  for (const one of added) uids.set(one.id, (free.shift() ?? append()).dataset.uid);
  return uids;
}

function apply(news) {
  const { next, changes, left } = bringIn(news);
  const count = changes.cells.length + changes.added.length + changes.removed.length;
  if (count) {
    const hand = document.activeElement;
    const top = hand.getBoundingClientRect().top;
    const uids = placesFor(changes.added);
    for (const state of past()) patched(state, changes, uids);
    form.dispatchEvent(new CustomEvent("renkeg:live", { detail: (state) => patched(state, changes, uids) }));
    write(patched(read(), changes, uids));
    for (const one of changes.cells) shown.get(one.id)[one.name] = one.to;
    for (const one of changes.removed) shown.delete(one.id);
    for (const one of changes.added) shown.set(one.id, cellsOf(one.values));
    identify(new Map(), new Set([...next.map((row) => row.id), ...JSON.parse(news.dasar).map((row) => row.id)]));
    say(news.oleh, changes, uids);
    // What is said above the hand must not push it away.
    if (form.contains(hand)) scrollBy({ top: hand.getBoundingClientRect().top - top, behavior: "instant" });
  }
  hidden("dasar").value = JSON.stringify(next);
  // With an older versi the save compares all three states, as ever.
  if (!left) hidden("versi").value = news.versi;
  expected = [hidden("versi").value, hidden("dasar").value];
  told = left ? news : null;
  if (shown.size || !next.length) keeping.rebase(next.map((row) => ({ id: row.id, hapus: false, ...shown.get(row.id) })));
}

const numberOf = (uid) => rows().findIndex((row) => row.dataset.uid === uid) + 1;

function say(who, { cells, added, removed }, uids) {
  const note = (field, text) => {
    const cell = field.closest("td");
    cell.querySelector(".kabar-sel")?.remove();
    cell.append(Object.assign(document.createElement("span"), { className: "kabar-sel", textContent: text }));
  };
  const row = (uid) => fieldsOf(rows()[numberOf(uid) - 1]);
  for (const one of cells) note(row(one.uid)[one.name], who);
  for (const one of added) note(row(uids.get(one.id)).judul, `Ditambahkan ${who}`);
  for (const one of removed) note(row(one.uid).judul, `Dihapus ${who}`);
  const changed = [...new Set(cells.map((one) => numberOf(one.uid)))].sort((a, b) => a - b);
  const parts = [];
  if (changed.length) parts.push(`mengubah baris ${changed.join(", ")}`);
  if (added.length) parts.push(`menambahkan baris ${added.map((one) => numberOf(uids.get(one.id))).join(", ")}`);
  if (removed.length) parts.push(`menghapus ${removed.map((one) => `“${one.judul || "tanpa judul"}”`).join(", ")}`);
  form.querySelector("[data-live]").textContent = `${who} ${parts.join("; ")}. Sudah masuk di halaman ini.`;
}

const idle = () => !asking && !ended && !keeping.busy() && !form.querySelector(".beda");

async function ask() {
  clearTimeout(timer);
  if (document.hidden || ended) return;
  if (idle() && navigator.onLine) {
    asking = true;
    try {
      const response = await fetch(`${location.pathname}live/?versi=${seen}`, { headers: { "Renkeg-Unattended": "1" }, redirect: "manual", signal: AbortSignal.timeout(15_000) });
      if (response.ok) {
        wait = EVERY;
        if (response.status === 200) hear(await response.json());
      } else ended = response.type === "opaqueredirect" || response.status === 404;
      if (!response.ok) wait = Math.min(2 * wait, SLOWEST);
    } catch {
      wait = Math.min(2 * wait, SLOWEST);
    } finally {
      asking = false;
    }
  }
  timer = setTimeout(ask, wait);
}

function hear(news) {
  // A save or a draft that was taken up meanwhile has another base: the next answer fits it.
  if (keeping.busy() || form.querySelector(".beda") || hidden("versi").value !== expected[0] || hidden("dasar").value !== expected[1]) return;
  seen = String(news.versi);
  ended = news.tutup;
  apply(news);
}

if (watched) {
  if (!("changed" in form.dataset)) learn(read());
  form.addEventListener("renkeg:saved", (event) => learn(event.detail));
  form.addEventListener("renkeg:taken", () => { shown = new Map(); seen = hidden("versi").value; expected = [seen, hidden("dasar").value]; told = null; });
  form.addEventListener("renkeg:changed", () => { for (const one of form.querySelectorAll(".kabar-sel")) one.remove(); });
  form.addEventListener("input", (event) => event.target.closest("td")?.querySelector(".kabar-sel")?.remove());
  form.addEventListener("focusout", () => setTimeout(() => { if (told && idle()) hear(told); }));
  document.addEventListener("visibilitychange", ask);
  addEventListener("online", ask);
  timer = setTimeout(ask, wait);
}
