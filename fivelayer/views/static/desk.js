// The marking desk: the list of criteria, one answer after the other, differences to settle.
//
// spec: {language, words}. From here, each with a number that Python acknowledges: hello, who {by}, list,
// open {name}, go {by}, go_to {key}, go_on, options {…}, mark {key, points, comment}, accept {key, comment},
// undo, flag {key}, keep {comment}, apart {name}, settle {key, points, why}, preview and write {key, …}.
// From Python: state {screen, …}, said {text, wrong}, preview {…}, written, ack {seq}.

const MOST_BUTTONS = 25;
const NAME = "fivelayer.desk.by";
const LOOKS = {
  all: () => true,
  open: (row) => row.decided < row.answers,
  needs: (row) => row.needs > 0,
  look: (row) => row.flagged > 0 || row.apart > 0 || row.machine.verdict === "low" || row.markers.verdict === "low",
};

class Desk extends Widget {
  constructor(model, el) {
    super(model, el);
    this.state = {};
    this.ahead = [];
    this.wire = new Wire(model, { waiting: () => this.slow(), silent: () => this.silent() });
    this.pulse = new Pulse(model, { lost: () => this.lose(), back: () => {} });
    this.hide = () => this.keepComment();
    document.addEventListener("visibilitychange", this.hide);
  }

  greet() {
    this.wire.act("hello", { language: introduce(this.model).language, by: remembered(NAME) });
  }

  build() {
    const { language, words } = this.model.get("spec");
    this.words = words;
    this.root = rooted(this.el, "desk", language);
    this.root.tabIndex = -1;
    this.root.setAttribute("aria-label", words.title);
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.head = h("header", { class: "fl-desk-head" });
    this.trouble = h("p", { class: "fl-notice", role: "alert", hidden: true });
    this.main = h("div", { class: "fl-desk-main" });
    this.said = h("p", { class: "fl-desk-said", role: "status", text: words.saving });
    this.help = this.helpSheet();
    this.root.append(this.head, this.trouble, this.main, this.said, this.help);
    this.shown = "";
    if (this.state.screen) {
      this.draw();
    }
  }

  heard(message) {
    if (message.kind === "state") {
      const { kind: _, ...news } = message;
      Object.assign(this.state, news);
      this.draw();
    } else if (message.kind === "ack") {
      this.wire.taken(message.seq);
      this.trouble.hidden = true;
      if (this.said.textContent === this.words.not_yet) {
        this.say(this.words.saving);
      }
      this.typeAhead();
    } else if (message.kind === "said") {
      this.say(message.text, message.wrong);
    } else if (message.kind === "preview") {
      this.showPreview(message);
    } else if (message.kind === "written") {
      this.toggleRuling(false);
    }
  }

  act(kind, data = {}) {
    if (["list", "open", "apart", "who"].includes(kind)) {
      this.say(this.words.saving);
    }
    this.said.classList.remove("fl-wrong");
    this.wire.act(kind, data);
  }

  say(text, wrong = false) {
    this.said.textContent = text;
    this.said.classList.toggle("fl-wrong", Boolean(wrong));
    if (wrong && this.ruling && !this.ruling.hidden) {
      this.rulingOut.replaceChildren(h("p", { class: "fl-remark", role: "alert", text }));
    }
  }

  slow() {
    this.said.textContent = this.words.not_yet;
  }

  silent() {
    if (this.pulse.isBusy()) {
      this.wire.watch();
    } else {
      this.lose();
    }
  }

  lose() {
    const marks = this.wire.unsaved().filter((one) => one.points !== undefined);
    const unsaved = marks.map((one) => `${one.points} ${one.comment ?? ""}`.trim()).join("; ");
    this.trouble.textContent = this.words.lost + (unsaved ? ` ${this.words.lost_unsaved} ${unsaved}` : "");
    this.trouble.hidden = false;
  }

  // --- drawing ---------------------------------------------------------------------------------

