// Passwords can be looked at, Caps Lock is noticed, a token can be copied; without this file everything works as well.
for (const field of document.querySelectorAll("[data-sandi]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-biasa";
  const word = document.createElement("span");
  word.textContent = "Lihat";
  const whose = document.createElement("span");
  whose.className = "visually-hidden";
  whose.textContent = ` ${field.labels?.[0]?.textContent.toLowerCase() ?? "kata sandi"}`;
  button.append(word, whose);
  button.addEventListener("click", () => {
    const hidden = field.type === "password";
    field.type = hidden ? "text" : "password";
    word.textContent = hidden ? "Tutup" : "Lihat";
    field.focus();
  });
  const row = document.createElement("div");
  row.className = "sandi-baris";
  field.replaceWith(row);
  row.append(field, button);

  const hint = document.createElement("span");
  hint.className = "note";
  hint.setAttribute("role", "status");
  row.after(hint);
  const look = (event) => { hint.textContent = event.getModifierState?.("CapsLock") ? "Caps Lock menyala." : ""; };
  field.addEventListener("keydown", look);
  field.addEventListener("keyup", look);
  // A browser offers to keep what it knows as a password.
  field.form?.addEventListener("submit", () => { field.type = "password"; });
}

for (const button of document.querySelectorAll("[data-salin]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.salin).value);
    button.textContent = "Sudah disalin";
  });
}

// In a practice office a name can be taken instead of typed.
for (const button of document.querySelectorAll("[data-pakai]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    document.getElementById("id_login").value = button.dataset.pakai;
    document.getElementById("id_password").value = button.dataset.kata;
    document.querySelector("main form .btn-utama").focus();
  });
}
