// Your own account: which customer, which part of its plan, and what one does with the whole of it.
//
// spec: {language, words, kinds: [[id, name]], today}. From Python, state {accounts: [[id, name]], chosen, starting, about, tab,
// tabs: [[id, name]], uses: [[id, name]], said, taken: {said, problems, undo} | null, compare, check, files, removed: [[id, name]]}.
// From here: hello, start {customer, sells, rivals, day}, choose {id}, begin, cancel, details {customer, sells, rivals},
// tab {id}, import {name, data}, undo, note {title, of, day, words, number?}, keep, span {days}, go {field}, report, remove, bring_back {id}.

const LARGEST = 4000000;

class Own extends Widget {
  greet() {
    this.model.send({ kind: "hello", ...introduce(this.model) });
  }

  build() {
    const head = this.headed("own");
    const { kinds, today } = this.model.get("spec");
    Object.assign(this, { kinds, today, drawn: {} });
    this.which = h("select", { class: "fl-input", id: freshId("which"), on: { change: () => this.send("choose", { id: this.which.value }) } });
    this.another = button(this.words.new, () => this.send("begin"), { class: "fl-button fl-quiet" });
    this.chooser = h("div", { class: "fl-own-which" }, h("label", { class: "fl-label", for: this.which.id, text: this.words.which }), this.which, this.another);
    this.said = h("p", { class: "fl-said", role: "status", hidden: true });
    this.parts = h("nav", { class: "fl-own-tabs", "aria-label": this.words.parts });
    this.uses = h("nav", { class: "fl-own-tabs", "aria-label": this.words.more });
    this.place = h("div", { class: "fl-own-place" });
    this.root.append(h("header", { class: "fl-own-head" }, head, this.chooser), this.parts, this.uses, this.said, this.place);
    this.show();
  }

  send(kind, more = {}) {
    this.model.send({ kind, ...more });
  }

  show() {
    const state = this.state;
    if (!state) {
      return;
    }
    this.which.replaceChildren(...state.accounts.map(([id, name]) => h("option", { value: id, text: name })));
    this.which.value = state.chosen;
    this.chooser.hidden = !state.accounts.length || state.starting;
    this.say(state.said);
    const tabs = (bar, list) => {
      bar.hidden = state.starting;
      bar.replaceChildren(...list.map(([id, text]) => this.tab(id, text, state.tab)));
    };
    tabs(this.parts, state.tabs);
    tabs(this.uses, state.uses);
    // What somebody is typing here stays as long as its place is the same one.
    const at = [state.starting, state.chosen, state.tab, state.about, state.compare, state.check, state.files, state.removed, state.drafts];
    if (!same(at, this.drawn.at)) {
      this.place.replaceChildren(...this.content(state));
      this.drawn = { at };
    }
    this.showTaken(state.taken);
  }

  say(text) {
    this.said.textContent = text ?? "";
    this.said.hidden = !text;
  }

  tab(id, text, here) {
    const chosen = id === here;
    return button(text, () => this.send("tab", { id }), { class: `fl-button fl-own-tab${chosen ? " fl-chosen" : ""}`, "aria-current": chosen ? "page" : undefined, "data-tab": id });
  }

  content(state) {
    if (state.starting) {
      return [this.beginning(state)];
    }
    if (state.compare) {
      return this.compare(state.compare);
    }
    if (state.check) {
      return this.check(state.check);
    }
    if (state.files) {
      return this.files(state);
    }
    return [this.note(state.about.notes), ...(state.tab === "relationship" ? [this.contacts()] : [])];
  }

  // --- a field with its label --------------------------------------------------------------------

  ask(name, { long = false, value = "", help = "", type = "text", ...more } = {}) {
    const id = freshId(name);
    const node = h(long ? "textarea" : "input", { class: "fl-input", id, type: long ? undefined : type, autocomplete: "off", ...more });
    node.value = value;
    return [node, h("div", { class: "fl-field" }, h("label", { class: "fl-label", for: id, text: this.words[name] }), node, help ? h("p", { class: "fl-help", text: help }) : "")];
  }