  draw() {
    const screen = this.renaming ? "who" : this.state.screen;
    const inside = this.root.contains(document.activeElement);
    const anew = this.shown !== screen;
    this.shown = screen;
    if (anew) {
      this.main.replaceChildren();
      this.places = {};
    }
    this.drawHead();
    ({ who: () => this.drawWho(anew), list: () => this.drawList(), answer: () => this.drawAnswer(anew), apart: () => this.drawApart() })[screen]?.();
    // What was pressed may be gone: the keys must go on working all the same.
    const last = anew && screen === "list" && this.left ? this.main.querySelector(`[data-name="${CSS.escape(this.left)}"]`) : null;
    if (last) {
      last.focus();
    } else if ((anew && screen !== "who") || (inside && !this.root.contains(document.activeElement))) {
      this.root.focus({ preventScroll: !anew });
    }
  }

  drawHead() {
    const { words } = this;
    if (this.state.screen !== "list" && this.state.criterion) {
      this.left = this.state.criterion.name.join(" ");
    }
    const { by, book, criterion } = this.state;
    const screen = this.shown;
    const back = screen === "answer" || screen === "apart";
    const who = by
      ? h("p", { class: "fl-desk-who" }, fill(words.by, { by }), " ", button(words.change_by, () => this.changeWho(), { class: "fl-button fl-link" }))
      : null;
    this.head.replaceChildren(
      h("div", { class: "fl-desk-bar" },
        back ? button(`← ${words.back}`, () => this.act("list"), { class: "fl-button fl-quiet fl-back", "aria-keyshortcuts": "l" }) : h("h2", { text: words.title }),
        back ? null : h("p", { class: "fl-help", text: fill(words.book, { book }) }),
        h("span", { class: "fl-desk-gap" }),
        screen === "who" ? null : who,
        button(words.help, () => this.help.showModal(), { class: "fl-button fl-quiet fl-keys", "aria-keyshortcuts": "?" }),
      ),
      back && criterion ? this.criterionHead(criterion) : "",
    );
  }

  criterionHead(criterion) {
    const [toggle, sentence] = criterion.statement
      ? statementButton(criterion.statement, criterion.sentence, this.words.statement)
      : [null, null];
    return h("div", { class: "fl-desk-criterion" }, h("h2", {}, criterion.says, " ", toggle), sentence);
  }

  changeWho() {
    this.renaming = true;
    this.draw();
  }

  drawWho(anew) {
    if (!anew) {
      return;
    }
    const { words } = this;
    const id = freshId("by");
    const field = h("input", { id, class: "fl-input", type: "text", maxlength: 80, autocomplete: "name", value: this.state.by ?? "" });
    const begin = () => {
      if (field.value.trim()) {
        remember(NAME, field.value.trim());
        this.renaming = false;
        this.act("who", { by: field.value.trim() });
        if (this.state.screen !== "who") {
          this.draw();
        }
      }
    };
    const form = h("form", { class: "fl-desk-card fl-desk-whoami", on: { submit: (event) => { event.preventDefault(); begin(); } } },
      h("p", { text: words.who }),
      h("label", { class: "fl-label", for: id, text: words.who_label }),
      field,
      h("button", { type: "submit", class: "fl-button fl-primary", text: words.who_go }),
    );
    this.main.append(form);
    field.focus();
  }

  // --- all criteria ----------------------------------------------------------------------------

  drawList() {
    const { words } = this;
    const groups = this.state.groups ?? [];
    if (!groups.length) {
      this.main.replaceChildren(h("p", { class: "fl-notice", text: words.empty }));
      return;
    }
    const wanted = LOOKS[this.look ?? "all"];
    const kept = groups.map(({ title, rows }) => ({ title, rows: rows.filter(wanted) })).filter(({ rows }) => rows.length);
    const id = freshId("look");
    const look = h("select", { id, class: "fl-input fl-desk-only", on: { change: (event) => { this.look = event.target.value; this.drawList(); } } },
      ...Object.keys(LOOKS).map((name) => h("option", { value: name, selected: name === (this.look ?? "all"), text: words[`look_${name}`] })));
    const held = this.main.contains(document.activeElement) && document.activeElement.tagName === "SELECT";
    this.main.replaceChildren(
      h("div", { class: "fl-desk-row" },
        h("p", { class: "fl-about", text: words.choose }), h("span", { class: "fl-desk-gap" }),
        h("label", { class: "fl-unseen", for: id, text: words.only }), look),
      ...kept.map((group) => this.group(group)),
      kept.length ? "" : h("p", { class: "fl-about fl-desk-none", text: words.look_none }),
    );
    if (held) {
      look.focus();
    }
  }

