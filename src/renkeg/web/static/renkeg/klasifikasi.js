// Offers classification codes while one is typed, and tells what the typed one stands for.
const input = document.querySelector("[data-saran]");
const list = input?.list;
const meaning = document.getElementById("klasifikasi-uraian");
let asked = 0;

async function offer() {
  const typed = input.value.trim();
  const turn = ++asked;
  const answer = await fetch(`${input.dataset.saran}?q=${encodeURIComponent(typed)}`, { headers: { Accept: "application/json" } });
  if (!answer.ok || turn !== asked) return;
  const { items } = await answer.json();
  list.replaceChildren(...items.map(({ kode, uraian }) => new Option(`${kode} · ${uraian}`, kode)));
  if (meaning) meaning.textContent = items.find(({ kode }) => kode === typed)?.uraian ?? "";
}

if (list && !input.readOnly) {
  let wait;
  input.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(() => offer().catch(() => {}), 150);
  });
  input.addEventListener("focus", () => offer().catch(() => {}), { once: true });
}