  form(does, ...inside) {
    const sent = (event) => {
      event.preventDefault();
      does();
    };
    return h("form", { class: "fl-own-form", on: { submit: sent } }, ...inside);
  }

  // The questions of the start; only the first must be answered.
  questions(about, day) {
    const [customer, one] = this.ask("customer", { value: about.customer, maxlength: 120, required: true });
    const [sells, two] = this.ask("sells", { value: about.sells, maxlength: 300 });
    const [rivals, three] = this.ask("rivals", { value: about.rivals, help: this.words.rivals_help });
    const [from, four] = this.ask("day", { value: this.today, type: "date" });
    const said = () => ({ customer: customer.value, sells: sells.value, rivals: rivals.value, ...(day ? { day: from.value } : {}) });
    return [said, [one, h("div", { class: "fl-pair" }, two, three), day ? four : ""]];
  }

  beginning(state) {
    const [said, fields] = this.questions({ customer: "", sells: "", rivals: "" }, true);
    const leave = state.accounts.length ? button(this.words.cancel, () => this.send("cancel")) : "";
    return h(
      "div",
      {},
      this.form(
        () => this.send("start", said()),
        h("h4", { text: this.words.start_title }),
        h("p", { text: this.words.start_about }),
        ...fields,
        h("div", { class: "fl-row" }, h("button", { type: "submit", class: "fl-button fl-primary", text: this.words.start }), leave),
      ),
      this.archive(state.removed),
      this.privacy(state.privacy),
    );
  }

  privacy(said) {
    return h("dl", { class: "fl-own-privacy" }, ...said.flatMap(([head, text]) => [h("dt", { text: head }), h("dd", { text })]));
  }

  // --- contacts and notes ------------------------------------------------------------------------

  fold(name, ...inside) {
    return h("details", { class: "fl-own-fold", "data-fold": name }, h("summary", { text: this.words[name] }), h("div", { class: "fl-own-form" }, h("p", { class: "fl-help", text: this.words[`${name}_about`] }), ...inside));
  }

  contacts() {
    const [file, node] = this.ask("file", { type: "file", accept: ".csv,.txt,text/csv" });
    this.taken = h("div", { class: "fl-own-taken", "aria-live": "polite" });
    file.addEventListener("change", () => this.taking(file));
    const fold = this.fold("import", node, this.taken);
    return fold;
  }

  async taking(file) {
    const chosen = file.files[0];
    if (!chosen) {
      return;
    }
    if (chosen.size > LARGEST) {
      this.taken.replaceChildren(h("p", { class: "fl-remark", text: this.words.too_large }));
      return;
    }
    const bytes = new Uint8Array(await chosen.arrayBuffer());
    const pieces = [];
    for (let at = 0; at < bytes.length; at += 8192) {
      pieces.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
    }
    this.send("import", { name: chosen.name, data: btoa(pieces.join("")) });
    file.value = ""; // so that the same file, put right, can be chosen again
  }

  showTaken(taken) {
    if (!this.taken?.isConnected) {
      return;
    }
    const wrong = (taken?.problems ?? []).map((text) => h("li", { text }));
    this.taken.replaceChildren(
      ...(taken?.said ?? []).map((text) => h("p", { class: wrong.length ? "fl-remark" : "", text })),
      wrong.length ? h("ol", { class: "fl-own-problems" }, ...wrong) : "",
      taken?.undo ? button(this.words.undo, () => this.send("undo")) : "",
    );
  }