  // Up and down the list of criteria; where one comes from, one comes back to.
  step(by) {
    const rows = [...this.main.querySelectorAll(".fl-desk-open")];
    const at = rows.indexOf(document.activeElement);
    rows[Math.max(0, Math.min(rows.length - 1, at + by))]?.focus();
  }

  group({ title, rows }) {
    const { words } = this;
    const heads = ["criterion", "progress", "look", "machine", "markers"].map((name) =>
      h("th", { scope: "col", text: words[`column_${name}`] }),
    );
    return h("section", {},
      h("h3", { text: title }),
      h("table", { class: "fl-desk-table" },
        h("thead", {}, h("tr", {}, ...heads)),
        h("tbody", {}, ...rows.flatMap((row) => this.row(row))),
      ),
    );
  }

  row(row) {
    const { words } = this;
    const share = row.answers ? (100 * row.decided) / row.answers : 0;
    const chip = (n, key, kind) => (n ? h("span", { class: `fl-tag fl-tag-${kind}`, text: fill(words[key], { n }) }) : null);
    const open = button(row.says, () => this.act("open", { name: row.name }), {
      class: "fl-button fl-link fl-desk-open",
      "aria-label": fill(words.open, { says: row.says }),
      "data-rule": row.name[2],
      "data-name": row.name.join(" "),
    });
    const settle = row.apart
      ? button(fill(words.apart, { n: row.apart }), () => this.act("apart", { name: row.name }), { class: "fl-button fl-tag fl-tag-apart" })
      : null;
    const says = h("td", { class: "fl-help", colspan: 5 });
    const more = h("tr", { class: "fl-kappa-row", id: freshId("kappa"), hidden: true, role: "status" }, says);
    const worth = Number(row.of) ? fill(words.points, { of: row.of }) : words.penalty;
    const line = h("tr", { class: row.decided >= row.answers ? "fl-done" : "" },
      h("th", { scope: "row" }, open, h("span", { class: "fl-help", text: `${row.part} · ${row.statement} · ${worth}` })),
      h("td", {},
        h("span", { text: fill(words.progress, row) }),
        h("span", { class: "fl-meter", "aria-hidden": "true" }, h("span", { style: `width:${share}%` })),
      ),
      h("td", {}, h("span", { class: "fl-tags" }, chip(row.needs, "needs", "needs"), chip(row.flagged, "flagged", "flag"), settle)),
      h("td", {}, this.kappa(row.machine, more)),
      h("td", {}, this.kappa(row.markers, more)),
    );
    return [line, more];
  }

  // The figure, which says in the line below what it means.
  kappa({ verdict, kappa, says }, more) {
    const { words } = this;
    const text = { none: "–", same: words.kappa_same, few: words.kappa_few, low: fill(words.kappa_low, { kappa }) }[verdict];
    if (verdict === "none") {
      return h("span", { class: "fl-help", title: says, text });
    }
    const open = () => {
      const again = !more.hidden && more.firstChild.textContent === says;
      more.hidden = again;
      more.firstChild.textContent = says;
    };
    return button(text ?? fill(words.kappa, { kappa }), open, { class: `fl-kappa fl-kappa-${verdict}`, title: says, "aria-controls": more.id });
  }

  // --- one answer ------------------------------------------------------------------------------

  drawAnswer(anew) {
    if (anew || !this.places.wrote) {
      this.layAnswer();
    }
    const { answer } = this.state;
    this.drawTools();
    this.places.body.hidden = !answer;
    this.places.none.hidden = Boolean(answer);
    if (!answer) {
      return;
    }
    const moved = this.key_ !== answer.key;
    if (moved) {
      this.key_ = answer.key;
      this.digits = "";
      this.toggleRuling(false);
    }
    this.points = answer.mark?.mine ? answer.mark.points : "";
    this.drawWrote(answer);
    this.drawMachine(answer);
    this.drawMark(answer);
    this.drawComment(answer, moved);
    this.drawBank();
  }

