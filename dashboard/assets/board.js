// What the boards on which amounts are typed have in common; it stands before the script of each. Amounts
// are whole fen.

const FEN = 100;
const TYPED = /^(\d+|\d{1,3}(?:,\d{3})+)(\.\d*)?(万?)元?$/;
const YUAN = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

function element(tag, className, attributes = {}, ...children) {
  const made = document.createElement(tag);
  made.className = className;
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** The fen that a text like 129,152.66 or 12.9万 means; null if it is no amount, and if nothing is typed. */
function amountOf(text) {
  const [, whole, fraction, wan] = TYPED.exec(text.normalize("NFKC").replaceAll(/\s/g, "")) ?? [];
  if (whole === undefined) {
    return null;
  }
  const yuan = Number(whole.replaceAll(",", "") + (fraction ?? ""));
  return Math.round(yuan * FEN * (wan ? 10_000 : 1));
}

