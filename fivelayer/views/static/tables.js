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
    const many = !this.cards.size && rows.length > 2;
    for (const [id, card] of this.cards) {
      if (!ids.includes(id)) {
        this.drop(id, card);
      }
    }
    rows.forEach((row, index) => {
      const card = this.cards.get(row.id) ?? this.card(row.id);
      if (many) {
        card.open(false); // a long list opens as a list
      }
      if (this.list.children[index] !== card.node) {
        const held = card.node.contains(document.activeElement) ? document.activeElement : null;
        this.list.insertBefore(card.node, this.list.children[index] ?? null);
        held?.focus();
      }
      card.number(index + 1, rows.length, row[this.spec.title]);
    });
    this.empty.hidden = rows.length > 0;
  }

  // The heads of the cards say what is typed inside.
  rename() {
    const rows = this.form.at(this.spec.path);
    (Array.isArray(rows) ? rows : []).forEach((row, index, all) => this.cards.get(row?.id)?.number(index + 1, all.length, row[this.spec.title]));
  }

  drop(id, card) {
    const path = `${this.spec.path}.${id}`;
    const next = card.node.nextElementSibling ?? card.node.previousElementSibling;
    const held = card.node.contains(document.activeElement);
    card.node.remove();
    this.cards.delete(id);
    this.form.forget(path);
    if (held) {
      (next?.querySelector(".fl-card-toggle") ?? this.more).focus();
    }
  }

  card(id) {
    const { form, spec } = this;
    const path = `${spec.path}.${id}`;
    const name = h("span", { class: "fl-card-name" });
    const words = h("span", { class: "fl-card-words" });
    const badge = h("span", { class: "fl-badge", hidden: true });
    const toggle = h("button", { type: "button", class: "fl-card-toggle", on: { click: () => open(body.hidden) } }, name, words, badge);
    const slot = h("div", { class: "fl-remarks" });
    const tool = (text, press) => h("button", { type: "button", class: "fl-tool", text, on: { click: press } });
    const up = tool("↑", () => form.act("move", { table: spec.path, row: id, by: -1 }));
    const down = tool("↓", () => form.act("move", { table: spec.path, row: id, by: 1 }));
    const remove = tool("×", () => form.act("remove", { table: spec.path, row: id }));
    form.slots.set(path, slot);
    const grid = h("div", { class: "fl-grid" }, ...spec.fields.map((one) => field(form, one, `${path}.${one.name}`)));
    const body = h("div", { class: "fl-card-body", id: freshId("card") }, slot, grid);
    toggle.setAttribute("aria-controls", body.id);
    const open = (wanted) => {
      body.hidden = !wanted;
      toggle.setAttribute("aria-expanded", String(wanted));
    };
    const node = h(
      "li",
      { class: "fl-card", "data-row": id },
      h("div", { class: "fl-card-head" }, h("h5", {}, toggle), h("div", { class: "fl-tools" }, up, down, remove)),
      body,
    );
    const number = (n, of, said) => {
      name.textContent = fill(spec.row, { n });
      words.textContent = typeof said === "string" ? said : "";
      for (const [one, says] of [[up, form.words.up], [down, form.words.down], [remove, form.words.remove]]) {
        one.title = fill(says, { row: name.textContent });
        one.setAttribute("aria-label", one.title);
      }
      up.disabled = n === 1;
      down.disabled = n === of;
    };
    const count = () => {
      const n = body.querySelectorAll(".fl-remark").length;
      badge.hidden = n === 0;
      badge.textContent = fill(form.words[n === 1 ? "remarks.one" : "remarks.other"], { n });
    };
    open(true);
    const card = { node, number, count, open };
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

// The customers of a portfolio: what the list says of each, judgements beneath, and more where it is needed.
function roster(form, spec) {
  const id = freshId("roster");
  const slot = h("div", { class: "fl-remarks" });
  form.slots.set(spec.path, slot);
  const heads = [...spec.fields.map((one) => one.label), ""].map((text) => h("span", { text }));
  return h(
    "div",
    { class: "fl-roster", role: "group", "aria-labelledby": id },
    h("h4", { class: "fl-group-title", id, text: spec.label }),
    h("p", { class: "fl-help", text: spec.help }),
    slot,
    h("div", { class: "fl-roster-heads fl-roster-line", "aria-hidden": "true" }, ...heads),
    h("ol", { class: "fl-roster-rows" }, ...spec.rows.map((row, index) => rosterRow(form, spec, row, index + 1))),
  );
}

function rosterRow(form, spec, row, n) {
  const path = `${spec.path}.${row.id}`;
  const slot = h("div", { class: "fl-remarks" });
  form.slots.set(path, slot);
  const folded = h("div", { class: "fl-grid fl-roster-more", id: freshId("more"), hidden: true }, ...spec.folded.map((one) => field(form, one, `${path}.${one.name}`)));
  const open = (wanted) => {
    folded.hidden = !wanted;
    toggle.setAttribute("aria-expanded", String(wanted));
  };
  const says = fill(spec.open, { customer: row.name });
  const toggle = h("button", {
    type: "button",
    class: "fl-tool",
    text: "…",
    title: says,
    "aria-label": says,
    "aria-expanded": "false",
    "aria-controls": folded.id,
    on: { click: () => open(folded.hidden) },
  });
  const fields = spec.fields.map((one) => {
    const node = field(form, one, `${path}.${one.name}`, { plain: true });
    const control = node.querySelector("select, input");
    control.removeAttribute("aria-labelledby");
    control.setAttribute("aria-label", `${row.name}: ${one.label}`);
    return node;
  });
  // What stands there, or is remarked on, is not folded away.
  const unfold = () => folded.querySelector(".fl-remark, .fl-chip") && open(true);
  new MutationObserver(unfold).observe(folded, { childList: true, subtree: true });
  return h(
    "li",
    { class: "fl-roster-row", role: "group", "aria-label": row.name, "data-row": row.id },
    h("p", { class: "fl-roster-name" }, h("span", { text: `${n} ` }), h("strong", { text: row.name }), h("small", { text: row.figures })),
    h("div", { class: "fl-roster-line" }, ...fields, toggle),
    slot,
    folded,
  );
}