  // A new note, or one of those there are, put right.
  note(notes) {
    const [words, one] = this.ask("note_words", { long: true, rows: 4 });
    const [title, two] = this.ask("note_title", { maxlength: 120 });
    const [day, three] = this.ask("note_day", { type: "date", value: this.today });
    const id = freshId("kind");
    const kind = h("select", { class: "fl-input", id }, ...this.kinds.map(([value, text]) => h("option", { value, text })));
    const four = h("div", { class: "fl-field" }, h("label", { class: "fl-label", for: id, text: this.words.note_kind }), kind);
    const add = h("button", { type: "submit", class: "fl-button", text: this.words.note_add });
    const whichId = freshId("which-note");
    const options = notes.map((note) => h("option", { value: note.number, text: `D${note.number} ${note.title}` }));
    const which = h("select", { class: "fl-input", id: whichId }, h("option", { value: "", text: this.words.note_new }), ...options);
    const help = h("p", { class: "fl-help", text: this.words.note_correct_about, hidden: true });
    const zero = h("div", { class: "fl-field" }, h("label", { class: "fl-label", for: whichId, text: this.words.note_which }), which, help);
    which.addEventListener("change", () => {
      const note = notes.find(({ number }) => String(number) === which.value);
      words.value = note ? note.lines.join("\n") : "";
      words.rows = Math.max(4, Math.min(12, note?.lines.length ?? 4));
      // A heading that is only the first line follows it.
      title.value = note && note.title !== note.lines[0].slice(0, 60) ? note.title : "";
      day.value = note?.date ?? this.today;
      kind.value = note?.kind ?? this.kinds[0][0];
      help.hidden = !note;
      add.textContent = note ? this.words.note_save : this.words.note_add;
    });
    const send = () => {
      const number = which.value ? { number: Number(which.value) } : {};
      this.send("note", { title: title.value, of: kind.value, day: day.value, words: words.value, ...number });
    };
    const form = this.form(send, notes.length ? zero : "", one, two, h("div", { class: "fl-pair" }, three, four), h("div", { class: "fl-row" }, add));
    return this.fold("note", form);
  }

  // --- the plan compared with itself -------------------------------------------------------------

  compare(told) {
    const { words } = told;
    const spans = told.spans.map(([days, text]) => button(text, () => this.send("span", { days }), { class: `fl-button fl-own-tab${days === told.span ? " fl-chosen" : ""}`, "aria-pressed": String(days === told.span) }));
    const keep = button(this.words.keep, () => this.send("keep"), { class: "fl-button fl-quiet" });
    const head = [h("h4", { text: words.title }), h("p", { class: "fl-help", text: words.about })];
    if (!told.since) {
      return [...head, h("div", { class: "fl-own-empty" }, h("p", {}, h("strong", { text: words.none_title })), h("p", { text: told.none })), keep];
    }
    const chosen = h("div", { class: "fl-row", role: "group", "aria-label": words.choose }, ...spans, keep);
    const shown = [...head, chosen, h("p", { class: "fl-own-since", text: told.since }), ...told.lead.map((text) => h("p", { text }))];
    if (told.bars.length) {
      shown.push(this.figure(words.bars, told.bars.map((bar) => this.bar(bar)), [["better", words.better], ["worse", words.worse]]));
    }
    if (told.people.length) {
      shown.push(this.figure(words.people, told.people.map((person) => this.moved(person)), [["was", words.then], ["is", words.now]]));
    }
    for (const [name, changes] of told.changes) {
      shown.push(h("h5", { text: name }), h("ul", { class: "fl-own-changes" }, ...changes.map(([sign, text]) => h("li", { class: `fl-sign-${sign}` }, h("span", { class: "fl-sign", "aria-hidden": "true", text: { 1: "▲", 0: "=", "-1": "▼" }[sign] }), h("span", { text })))));
    }
    shown.push(h("p", { class: "fl-help", text: told.kept }));
    return shown;
  }

  figure(title, rows, signs) {
    const legend = signs.map(([kind, text]) => h("span", { class: `fl-own-key fl-${kind}`, text }));
    return h("figure", { class: "fl-own-figure" }, h("figcaption", {}, h("strong", { text: title }), ...legend), h("ul", {}, ...rows));
  }

