// The coverage grid: our people by role, against layers and decision makers; and what leaves with whom.
//
// spec: {language, words, layers: [[id, name], …]}. From Python: state {people: [[id, name, weight], …],
// rows: [{id, name, role, usual, layers, contacts}], alone: [id], nobody: [id], leaver, sales, loss: {bars, said} | null}.
// From here: hello, try {member, sales}.

class Grid extends Widget {
  build() {
    const { words, layers } = this.model.get("spec");
    this.layers = layers;
    const title = this.headed("coverage");
    this.table = h("table", { class: "fl-cover" });
    this.leaver = h("select", { class: "fl-input", "aria-label": words.leaver, on: { change: () => this.tried() } });
    this.sales = h("input", { class: "fl-input", type: "number", min: 0, step: 1, "aria-label": words.sales_label, on: { change: () => this.tried() } });
    this.loss = h("div", { class: "fl-loss", "aria-live": "polite" });
    const ask = (text, node) => h("label", { class: "fl-try" }, h("span", { class: "fl-label", text }), node);
    this.root.append(
      title,
      h("p", { class: "fl-help", text: words.how }),
      h("div", { class: "fl-scroll", tabindex: 0, role: "group", "aria-labelledby": title.id }, this.table),
      h("h4", { text: words.stress }),
      h("div", { class: "fl-asks" }, ask(words.leaver, this.leaver), ask(words.sales_label, this.sales)),
      this.loss,
      h("p", { class: "fl-help", text: words.source }),
    );
    this.show();
  }

  tried() {
    const sales = Number(this.sales.value);
    this.model.send({ kind: "try", member: this.leaver.value, sales: sales > 0 ? sales : null });
  }

  show() {
    const state = this.state;
    if (!state) {
      return;
    }
    this.table.replaceChildren(this.head(), this.body());
    const ours = state.rows.filter((row) => row.id);
    const offered = [["", this.words.nobody_leaves], ...ours.map((row) => [row.id, row.name])];
    this.leaver.replaceChildren(...offered.map(([value, text]) => h("option", { value, text })));
    this.leaver.value = state.leaver;
    if (document.activeElement !== this.sales) {
      this.sales.value = state.sales;
    }
    this.showLoss();
  }

  head() {
    const { people } = this.state;
    const names = people.map(([, name, weight]) => h("th", { scope: "col" }, h("span", { text: name }), weight ? h("small", { text: `${weight} %` }) : ""));
    const layers = this.layers.map(([, name]) => h("th", { scope: "col", text: name }));
    const over = h(
      "tr",
      {},
      h("td", { colspan: 2 }),
      h("th", { scope: "colgroup", colspan: layers.length, text: this.words.layers_head }),
      people.length ? h("th", { scope: "colgroup", colspan: people.length, text: this.words.people_head }) : "",
    );
    return h("thead", {}, over, h("tr", {}, h("th", { scope: "col", text: this.words.role }), h("th", { scope: "col", text: this.words.person }), ...layers, ...names));
  }

  body() {
    const { people, rows, alone, nobody } = this.state;
    const mark = (on, hint) => h("td", { class: [on ? "fl-on" : "", hint].filter(Boolean).join(" ") }, on ? h("span", { text: "●", role: "img", "aria-label": this.words.covered }) : "");
    const lines = rows.map((row) => {
      const layers = this.layers.map(([id]) => mark(row.layers.includes(id), row.usual.includes(id) ? "fl-usual" : ""));
      const contacts = people.map(([id]) => mark(row.contacts.includes(id), alone.includes(id) && row.contacts.includes(id) ? "fl-alone" : ""));
      const name = row.id ? h("th", { scope: "row", text: row.name }) : h("td", { class: "fl-none", text: this.words.nobody });
      return h("tr", { class: row.id && row.id === this.state.leaver ? "fl-leaving" : "" }, h("td", { text: row.role || "–" }), name, ...layers, ...contacts);
    });
    const count = (id) => (nobody.includes(id) ? this.words.none : alone.includes(id) ? this.words.one : "✓");
    const sums = h(
      "tr",
      { class: "fl-sum" },
      h("td", { colspan: 2 + this.layers.length, text: this.words.threads }),
      ...people.map(([id]) => h("td", { class: nobody.includes(id) || alone.includes(id) ? "fl-thin" : "", text: count(id) })),
    );
    return h("tbody", {}, ...lines, people.length ? sums : "");
  }

  showLoss() {
    const { loss } = this.state;
    if (!loss) {
      this.loss.replaceChildren(h("p", { class: "fl-help", text: this.words.choose }));
      return;
    }
    const most = Math.max(0.01, ...Object.values(loss.bars).map((one) => Math.abs(Number(one))));
    const bars = Object.entries(loss.bars).map(([name, value]) =>
      h(
        "div",
        { class: "fl-bar-row" },
        h("span", { text: this.words[`bar_${name}`] }),
        h("span", { class: "fl-bar-way" }, h("span", { class: `fl-bar-fill fl-bar-${name}`, style: `width: ${(Math.max(0, Number(value)) / most) * 100}%` })),
        h("strong", { text: value }),
      ),
    );
    this.loss.replaceChildren(...bars, h("ul", {}, ...loss.said.map((text) => h("li", { text }))));
  }
}

export default shown(Grid);
