// What every page gets beyond HTML: a pressed button rests, an error is read first, a cut line is told.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.hasAttribute("data-once") || event.defaultPrevented) return;
  // Afterwards: a disabled button would not be sent along with its form.
  setTimeout(() => { button.disabled = true; }, 0);
});

// Back from the next page, the button is there again.
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[data-once]")) button.disabled = false;
});

// A list that meets the log-in page means that the session has ended: the whole page goes there.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.detail.xhr.responseURL.includes("/akun/login/")) return;
  event.detail.shouldSwap = false;
  location.reload();
});

// Who logs out leaves nothing unsaved behind on a shared machine; what others left is theirs.
document.addEventListener("submit", (event) => {
  if (!/\/akun\/(logout|perangkat\/end-all)\/$/.test(event.target.action)) return;
  const own = `renkeg:tulisan:${document.body.dataset.orang}:`;
  for (const key of Object.keys(localStorage)) if (key.startsWith(own)) localStorage.removeItem(key);
});

const connection = document.getElementById("sambungan");

function cut() {
  if (connection.hasChildNodes()) return;
  const time = new Date().toTimeString().slice(0, 5).replace(":", ".");
  connection.textContent = `Sambungan terputus sejak ${time}; yang tampak mungkin belum yang terbaru.`;
}

function mended() {
  if (!connection.querySelector("a")) connection.replaceChildren();
}

addEventListener("offline", cut);
document.addEventListener("htmx:sendError", cut);
document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.xhr.status) mended(); });
// A page that asks for news by itself finds out whether the office is really there again.
addEventListener("online", () => { if (!document.querySelector("[hx-trigger^=every]")) mended(); });
if (!navigator.onLine) cut();

document.querySelector("[data-focus]")?.focus();
for (const hint of document.querySelectorAll("[data-script]")) hint.hidden = false;
