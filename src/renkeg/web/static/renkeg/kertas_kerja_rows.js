// The rows as plain values in numbered places: every change of the table is one list of values written over another.
const form = document.querySelector("[data-sheet]");
const table = form.querySelector("[data-rows]");
const body = table.tBodies[0];
const columns = ["kode", "judul", "sasaran", "volume", "satuan", "jenis", "anggaran", "lokus", "tanggal", "rincian"];
const needed = table.dataset.needed.split(" ").filter(Boolean);
const phone = matchMedia("(max-width: 767px)");
const fields = new WeakMap();
const undone = [];
const done = [];
const MOST_STEPS = 200;
let uid = 0;

function fieldsOf(row) {
  if (!fields.has(row)) {
    const own = {};
    for (const name of [...columns, "id", "hapus"]) own[name] = row.querySelector(`[name="kegiatan/${row.dataset.row}/${name}"]`);
    fields.set(row, own);
    row.dataset.uid ??= uid += 1;
  }
  return fields.get(row);
}

const rows = () => [...body.rows];
const blank = (row) => columns.every((name) => !row[name].trim());
const cellOf = (field) => field.name.split("/")[2];

function read() {
  return rows().map((row) => {
    const own = fieldsOf(row);
    const values = { uid: row.dataset.uid, id: own.id.value, hapus: own.hapus.checked };
    for (const name of columns) values[name] = own[name].value;
    return values;
  });
}

function empty() {
  return { uid: String(uid += 1), id: "", hapus: false, ...Object.fromEntries(columns.map((name) => [name, ""])) };
}

function write(state) {
  while (body.rows.length < state.length) append();
  const all = rows();
  for (const row of all.slice(Math.max(state.length, 1))) row.remove();
  state.forEach((values, place) => {
    const own = fieldsOf(all[place] ?? body.rows[place]);
    const row = body.rows[place];
    row.dataset.uid = values.uid;
    own.id.value = values.id;
    own.hapus.checked = values.hapus;
    for (const name of columns) {
      if (own[name].value === values[name]) continue;
      own[name].value = values[name];
      unmark(own[name]);
    }
  });
  refresh();
}

// A new place, made of the last one.
function append() {
  const last = body.rows[body.rows.length - 1];
  const row = last.cloneNode(true);
  const place = Number(last.dataset.row) + 1;
  const from = `kegiatan/${last.dataset.row}`;
  row.dataset.row = place;
  row.dataset.uid = uid += 1;
  row.id = `baris-${place + 1}`;
  row.className = "";
  for (const old of row.querySelectorAll(".salah, .petunjuk, .beda, .ringkas, .kabar-sel")) old.remove();
  for (const one of row.querySelectorAll("[name^='kegiatan/']")) {
    one.name = one.name.replace(from, `kegiatan/${place}`);
    if (one.id) one.id = one.name;
    if (one.type === "checkbox") one.checked = false; else one.value = "";
    one.removeAttribute("aria-invalid");
    one.removeAttribute("aria-describedby");
  }
  for (const one of row.querySelectorAll("label[for]")) one.htmlFor = one.htmlFor.replace(from, `kegiatan/${place}`);
  for (const one of row.querySelectorAll("label span")) {
    if (one.textContent.startsWith(" baris ")) one.textContent = ` baris ${place + 1}`;
  }
  row.querySelector(".atur").open = false;
  row.querySelector(".atur summary .visually-hidden").textContent = `Atur baris ${place + 1}`;
  for (const one of row.querySelectorAll("button[value]")) one.value = one.value.replace(/\d+$/, place);
  row.querySelector("[data-number]").textContent = place + 1;
  body.append(row);
  return row;
}

function unmark(field) {
  const cell = field.closest("td");
  for (const old of cell.querySelectorAll(".salah, .petunjuk")) old.remove();
  cell.classList.remove("bersalah");
  field.removeAttribute("aria-invalid");
  if (!cell.querySelector(".beda")) field.removeAttribute("aria-describedby");
}

function mark(field, text, kind = "salah") {
  const told = document.createElement("span");
  told.className = kind;
  told.id = `${field.name}-${kind}`;
  told.textContent = text;
  unmark(field);
  field.closest("td").append(told);
  field.setAttribute("aria-describedby", told.id);
  if (kind === "salah") {
    field.setAttribute("aria-invalid", "true");
    field.closest("td").classList.add("bersalah");
  }
}

// One change as a whole, that Ctrl+Z takes back. `change` gets the values and returns the new ones.
function act(change) {
  if (form.querySelector(".beda")) return tell("Pilih dahulu isi yang dipakai pada sel yang berbeda.");
  const before = read();
  const after = change(before.map((row) => ({ ...row })));
  if (!after) return;
  remember(before);
  write(after);
  form.dispatchEvent(new Event("renkeg:changed"));
}

// Where the hand was, so that undoing brings it back there.
function hand() {
  const field = document.activeElement;
  const row = field?.closest?.("[data-rows] tr[data-row]");
  return row && columns.includes(field.name?.split("/")[2]) ? [Number(row.dataset.row), cellOf(field)] : null;
}

function remember(before) {
  done.push({ rows: before, at: hand() });
  if (done.length > MOST_STEPS) done.shift();
  undone.length = 0;
}

function step(from, to) {
  if (!from.length) return;
  const { rows: state, at } = from.pop();
  to.push({ rows: read(), at: hand() ?? at });
  write(state);
  form.dispatchEvent(new Event("renkeg:changed"));
  if (at && !phone.matches && body.rows[at[0]]) focus(fieldsOf(body.rows[at[0]])[at[1]]);
}

// All that can be undone and done again: what others save comes in there, too.
const past = () => [...done, ...undone].map((state) => state.rows);

