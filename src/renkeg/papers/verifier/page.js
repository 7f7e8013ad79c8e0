"use strict";
// Verifies the seal of a QR with the office's public keys: nothing is sent, nothing is fetched.
// The text is <address>/verifikasi/<code>/#<version>.<facts>.<signature>; the signature covers "renkeg:<code>/#<version>.<facts>".

const KEYS = JSON.parse(document.getElementById("kunci").textContent);
const SEAL = /(?:^|\/verifikasi\/)([A-Za-z0-9_-]{22})\/?#(\d+)\.([^\s#]*)\.([A-Za-z0-9_-]+)$/;
const NAMES = ["Jenis naskah", "Nomor", "Tanggal", "Hal", "Penanda tangan", "Versi"];
const at = (id) => document.getElementById(id);

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

async function sealedBy(key, signature, covered) {
  const kind = { name: "ECDSA", namedCurve: "P-256" };
  const known = await crypto.subtle.importKey("raw", bytes(key.public), kind, false, ["verify"]);
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, known, signature, new TextEncoder().encode(covered));
}

async function opened(text) {
  const found = SEAL.exec(text.replace(/\s+/g, ""));
  if (!found) throw new Error("Teks ini tidak memuat segel Renkeg. Salin seluruh isi kode QR, dari awal sampai huruf terakhir.");
  const [, code, version, told, written] = found;
  if (version !== "1") throw new Error("Segel ini memakai susunan yang belum dikenal pemeriksa ini. Mintalah pemeriksa yang lebih baru kepada kantor.");
  const foreign = new Error("Segel ini bukan dari kantor ini, atau keterangannya diubah. Jangan percayai suratnya; tanyakan kepada kantor.");
  let signature;
  try { signature = bytes(written); } catch { throw foreign; }
  for (const key of KEYS) {
    if (await sealedBy(key, signature, `renkeg:${code}/#${version}.${told}`)) {
      return { code, key, facts: told.split("*").map((part) => decodeURIComponent(part.replaceAll("+", " "))) };
    }
  }
  throw foreign;
}

function show(heading, good, sentence, facts) {
  const place = at("putusan");
  place.classList.toggle("baik", good);
  at("judul-putusan").textContent = `${good ? "✓" : "✕"} ${heading}`;
  at("alasan").textContent = sentence;
  at("keterangan").replaceChildren(...facts.flatMap(([name, value]) => {
    const term = document.createElement("dt");
    const told = document.createElement("dd");
    term.textContent = name;
    told.textContent = value;
    return [term, told];
  }));
  at("lanjut").hidden = !good;
  place.hidden = false;
  place.focus();
}

async function verify(text) {
  try {
    const { code, facts } = await opened(text);
    const told = NAMES.map((name, place) => [name, facts[place]]).filter(([, value]) => value);
    show("Segel asli", true, "Keterangan ini disegel kantor dan tidak diubah. Cocokkan dengan surat yang Anda pegang; bila berbeda, surat itu palsu.", [...told, ["Kode", code]]);
  } catch (error) {
    show("Segel tidak asli", false, error.message, []);
  }
}

at("form").addEventListener("submit", (event) => {
  event.preventDefault();
  verify(at("teks").value);
});

// --- Camera and photo, where the browser can read a QR by itself

let stream = null;

function stop() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  at("gambar").hidden = true;
}

async function found(detector, picture) {
  const codes = await detector.detect(picture);
  return codes.length ? codes[0].rawValue : "";
}

function take(text) {
  at("teks").value = text;
  verify(text);
}

async function scan(detector) {
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    show("Kamera tidak dapat dipakai", false, "Izinkan kamera, atau pilih foto kode QR, atau tempel isinya.", []);
    return;
  }
  const film = at("gambar");
  film.srcObject = stream;
  film.hidden = false;
  await film.play();
  while (stream) {
    const text = await found(detector, film).catch(() => "");
    if (text) {
      stop();
      take(text);
      return;
    }
    await new Promise((go) => setTimeout(go, 200));
  }
}

async function begin() {
  if (!globalThis.crypto?.subtle) {
    show("Peramban ini tidak dapat memeriksa", false, "Buka berkas ini dengan Chrome, Edge, Firefox atau Safari yang baru.", []);
    return;
  }
  if (!("BarcodeDetector" in globalThis)) return;
  const kinds = await BarcodeDetector.getSupportedFormats().catch(() => []);
  if (!kinds.includes("qr_code")) return;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  at("pilih-foto").hidden = false;
  at("foto").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    event.target.value = ""; // the same photo may be chosen once more
    const text = await createImageBitmap(file).then((one) => found(detector, one)).catch(() => "");
    if (text) take(text);
    else show("Kode QR tidak terbaca", false, "Foto kode QR dari dekat, tegak lurus dan terang, lalu pilih lagi.", []);
  });
  if (!navigator.mediaDevices?.getUserMedia) return;
  at("pindai").hidden = false;
  at("pindai").addEventListener("click", () => (stream ? stop() : scan(detector)));
}

begin();