  layAnswer() {
    const place = (name, tag = "div", attributes = {}) => {
      this.places[name] = h(tag, { class: `fl-desk-${name}`, ...attributes });
      return this.places[name];
    };
    const { words } = this;
    this.key_ = null;
    const id = freshId("comment");
    this.comment = h("textarea", { id, class: "fl-input", rows: 2, maxlength: 4000, "aria-keyshortcuts": "c",
      on: {
        input: () => this.noteComment(),
        blur: () => this.keepComment(),
        keydown: (event) => this.commentKey(event),
      } });
    place("hint", "p", { role: "status" });
    this.places.hint.classList.add("fl-help");
    const keep = button(words.bank_keep, () => this.act("keep", { comment: this.comment.value }), { class: "fl-button fl-quiet" });
    const commentBox = h("div", { class: "fl-desk-comment" },
      h("label", { class: "fl-label", for: id, text: words.comment }), this.comment,
      h("div", { class: "fl-desk-row" }, this.places.hint, keep),
      place("bank", "details"),
    );
    const right = h("div", { class: "fl-desk-right" }, place("machine", "section"), place("mark", "section"), commentBox, place("acts"));
    const left = h("div", { class: "fl-desk-left" }, place("wrote", "section"), place("lines"), this.rulingSheet());
    place("body").append(left, right);
    place("none", "p", { text: words.no_answers }).classList.add("fl-notice");
    this.main.replaceChildren(place("tools"), this.places.none, this.places.body);
  }

  drawTools() {
    const { words } = this;
    const { options, strip, answer } = this.state;
    const toggle = (name, title) =>
      h("label", { class: "fl-switch-label", title }, h("input", { type: "checkbox", checked: options[name],
        on: { change: (event) => this.act("options", { [name]: event.target.checked }) } }), words[name]);
    const only = h("select", { class: "fl-input fl-desk-only", "aria-label": words.only,
      on: { change: (event) => this.act("options", { only: event.target.value }) } },
      ...["all", "open", "flagged"].map((name) => h("option", { value: name, selected: options.only === name, text: words[`only_${name}`] })),
    );
    const done = strip.filter((one) => one.state === "done").length;
    const where = answer ? `${fill(words.position, { number: answer.number, count: answer.count })} · ${fill(words.marked, { n: done })}` : "";
    const seats = strip.length <= 80
      ? h("ol", { class: "fl-strip" }, ...strip.map((one) => this.seat(one, answer)))
      : h("progress", { max: strip.length, value: done, "aria-label": where });
    this.places.tools.replaceChildren(
      h("div", { class: "fl-desk-row" },
        h("p", { class: "fl-desk-where", text: where }),
        h("span", { class: "fl-desk-gap" }),
        only, toggle("anonymous"), toggle("shuffled"), toggle("second", words.second_about),
      ),
      seats,
    );
  }

  seat(one, answer) {
    const here = one.key === answer?.key;
    return h("li", {}, h("button", {
      type: "button", class: `fl-seat fl-seat-${one.state}${one.flag ? " fl-seat-flag" : ""}`,
      "aria-label": one.label, title: one.label, "aria-current": here ? "true" : undefined, tabindex: here ? 0 : -1,
      on: { click: () => this.act("go_to", { key: one.key }) },
    }));
  }

  drawWrote(answer) {
    const { words } = this;
    const field = ({ label, pieces }) => [
      label ? h("p", { class: "fl-help", text: label }) : null,
      pieces.length
        ? h("blockquote", { dir: "auto" }, ...pieces.map(([text, hit]) => (hit ? h("mark", { text, title: words.matched }) : text)))
        : h("p", { class: "fl-nothing", text: words.nothing }),
    ];
    const flag = answer.flag ? [h("p", { class: "fl-remark", text: answer.flag })] : [];
    this.places.wrote.replaceChildren(
      h("h3", { class: "fl-desk-label" }, h("bdi", { text: answer.label }), answer.flagged ? h("span", { class: "fl-tag fl-tag-flag", text: `⚑ ${words.flag_on}` }) : ""),
      ...flag,
      ...answer.fields.flatMap(field).filter(Boolean),
    );
    const lines = (title, none, given) => h("section", {},
      h("h4", { text: title }),
      given.length
        ? h("ul", {}, ...given.map(([line, text]) => h("li", {}, h("b", { text: line }), " ", text || h("i", { text: words.no_line }))))
        : h("p", { class: "fl-help", text: none }),
    );
    this.places.lines.replaceChildren(
      lines(words.cited, words.cited_none, answer.cited),
      lines(words.evidence, words.evidence_none, answer.evidence),
    );
  }