const undo = () => step(done, undone);
const redo = () => step(undone, done);

// After a save each row has its id, and what is gone has none: also in what can still be undone.
function identify(ids, kept) {
  for (const state of [...done, ...undone]) {
    for (const row of state.rows) {
      if (ids.has(row.uid)) row.id = ids.get(row.uid);
      else if (!kept.has(row.id)) row.id = "";
    }
  }
  for (const row of rows()) {
    const own = fieldsOf(row);
    if (ids.has(row.dataset.uid)) own.id.value = ids.get(row.dataset.uid);
    else if (!kept.has(own.id.value)) own.id.value = "";
  }
}

function tell(text) {
  const said = document.querySelector("[data-state]");
  said.textContent = text;
  // What follows by itself after a change must not wipe it out.
  said.dataset.text = "belum disimpan";
}

const labels = { kode: "kode", judul: "judul kegiatan", sasaran: "sasaran", volume: "volume", satuan: "satuan", jenis: "jenis kegiatan", anggaran: "anggaran", lokus: "lokus", tanggal: "tanggal kegiatan", rincian: "rincian kode" };
let listed = null;

// What follows from the values: sum, what is missing, the summary of each row on a phone.
function refresh() {
  let total = 0n;
  const lacks = [];
  for (const row of rows()) {
    const own = fieldsOf(row);
    const unused = own.hapus.checked || columns.every((name) => !own[name].value.trim());
    row.classList.toggle("dibuang", own.hapus.checked);
    const lacking = [];
    for (const name of columns) {
      const missing = !unused && needed.includes(name) && !own[name].value.trim();
      const cell = own[name].closest("td");
      if (missing !== cell.classList.contains("kurang") || missing !== (own[name].placeholder !== "")) {
        cell.classList.toggle("kurang", missing && !cell.classList.contains("bersalah"));
        own[name].placeholder = missing ? "belum diisi" : "";
      }
      if (missing || (name === "tanggal" && !unused && /^Di luar/.test(cell.querySelector(".petunjuk")?.textContent ?? ""))) lacking.push(name);
    }
    const amount = globalThis.renkeg.rupiah(own.anggaran.value);
    if (!own.hapus.checked && amount !== null) total += amount;
    const strange = amount === null && own.anggaran.value.trim() !== "" && !own.hapus.checked;
    if (strange && document.activeElement !== own.anggaran && !own.anggaran.hasAttribute("aria-describedby")) {
      mark(own.anggaran, "Belum terbaca dan tidak ikut dijumlahkan; tulis misalnya 12.500.000.", "petunjuk");
    }
    if (lacking.length) lacks.push([row, lacking]);
    if (phone.matches) summarize(row, own, lacking, unused);
  }
  const sum = globalThis.renkeg.angka(total);
  for (const one of form.querySelectorAll("[data-total], [data-sum]")) one.textContent = sum;
  list(lacks);
  const [undoing, redoing] = [form.querySelector("[data-undo]"), form.querySelector("[data-redo]")];
  undoing.disabled = !done.length;
  redoing.disabled = !undone.length;
}

function list(lacks) {
  const key = lacks.map(([row, names]) => `${row.dataset.row}:${names}`).join("|");
  if (key === listed) return;
  listed = key;
  const box = form.querySelector("[data-lacking]");
  box.hidden = !lacks.length;
  box.querySelector("[data-count]").textContent = lacks.reduce((count, [, names]) => count + names.length, 0);
  box.querySelector("ul").replaceChildren(...lacks.map(([row, names]) => {
    const line = document.createElement("li");
    line.append(`Baris ${Number(row.dataset.row) + 1}: `);
    names.forEach((name, n) => {
      const link = document.createElement("a");
      link.href = `#kegiatan/${row.dataset.row}/${name}`;
      link.textContent = labels[name];
      line.append(n ? ", " : "", link);
    });
    return line;
  }));
}

function summarize(row, own, lacking, unused) {
  let button = row.querySelector(".ringkas");
  if (!button) {
    button = document.createElement("button");
    button.type = "button";
    button.className = "ringkas";
    button.setAttribute("aria-expanded", row.classList.contains("buka"));
    row.cells[0].append(button);
    button.addEventListener("click", () => open(row, !row.classList.contains("buka")));
  }
  const amount = globalThis.renkeg.rupiah(own.anggaran.value);
  const wrong = row.querySelectorAll(".bersalah, .beda").length;
  const parts = [String(Number(row.dataset.row) + 1), own.judul.value.trim() || (unused ? "baris kosong" : "tanpa judul")];
  if (own.hapus.checked) parts.push("akan dihapus");
  else {
    if (amount !== null) parts.push(`Rp${globalThis.renkeg.angka(amount)}`);
    if (wrong) parts.push(`${wrong} hal perlu diperbaiki`);
    if (lacking.length) parts.push(`${lacking.length} hal belum lengkap`);
  }
  const text = parts.join(" · ");
  if (button.textContent !== text) button.textContent = text;
}

function open(row, wanted = true) {
  row.classList.toggle("buka", wanted);
  row.querySelector(".ringkas")?.setAttribute("aria-expanded", wanted);
}

function focus(field) {
  if (!field) return;
  if (phone.matches) open(field.closest("tr"));
  field.focus();
  field.select?.();
}

for (const row of rows()) {
  fieldsOf(row);
  if (row.querySelector(".bersalah, .beda")) open(row);
}
form.classList.add("hidup");
phone.addEventListener("change", refresh);
Object.assign(globalThis.renkeg, { form, table, columns, rows, fieldsOf, cellOf, blank, read, write, append, empty, past, mark, unmark, act, remember, undo, redo, identify, refresh, open, focus, tell });
