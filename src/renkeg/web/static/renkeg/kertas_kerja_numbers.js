// Written money, understood as the server does (renkeg.lib.indonesian): whole rupiah, or nothing at all.
const WHOLE = "(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:\\.[0-9]{3})+)";
const PLAIN = new RegExp(`^(?:rp\\.? ?)?(${WHOLE})(?:,00|,-)?$`);
const ZEROS = { ribu: 3, rb: 3, juta: 6, jt: 6, miliar: 9, milyar: 9, triliun: 12 };
const SCALED = new RegExp(`^(?:rp\\.? ?)?(${WHOLE})(?:,([0-9]{1,20}))? ?(${Object.keys(ZEROS).join("|")})$`);
const MOST_DIGITS = 15;

function rupiah(text) {
  const typed = text.toLowerCase().replace(/[–—−]/g, "-").trim().replace(/\s+/g, " ");
  let found = PLAIN.exec(typed);
  if (found) {
    const digits = found[1].replaceAll(".", "");
    return digits.length > MOST_DIGITS ? null : BigInt(digits);
  }
  found = SCALED.exec(typed);
  if (!found) return null;
  const digits = found[1].replaceAll(".", "");
  const fraction = (found[2] ?? "").replace(/0+$/, "");
  const zeros = ZEROS[found[3]];
  return digits.length + zeros > MOST_DIGITS || fraction.length > zeros ? null : BigInt(digits + fraction.padEnd(zeros, "0"));
}

globalThis.renkeg = { rupiah, angka: (amount) => amount.toLocaleString("id-ID") };
