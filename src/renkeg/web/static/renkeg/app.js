// What every page gets beyond HTML: a pressed button rests, and an error is read first.
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

document.querySelector("[data-focus]")?.focus();
for (const hint of document.querySelectorAll("[data-script]")) hint.hidden = false;
