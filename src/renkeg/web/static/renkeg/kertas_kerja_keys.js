// The table under the fingers: Enter and arrows move, Ctrl+D copies from above, Alt and an arrow move the row, Ctrl+Z undoes.
const { form, table, columns, rows, fieldsOf, cellOf, read, act, empty, remember, undo, redo, refresh, unmark, focus, open } = globalThis.renkeg;
// A cell may have been entered before this script was there.
let before = read();
let entered = document.activeElement?.value ?? "";
let origin = null; // where a way by Tab began: Enter goes on below it, as in Excel

const placeOf = (element) => rows().indexOf(element.closest("tr"));
const whole = (field) => field.selectionStart === 0 && field.selectionEnd === field.value.length;

function moveTo(place, name) {
  const row = rows()[place];
  if (row) focus(fieldsOf(row)[name]);
  return Boolean(row);
}

const added = (state) => [...state, empty()];

function swapped(place, other) {
  return (state) => {
    if (!state[place] || !state[other]) return null;
    [state[place], state[other]] = [state[other], state[place]];
    return state;
  };
}

const copied = (place) => (state) => {
  const fresh = { ...state[place], uid: empty().uid, id: "", hapus: false };
  return [...state.slice(0, place + 1), fresh, ...state.slice(place + 1)];
};

// At the edge of the text, or where all of it is chosen, an arrow leaves the cell; inside, it moves in the text.
function leaves(field, key) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  if (whole(field)) return true;
  if (start !== end) return false;
  if (field.list) return false;
  return { ArrowUp: start === 0, ArrowLeft: start === 0, ArrowDown: end === value.length, ArrowRight: end === value.length }[key];
}

const arrows = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

table.addEventListener("keydown", (event) => {
  const field = event.target;
  const name = columns.includes(field.name?.split("/")[2]) ? cellOf(field) : null;
  const { key } = event;
  if ((event.ctrlKey || event.metaKey) && !event.altKey) return command(event, field, name);
  if (!name || event.isComposing) return;
  const place = placeOf(field);
  if (event.altKey && (key === "ArrowUp" || key === "ArrowDown")) {
    event.preventDefault();
    const other = place + arrows[key][0];
    act(swapped(place, other));
    moveTo(Math.min(Math.max(other, 0), rows().length - 1), name);
  } else if (key === "Enter" && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    commit(field);
    if (place === rows().length - 1) act(added);
    moveTo(place + 1, origin ?? name);
    origin = null;
  } else if (key === "F2") {
    event.preventDefault();
    field.setSelectionRange(field.value.length, field.value.length);
  } else if (arrows[key] && !event.shiftKey && !event.altKey && leaves(field, key)) {
    const [down, right] = arrows[key];
    const column = columns.indexOf(name) + right;
    origin = null;
    if (column < 0 || column >= columns.length) return;
    if (moveTo(place + down, columns[column])) event.preventDefault();
  } else if (key === "Tab" && !event.altKey) {
    // On the last row Tab goes on to the buttons, so that nobody is caught in the table.
    origin ??= name;
    const edge = event.shiftKey ? "kode" : "rincian";
    if (name === edge && moveTo(place + (event.shiftKey ? -1 : 1), event.shiftKey ? "rincian" : "kode")) event.preventDefault();
  }
});

function command(event, field, name) {
  const key = event.key.toLowerCase();
  if (key === "d" && name) {
    event.preventDefault();
    const place = placeOf(field);
    act((state) => {
      if (!place) return null;
      state[place][name] = state[place - 1][name];
      return state;
    });
    field.select();
  } else if (key === "z" || key === "y") {
    // What is being typed in a cell is the browser's to undo.
    if (name && key === "z" && !event.shiftKey && field.value !== entered) return;
    event.preventDefault();
    (key === "y" || event.shiftKey ? redo : undo)();
    if (name) entered = field.value;
  }
}

function commit(field) {
  if (field.value !== entered) {
    remember(before);
    refresh();
  }
  before = read();
  entered = field.value;
}

table.addEventListener("focusin", (event) => {
  if (!columns.includes(event.target.name?.split("/")[2])) return;
  entered = event.target.value;
  before = read();
});

form.addEventListener("renkeg:live", (event) => event.detail(before));

form.addEventListener("renkeg:changed", () => {
  before = read();
  entered = document.activeElement?.value ?? "";
});

// What is said of a cell once it is left moves the page, which must not pull a button from under a finger that presses it.
let pressed = false;
addEventListener("pointerdown", () => { pressed = true; origin = null; }, true);
for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => { pressed = false; setTimeout(refresh); }, true);
table.addEventListener("focusout", () => setTimeout(() => pressed || refresh()));

table.addEventListener("input", (event) => {
  if (event.target.name) unmark(event.target);
  refresh();
});

table.addEventListener("change", (event) => {
  if (event.target.type === "checkbox") {
    const state = read();
    const place = placeOf(event.target);
    state[place].hapus = !state[place].hapus;
    remember(state);
    refresh();
  } else if (columns.includes(event.target.name?.split("/")[2])) commit(event.target);
});

// The buttons of a row, and those below the table.
form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const [verb, number] = button.value.split("/");
  const changes = { salin: copied, naik: (place) => swapped(place, place - 1), turun: (place) => swapped(place, place + 1) };
  if (button.name === "aksi" && changes[verb]) {
    event.preventDefault();
    const place = Number(number);
    act(changes[verb](place));
    button.closest("details").open = false;
    moveTo(place + { salin: 1, naik: -1, turun: 1 }[verb], "judul");
  } else if ("add" in button.dataset) {
    event.preventDefault();
    act(added);
    moveTo(rows().length - 1, "kode");
  } else if ("undo" in button.dataset) undo();
  else if ("redo" in button.dataset) redo();
});

for (const button of form.querySelectorAll("[data-undo], [data-redo]")) button.hidden = false;

// A list that jumps to a cell opens its row first.
function jump(hash) {
  const field = document.getElementById(decodeURIComponent(hash.slice(1)));
  const row = field?.closest?.("[data-rows] tr");
  if (!row) return false;
  open(row);
  if (field.matches("input, textarea")) focus(field);
  else field.scrollIntoView({ block: "center" });
  return true;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#kegiatan/']");
  if (link && jump(link.hash)) event.preventDefault();
});
if (location.hash.startsWith("#kegiatan/")) jump(location.hash);

const help = document.querySelector("[data-column-help]");
form.addEventListener("focusin", (event) => {
  const name = event.target.name?.split("/")[2];
  if (help && columns.includes(name)) help.textContent = document.getElementById(`bantu-${name}`).textContent;
});
