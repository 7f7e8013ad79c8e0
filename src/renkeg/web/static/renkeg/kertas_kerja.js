// The page of rows comes alive: the sum, and on a new usulan the month in the words of the letter.
const { form, table, cellOf, refresh } = globalThis.renkeg;
refresh();

// What offers kode comes with the first cell that takes one: most who open the page on a slow line only read.
table.addEventListener("focusin", ({ target }) => target.name && ["kode", "rincian"].includes(cellOf(target)) && import(table.dataset.saranKode));

const month = form.querySelector("[data-bulan]");
const year = form.querySelector("[data-tahun]");
if (month) {
  const name = () => `${month.selectedOptions[0].text} ${year.value.trim()}`;
  let told = name();
  const follow = () => {
    for (const words of form.querySelectorAll("#hal, #pengantar")) words.value = words.value.replaceAll(told, name());
    told = name();
  };
  month.addEventListener("change", follow);
  year.addEventListener("change", follow);
}
