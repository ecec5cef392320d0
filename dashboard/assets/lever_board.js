// Levers with marks on their tracks, an exact field beside each, and below them what they come to.
//
// The server computes every figure. What it has computed is kept here by the position of all levers
// it belongs to, so that figures known already are shown at once; figures that belong to another
// position are greyed until the server has answered.

/** Figures by position; the oldest are forgotten. Every board of the page shares them. */
const known = new Map();
const KNOWN_AT_MOST = 200;
/** Milliseconds between two messages while a lever is dragged. */
const PAUSE = 50;

export default function ({ data, parentElement, setStateValue }) {
  if (data.ahead) {
    data.ahead.forEach(remember);
    return;
  }
  let board = parentElement.querySelector(":scope .lever-board")?.board;
  if (!board) {
    board = new Board(parentElement, data);
  }
  board.tell = (edits) => setStateValue("edits", edits);
  board.show(data);
}

function remember({ position, figures }) {
  known.delete(position);
  known.set(position, figures);
  if (known.size > KNOWN_AT_MOST) {
    known.delete(known.keys().next().value);
  }
}

function icon(name) {
  return element("span", "lever-icon", { "aria-hidden": "true" }, name);
}

class Board {
  constructor(parent, data) {
    this.edits = {};
    this.number = data.number;
    this.rows = [];
    this.list = element("div", "lever-rows");
    this.trouble = element("p", "lever-trouble", { role: "alert" });
    this.figures = element("dl", "lever-figures", { "aria-live": "polite" });
    this.badge = element("span", "lever-badge");
    this.reset = element("button", "lever-button", { type: "button" });
    this.reset.addEventListener("click", () => this.move(this.rows.map((row) => [row, 0])));
    this.result = element(
      "section",
      "lever-result",
      {},
      element("header", "lever-result-head", {}, this.badge, this.reset),
      this.trouble,
      this.figures,
    );
    this.filled = element("p", "lever-filled", { role: "status", tabindex: -1 });
    const root = element("div", "lever-board", {}, this.filled, this.list, this.result);
    root.board = this;
    parent.append(root);
  }

  /** Take over what the server says; positions of levers only if it knows of every edit. */
  show(data) {
    this.data = data;
    const kinds = data.levers.map((lever) => lever.kind + (lever.most === null)).join();
    if (kinds !== this.kinds) {
      this.kinds = kinds;
      this.rows = data.levers.map((lever) => new Row(this, lever));
      this.list.replaceChildren(...this.rows.map((row) => row.root));
    }
    // More than this board has sent: another session answers, which begins with a later number.
    const isCurrent = data.number >= this.number;
    if (isCurrent) {
      this.number = data.number;
      this.edits = {};
    }
    data.levers.forEach((lever, place) => this.rows[place].show(lever, isCurrent));
    this.badge.textContent = data.texts.simulated;
    this.reset.replaceChildren(icon("restart_alt"), data.texts.reset_all);
    this.trouble.textContent = isCurrent ? data.trouble : "";
    if (data.filled && data.filled.number !== this.lastFilled) {
      this.lastFilled = data.filled.number;
      this.filled.textContent = data.filled.text;
      this.filled.focus({ preventScroll: true });
      this.filled.scrollIntoView({ block: "start" });
    }
    if (data.position) {
      remember(data);
    }
    if (isCurrent) {
      this.draw(data.figures);
    } else {
      this.look();
    }
  }

  /** Set levers to amounts in fen, show what is known of it and tell the server. */
  move(amounts) {
    const changed = amounts.filter(([row, amount]) => row.amount !== amount);
    for (const [row, amount] of changed) {
      row.set(amount);
      this.edits[row.lever.kind] = amount;
    }
    if (!changed.length) {
      return;
    }
    this.number += 1;
    this.trouble.textContent = "";
    this.filled.textContent = "";
    this.look();
    if (this.timer) {
      this.isWaiting = true;
      return;
    }
    this.send();
  }

  send() {
    this.isWaiting = false;
    this.tell({ number: this.number, amounts: { ...this.edits } });
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.isWaiting) {
        this.send();
      }
    }, PAUSE);
  }

  /** Show the figures of this position if they are known, else grey those of another one. */
  look() {
    const amounts = this.rows.map((row) => row.amount).join();
    const figures = known.get(`${this.data.context}|${amounts}`);
    if (figures) {
      this.draw(figures);
    } else {
      this.figures.setAttribute("aria-busy", "true");
    }
  }

  draw(figures) {
    this.figures.setAttribute("aria-busy", "false");
    const isMoved = this.rows.some((row) => row.amount) || figures.some((figure) => figure.was);
    this.badge.hidden = this.reset.hidden = !isMoved;
    figures.forEach((figure, place) => {
      const cell = this.figures.children[place] ?? this.figures.appendChild(figureCell());
      const [title, value, was, difference] = cell.children;
      cell.dataset.tone = figure.tone;
      title.textContent = figure.title;
      value.textContent = figure.value;
      was.textContent = figure.was;
      difference.textContent = figure.difference;
    });
    while (this.figures.children.length > figures.length) {
      this.figures.lastChild.remove();
    }
  }
}

