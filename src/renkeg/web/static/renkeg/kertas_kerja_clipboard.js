// A block from Excel becomes rows: cells between quotes, a row of headings, the number column, "Sasaran/Volume" in one cell.
const { table, columns, rows, fieldsOf, cellOf, act, empty, mark, tell, focus } = globalThis.renkeg;
const SOP_FORM = ["kode", "judul", "sasaran/volume", "jenis", "anggaran", "lokus", "tanggal"];
const satuan = new Set([...document.querySelectorAll("#saran-satuan option")].map((one) => one.value.toLowerCase()));

// Excel puts quotes around cells with tabs or line breaks only, doubles those inside, and ends with an empty line.
function cellsOf(text) {
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  const lines = [[]];
  let at = 0;
  for (;;) {
    const quoted = /"((?:[^"]|"")*)"(?=[\t\n]|$)/y;
    quoted.lastIndex = at;
    const found = source[at] === '"' ? quoted.exec(source) : null;
    let value;
    if (found && /[\t\n]/.test(found[1])) {
      value = found[1].replaceAll('""', '"');
      at = quoted.lastIndex;
    } else {
      const end = source.slice(at).search(/[\t\n]/);
      value = end < 0 ? source.slice(at) : source.slice(at, at + end);
      at += value.length;
    }
    lines.at(-1).push(value.replaceAll("\u00a0", " ").trim());
    if (at >= source.length) return lines;
    if (source[at] === "\n") lines.push([]);
    at += 1;
  }
}

function columnOf(heading) {
  const word = heading.toLowerCase().replace(/\s+/g, " ");
  if (/^no\.?$|^nomor$/.test(word)) return "no";
  if (/^sasaran ?\/ ?volume/.test(word)) return "sasaran/volume";
  return columns.find((name) => word === name || word.startsWith(`${name} `) || word.startsWith(`${name}(`)) ?? null;
}

// Which column each cell of the block belongs to, and whether its first line is only headings.
function layout(lines, start) {
  const heads = lines[0].map(columnOf);
  if (heads.filter(Boolean).length >= 2 && heads.filter(Boolean).length >= lines[0].filter(Boolean).length - 1) return [heads, true];
  const width = Math.max(...lines.map((line) => line.length));
  const numbered = width > 1 && lines.every((line, n) => line[0].replace(/\.$/, "") === String(n + Number(lines[0][0].replace(/\.$/, "")))) && Number.isInteger(Number(lines[0][0].replace(/\.$/, "")));
  if (start > 0) return [columns.slice(start), false];
  const rest = numbered ? lines.map((line) => line.slice(1)) : lines;
  const first = numbered ? ["no"] : [];
  if (isSopForm(rest)) return [[...first, ...SOP_FORM], false];
  return [[...(numbered && width >= columns.length ? first : []), ...columns], false];
}

// Seven columns with money in the fifth, not in the seventh: the form of the SOP.
function isSopForm(lines) {
  const money = (text) => text && globalThis.renkeg.rupiah(text) !== null;
  return lines.every((line) => line.length <= 7) && lines.some((line) => money(line[4])) && !lines.some((line) => money(line[6]) && !money(line[4]));
}

// "KPU kabupaten/kota / 10 orang", "10 orang"; what is neither stays in sasaran and says so.
function parted(text) {
  const found = /^(?:(.*\S) ?\/ )?([0-9][0-9.,]*) ?([^0-9\s].*)$/.exec(text);
  const unit = found?.[3].trim() ?? "";
  if (found && (satuan.has(unit.toLowerCase()) || /^[\p{L}/]+$/u.test(unit))) {
    return { sasaran: found[1] ?? "", volume: found[2], satuan: unit };
  }
  return { sasaran: text, unsure: /[0-9]/.test(text) };
}

const oneLine = (name, text) => text.replace(/\s*\n\s*/g, ["lokus", "tanggal", "rincian"].includes(name) ? "; " : " ");

function paste(text, field) {
  const lines = cellsOf(text);
  const start = columns.indexOf(cellOf(field));
  const [names, headed] = layout(lines, start);
  const data = headed ? lines.slice(1) : lines;
  const from = rows().indexOf(field.closest("tr"));
  const unsure = [];
  act((state) => {
    data.forEach((cells, down) => {
      const row = (state[from + down] ??= empty());
      cells.forEach((value, right) => {
        const name = names[right];
        if (name === "sasaran/volume") {
          const { unsure: odd, ...parts } = parted(oneLine(name, value));
          Object.assign(row, parts);
          if (odd) unsure.push(from + down);
        } else if (columns.includes(name)) row[name] = oneLine(name, value);
      });
    });
    return state;
  });
  for (const place of unsure) mark(fieldsOf(rows()[place]).sasaran, "Sasaran atau volume? Pisahkan bila ada volumenya.", "petunjuk");
  const outside = data.some((cells) => cells.some((value, right) => value && !names[right]));
  tell(`${data.length} baris ditempel${outside ? "; kolom yang tidak dikenal tidak ikut" : ""}, belum disimpan`);
  focus(fieldsOf(rows()[from])[columns[Math.max(start, 0)]]);
}

table.addEventListener("paste", (event) => {
  const text = event.clipboardData.getData("text/plain");
  if (!columns.includes(event.target.name?.split("/")[2])) return;
  if (!text.includes("\t") && !text.replace(/\r?\n$/, "").includes("\n")) return;
  // Lines without tabs are one cell's places or days; elsewhere they are rows.
  if (!text.includes("\t") && ["lokus", "tanggal", "rincian"].includes(cellOf(event.target)) && event.target.value) return;
  event.preventDefault();
  paste(text, event.target);
});