  drawMachine({ machine, of }) {
    const { words } = this;
    this.places.machine.replaceChildren(
      h("h4", { text: words.machine }),
      h("p", { class: `fl-desk-outcome fl-outcome-${machine.outcome}` },
        h("b", { text: machine.says }), " ",
        machine.points === "" ? words.machine_none : !Number(of) ? minus(machine.points) : fill(words.machine_points, { points: minus(machine.points), of })),
      ...machine.reasons.map((text) => h("p", { class: "fl-help", text })),
    );
  }

  drawMark(answer) {
    const { words } = this;
    const { mark, theirs, machine, of } = answer;
    const second = this.state.options.second;
    const held = mark ? fill(mark.mine ? words.mark_mine : words.mark_by, { points: minus(mark.points), by: mark.by }) : "";
    const other = theirs ? fill(second ? words.first_was : words.second_was, { points: minus(theirs.points), by: theirs.by }) : "";
    const give = (points) => h("button", {
      type: "button", class: "fl-points", "aria-pressed": String(Boolean(mark) && mark.points === points),
      "aria-label": Number(of) ? fill(words.give, { points: minus(points), of }) : minus(points), text: halves(points), "data-points": points,
      on: { click: () => this.mark(points) },
    });
    const accept = machine.points === "" ? words.accept_none : fill(words.accept, { points: minus(machine.points) });
    this.places.mark.replaceChildren(
      h("h4", { text: second ? words.yours_second : words.yours }),
      answer.first ? h("p", { class: "fl-remark", text: words.own_second }) : "",
      h("div", { class: "fl-points-row", role: "group", "aria-label": words.yours }, ...choices(of, machine.points).map(give)),
      h("p", { class: "fl-desk-held" }, held),
      other ? h("p", { class: "fl-desk-theirs", text: other }) : answer.waits && second ? h("p", { class: "fl-help", text: words.first_hidden }) : "",
    );
    this.places.mark.inert = answer.first;
    const tool = (text, press, keys, more = {}) => button(text, press, { "aria-keyshortcuts": keys, title: keys, ...more });
    this.places.acts.replaceChildren(
      tool(accept, () => this.accept(), "a", { class: "fl-button fl-primary fl-accept", disabled: machine.points === "" || answer.first }),
      h("div", { class: "fl-desk-row" },
        tool(`← ${words.previous}`, () => this.act("go", { by: -1 }), "p"),
        tool(`${words.next} →`, () => this.act("go", { by: 1 }), "n"),
        tool(words.next_open, () => this.act("go_on"), "Enter"),
      ),
      h("div", { class: "fl-desk-row" },
        tool(words.undo, () => this.act("undo"), "z", { class: "fl-button fl-quiet" }),
        tool(answer.flagged ? words.flag_off : words.flag, () => this.act("flag", { key: answer.key }), "f", { class: "fl-button fl-quiet" }),
        this.state.targets?.length ? tool(words.ruling, () => this.toggleRuling(true), "r", { class: "fl-button fl-quiet" }) : "",
      ),
    );
  }

  // --- deciding --------------------------------------------------------------------------------

  mark(points) {
    const { answer } = this.state;
    if (answer && !answer.first) {
      this.points = points;
      this.act("mark", { key: answer.key, points, comment: this.comment.value });
      forget(this.noteName());
    }
  }

  accept() {
    const { answer } = this.state;
    if (answer && answer.machine.points !== "" && !answer.first) {
      this.act("accept", { key: answer.key, comment: this.comment.value });
      forget(this.noteName());
    }
  }

  // Digits follow one another where that makes a possible mark: 1, 2 is 12 where 12 can be had.
  digit(digit) {
    const { of } = this.state.answer;
    const most = Number(of) || 100;
    const together = `${this.digits ?? ""}${digit}`;
    this.digits = Number(together) <= most && together.length <= 3 ? together : digit;
    if (Number(this.digits) <= most) {
      const points = String(Number(this.digits));
      this.mark(Number(of) || points === "0" ? points : `-${points}`);
    }
  }

