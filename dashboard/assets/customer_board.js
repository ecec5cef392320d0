// Who pays what, customer by customer: how much, and how sure that is. Amounts are whole fen.
//
// The server keeps what is set and says what it comes to; edits that it does not know yet are sent again.

export default function ({ data, parentElement, setStateValue }) {
  let board = parentElement.querySelector(":scope .customer-board")?.board;
  if (!board) {
    board = new Board(parentElement, data);
  }
  board.tell = (edits) => setStateValue("edits", edits);
  board.show(data);
}

class Board {
  constructor(parent, data) {
    this.number = data.number;
    this.edits = {};
    this.root = element("div", "customer-board");
    this.root.board = this;
    parent.append(this.root);
  }

  show(data) {
    this.texts = data.texts;
    if (data.shape !== this.shape) {
      this.shape = data.shape;
      this.draw(data);
    }
    // What the server does not know of yet stays as the reader has set it.
    if (data.number >= this.number) {
      this.number = data.number;
      this.edits = {};
      data.rows.forEach((row) => this.rows.get(row.id).set(row.amount, row.certainty));
    }
    data.offices.forEach((office, place) => {
      this.sums[place].textContent = office.sum;
    });
  }

  draw(data) {
    this.rows = new Map();
    this.sums = [];
    const parts = data.offices.map((office) => {
      const sum = element("span", "customer-sum");
      this.sums.push(sum);
      const head = element("h5", "customer-office", {}, element("span", "", {}, office.name), sum);
      const own = data.rows
        .filter((row) => row.office === office.name)
        .map((row) => {
          const made = new Row(this, row);
          this.rows.set(row.id, made);
          return made.root;
        });
      return element("section", "customer-part", {}, head, ...own);
    });
    this.root.replaceChildren(...parts);
  }

  edit(id, amount, certainty) {
    this.number += 1;
    this.edits[id] = [amount, certainty];
    this.tell({ number: this.number, rows: { ...this.edits } });
  }
}

/** One customer: `amount` is null where nothing was set. */
class Row {
  constructor(board, data) {
    this.board = board;
    this.data = data;
    const { texts } = board;
    this.pays = element("select", "customer-field customer-pays", {
      "aria-label": `${data.name}: ${texts.pays}`,
    });
    for (const [value, text] of Object.entries(texts.choices)) {
      this.pays.append(element("option", "", { value }, text));
    }
    this.pays.addEventListener("change", () => this.choose());
    this.amount = element("input", "customer-field customer-amount", {
      inputmode: "decimal",
      autocomplete: "off",
      "aria-label": `${data.name}: ${texts.amount}`,
    });
    this.amount.addEventListener("change", () => this.enter());
    this.certainty = element("input", "customer-field customer-certainty", {
      type: "number",
      min: 1,
      max: 100,
      step: 5,
      inputmode: "numeric",
      "aria-label": `${data.name}: ${texts.certainty}`,
    });
    this.certainty.addEventListener("change", () => this.enter());
    this.sure = element("span", "customer-sure", {}, texts.certainty, this.certainty, "%");
    this.note = element("p", "customer-note", { role: "alert" });
    this.root = element(
      "div",
      "customer-row",
      { role: "group", "aria-label": data.name },
      element(
        "div",
        "customer-who",
        {},
        element("strong", "customer-name", {}, data.name),
        element("span", "customer-owed", {}, data.owed_text),
        element("small", "customer-said", {}, data.said),
      ),
      element("div", "customer-controls", {}, this.pays, this.amount, this.sure),
      this.note,
    );
  }

  set(amount, certainty) {
    const { owed, half } = this.data;
    this.kept = [amount, certainty];
    const word =
      amount === null ? "open" : amount === 0 ? "none" : amount === owed ? "all" : amount === half ? "half" : "amount";
    // Somebody who has just chosen to enter an amount keeps the field.
    if (!(this.pays.value === "amount" && amount)) {
      this.pays.value = word;
    }
    this.write(document.activeElement);
  }

  /** Show what is kept; `typing`, a field that the reader is typing into, is left alone. */
  write(typing) {
    const [amount, certainty] = this.kept;
    this.root.dataset.pays = this.pays.value;
    if (this.amount !== typing) {
      this.amount.value = amount ? YUAN.format(amount / FEN) : "";
    }
    if (this.certainty !== typing) {
      this.certainty.value = certainty;
    }
    this.amount.hidden = this.pays.value !== "amount";
    this.sure.hidden = !amount;
  }

  choose() {
    const { owed, half } = this.data;
    const amounts = { open: null, none: 0, all: owed, half };
    this.note.textContent = "";
    if (this.pays.value === "amount") {
      this.kept = [this.kept[0] || half, this.kept[1]];
      this.write();
      this.amount.select();
    } else {
      this.kept = [amounts[this.pays.value], this.kept[1]];
      this.write();
    }
    this.board.edit(this.data.id, ...this.kept);
  }

  /** Amount and chance as typed; what is none, or out of range, changes nothing and says so. */
  enter() {
    const amount = this.amount.hidden ? this.kept[0] : amountOf(this.amount.value);
    const certainty = this.certainty.valueAsNumber;
    const isFine = amount !== null && amount <= this.data.owed;
    const isSure = Number.isInteger(certainty) && certainty >= 1 && certainty <= 100;
    this.note.textContent = isFine ? (isSure ? "" : this.board.texts.no_chance) : this.board.texts.no_amount;
    if (isFine && isSure) {
      this.kept = [amount, certainty];
      this.board.edit(this.data.id, amount, certainty);
    }
    this.write();
  }
}
