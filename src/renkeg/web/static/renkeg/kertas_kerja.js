// The kertas kerja with a keyboard: new rows, arrows and Enter, rows pasted from Excel, the sum. Works on what HTML has.
const table = document.querySelector("[data-rows]");
const body = table.tBodies[0];
const columns = ["kode", "judul", "sasaran", "volume", "satuan", "jenis", "anggaran", "lokus", "tanggal"];
const rows = () => [...body.rows];
const field = (row, name) => row.querySelector(`[name$="/${name}"]`);

function addRow() {
  const last = rows().at(-1);
  const row = last.cloneNode(true);
  const place = Number(last.dataset.row) + 1;
  row.dataset.row = place;
  for (const old of row.querySelectorAll("input[type=hidden], .salah")) old.remove();
  for (const cell of row.querySelectorAll(".bersalah")) cell.classList.remove("bersalah");
  for (const input of row.querySelectorAll("input, textarea")) {
    input.name = input.name.replace(/\/\d+\//, `/${place}/`);
    if (input.type === "checkbox") { input.checked = false; continue; }
    input.id = input.name;
    input.value = "";
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
  for (const label of row.querySelectorAll("label[for]")) label.htmlFor = label.htmlFor.replace(/\/\d+\//, `/${place}/`);
  for (const text of row.querySelectorAll("label .visually-hidden")) text.textContent = ` baris ${place + 1}`;
  row.querySelector("[data-number]").textContent = place + 1;
  body.append(row);
  return row;
}

function sum() {
  let total = 0n;
  for (const row of rows()) {
    if (field(row, "hapus").checked) continue;
    const digits = field(row, "anggaran").value.replace(/^\s*rp\.?\s*/i, "").replace(/,(00|-)\s*$/, "").replaceAll(".", "").trim();
    if (/^\d+$/.test(digits)) total += BigInt(digits);
  }
  table.querySelector("[data-total]").textContent = total.toLocaleString("id-ID");
}

// Excel puts cells with tabs or line breaks between quotes and ends with an empty line.
function cellsOf(text) {
  const lines = [[""]];
  let quoted = false;
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let i = 0; i < source.length; i += 1) {
    const character = source[i];
    const line = lines.at(-1);
    if (character === '"' && (quoted || line.at(-1) === "")) {
      if (quoted && source[i + 1] === '"') { line[line.length - 1] += '"'; i += 1; } else quoted = !quoted;
    } else if (character === "\t" && !quoted) line.push("");
    else if (character === "\n" && !quoted) lines.push([""]);
    else line[line.length - 1] += character === "\n" ? " " : character;
  }
  return lines;
}

table.addEventListener("paste", (event) => {
  const text = event.clipboardData.getData("text/plain");
  if (!text.includes("\t") && !text.trim().includes("\n")) return;
  const start = columns.indexOf(event.target.name?.split("/")[2]);
  if (start < 0) return;
  event.preventDefault();
  const from = rows().indexOf(event.target.closest("tr"));
  cellsOf(text).forEach((cells, down) => {
    const row = rows()[from + down] ?? addRow();
    cells.forEach((value, right) => {
      const input = start + right < columns.length ? field(row, columns[start + right]) : null;
      if (input) input.value = value.trim();
    });
  });
  sum();
});

table.addEventListener("keydown", (event) => {
  const name = event.target.name?.split("/")[2];
  const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.shiftKey || event.altKey || !columns.includes(name)) return;
  event.preventDefault();
  const place = rows().indexOf(event.target.closest("tr")) + step;
  if (place < 0) return;
  const row = rows()[place] ?? (event.key === "Enter" ? addRow() : null);
  if (row) field(row, name).focus();
});

document.querySelector("[data-add]")?.addEventListener("click", (event) => {
  event.preventDefault();
  field(addRow(), "kode").focus();
});

table.addEventListener("input", sum);
sum();