  half() {
    const { of } = this.state.answer;
    const sign = Number(of) ? 1 : -1;
    const more = Math.abs(Number(this.points || 0)) + 0.5;
    this.digits = "";
    if (more <= (Number(of) || 100) && more % 1) {
      this.mark(String(sign * more));
    }
  }

  key(event) {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== "checkbox";
    if (typing || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || this.help.open) {
      return;
    }
    if (event.target.tagName === "BUTTON" && (event.key === "Enter" || event.key === " ")) {
      return;
    }
    if (this.deed(event.key)) {
      event.preventDefault();
      event.stopPropagation();
      this.ahead.push(event.key);
      this.typeAhead();
    }
  }

  // Keys pressed quicker than answers come wait their turn, so that each falls on what it then sees.
  typeAhead() {
    while (this.ahead.length && !this.wire.unsaved().length) {
      this.deed(this.ahead.shift())?.();
    }
  }

  deed(key) {
    const { screen, answer } = this.state;
    if (key === "?" || key === "？") {
      return () => this.help.showModal();
    }
    if (screen === "apart" || screen === "answer") {
      if (key === "l" || key === "Escape") {
        return () => (this.ruling && !this.ruling.hidden ? this.toggleRuling(false) : this.act("list"));
      }
    }
    if (screen === "list" && (key === "ArrowDown" || key === "ArrowUp")) {
      return () => this.step(key === "ArrowDown" ? 1 : -1);
    }
    if (key === "z" && screen !== "who") {
      return () => this.act("undo");
    }
    if (screen !== "answer" || !answer) {
      return null;
    }
    if (/^[0-9]$/.test(key)) {
      return () => (this.choosing() ? this.useComment(Number(key)) : this.digit(key));
    }
    return {
      ".": () => this.half(),
      "。": () => this.half(),
      a: () => this.accept(),
      n: () => this.act("go", { by: 1 }),
      ArrowRight: () => this.act("go", { by: 1 }),
      p: () => this.act("go", { by: -1 }),
      ArrowLeft: () => this.act("go", { by: -1 }),
      Enter: () => this.act("go_on"),
      c: () => this.comment.focus(),
      b: () => this.toggleBank(),
      f: () => this.act("flag", { key: answer.key }),
      r: () => this.toggleRuling(true),
    }[key];
  }

  // --- comments --------------------------------------------------------------------------------

  // A name for what is being typed: it outlives a reload, not the tab.
  noteName() {
    return `fivelayer.desk.${this.key_}`;
  }

  drawComment(answer, moved) {
    if (moved || document.activeElement !== this.comment) {
      const own = answer.mark?.mine ? answer.mark.comment : "";
      const noted = remembered(this.noteName(), sessionStorage);
      this.comment.value = noted || own;
    }
    this.drawHint();
  }

  drawHint() {
    const { answer } = this.state;
    const own = answer?.mark?.mine ? answer.mark.comment : "";
    const differs = this.comment.value !== own;
    this.places.hint.textContent = !differs ? "" : answer?.mark?.mine ? this.words.comment_waits : this.words.comment_unsaved;
  }

  noteComment() {
    remember(this.noteName(), this.comment.value, sessionStorage);
    this.drawHint();
  }

  keepComment() {
    const mark = this.state.answer?.mark;
    if (this.comment && mark?.mine && this.state.screen === "answer" && this.comment.value !== mark.comment) {
      this.mark(mark.points);
    }
  }

