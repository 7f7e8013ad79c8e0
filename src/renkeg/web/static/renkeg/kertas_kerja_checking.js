// Soon after a cell is left the office says on the cell what it understood: only changed rows are asked about, nothing is saved.
const { form, columns, rows, read, blank, fieldsOf, mark, unmark, refresh } = globalThis.renkeg;
const known = new Map();
const asText = (values) => JSON.stringify(columns.map((name) => values[name]));
for (const values of read()) known.set(values.uid, asText(values));

let timer = 0;
function soon() {
  clearTimeout(timer);
  timer = setTimeout(ask, 500);
}
form.addEventListener("change", soon);
form.addEventListener("renkeg:changed", soon);

async function ask() {
  const asked = read().map((values, place) => ({ ...values, place })).filter((values) => !values.hapus && !blank(values) && known.get(values.uid) !== asText(values));
  if (!asked.length || !navigator.onLine) return;
  const body = new URLSearchParams({ aksi: "periksa" });
  for (const name of ["csrfmiddlewaretoken", "orang", "id", "bulan", "tahun"]) {
    const field = form.elements.namedItem(name);
    if (field) body.set(name, field.value);
  }
  for (const values of asked) for (const name of [...columns, "id"]) body.set(`kegiatan/${values.place}/${name}`, values[name]);
  let told;
  try {
    const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!response.ok || response.redirected) return;
    told = await response.json();
  } catch {
    return; // saving will tell
  }
  for (const values of asked) {
    const row = rows()[values.place];
    if (row?.dataset.uid !== values.uid) continue;
    let left = true;
    for (const name of columns) {
      const field = fieldsOf(row)[name];
      if (field.value !== values[name] || field === document.activeElement) { left = false; continue; }
      if (field.closest("td").querySelector(".beda")) continue;
      const loc = `kegiatan/${values.place}/${name}`;
      if (told.salah[loc]) mark(field, told.salah[loc]);
      else if (told.petunjuk[loc]) mark(field, told.petunjuk[loc], "petunjuk");
      else if (name !== "sasaran" || field.hasAttribute("aria-invalid")) unmark(field);
    }
    if (left) known.set(values.uid, asText(values));
  }
  refresh();
}