function figureCell() {
  return element(
    "div",
    "lever-figure",
    {},
    element("dt", "lever-figure-title"),
    element("dd", "lever-figure-value"),
    element("dd", "lever-figure-was"),
    element("dd", "lever-figure-difference"),
  );
}

/** One lever: `amount` is what it moves, in fen. */
class Row {
  constructor(board, lever) {
    this.board = board;
    this.amount = 0;
    this.most = element("small", "lever-most");
    this.name = element("strong", "lever-name");
    this.marks = element("div", "lever-marks");
    this.note = element("p", "lever-note", { role: "alert" });
    const body = element("div", "lever-body");
    this.root = element(
      "div",
      "lever-row",
      { "data-kind": lever.kind },
      element("div", "lever-title", {}, this.name, this.most),
      body,
    );
    if (lever.most === null) {
      body.append(this.note);
      return;
    }
    this.slider = element("input", "lever-slider", { type: "range", min: 0, step: 1 });
    this.slider.max = 0;
    this.slider.addEventListener("input", () => {
      this.go(Math.min(this.slider.valueAsNumber * this.lever.step, this.lever.most));
    });
    this.told = element("output", "lever-told", { "aria-hidden": "true" });
    this.ticks = element("div", "lever-ticks", { "aria-hidden": "true" });
    this.track = element("div", "lever-track", {}, this.told, this.slider, this.ticks);
    this.field = element("input", "lever-field", { inputmode: "decimal", autocomplete: "off" });
    this.field.addEventListener("change", () => this.enter());
    this.reset = element("button", "lever-button", { type: "button" }, icon("restart_alt"));
    this.reset.addEventListener("click", () => this.go(0));
    body.append(
      element("div", "lever-controls", {}, this.track, this.field, this.reset),
      this.marks,
      this.note,
    );
  }

  /** What the server says of this lever; `isCurrent`, whether its amount counts as well. */
  show(lever, isCurrent) {
    this.lever = lever;
    this.name.textContent = lever.name;
    this.most.textContent = lever.most_text;
    if (lever.most === null) {
      this.note.textContent = lever.note;
      return;
    }
    this.slider.setAttribute("aria-label", lever.name);
    this.field.setAttribute("aria-label", lever.field_name);
    this.reset.setAttribute("aria-label", lever.reset_name);
    this.reset.title = lever.reset_name;
    // It may grow with an amount that was typed; shrinking, it would slip under the reader's hand.
    this.slider.max = Math.max(this.slider.max, Math.ceil(lever.reach / lever.step));
    this.track.hidden = lever.reach < lever.step;
    const marks = JSON.stringify([lever.marks, this.slider.max]);
    if (marks !== this.shownMarks) {
      this.shownMarks = marks;
      this.marks.replaceChildren(...lever.marks.map((mark) => this.mark(mark)));
      this.ticks.replaceChildren(
        ...lever.marks
          .filter((mark) => mark.at <= this.slider.max * lever.step)
          .map((mark) => {
            const tick = element("span", "lever-tick");
            tick.style.setProperty("--at", mark.at / (this.slider.max * lever.step));
            return tick;
          }),
      );
    }
    if (isCurrent) {
      this.set(lever.amount);
    }
  }

  mark(mark) {
    const button = element("button", "lever-mark", { type: "button" }, icon("flag"), mark.text);
    button.addEventListener("click", () => this.go(mark.at));
    return button;
  }

  go(amount) {
    this.note.textContent = "";
    this.board.move([[this, amount]]);
  }

  /** The amount as typed; what is none, or out of range, changes nothing and says so. */
  enter() {
    const typed = amountOf(this.field.value.trim() || "0");
    if (typed !== null && typed <= this.lever.most) {
      this.go(typed);
    } else {
      this.note.textContent = typed === null ? this.lever.no_amount : this.lever.beyond;
    }
    this.write();
  }

  set(amount) {
    // What is being typed stays when an answer says nothing new.
    if (amount !== this.amount || document.activeElement !== this.field) {
      this.amount = amount;
      this.write();
    }
    const steps = Math.min(amount / this.lever.step, this.slider.max);
    const text = this.lever.format.replace("%.1f", (amount / this.lever.step / 10).toFixed(1));
    this.slider.value = Math.floor(steps);
    this.slider.setAttribute("aria-valuetext", text);
    this.track.style.setProperty("--at", steps / this.slider.max || 0);
    this.told.textContent = text;
    this.told.hidden = !amount;
    // Its place is kept: the track must not grow under the reader's hand.
    this.reset.style.visibility = amount ? "" : "hidden";
  }

  write() {
    this.field.value = YUAN.format(this.amount / FEN);
  }
}