  commentKey(event) {
    if (event.isComposing) {
      return;
    }
    if (event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey))) {
      event.preventDefault();
      event.stopPropagation();
      this.root.focus({ preventScroll: true });
    }
  }

  choosing() {
    return this.places.bank?.open && Boolean(this.state.bank?.length);
  }

  toggleBank() {
    this.places.bank.open = !this.places.bank.open;
  }

  drawBank() {
    const { words } = this;
    const { bank } = this.state;
    const listed = JSON.stringify(bank);
    if (this.places.bank.dataset.listed === listed) {
      return;
    }
    this.places.bank.dataset.listed = listed;
    this.places.bank.replaceChildren(
      h("summary", { text: `${words.bank} (${bank.length})` }),
      bank.length
        ? h("ol", {}, ...bank.slice(0, 9).map((text, n) =>
            h("li", {}, h("button", { type: "button", class: "fl-button fl-link", text, "aria-label": `${fill(words.bank_use, { n: n + 1 })}: ${text}`, on: { click: () => this.useComment(n + 1) } }))))
        : h("p", { class: "fl-help", text: words.bank_empty }),
    );
  }

  useComment(number) {
    const text = this.state.bank[number - 1];
    if (text) {
      const there = this.comment.value.trim();
      this.comment.value = there ? `${there}\n${text}` : text;
      this.places.bank.open = false;
      this.noteComment();
      this.keepComment();
      this.root.focus({ preventScroll: true });
    }
  }

  // --- rulings ---------------------------------------------------------------------------------

  rulingSheet() {
    const { words } = this;
    const labelled = (text, field, help) => {
      field.id = freshId("ruling");
      return h("div", {}, h("label", { class: "fl-label", for: field.id, text }), help ? h("p", { class: "fl-help", text: help }) : null, field);
    };
    this.target = h("select", { class: "fl-input" });
    this.wording = h("input", { class: "fl-input", type: "text", maxlength: 120 });
    this.why = h("input", { class: "fl-input", type: "text", maxlength: 300 });
    this.rulingOut = h("div", { class: "fl-ruling-out", "aria-live": "polite" });
    const ask = () => this.act("preview", this.asked());
    this.ruling = h("form", { class: "fl-desk-ruling", hidden: true, "aria-label": words.ruling,
      on: {
        submit: (event) => { event.preventDefault(); ask(); },
        input: () => this.rulingOut.replaceChildren(),
        keydown: (event) => event.key === "Escape" && (event.stopPropagation(), this.toggleRuling(false)),
      } },
      h("h4", { text: words.ruling }), h("p", { class: "fl-help", text: words.ruling_about }),
      labelled(words.ruling_wording, this.wording, words.ruling_wording_help),
      labelled(words.ruling_target, this.target),
      labelled(words.ruling_why, this.why),
      h("div", { class: "fl-desk-row" },
        h("button", { type: "submit", class: "fl-button fl-primary", text: words.ruling_preview }),
        button(words.ruling_close, () => this.toggleRuling(false), { class: "fl-button fl-quiet" })),
      this.rulingOut,
    );
    return this.ruling;
  }

  asked() {
    return { key: this.key_, target: this.target.value, wording: this.wording.value, why: this.why.value };
  }

  toggleRuling(open) {
    const { targets } = this.state;
    if (!this.ruling || (open && !targets?.length)) {
      return;
    }
    if (open) {
      const selection = getSelection();
      const inside = selection && this.places.wrote.contains(selection.anchorNode);
      this.target.replaceChildren(...targets.map(([id, says]) => h("option", { value: id, text: says })));
      this.wording.value = inside ? selection.toString().trim().slice(0, 120) : "";
      this.why.value = "";
    }
    const was = !this.ruling.hidden;
    this.ruling.hidden = !open;
    this.rulingOut.replaceChildren();
    if (open) {
      this.wording.focus();
      this.ruling.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
    } else if (was) {
      this.root.focus({ preventScroll: true });
    }
  }

  showPreview({ file, added, touched, says, warns }) {
    const { words } = this;
    const write = button(words.ruling_write, () => this.act("write", { key: this.key_ }), { class: "fl-button fl-primary fl-ruling-write" });
    this.rulingOut.replaceChildren(
      h("p", { text: says }),
      h("ul", { class: "fl-ruling-touched" }, ...touched.map((text) => h("li", { text }))),
      ...warns.map((text) => h("p", { class: "fl-remark", text })),
      h("p", { class: "fl-help", text: fill(words.ruling_file, { file }) }),
      h("pre", { class: "fl-diff", tabindex: 0 }, ...added.map((line) => h("ins", { text: `+ ${line}\n` }))),
      write,
    );
    write.focus();
  }

  // --- differences -----------------------------------------------------------------------------

  drawApart() {
    const { words } = this;
    const pairs = this.state.pairs ?? [];
    this.main.replaceChildren(
      h("h3", { text: words.apart_title }),
      h("p", { class: "fl-about", text: pairs.length ? words.apart_about : words.apart_none }),
      h("ul", { class: "fl-apart" }, ...pairs.map((pair) => this.pair(pair))),
    );
  }

  pair(pair) {
    const { words } = this;
    const both = [pair.first, pair.second];
    const id = freshId("why");
    const why = h("input", { id, class: "fl-input", type: "text", maxlength: 300 });
    const look = () => {
      this.act("open", { name: this.state.criterion.name });
      this.act("go_to", { key: pair.key });
    };
    const give = (points) => button(fill(words.settle, { points: minus(points) }), () => this.act("settle", { key: pair.key, points, why: why.value }), {
      class: "fl-button fl-settle", "data-points": points });
    const numbers = [...new Set([...both.map((one) => one.points), ...between(pair.first.points, pair.second.points)])];
    return h("li", { class: "fl-desk-card" },
      h("h4", {}, h("bdi", { text: pair.label })),
      h("blockquote", { dir: "auto", text: pair.quote || words.nothing }),
      h("p", { text: fill(words.settle_first, { ...pair.first, points: minus(pair.first.points) }) }),
      pair.first.comment ? h("p", { class: "fl-help", text: pair.first.comment }) : "",
      h("p", { text: fill(words.settle_second, { ...pair.second, points: minus(pair.second.points) }) }),
      pair.second.comment ? h("p", { class: "fl-help", text: pair.second.comment }) : "",
      h("div", { class: "fl-desk-row" },
        ...numbers.sort((a, b) => a - b).map(give),
        h("label", { class: "fl-help", for: id, text: words.settle_why }), h("span", { class: "fl-desk-why" }, why),
        button(words.apart_look, look, { class: "fl-button fl-quiet" })),
    );
  }

  // --- help ------------------------------------------------------------------------------------

  helpSheet() {
    const { words } = this;
    const keys = [
      ["0 – 9", "digits"], [".", "half"], ["a", "accept"], ["n  →", "next"], ["p  ←", "previous"], ["Enter", "open"], ["c", "comment"],
      ["b", "bank"], ["f", "flag"], ["z", "undo"], ["r", "ruling"], ["l  Esc", "list"], ["↑  ↓", "rows"], ["?", "help"],
    ];
    const id = freshId("help");
    const sheet = h("dialog", { class: "fl-desk-help", "aria-labelledby": id, on: { close: () => this.root.focus({ preventScroll: true }) } },
      h("h3", { id, text: words.help_title }),
      h("dl", {}, ...keys.flatMap(([key, name]) => [h("dt", {}, ...key.split(/\s{2,}/).map((one) => h("kbd", { text: one }))), h("dd", { text: words[`key.${name}`] })])),
      button(words.help_close, () => sheet.close(), { class: "fl-button fl-primary" }),
    );
    return sheet;
  }

  stop() {
    this.keepComment();
    super.stop();
    document.removeEventListener("visibilitychange", this.hide);
    this.pulse.stop();
    this.wire.shut();
  }
}

