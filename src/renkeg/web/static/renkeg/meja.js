// Keeps the Meja Kerja fresh: htmx asks for it every 45 seconds; here is when not to ask, what to say of it, and when to wait.
const RETRY_MS = 10_000;
const live = document.getElementById("warta");
const arrived = document.getElementById("baru-datang");
const connection = document.getElementById("sambungan");
let wanted = false;
let ended = false;

const desk = () => document.getElementById("meja");
const refresh = () => { if (!ended && desk()) htmx.trigger(desk(), "refresh"); };
const cards = (root) => new Map([...root.querySelectorAll("[data-tugas]")].map((one) => [one.dataset.tugas, one.dataset.nama]));

function busy() {
  const selection = getSelection();
  const selected = selection && !selection.isCollapsed && desk().contains(selection.anchorNode);
  return selected || desk().contains(document.activeElement);
}

function tell(now) {
  const before = cards(desk());
  const fresh = [...cards(now)].filter(([key]) => !before.has(key)).map(([, name]) => name);
  document.title = now.dataset.title;
  if (!fresh.length) return;
  live.textContent = `${fresh.length} usulan baru menunggu Anda: ${fresh.join("; ")}.`;
  arrived.firstElementChild.textContent = live.textContent;
}

const about = (event) => event.target === desk() || event.detail.elt === desk();

document.addEventListener("htmx:beforeRequest", (event) => {
  if (about(event) && (document.hidden || ended)) event.preventDefault();
});

// An ended session is told, not jumped to: somebody may be reading.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (!about(event)) return;
  const { xhr } = event.detail;
  const address = xhr.getResponseHeader("HX-Redirect") ?? (xhr.responseURL.includes("/akun/login/") ? "/akun/login/" : "");
  if (!address) return;
  event.preventDefault();
  ended = true;
  const link = document.createElement("a");
  link.href = address;
  link.textContent = "Masuk kembali";
  connection.replaceChildren("Sesi Anda sudah berakhir; yang tampak mungkin belum yang terbaru. ", link);
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!about(event) || !event.detail.shouldSwap) return;
  const now = new DOMParser().parseFromString(event.detail.serverResponse, "text/html").getElementById("meja");
  if (!now) { event.detail.shouldSwap = false; return; }
  tell(now);
  if (wanted || !busy()) {
    for (const one of desk().querySelectorAll("details[open][id]")) opened.add(one.id);
    arrived.hidden = true;
    return;
  }
  event.detail.shouldSwap = false;
  arrived.hidden = !arrived.firstElementChild.textContent;
});

const opened = new Set();
document.addEventListener("htmx:afterSwap", () => {
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  opened.clear();
  if (wanted) document.getElementById("menunggu").focus();
  wanted = false;
  arrived.firstElementChild.textContent = "";
});

arrived.querySelector("button").addEventListener("click", () => { wanted = true; refresh(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
addEventListener("online", refresh);
document.addEventListener("htmx:sendError", () => setTimeout(refresh, RETRY_MS));
