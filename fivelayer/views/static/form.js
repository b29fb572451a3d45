// A layer's form. It shows what Python says and sends what people type; it decides nothing itself.
//
// spec: {part, language, title, about, words, sections}; a section is
//   {kind: "fields", fields}, {kind: "group", path, label, help, fields},
//   {kind: "table", path, label, row, add, empty, title, fields}, {kind: "ladder", path, label, help, steps, fields}
//   or {kind: "roster", path, label, help, rows: [{id, name, figures}], open, fields, folded}.
// From here: hello, change, add, remove, move, cite, uncite, undo, redo, focus, copy, look, ping.
// From Python: state {seq?, values?, remarks?, options?, lines?, saved?, trouble?, focus?, said?, own?, can?, read_only?}, copy, pong.

class Form extends Kept {
  others = ".fl-coach, .fl-map, .fl-bar-tools, .fl-ask, .fl-next";

  constructor(model, el) {
    super(model, el);
    this.values = {};
    this.options = {};
    this.lineWords = {};
    this.remarks = {};
    this.saved = null;
    this.later = [];
    this.composing = false;
    this.rebuild = () => this.build(true);
  }

  // --- what is shown -------------------------------------------------------------------------

  build(again = false) {
    const spec = this.model.get("spec");
    this.spec = spec;
    this.words = spec.words;
    this.controls = new Map();
    this.slots = new Map();
    this.tables = [];
    this.root = rooted(this.el, "form-view", spec.language);
    this.status = h("span", { class: "fl-saved", text: "" });
    this.undo = button(this.words.undo, () => this.act("undo"), { class: "fl-button fl-quiet", disabled: true });
    this.redo = button(this.words.redo, () => this.act("redo"), { class: "fl-button fl-quiet", disabled: true });
    this.alarm = h("div", { class: "fl-alarm", role: "alert", tabindex: -1, hidden: true });
    this.said = h("p", { class: "fl-said", role: "status", hidden: true });
    this.last = h("div", { class: "fl-remarks" });
    const title = freshId("form");
    this.fields = h("div", { class: "fl-fields" }, ...spec.sections.map((one) => this.section(one)), this.last);
    this.root.setAttribute("aria-labelledby", title);
    this.root.append(
      h(
        "header",
        { class: "fl-form-head" },
        h("h3", { id: title, text: spec.title }),
        h("div", { class: "fl-form-tools" }, this.status, this.undo, this.redo),
      ),
      this.alarm,
      this.said,
      h("p", { class: "fl-about", text: spec.about }),
      this.fields,
    );
    this.slots.set(spec.part, this.last);
    this.root.addEventListener("compositionstart", () => (this.composing = true));
    this.root.addEventListener("compositionend", (event) => this.composed(event));
    this.root.addEventListener("keydown", (event) => this.key(event));
    if (again) {
      this.spread();
    }
  }

  section(spec) {
    switch (spec.kind) {
      case "group":
        return group(this, spec);
      case "ladder":
        return ladder(this, spec);
      case "roster":
        return roster(this, spec);
      case "table": {
        const table = new Table(this, spec);
        this.tables.push(table);
        return table.node;
      }
      default:
        return h("div", { class: "fl-group fl-grid" }, ...spec.fields.map((one) => field(this, one, one.name)));
    }
  }

  register(control, slot) {
    this.controls.set(control.path, control);
    this.slots.set(control.path, slot);
  }

  forget(path) {
    for (const map of [this.controls, this.slots]) {
      for (const name of [...map.keys()]) {
        if (name === path || name.startsWith(`${path}.`)) {
          map.delete(name);
        }
      }
    }
  }

  at(path) {
    // Paths begin with the part's name, which `values` is the inside of.
    return path.split(".").slice(1).reduce((node, name) => {
      if (Array.isArray(node)) {
        return node.find((row) => row?.id === name);
      }
      return node && typeof node === "object" ? node[name] : undefined;
    }, this.values);
  }