// The marks to choose from: every half point, or whole ones where there are too many.
function choices(of, machine) {
  const most = Number(of);
  if (!most) {
    return [...new Set(["0", "-0.5", "-1", "-1.5", "-2", "-3", ...(machine ? [machine] : [])])].sort((a, b) => b - a);
  }
  const step = most * 2 < MOST_BUTTONS ? 0.5 : 1;
  const listed = [];
  for (let points = 0; points <= most; points += step) {
    listed.push(String(points));
  }
  return listed;
}

// Half points between two marks.
function between(one, other) {
  const low = Math.min(one, other);
  const high = Math.max(one, other);
  const listed = [];
  for (let points = low + 0.5; points < high && listed.length < 8; points += 0.5) {
    listed.push(String(points));
  }
  return listed;
}

// 1.5 as 1½, with a true minus.
function halves(points) {
  const whole = Math.trunc(Math.abs(points));
  const half = points % 1 ? "½" : "";
  return `${points < 0 ? "−" : ""}${whole || !half ? whole : ""}${half}`;
}

function minus(points) {
  return String(points).replace("-", "−");
}

function remembered(name, store = localStorage) {
  try {
    return store.getItem(name) ?? "";
  } catch {
    return "";
  }
}

function remember(name, value, store = localStorage) {
  try {
    store.setItem(name, value);
  } catch {
    // Where nothing may be kept, the name is asked for again.
  }
}

function forget(name) {
  try {
    sessionStorage.removeItem(name);
  } catch {
    // Nothing was kept.
  }
}

export default shown(Desk);
