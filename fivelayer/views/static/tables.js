// The larger pieces of a form: groups, tables of rows as cards, the ladder of ten steps.

function group(form, spec) {
  const id = freshId("group");
  const slot = h("div", { class: "fl-remarks" });
  form.slots.set(spec.path, slot);
  const [main, ...others] = spec.fields;
  // The first field is what the heading asks for: its label need not be read twice.
  const first = field(form, { ...main, label: spec.label, help: spec.help }, main.name);
  first.classList.add("fl-first");
  return h(
    "div",
    { class: "fl-group", role: "group", "aria-labelledby": id },
    h("h4", { class: "fl-group-title fl-unseen", id, text: spec.label }),
    h("div", { class: "fl-grid" }, first, ...others.map((one) => field(form, one, one.name))),
    slot,
  );
}

class Table {
  constructor(form, spec) {
    this.form = form;
    this.spec = spec;
    this.cards = new Map();
    this.list = h("ol", { class: "fl-cards" });
    this.empty = h("p", { class: "fl-empty", text: spec.empty });
    this.slot = h("div", { class: "fl-remarks" });
    form.slots.set(spec.path, this.slot);
    const id = freshId("table");
    this.more = button(spec.add, () => form.act("add", { table: spec.path }), {
      class: "fl-button fl-add",
    });
    this.node = h(
      "div",
      { class: "fl-table", role: "group", "aria-labelledby": id },
      h("h4", { class: "fl-group-title", id, text: spec.label }),
      this.slot,
      this.empty,
      this.list,
      this.more,
    );
  }

  // Show these rows, in this order; cards that stay are not touched.
  set(rows) {
    const ids = rows.map((row) => row.id);
    for (const [id, card] of this.cards) {
      if (!ids.includes(id)) {
        this.drop(id, card);
      }
    }
    rows.forEach((row, index) => {
      const card = this.cards.get(row.id) ?? this.card(row.id);
      if (this.list.children[index] !== card.node) {
        const held = card.node.contains(document.activeElement) ? document.activeElement : null;
        this.list.insertBefore(card.node, this.list.children[index] ?? null);
        held?.focus();
      }
      card.number(index + 1, rows.length, row[this.spec.title]);
    });
    this.empty.hidden = rows.length > 0;
  }

  drop(id, card) {
    const path = `${this.spec.path}.${id}`;
    const next = card.node.nextElementSibling ?? card.node.previousElementSibling;
    const held = card.node.contains(document.activeElement);
    card.node.remove();
    this.cards.delete(id);
    this.form.forget(path);
    if (held) {
      (next?.querySelector(".fl-card-title") ?? this.more).focus();
    }
  }

  card(id) {
    const { form, spec } = this;
    const path = `${spec.path}.${id}`;
    const title = h("h5", { class: "fl-card-title", tabindex: -1 });
    const slot = h("div", { class: "fl-remarks" });
    const tool = (text, says, press) =>
      h("button", { type: "button", class: "fl-tool", text, title: says, on: { click: press } });
    const up = tool("↑", form.words.up, () => form.act("move", { table: spec.path, row: id, by: -1 }));
    const down = tool("↓", form.words.down, () => form.act("move", { table: spec.path, row: id, by: 1 }));
    const remove = tool("×", form.words.remove, () => form.act("remove", { table: spec.path, row: id }));
    form.slots.set(path, slot);
    const node = h(
      "li",
      { class: "fl-card", "data-row": id },
      h("div", { class: "fl-card-head" }, title, h("div", { class: "fl-tools" }, up, down, remove)),
      slot,
      h("div", { class: "fl-grid" }, ...spec.fields.map((one) => field(form, one, `${path}.${one.name}`))),
    );
    const number = (n, of, words) => {
      const name = fill(spec.row, { n });
      title.textContent = name;
      title.title = typeof words === "string" ? words : "";
      for (const [one, says] of [[up, form.words.up], [down, form.words.down], [remove, form.words.remove]]) {
        one.setAttribute("aria-label", fill(says, { row: name }));
        one.title = fill(says, { row: name });
      }
      up.disabled = n === 1;
      down.disabled = n === of;
    };
    const card = { node, number };
    this.cards.set(id, card);
    return card;
  }
}

function ladder(form, spec) {
  const id = freshId("ladder");
  const slot = h("div", { class: "fl-remarks" });
  form.slots.set(spec.path, slot);
  const steps = spec.steps.map(([step, name]) => {
    const path = `${spec.path}.${step}`;
    const own = h("div", { class: "fl-remarks" });
    form.slots.set(path, own);
    const fields = spec.fields.map((one) => field(form, one, `${path}.${one.name}`, { plain: true }));
    return h(
      "li",
      { class: "fl-step", role: "group", "aria-label": name },
      h("span", { class: "fl-step-name", text: name }),
      h("div", { class: "fl-step-fields" }, ...fields),
      own,
    );
  });
  return h(
    "div",
    { class: "fl-ladder", role: "group", "aria-labelledby": id },
    h("h4", { class: "fl-group-title", id, text: spec.label }),
    h("p", { class: "fl-help", text: spec.help }),
    slot,
    h("ol", { class: "fl-steps" }, ...steps),
  );
}
