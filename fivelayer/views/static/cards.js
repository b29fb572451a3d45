// What can be done this round: layers as tabs, actions as cards; one card at a time opens to say on what, what, who.

class Cards {
  constructor(board) {
    this.board = board;
    this.tab = "";
    this.open = "";
    this.choice = {};
    this.node = h("div", { class: "fl-cards" });
    this.id = freshId("cards");
  }

  set(state) {
    this.layers = state.layers;
    this.messages = state.messages;
    this.ours = state.means?.ours ?? [];
    if (!this.layers.some((one) => one.part === this.tab)) {
      this.tab = this.layers[0]?.part ?? "";
    }
    this.draw();
  }

  draw() {
    const held = this.node.contains(document.activeElement) ? document.activeElement.dataset.key : "";
    const words = this.board.words;
    const layer = this.layers.find((one) => one.part === this.tab);
    this.node.replaceChildren();
    if (!layer) {
      return;
    }
    const tabs = h(
      "div",
      { class: "fl-tabs", role: "tablist", "aria-label": words.layers, on: { keydown: (event) => this.arrow(event) } },
      ...this.layers.map((one) => this.tabOf(one)),
    );
    const can = layer.cards.filter((card) => card.possible);
    const cannot = layer.cards.filter((card) => !card.possible);
    const panel = h(
      "div",
      { class: "fl-tab-panel", role: "tabpanel", id: `${this.id}-panel`, "aria-labelledby": `${this.id}-${layer.part}` },
      ...can.map((card) => this.card(card)),
      cannot.length ? h("h5", { class: "fl-cards-cannot", text: words.impossible }) : null,
      ...cannot.map((card) => h("div", { class: "fl-play-card fl-cannot", "data-action": card.action }, h("p", { class: "fl-card-name", text: card.name }), h("p", { class: "fl-help", text: card.why }))),
    );
    this.node.append(tabs, panel);
    if (held) {
      this.node.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
    }
  }

  tabOf({ part, name, cards }) {
    const here = part === this.tab;
    const n = cards.filter((card) => card.possible).length;
    return h(
      "button",
      {
        type: "button",
        role: "tab",
        class: "fl-layer-tab",
        id: `${this.id}-${part}`,
        "data-key": `tab.${part}`,
        "data-part": part,
        "aria-selected": String(here),
        "aria-controls": `${this.id}-panel`,
        tabindex: here ? 0 : -1,
        on: { click: () => this.go(part) },
      },
      h("span", { text: name }),
      h("span", { class: "fl-tab-count", text: String(n), "aria-label": fill(this.board.words.possible, { n }) }),
    );
  }

