// What a decision gets beyond HTML: the reason is ready to be typed, and summaries say what is ticked.
for (const panel of document.querySelectorAll(".kembalikan")) {
  panel.addEventListener("toggle", () => { if (panel.open) panel.querySelector("textarea").focus(); });
  // The bar lies over the summary of errors; the reason itself says what is wrong with it.
  panel.querySelector("[aria-invalid]")?.focus();
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
