// What a decision gets beyond HTML: the reason is ready to be typed, and summaries say what is ticked.
let aimed = false;
for (const panel of document.querySelectorAll(".kembalikan")) {
  panel.addEventListener("toggle", () => { if (panel.open && !aimed) panel.querySelector("textarea").focus(); aimed = false; });
  // The bar lies over the summary of errors; the reason itself says what is wrong with it.
  panel.querySelector("[aria-invalid]")?.focus();
}

// From a row straight to the place where it is remarked on; a second remark on the same row gets a place of its own.
for (const link of document.querySelectorAll("[data-to-note]")) {
  link.addEventListener("click", (event) => {
    const place = document.getElementById(`catat-${link.dataset.toNote}`);
    const panel = place?.closest(".kembalikan");
    if (!panel) return;
    event.preventDefault();
    aimed = !panel.open;
    panel.open = true;
    place.querySelector(".catat").open = true;
    place.scrollIntoView({ block: "center" });
    place.querySelector(".tulis-sematan:last-of-type textarea").focus();
  });
}
for (const notes of document.querySelectorAll(".catat")) {
  const more = document.createElement("button");
  more.type = "button";
  more.className = "btn btn-biasa";
  more.textContent = "Tambah catatan lain";
  more.addEventListener("click", () => {
    const last = notes.querySelector(".tulis-sematan:last-of-type");
    const next = last.cloneNode(true);
    const number = notes.querySelectorAll(".tulis-sematan").length + 1;
    next.querySelector(".salah")?.remove();
    for (const field of next.querySelectorAll("select, textarea")) {
      field.id = field.id.replace(/[0-9]+$/, number);
      field.value = "";
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
    }
    for (const label of next.querySelectorAll("label")) label.htmlFor = label.htmlFor.replace(/[0-9]+$/, number);
    last.after(next);
    next.querySelector("select").focus();
  });
  notes.append(more);
}

// Words outlive an ended session or a lost line, in this tab and for this person only.
const bar = document.querySelector(".bilah[data-person]");
for (const field of bar?.querySelectorAll("form textarea") ?? []) {
  const key = `renkeg ${bar.dataset.person} ${field.form.action} ${field.name}`;
  const kept = sessionStorage.getItem(key);
  if (kept && !field.value.trim()) {
    field.value = kept;
    const panel = field.closest("details");
    if (panel) panel.open = true;
  }
  field.addEventListener("input", () => sessionStorage.setItem(key, field.value));
}

for (const panel of document.querySelectorAll(".disposisi")) {
  const told = panel.querySelector("[data-ticked]");
  const tell = () => {
    const ticked = [...panel.querySelectorAll("input:checked")].map((box) => box.value);
    const free = panel.querySelector("fieldset textarea").value.split("\n").map((line) => line.trim()).filter(Boolean);
    told.textContent = [...ticked, ...free].join(", ") || "belum dipilih";
  };
  panel.addEventListener("input", tell);
  tell();
}

// Several at once: the button counts.
const several = document.querySelector("[data-several]");
if (several) {
  const words = several.textContent;
  const count = () => {
    const number = document.querySelectorAll("input[name=tugas]:checked").length;
    several.textContent = number ? `${words} (${number})` : words;
  };
  document.addEventListener("change", count);
  count();
}