  bar({ name, better, worse, of, says }) {
    const part = (kind, count) => h("span", { class: `fl-own-half fl-${kind}` }, h("span", { style: `inline-size: ${(100 * count) / of}%` }), count ? h("b", { text: String(count) }) : "");
    return h("li", { title: says }, h("span", { class: "fl-own-name", text: name }), h("span", { class: "fl-unseen", text: says }), h("span", { class: "fl-own-bars", "aria-hidden": "true" }, part("worse", worse), part("better", better)));
  }

  // −2 to +2 from left to right; a ring for then, a dot for now.
  moved({ name, then, now, says }) {
    const dot = (kind, value) => (value === null ? "" : h("span", { class: `fl-own-dot fl-${kind}`, style: `inset-inline-start: ${25 * (value + 2)}%` }));
    const line = then === null || now === null ? "" : h("span", { class: "fl-own-line", style: `inset-inline-start: ${25 * (Math.min(then, now) + 2)}%; inline-size: ${25 * Math.abs(then - now)}%` });
    return h("li", { title: says }, h("span", { class: "fl-own-name", text: name }), h("span", { class: "fl-unseen", text: says }), h("span", { class: "fl-own-scale", "aria-hidden": "true" }, line, dot("was", then), dot("is", now)));
  }

  // --- the self-check ----------------------------------------------------------------------------

  check({ words, said, rows }) {
    const shown = rows.map((row) => {
      const [toggle, sentence] = row.statement ? statementButton(row.statement, row.statement_words, this.words.statement) : ["", ""];
      const go = row.field ? button(this.words.go, () => this.send("go", { field: row.field }), { class: "fl-button fl-quiet" }) : "";
      return h("li", {}, h("p", {}, h("strong", { text: row.where }), " ", toggle), sentence, row.quote ? h("blockquote", { text: row.quote }) : "", h("p", { text: row.said }), h("p", { class: "fl-own-question", text: row.question }), go);
    });
    return [h("h4", { text: words.title }), h("p", { class: "fl-help", text: words.about }), h("p", { text: said }), h("ol", { class: "fl-own-check" }, ...shown)];
  }

  // --- report and files --------------------------------------------------------------------------

  files(state) {
    const { files, about } = state;
    const [said, fields] = this.questions({ ...about, rivals: about.rivals.join(", ") }, false);
    const change = this.form(() => this.send("details", said()), ...fields, h("div", { class: "fl-row" }, h("button", { type: "submit", class: "fl-button", text: this.words.save })));
    const fold = h("details", { class: "fl-own-fold", "data-fold": "details" }, h("summary", { text: this.words.details }), change);
    const sure = h("div", { class: "fl-own-sure", role: "group", hidden: true }, h("p", { text: fill(this.words.remove_sure, { customer: about.customer }) }), h("div", { class: "fl-row" }, button(this.words.remove_do, () => this.send("remove")), button(this.words.cancel, () => (sure.hidden = true))));
    return [
      h("h4", { text: files.title }),
      h("p", { text: files.report_about }),
      h("div", { class: "fl-row" }, button(this.words.report, () => this.send("report"), { class: "fl-button fl-primary" })),
      h("p", { text: files.place_about }),
      h("p", { class: "fl-own-path" }, h("code", { text: files.place })),
      this.privacy(files.privacy),
      fold,
      h("div", { class: "fl-row" }, button(this.words.remove, () => (sure.hidden = false), { class: "fl-button fl-quiet" })),
      sure,
      this.archive(state.removed),
    ];
  }

  archive(removed) {
    const rows = removed.map(([id, name]) => h("li", {}, h("span", { text: name }), " ", button(this.words.bring_back, () => this.send("bring_back", { id }), { class: "fl-button fl-quiet" })));
    return rows.length ? h("div", {}, h("h5", { text: this.words.removed }), h("ul", {}, ...rows)) : "";
  }
}

export default shown(Own);