  // Note what was typed, as Python will: it is not told again.
  put(path, value) {
    const names = path.split(".").slice(1);
    let node = this.values;
    for (const name of names.slice(0, -1)) {
      const inside = Array.isArray(node) ? node.find((row) => row?.id === name) : (node[name] ??= {});
      if (!inside || typeof inside !== "object") {
        return;
      }
      node = inside;
    }
    node[names.at(-1)] = value;
  }

  // Bring every field up to what Python says, and leave alone the one that is being typed in.
  spread() {
    for (const table of this.tables) {
      const rows = this.at(table.spec.path);
      table.set(Array.isArray(rows) ? rows.filter((row) => row && row.id) : []);
    }
    const unsent = new Set(this.wire.unsaved().filter((m) => m.kind === "change").map((m) => m.path));
    for (const [path, control] of this.controls) {
      if (!unsent.has(path)) {
        control.offer?.();
        control.set(this.at(path) ?? "");
      }
    }
    this.comment();
  }

  setText(input, value) {
    const text = Array.isArray(value) ? value.join(" ") : String(value ?? "");
    const typing = input === document.activeElement && input.value.trim() === text.trim();
    if (input.value !== text && !typing) {
      input.value = text;
    }
  }

  // Remarks stand under the field they are about, or under the nearest thing around it.
  comment() {
    const wanted = new Map([...this.slots.values()].map((slot) => [slot, []]));
    for (const [path, remarks] of Object.entries(this.remarks)) {
      const slot = this.slotOf(path);
      wanted.set(slot, [...(wanted.get(slot) ?? []), ...remarks]);
    }
    for (const [slot, remarks] of wanted) {
      const key = JSON.stringify(remarks);
      if (slot.dataset.key !== key) {
        slot.dataset.key = key;
        slot.replaceChildren(...remarks.map((one) => this.remark(one)));
      }
    }
    this.tables.forEach((table) => table.cards.forEach((card) => card.count()));
  }

  slotOf(path) {
    for (let name = path; name; name = name.slice(0, Math.max(0, name.lastIndexOf(".")))) {
      const slot = this.slots.get(name) ?? ["value", "text", "grade"].map((main) => this.slots.get(`${name}.${main}`)).find(Boolean);
      if (slot) {
        return slot;
      }
    }
    return this.last;
  }

  remark(one) {
    const text = [one.effect, one.question].filter(Boolean).join(" ");
    return h(
      "p",
      { class: "fl-remark", "data-rule": one.rule },
      h("span", { text }),
      " ",
      ...(one.statement ? statementButton(one.statement, one.statement_words, this.words.statement) : []),
    );
  }

  // --- what is typed -------------------------------------------------------------------------

  watchTyping(input, path) {
    input.addEventListener("input", (event) => {
      if (!event.isComposing && !this.composing) {
        this.typed(path, input.value);
      }
    });
    input.addEventListener("compositionend", () => this.typed(path, input.value));
    this.watchFocus(input, path);
  }

  watchFocus(input, path) {
    input.addEventListener("focus", () => {
      if (!this.away) {
        this.wire.tell("focus", { path });
      }
      this.root.querySelectorAll(".fl-current").forEach((one) => one.classList.remove("fl-current"));
      input.closest(".fl-field")?.classList.add("fl-current");
    });
  }

  typed(path, value) {
    this.say("");
    this.put(path, value);
    this.tables.forEach((table) => path.startsWith(table.spec.path) && table.rename());
    this.wire.change(path, value);
  }

  act(kind, data = {}) {
    this.wire.act(kind, data);
  }

  cite(path, line) {
    this.act("cite", { path, line });
  }

  uncite(path, line) {
    this.act("uncite", { path, line });
  }

  composed() {
    this.composing = false;
    // The field's own listener sends its text first; then comes what arrived meanwhile.
    queueMicrotask(() => this.later.splice(0).forEach((message) => this.heard(message)));
  }

