// Kode of the POK, offered while one is typed by its code or by words. Whatever is typed stays allowed, and without an answer nothing is offered.
const { form, table, cellOf, angka } = globalThis.renkeg;
const OFFERED = ["kode", "rincian"];
const LEAST = 2;
const WAIT = 250;
const MARGIN = 8;

const list = document.createElement("ul");
Object.assign(list, { id: "saran-kode", className: "saran-kode", hidden: true });
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", "Kode yang cocok");
const said = document.createElement("p");
said.className = "visually-hidden";
said.setAttribute("role", "status");
form.append(list, said);

let field = null; // whose offers are shown, or asked for
let active = -1;
let timer = 0;
let asking = null;
let choosing = false;
let forbidden = false;

const offered = (element) => OFFERED.includes(element.name?.split("/")[2]);
const options = () => [...list.children];

// The code under the caret: the whole cell, in "Rincian kode" what stands before the sign of its amount.
function part(of) {
  const { value, selectionStart: caret } = of;
  if (cellOf(of) === "kode") return { start: 0, end: value.length };
  const start = Math.max(value.lastIndexOf(";", caret - 1), value.lastIndexOf("\n", caret - 1)) + 1;
  const length = value.slice(start).search(/[;\n=]/);
  const end = length < 0 ? value.length : start + length;
  return caret <= end ? { start: start + value.slice(start, end).search(/\S|$/), end } : null;
}

function typed(of) {
  const at = part(of);
  return at ? of.value.slice(at.start, at.end).trim() : "";
}

function close() {
  clearTimeout(timer);
  asking?.abort();
  if (!list.hidden) said.textContent = "";
  list.hidden = true;
  field?.removeAttribute("aria-activedescendant");
  field = null;
}

async function ask() {
  const text = typed(field);
  const year = table.dataset.tahun ?? form.elements.namedItem("tahun")?.value ?? "";
  asking = new AbortController();
  let items;
  try {
    const query = new URLSearchParams({ q: text, tahun: year });
    const response = await fetch(`${table.dataset.kode}?${query}`, { headers: { Accept: "application/json" }, signal: asking.signal });
    // Who may not read the POK is not asked again and again.
    forbidden = response.status === 404;
    if (!response.ok || response.redirected) return;
    ({ items } = await response.json());
  } catch {
    return; // one types on without offers
  }
  if (field && field === document.activeElement && typed(field) === text) show(items, text);
}

function show(items, text) {
  const settled = items.length === 1 && items[0].kode === text.toUpperCase();
  if (!items.length || settled) return close();
  list.replaceChildren(...items.map((one, n) => {
    const option = document.createElement("li");
    option.id = `saran-kode-${n}`;
    option.dataset.kode = one.kode;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    for (const [tag, words] of [["b", one.kode], ["span", one.uraian], ["small", left(one.sisa)]]) {
      const child = document.createElement(tag);
      child.textContent = words;
      option.append(child, " ");
    }
    return option;
  }));
  active = -1;
  field.removeAttribute("aria-activedescendant");
  list.hidden = false;
  list.scrollTop = 0;
  place();
  said.textContent = `${items.length} kode cocok; pilih dengan panah bawah lalu Enter.`;
}

const left = (sisa) => sisa < 0 ? `melebihi pagu Rp${angka(-sisa)}` : `sisa Rp${angka(sisa)}`;

// Over the page, so that neither the table nor the last row cuts it off; above the cell where there is more room.
function place() {
  if (list.hidden) return;
  const cell = field.getBoundingClientRect();
  const { height, offsetTop } = globalThis.visualViewport ?? { height: innerHeight, offsetTop: 0 };
  const bar = form.querySelector(".bilah")?.getBoundingClientRect().top ?? height;
  const bottom = Math.min(offsetTop + height, Math.max(bar, cell.bottom));
  const [above, below] = [cell.top - offsetTop - MARGIN, bottom - cell.bottom - MARGIN];
  if (cell.bottom < offsetTop || cell.top > offsetTop + height) return close();
  const over = below < Math.min(list.scrollHeight, 160) && above > below;
  list.style.maxHeight = `${Math.max(96, Math.min(over ? above : below, 320))}px`;
  list.style.top = over ? "auto" : `${cell.bottom + 2}px`;
  list.style.bottom = over ? `${innerHeight - cell.top + 2}px` : "auto";
  list.style.left = `${Math.max(MARGIN, Math.min(cell.left, document.documentElement.clientWidth - list.offsetWidth - MARGIN))}px`;
}

function point(to) {
  const all = options();
  active = (to + all.length) % all.length;
  all.forEach((one, n) => one.setAttribute("aria-selected", n === active));
  field.setAttribute("aria-activedescendant", all[active].id);
  all[active].scrollIntoView({ block: "nearest" });
}

function choose(option) {
  const of = field;
  const { start, end } = part(of);
  const more = cellOf(of) === "rincian" && !of.value.slice(end).startsWith("=") ? " = " : "";
  close();
  choosing = true;
  of.focus();
  of.setSelectionRange(start, end);
  // As if it were typed: the browser's own undo takes it back.
  if (!document.execCommand("insertText", false, option.dataset.kode + more)) {
    of.setRangeText(option.dataset.kode + more, start, end, "end");
    of.dispatchEvent(new Event("input", { bubbles: true }));
  }
  choosing = false;
}

function announce(cell) {
  if (!offered(cell)) return;
  cell.setAttribute("aria-autocomplete", "list");
  cell.setAttribute("aria-haspopup", "listbox");
  cell.setAttribute("aria-controls", list.id);
}

function offer(cell) {
  if (choosing || forbidden || !table.dataset.kode || !offered(cell)) return;
  if (typed(cell).length < LEAST || !navigator.onLine) return close();
  // What was offered for less stays until there is an answer for more.
  clearTimeout(timer);
  asking?.abort();
  field = cell;
  timer = setTimeout(ask, WAIT);
}

table.addEventListener("focusin", ({ target }) => announce(target));
table.addEventListener("input", ({ target }) => offer(target));

// Before the table moves: while offers are shown, these keys are theirs.
table.addEventListener("keydown", (event) => {
  if (list.hidden || event.target !== field || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  const { key } = event;
  if (key === "ArrowDown" || key === "ArrowUp") point(key === "ArrowDown" ? active + 1 : (active < 0 ? 0 : active) - 1);
  else if (key === "Enter" && active >= 0) choose(options()[active]);
  else if (key === "Escape") close();
  else {
    if (key === "Tab" && active >= 0) choose(options()[active]);
    else if (key === "Enter" || key === "Tab") close();
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}, true);

table.addEventListener("focusout", close);
// The caret stays in its cell while somebody points at an offer.
list.addEventListener("mousedown", (event) => event.preventDefault());
list.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (option) choose(option);
});
addEventListener("scroll", (event) => event.target === list || place(), { capture: true, passive: true });
addEventListener("resize", place);
globalThis.visualViewport?.addEventListener("resize", place);

// The cell that brought this here has its focus already, and perhaps its first letters.
const first = document.activeElement;
announce(first);
if (first.value !== first.defaultValue) offer(first);
