// The bar above a lesson: who, how far, what next, and the few things one does with one's work.
//
// spec: {language, title, words}. From Python, state {joined, private, names, who, read_only, progress, next, notice} and said {text}.
// From here: hello, bye, join {team, trainee, workshop}, go {field}, where, hand_in, start_over, choose {side}.

class Bar extends Widget {
  greet() {
    this.model.send({ kind: "hello", ...introduce(this.model) });
    requestAnimationFrame(() => this.unclip());
  }

  // Let the dossier stick to the notebook's own scrolling, through Jupyter's boxes around the page.
  unclip() {
    const area = this.root.closest(".jp-OutputArea");
    for (let at = this.root.closest(".fl-page"); area && at; at = at === area ? null : at.parentElement) {
      at.classList.add("fl-unclipped");
    }
  }

  build() {
    const { language, words, title } = this.model.get("spec");
    this.words = words;
    this.root = rooted(this.el, "bar", language);
    this.who = h("p", { class: "fl-who" });
    this.rename = button(words.rename, () => this.join(true), { class: "fl-button fl-quiet" });
    const does = (name) => button(words[name], () => this.model.send({ kind: name }), { class: "fl-button fl-quiet" });
    this.handIn = button(words.hand_in, () => this.model.send({ kind: "hand_in" }), { class: "fl-button" });
    this.tools = h(
      "div",
      { class: "fl-bar-tools" },
      this.rename,
      does("where"),
      button(words.start_over, () => this.sure(), { class: "fl-button fl-quiet" }),
      this.handIn,
    );
    this.steps = h("ol", { class: "fl-progress", "aria-label": words.progress });
    this.next = h("div", { class: "fl-next" });
    this.notice = h("div", { class: "fl-notice", role: "alert", hidden: true });
    this.said = h("p", { class: "fl-said", role: "status", hidden: true });
    this.ask = h("div", { class: "fl-ask", hidden: true });
    this.root.append(
      h("header", { class: "fl-bar-head" }, h("div", {}, h("h2", { text: title }), this.who), this.tools),
      this.steps,
      this.next,
      this.notice,
      this.ask,
      this.said,
    );
    if (this.state) {
      this.show(this.state);
    }
  }

  heard(message) {
    if (message.kind === "state") {
      this.show({ ...this.state, ...message });
    } else if (message.kind === "said") {
      this.say(message.text);
    }
  }

  say(text) {
    this.said.textContent = text;
    this.said.hidden = !text;
  }

  show(state) {
    const before = this.state;
    this.state = state;
    this.who.textContent = state.who;
    this.tools.hidden = !state.joined;
    this.rename.hidden = this.handIn.hidden = Boolean(state.private); // a real customer's plan is nobody's submission
    this.steps.hidden = !state.progress.length;
    this.steps.replaceChildren(...state.progress.map((one) => this.step(one)));
    this.next.hidden = !state.next;
    if (state.next && !same(state.next, before?.next)) {
      const { text, field, button: label } = state.next;
      const press = field ? button(label, () => this.model.send({ kind: "go", field }), { class: "fl-button fl-quiet" }) : null;
      this.next.replaceChildren(h("p", {}, h("strong", { text: this.words.next }), " ", text), ...(press ? [press] : []));
    }
    this.showNotice(state.notice);
    if (!state.joined) {
      this.join(false);
    } else if (before && !before.joined) {
      this.close();
    }
    // Handing in and starting over are for the owner of the work alone.
    for (const tool of this.tools.children) {
      tool.disabled = Boolean(state.read_only);
    }
  }

  step({ name, done, of, here, says }) {
    const state = done === 0 ? "none" : done >= of ? "full" : "part";
    return h(
      "li",
      { class: `fl-layer fl-${state}`, "aria-current": here ? "step" : undefined, title: says },
      h("span", { class: "fl-layer-name", text: name }),
      h("span", { class: "fl-layer-track", "aria-hidden": "true" }, h("span", { style: `inline-size: ${of ? Math.round((100 * done) / of) : 0}%` })),
      h("span", { class: "fl-layer-count", text: says }),
    );
  }

  showNotice(notice) {
    this.notice.hidden = !notice;
    if (!notice) {
      this.notice.replaceChildren();
      return;
    }
    const choices = (notice.choices ?? []).map(([side, text]) => button(text, () => this.model.send({ kind: "choose", side })));
    const rows = (notice.differences ?? []).map(([field, mine, other]) => h("tr", {}, h("th", { scope: "row", text: field }), h("td", { text: mine }), h("td", { text: other })));
    const table = rows.length
      ? h("table", { class: "fl-differences" }, h("thead", {}, h("tr", {}, h("td"), h("th", { scope: "col", text: this.words.mine }), h("th", { scope: "col", text: this.words.other }))), h("tbody", {}, ...rows))
      : null;
    this.notice.replaceChildren(h("p", { text: notice.text }), ...[table, choices.length ? h("div", { class: "fl-row" }, ...choices) : null].filter(Boolean));
  }

  // Ask for team and name: once, and again on wish.
  join(again) {
    if (!this.ask.hidden && !again) {
      return;
    }
    const { names } = this.state;
    const ask = (name, value) => {
      const input = h("input", { class: "fl-input", type: "text", autocomplete: "off", maxlength: 80, id: freshId(name) });
      input.value = value ?? "";
      const node = h("div", { class: "fl-field" }, h("label", { class: "fl-label", for: input.id, text: this.words[name] }), input, h("p", { class: "fl-help", text: this.words[`${name}_help`] }));
      return [input, node];
    };
    const [team, teamNode] = ask("team", names.team);
    const [trainee, traineeNode] = ask("trainee", names.trainee);
    const missing = h("p", { class: "fl-remark", role: "alert", hidden: true, text: this.words.both });
    const send = (event) => {
      event.preventDefault();
      missing.hidden = Boolean(team.value.trim() && trainee.value.trim());
      if (missing.hidden) {
        this.model.send({ kind: "join", team: team.value.trim(), trainee: trainee.value.trim(), again });
        this.close();
      } else {
        (team.value.trim() ? trainee : team).focus();
      }
    };
    const form = h(
      "form",
      { class: "fl-join-form", on: { submit: send } },
      h("h3", { text: again ? this.words.rename_title : this.words.join_title }),
      again ? "" : h("p", { text: this.words.join_about }),
      h("div", { class: "fl-pair" }, teamNode, traineeNode),
      missing,
      h(
        "div",
        { class: "fl-row" },
        h("button", { type: "submit", class: "fl-button fl-primary", text: again ? this.words.rename_do : this.words.join }),
        again ? button(this.words.cancel, () => this.close()) : "",
      ),
    );
    this.open(form);
    if (again) {
      team.focus();
    }
  }

  sure() {
    const yes = button(this.words.start_over_do, () => {
      this.model.send({ kind: "start_over" });
      this.close();
    });
    this.open(h("div", { class: "fl-join-form" }, h("p", { text: this.words.start_over_sure }), h("div", { class: "fl-row" }, yes, button(this.words.cancel, () => this.close()))));
    yes.focus();
  }

  open(content) {
    this.say("");
    this.ask.replaceChildren(content);
    this.ask.hidden = false;
  }

  close() {
    this.ask.hidden = true;
    this.ask.replaceChildren();
  }

  stop() {
    try {
      this.model.send({ kind: "bye" });
    } catch {
      // The kernel is gone, and with it everything that should know.
    }
    super.stop();
  }
}

export default shown(Bar);