  key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) {
      return;
    }
    const inText = event.target.matches?.("textarea, input:not([type=radio])");
    const key = event.key.toLowerCase();
    if (!inText && (key === "z" || key === "y")) {
      event.preventDefault();
      event.stopPropagation();
      this.act(key === "y" || event.shiftKey ? "redo" : "undo");
    }
  }

  // --- what Python says ----------------------------------------------------------------------

  heard(message) {
    if (message.seq !== undefined) {
      this.wire.taken(message.seq);
    }
    if (this.composing) {
      this.later.push({ ...message, seq: undefined });
      return;
    }
    if (message.kind === "copy") {
      void this.keeper.keep(message.record);
      return;
    }
    this.found();
    if (message.kind === "state") {
      this.take(message);
    }
  }

  take(message) {
    for (const name of ["values", "remarks", "options", "saved", "trouble", "can"]) {
      if (message[name] !== undefined) {
        this[name] = message[name];
      }
    }
    Object.assign(this.lineWords, message.lines ?? {});
    if (message.values || message.options || message.lines) {
      this.spread();
    } else if (message.remarks) {
      this.comment();
    }
    if (message.read_only !== undefined) {
      this.readOnly = message.read_only;
      this.fields.inert = this.readOnly || this.away;
      if (this.readOnly) {
        this.tables.forEach((table) => table.cards.forEach((card) => card.open(true)));
      }
    }
    this.undo.disabled = !this.can?.undo;
    this.redo.disabled = !this.can?.redo;
    this.showSaved();
    if (message.said !== undefined) {
      this.say(message.said);
    }
    if (message.focus) {
      this.goTo(message.focus);
    }
    if (message.own) {
      this.keeper.changed();
    }
  }

  goTo(path) {
    this.tables.forEach((table) => table.cards.forEach((card, id) => path.startsWith(`${table.spec.path}.${id}`) && card.open(true)));
    const place =
      this.controls.get(path)?.focus ??
      this.root.querySelector(`[data-row="${CSS.escape(path.split(".").at(-1))}"]`)?.querySelector(".fl-field :is(input, textarea, select)") ??
      (path === this.spec.part ? this.fields : this.slotOf(path).parentElement).querySelector("input, textarea, select, button");
    place?.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
    place?.focus({ preventScroll: true });
  }

  say(text) {
    if (this.said.textContent !== text) {
      this.said.textContent = text;
      this.said.hidden = !text;
    }
  }

  showSaved() {
    if (this.trouble) {
      this.status.textContent = this.trouble.unsaved ? this.words.not_saved : "";
      this.alert([h("strong", { text: this.trouble.said }), h("p", { text: this.trouble.todo })]);
    } else if (!this.away) {
      this.alert(null);
      this.status.textContent = this.saved && !this.readOnly ? fill(this.words.saved, { time: clock(this.saved.time) }) : "";
    }
    this.status.classList.toggle("fl-bad", Boolean(this.trouble) || this.away);
  }

  // --- when the kernel is away ---------------------------------------------------------------

  lost() {
    const typing = this.fields.contains(document.activeElement);
    super.lost();
    if (typing) {
      this.alarm.focus();
    }
  }

  leave() {
    this.wire.shut();
    this.fields.inert = true;
    this.undo.disabled = this.redo.disabled = true;
    const safe = this.saved ? fill(this.words.safe_until, { time: clock(this.saved.time) }) : this.words.safe_none;
    // By field, so that of each only the latest words are shown.
    const typed = this.wire.unsaved().filter((m) => m.kind === "change" && m.value);
    const unsaved = [...new Map(typed.map((m) => [m.path, m])).values()];
    return [
      h("p", { text: safe }),
      unsaved.length ? h("p", { text: this.words.unsaved }) : "",
      ...unsaved.map((m) => h("blockquote", { text: String(m.value) })),
    ];
  }

  resume() {
    this.fields.inert = Boolean(this.readOnly);
    this.wire.reopen();
  }
}

export default shown(Form);