  arrow(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const at = this.layers.findIndex((one) => one.part === this.tab);
      this.go(this.layers[(at + step + this.layers.length) % this.layers.length].part);
      this.node.querySelector("[role=tab][aria-selected=true]")?.focus();
    }
  }

  go(part) {
    this.tab = part;
    this.open = "";
    this.draw();
  }

  // --- one card --------------------------------------------------------------------------------

  card(card) {
    const open = card.action === this.open;
    const body = h("div", { class: "fl-card-body", id: `${this.id}-${card.action}`, hidden: !open });
    const head = h(
      "button",
      {
        type: "button",
        class: "fl-card-head",
        "data-key": `card.${card.action}`,
        "aria-expanded": String(open),
        "aria-controls": body.id,
        on: { click: () => this.toggle(card.action) },
      },
      h("span", { class: "fl-card-name", text: card.name }),
      h("span", { class: "fl-card-cost", text: card.cost }),
    );
    if (open) {
      body.append(...this.body(card));
    }
    return h("div", { class: `fl-play-card${open ? " fl-open" : ""}`, "data-action": card.action }, head, body);
  }

  toggle(action) {
    this.open = this.open === action ? "" : action;
    this.choice = {};
    this.draw();
  }

  body(card) {
    const { words, statements } = this.board;
    const asked = [];
    const targets = card.targets;
    const free = targets.filter((one) => !one.lacks && one.by.length);
    const nothing = targets.length === 1 && !targets[0].id;
    this.choice.on ??= free.length === 1 || nothing ? free[0].id : undefined;
    if (!nothing) {
      asked.push(this.select(words[`on_${card.seeks}`], "on", targets.map((one) => this.option(one))));
    }
    if (card.say) {
      const general = card.action === "meet" ? [["", words.say_general]] : [];
      this.choice.say ??= general.length ? "" : undefined;
      asked.push(this.select(words.say, "say", [...general, ...this.messages].map(([value, text]) => ({ value, text }))));
    }
    // What follows from a choice is drawn anew; the boxes chosen in stay, so that typing in them goes on.
    this.rest = h("div", { class: "fl-card-rest" });
    this.chosen = () => this.rest.replaceChildren(...this.follows(card).filter(Boolean));
    this.chosen();
    return [
      h("p", { class: "fl-help" }, h("span", { text: card.help }), ...card.statements.slice(0, 3).flatMap((s) => [" ", ...statementButton(s, statements[s] ?? "", words.statement)])),
      ...asked,
      this.rest,
    ];
  }

  follows(card) {
    const target = card.targets.find((one) => one.id === this.choice.on);
    const who = this.who(card, target);
    const ready = target && this.choice.by && (!card.say || this.choice.say !== undefined);
    const add = button(this.board.words.add, () => this.add(card), { class: "fl-button fl-primary", disabled: !ready, "data-key": "add" });
    const cost = target && card.targets.length > 1 ? h("p", { class: "fl-card-cost", text: target.cost }) : null;
    return [who, h("div", { class: "fl-row" }, add, cost)];
  }

  option(target) {
    const { words } = this.board;
    const reason = target.lacks || (target.by.length ? "" : words.unfit);
    return { value: target.id, text: reason ? fill(words.option_lacks, { name: target.name, lacks: reason }) : target.name, disabled: Boolean(reason) };
  }

  select(label, name, options) {
    const id = freshId(name);
    const chosen = this.choice[name];
    const select = h(
      "select",
      { class: "fl-input", id, "data-key": name, on: { change: () => this.chose(name, select.value) } },
      ...(chosen === undefined ? [h("option", { value: "?", text: this.board.words.pick, selected: true, disabled: true })] : []),
      ...options.map(({ value, text, disabled }) => h("option", { value, text, disabled, selected: value === chosen })),
    );
    return h("div", { class: "fl-field" }, h("label", { class: "fl-label", for: id, text: label }), select);
  }

  chose(name, value) {
    this.choice[name] = value;
    if (name === "on") {
      delete this.choice.by;
    }
    const held = this.rest.contains(document.activeElement) ? document.activeElement.dataset.key : "";
    this.chosen();
    if (held) {
      this.rest.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
    }
  }

  // Who does it: the best suited with time left is chosen beforehand.
  who(card, target) {
    const { words } = this.board;
    const days = target?.days ?? Math.min(...card.targets.map((one) => one.days));
    const can = this.ours.filter((one) => one.id in card.who && one.here);
    const state = (one) => {
      if (target && !target.by.includes(one.id)) {
        return words.no_reach;
      }
      return Number(one.left) < days ? words.no_time : "";
    };
    const able = can.filter((one) => !state(one)).sort((a, b) => card.who[b.id] - card.who[a.id]);
    if (!able.some((one) => one.id === this.choice.by)) {
      this.choice.by = target ? able[0]?.id : undefined;
    }
    const name = freshId("who");
    const chips = can.map((one) => {
      const why = state(one);
      const fit = card.who[one.id];
      const suits = fit >= 0.9 ? words.fit_full : fit >= 0.6 ? words.fit_fair : words.fit_poor;
      const input = h("input", { type: "radio", name, value: one.id, disabled: Boolean(why) || !target, "data-key": `who.${one.id}`, on: { change: () => this.chose("by", one.id) } });
      input.checked = this.choice.by === one.id;
      return h("label", { class: "fl-who-chip" }, input, h("span", {}, h("strong", { text: one.name }), h("small", { text: `${suits} · ${why || fill(words.left_days, { n: one.left })}` })));
    });
    return h("fieldset", { class: "fl-choices" }, h("legend", { class: "fl-label", text: words.who }), h("div", { class: "fl-who-chips" }, ...chips));
  }

  add(card) {
    const { on, say, by } = this.choice;
    this.board.act("add", { do: card.action, by, on: on || null, say: say || null });
    this.open = "";
    this.choice = {};
    this.draw();
    this.node.querySelector(`[data-key="card.${CSS.escape(card.action)}"]`)?.focus({ preventScroll: true });
  }
}
